// Several runs in one page: which one is shown, what makes it another one, and where they part. Another run begins at the step
// that stands where this one does. The summary comes first; results stand side by side.
import { decode, textOf } from './decode.js';
import { Index } from './index.js';
import { Words } from './words.js';
import { h, set, table } from './dom.js';
import { shown } from './text.js';
import { diffRuns, nearestStep, sameResult, totals } from './compare.js';

const MOST_RESULTS = 60;

/** The runs of the page; each is read when it is first asked for. */
export class Runs {
  /** @param {any} extra @param {Map<string, any>} kinds @param {number} number of the one that is shown @param {{index:any, words:any}} shown */
  constructor(extra, kinds, number, shown) {
    this.list = extra.runs;
    this.kinds = kinds;
    this.number = number;
    this.known = new Map([[number, Promise.resolve(shown)]]);
    this.shown = shown;
  }
  /** @param {number} n */
  title(n) { return this.list[n].title || 'as it is'; }
  /** What makes it another run than the first one; '' of that one. @param {number} n */
  varies(n) { return this.list[n].varies ? `${this.title(n)} = ${this.title(0)} with ${this.list[n].varies.map(shown).join(', ')}` : ''; }
  /** @param {number} n @returns {Promise<{index:any, words:any}>} */
  read(n) {
    if (!this.known.has(n)) this.known.set(n, (async () => {
      const index = new Index(decode(await textOf(document.getElementById(n ? `trace-${n}` : 'trace')), this.kinds), this.kinds, this.list[n]);
      return { index, words: new Words(index) };
    })());
    return this.known.get(n);
  }
  /** Which step of another run stands where this one does. @param {number} n @param {number} step */
  async step(n, step) { return nearestStep(this.shown.index, (await this.read(n)).index, step); }
}

/** @param {Runs} runs @param {(n:number)=>void} go @returns {HTMLElement} */
export function chooser(runs, go) {
  const select = h('select', { id: 'runs', 'aria-label': 'Run', title: runs.varies(runs.number) || null }, ...runs.list.map((_, n) => h('option', { value: String(n), selected: n === runs.number, title: runs.varies(n) || null, text: runs.title(n) })));
  select.addEventListener('change', () => go(+select.value));
  return select;
}

/** @param {Runs} runs @param {import('./ask.js').Asks} asks @param {(n:number, step?:number)=>void} go */
export const comparePanel = (runs, asks, go) => (root, { index, act }) => {
  const others = runs.list.map((_, n) => n).filter((n) => n !== runs.number), name = (n) => runs.title(n), own = name(runs.number);
  const select = h('select', { 'aria-label': 'Compare with', id: 'with' }, ...others.map((n) => h('option', { value: String(n), text: name(n) })));
  const veil = h('p.none', { text: 'It would give answers away: answer the predictions of this run, or skip them. Then it opens.' });
  const varies = h('p.varies'), first = h('div.parting'), sums = h('div.scroll'), results = h('div.parting'), side = h('div.scroll'), all = h('div', {}, sums, first, results, side);
  root.append(h('p.comparebar', {}, `${own}, compared with `, select), varies, veil, all);
  let with_ = null, made = null, step = 0, diff = null;
  select.addEventListener('change', () => { with_ = null; update({ step }); });

  const jump = (n, to) => (n === runs.number ? h('button.link', { type: 'button', text: `step ${to}`, onclick: () => act({ step: to }) }) : h('button.link', { type: 'button', text: `step ${to} there`, onclick: () => go(n, to) }));
  function parting(at, title, p, none, n) {
    if (!p) return at.replaceChildren(h('p', {}, h('strong', { text: title }), `: ${none}`));
    at.replaceChildren(
      h('p', {}, h('strong', { text: title }), ': ', jump(runs.number, p.step), ', ', jump(n, Math.min(p.step, with_.index.steps))),
      h('dl', {}, h('dt', { text: own }), h('dd', { text: p.a }), h('dt', { text: name(n) }), h('dd', { text: p.b })),
    );
  }
  function build(n) {
    diff = diffRuns(runs.shown, with_);
    made = n;
    const { aResults: a, bResults: b } = diff;
    parting(first, 'First difference', diff.first, 'none: both do the same in every step.', n);
    parting(results, 'First difference in results', diff.results, a.length ? `none: both have the same ${a.length}.` : 'none: neither has results.', n);
    table(sums, { caption: 'What there is more or less of', head: ['what', own, name(n)], rows: totals(index, with_.index).map((r) => ({ key: r.what, cells: [r.what, r.a, r.b] })), empty: 'Both have as much of everything.' }, act);
  }
  // Results of steps that have been seen here, and of the step there that stands at the same place.
  function sideBySide(n) {
    const { aResults: a, bResults: b } = diff, there = nearestStep(index, with_.index, step), say = (side, e) => (e ? side.words.say(e) : '–');
    const seen = (list, to) => list.filter((e) => e.step <= to).length, rows = [], most = Math.max(seen(a, step), seen(b, there));
    for (let k = Math.max(0, most - MOST_RESULTS); k < most; k++) {
      const x = a[k]?.step <= step ? a[k] : undefined, y = b[k]?.step <= there ? b[k] : undefined, same = sameResult(x, y);
      rows.push({ key: String(k), cls: same ? '' : 'differs', cells: [`${same ? '' : '≠ '}${k + 1}`, { text: say(runs.shown, x), go: x?.seq }, say(with_, y)] });
    }
    table(side, { caption: `Results so far: to step ${step} here, to step ${there} there`, head: ['result', own, name(n)], rows, empty: 'No results yet, here or there.' }, act);
  }
  function update(state) {
    step = state.step;
    set(varies, { text: [runs.number, +select.value].map((n) => runs.varies(n)).filter(Boolean).join('; ') });
    veil.hidden = !asks.open;
    all.hidden = asks.open;
    if (asks.open) return;
    const n = +select.value;
    if (with_ && made === n) return sideBySide(n);
    set(first, { text: 'Reading the other run …' });
    runs.read(n).then((read) => {
      if (+select.value !== n) return;
      with_ = read;
      build(n);
      sideBySide(n);
    });
  }
  return { update };
};
