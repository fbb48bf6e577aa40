// Where two runs part, by the rules of diagrams/run_diff.h and in its words: the first step in which they do not do the
// same, and the first one in which a result of one is not the result of the other. And which step of one stands where
// the other one does.
import { windowWords } from './value_words.js';

const RESULTS = new Set(['sink.write', 'sink.upsert']);
const OF_PLACE = new Set(['i', 'p', 'c', 'seq']);

/** What an event says, without its number and its causes; a deployment without its plan. */
function saying(ev) {
  return JSON.stringify(ev, (k, v) => (v === ev ? Object.fromEntries(Object.entries(ev).filter(([name]) => !OF_PLACE.has(name) && !(ev.k === 'deploy' && name === 'plan'))) : v));
}
const logical = (index) => index.events.filter((e) => !e.p);

/** @param {any} a @param {any} b two Indexes @returns {number|null} null: the same events */
export function firstParting(a, b) {
  const x = logical(a), y = logical(b);
  let n = 0;
  while (n < x.length && n < y.length && x[n].k === y[n].k && x[n].step === y[n].step && saying(x[n]) === saying(y[n])) n++;
  if (n === x.length && n === y.length) return null;
  if (n === x.length) return y[n].step;
  if (n === y.length) return x[n].step;
  return Math.min(x[n].step, y[n].step);
}

export const resultsOf = (index) => index.events.filter((e) => RESULTS.has(e.k));
export function sameResult(x, y) {
  if (!x || !y || x.k !== y.k || x.op !== y.op) return false;
  const part = (e) => JSON.stringify(e.k === 'sink.write' ? [e.val] : [e.key, e.now]);
  return part(x) === part(y);
}
/** @returns {number|null} */
function resultParting(x, y) {
  for (let n = 0; n < Math.max(x.length, y.length); n++) {
    if (n >= x.length) return y[n].step;
    if (n >= y.length) return x[n].step;
    if (!sameResult(x[n], y[n])) return Math.min(x[n].step, y[n].step);
  }
  return null;
}

// What is said of a step, and who does it.
function told(index, words, step) {
  const out = [], micro = [];
  let before = null, fires = false;
  if (step > index.steps) return out;
  for (let n = step ? index.first[step] : 0; n < index.endOf(step); n++) {
    const e = index.events[n];
    if (out.length && index.kinds.get(e.k)?.join && before?.k === 'win.assign' && e.ns === windowWords(before.start, before.end)) {
      out[out.length - 1].text += words.join(e);
      continue;
    }
    const small = index.face(e).log === 'micro' && (e.k !== 'st.clear' || e.ns !== undefined);
    if (!small) before = e;
    fires = fires || e.k === 'win.fire';
    // What a window fires is written, too: once is enough.
    if (fires && e.k === 'sink.write') continue;
    (small ? micro : out).push({ who: words.who(e), text: words.say(e) + words.tail(e) });
  }
  if (!out.length && micro.length) out.push(micro[micro.length - 1]);
  return out;
}
function joined(index, step, list, named) {
  if (!list.length) return step > index.steps ? `is over after step ${index.steps}` : 'does nothing';
  let out = '', who = '';
  for (const t of list) {
    out += (out ? '; ' : '') + (named && t.who !== who ? t.who + ': ' : '') + t.text;
    who = t.who;
  }
  return out;
}
function parting(a, b, step) {
  if (step === null) return null;
  const x = told(a.index, a.words, step), y = told(b.index, b.words, step), who = (x[0] ?? y[0])?.who ?? '';
  const named = [...x, ...y].some((t) => t.who !== who);
  return { step, a: joined(a.index, step, x, named), b: joined(b.index, step, y, named) };
}

/** @param {{index:any, words:any}} a @param {{index:any, words:any}} b
 * @returns {{first:any, results:any, aResults:any[], bResults:any[]}} null: none */
export function diffRuns(a, b) {
  const aResults = resultsOf(a.index), bResults = resultsOf(b.index);
  return { first: parting(a, b, firstParting(a.index, b.index)), results: parting(a, b, resultParting(aResults, bResults)), aResults, bResults };
}

/** What there is more or less of: only what differs. @returns {{what:string, a:string, b:string}[]} */
export function totals(a, b) {
  const count = (index, test) => index.events.filter(test).length;
  const rows = [
    ['steps', (x) => x.steps], ['ends at', (x) => `${x.timeOf(x.events.length)} ms`],
    ['records read', (x) => count(x, (e) => e.k === 'rec.emit')], ['late, dropped', (x) => count(x, (e) => e.k === 'late')],
    ['windows fired', (x) => count(x, (e) => e.k === 'win.fire')], ['results', (x) => resultsOf(x).length],
    ['results once more ‡', (x) => count(x, (e) => e.dup !== undefined)], ['checkpoints complete', (x) => count(x, (e) => e.k === 'cp.complete')],
    ['checkpoints given up', (x) => count(x, (e) => e.k === 'cp.abort')], ['restarts', (x) => count(x, (e) => e.k === 'restart')],
  ];
  return rows.map(([what, of]) => ({ what, a: String(of(a)), b: String(of(b)) })).filter((r) => r.a !== r.b);
}

/** The step of `to` that stands where `from` stands at the end of a step: the same one as long as both do the same;
 * later the one of the last event that both have, by what it is about. @param {any} from @param {any} to @param {number} step */
export function nearestStep(from, to, step) {
  const parts = firstParting(from, to);
  if (parts === null || step < parts) return Math.min(step, to.steps);
  // Of a record, a window, a checkpoint; what is about none of them is not known again.
  const about = (e) => !e.p && e.state === undefined && (e.r !== undefined || e.start !== undefined || e.cp !== undefined);
  const sign = (e) => [e.k, e.at, e.op, e.g, e.r, JSON.stringify(e.key), e.start, e.end, e.cp].join('\u001f');
  const there = new Map(), seen = new Map(), nth = (map, s) => { const n = (map.get(s) ?? 0) + 1; map.set(s, n); return `${s}\u001f${n}`; };
  for (const e of to.events) if (about(e)) there.set(nth(seen, sign(e)), e.step);
  const end = from.endOf(step), mine = new Map();
  let found = 0;
  for (let n = 0; n < end; n++) if (about(from.events[n])) found = there.get(nth(mine, sign(from.events[n]))) ?? found;
  return Math.min(Math.max(found, parts - 1), to.steps);
}
