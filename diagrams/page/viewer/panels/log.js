// Every line of every step. Only what can be seen is in the page, however long the run.
import { h, set, keyed, size } from '../dom.js';
import { compileQuery, queryScope } from '../query/query.js';

const ROW = 24;

export function log(root, { index, words, lists, act }) {
  const filter = h('input', { type: 'search', id: 'filter', placeholder: 'filter: trout, k=win.fire, late(ts > 12)', 'aria-label': 'Filter the log', oninput: () => act({ filter: filter.value }) });
  const count = h('span.count');
  const view = h('div.logview', { tabindex: 0, role: 'region', 'aria-label': 'Lines of the log' }), inner = h('ol.log');
  view.append(inner);
  root.append(h('div.logbar', {}, filter, count), view);
  let lines = null, made = '', atStep = -1, y = 0;
  let trouble = '';
  /** Lines of the events that a query finds, also of those that the log leaves out. */
  function found(text) {
    const { query, error } = compileQuery(text, { ...queryScope(index, lists), use: 'search' }), answer = query?.hits(index);
    trouble = error ?? answer.error ?? '';
    return (answer?.hits ?? []).map((n) => index.events[n]).filter((ev) => ev.step).sort((a, b) => a.seq - b.seq).map((ev) => {
      const face = index.face(ev);
      return { ev, step: ev.step, k: 0, first: true, glyph: face.glyph, letter: face.letter, role: face.role, text: words.say(ev) };
    });
  }
  function build(text) {          // [step, number in the step]; the words are made when a line is drawn
    const all = [], q = text.trim().toLowerCase();
    trouble = '';
    if (q.includes('(')) return found(text.trim());
    if (!q) {
      for (let st = 1; st <= index.steps; st++) for (let k = 0, n = words.count(st); k < n; k++) all.push({ step: st, k, first: !k });
      return all;
    }
    for (let st = 1; st <= index.steps; st++) words.lines(st).forEach((l, k) => all.push({ ...l, step: st, k, first: !k }));
    const m = /^(k|at|role)=(\S+)$/.exec(q);
    return all.filter((l) => (m ? (m[1] === 'k' ? l.ev.k === m[2] || l.ev.k.startsWith(m[2] + '.') : m[1] === 'at' ? l.ev.at.startsWith(m[2]) : l.role === m[2]) : (l.text + ' ' + words.place(l.ev.at)).toLowerCase().includes(q))).map((l) => ({ ...l, first: true }));
  }
  let state;
  function draw() {
    const top = Math.max(0, Math.floor(y / ROW) - 6), shown = lines.slice(top, top + Math.ceil((size(view).h || 240) / ROW) + 12);
    for (const l of shown) if (!l.ev) Object.assign(l, words.lines(l.step)[l.k]);
    inner.style.height = lines.length * ROW + 'px';
    keyed(inner, shown.map((l, k) => ({ l, n: top + k })), (x) => String(x.l.ev.seq), () => h('li', {}, h('button', { type: 'button' }, h('span.no'), h('span.t'), h('span.who'), h('span.glyph', { 'aria-hidden': 'true' }), h('span.text'))), (el, { l, n }) => {
      const b = el.firstChild, [no, t, who, glyph, text] = b.children, veiled = l.step > state.step;
      el.style.top = n * ROW + 'px';
      el.className = l.step === state.step ? 'now' : veiled ? 'future' : '';
      glyph.className = `glyph ${veiled ? '' : l.role}`;
      b.onclick = () => act({ go: l.ev.seq });
      b.title = veiled ? '' : l.text;
      set(b, { 'aria-current': l.step === state.step ? 'step' : null });
      set(no, { text: l.first ? String(l.step) : '' });
      set(t, { text: l.first ? String(l.ev.t) : '' });
      set(who, { text: l.first ? words.place(l.ev.at) : '' });
      set(glyph, { text: veiled ? '' : l.glyph });
      set(text, { text: veiled ? '·····' : l.text });
    });
  }
  view.addEventListener('scroll', () => { y = view.scrollTop; if (lines) draw(); }, { passive: true });
  function update(s) {
    state = s;
    if (lines === null || made !== s.filter) { lines = build(s.filter); made = s.filter; atStep = -1; set(count, { text: trouble || (s.filter ? `${lines.length} lines` : '') }); }
    if (atStep !== s.step) {
      atStep = s.step;
      let lo = 0, hi = lines.length;
      while (lo < hi) { const m = (lo + hi) >> 1; lines[m].step < s.step ? (lo = m + 1) : (hi = m); }
      const to = lo * ROW, height = size(view).h;
      if (to < y + ROW || to > y + height - 3 * ROW) { inner.style.height = lines.length * ROW + 'px'; view.scrollTop = Math.max(0, to - height / 2); y = view.scrollTop; }
    }
    draw();
  }
  return { update, view, resize: () => { atStep = -1; }, focus: () => filter.focus() };
}
