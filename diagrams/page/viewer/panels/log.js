// Every line of every step. Only what can be seen is in the page, however long the run. The filter is a query, as for
// --until, or words that a line contains: what has no parenthesis, comparison or quotes around it.
import { h, set, keyed, size } from '../dom.js';
import { compileQuery, queryScope } from '../query/query.js';

const ROW = 24;

export function log(root, ctx) {
  const { index, words, act, catalogue } = ctx;
  const filter = h('input', { type: 'search', id: 'filter', placeholder: 'filter: words, late(), win.fire(n > 2)', 'aria-label': 'Filter the log with a query', 'aria-describedby': 'filter-error', spellcheck: 'false', autocomplete: 'off', oninput: () => act({ filter: filter.value }) });
  const count = h('span.count', { role: 'status' }), error = h('p.mistake', { id: 'filter-error', role: 'status', hidden: true });
  const view = h('div.logview', { tabindex: 0, role: 'region', 'aria-label': 'Lines of the log' }), inner = h('ol.log');
  // Numbers of any length stand in their columns.
  inner.style.setProperty('--no', `${String(index.steps).length + 1}ch`);
  inner.style.setProperty('--t', `${String(index.events.at(-1)?.t ?? 0).length + 1}ch`);
  view.append(inner);
  root.append(h('div.logbar', {}, filter, count), error, view);
  /** @type {any[]|null} */ let lines = null;
  let made = '', atStep = -1, y = 0, scope = null, state, scrolling = 0;

  const everything = () => {      // [step, number in the step]; the words are made when a line is drawn
    const all = [];
    for (let st = 1; st <= index.steps; st++) if (index.has(st)) for (let k = 0, n = words.count(st); k < n; k++) all.push({ step: st, k, first: !k });
    return all;
  };
  const lineOf = (ev) => { const face = index.face(ev); return { ev, step: ev.step, first: true, glyph: face.glyph, role: face.role, text: words.say(ev) }; };
  function containing(text) {
    const all = [], q = text.toLowerCase();
    for (let st = 1; st <= index.steps; st++) for (const l of words.lines(st)) if (`${l.text} ${words.place(l.ev.at, l.ev)}`.toLowerCase().includes(q)) all.push({ ...l, step: st, first: true });
    return all;
  }
  /** The lines that a filter leaves, or a mistake. @returns {{lines:any[], error:string}} */
  function build(text) {
    const q = text.trim();
    if (!q) return { lines: everything(), error: '' };
    if (q[0] === '"' || !/[(<>=]/.test(q)) return { lines: containing(q.replace(/^"|"$/g, '')), error: '' };
    scope ??= queryScope(index, catalogue.lists);
    const { query, error: wrong } = compileQuery(q, { ...scope, use: 'search' });
    if (!query) return { lines: everything(), error: wrong };
    const found = query.hits(index);
    index.seek(state.n);
    return found.error ? { lines: everything(), error: found.error } : { lines: found.hits.map((n) => lineOf(index.events[n])), error: '' };
  }
  function draw() {
    const top = Math.max(0, Math.floor(y / ROW) - 6), shown = lines.slice(top, top + Math.ceil((size(view).h || 240) / ROW) + 12);
    for (const l of shown) if (!l.ev) Object.assign(l, words.lines(l.step)[l.k]);
    const high = lines.length * ROW + 'px';
    if (inner.style.height !== high) inner.style.height = high;
    keyed(inner, shown.filter((l) => l.ev).map((l, k) => ({ l, n: top + k })), (x) => String(x.l.ev.seq), () => h('li', {}, h('button', { type: 'button' }, h('span.no'), h('span.t'), h('span.who'), h('span.glyph', { 'aria-hidden': 'true' }), h('span.text'))), (el, { l, n }) => {
      const b = el.firstChild, [no, t, who, glyph, text] = b.children, veiled = l.step > state.step, place = n * ROW + 'px';
      if (el.style.top !== place) el.style.top = place;
      const cls = l.step === state.step ? 'now' : veiled ? 'future' : '';
      if (el.className !== cls) el.className = cls;
      set(glyph, { class: `glyph ${veiled ? '' : l.role}`, text: veiled ? '' : l.glyph });
      b.onclick = () => act({ go: l.ev.seq });
      set(b, { 'aria-current': l.step === state.step ? 'step' : null, title: veiled ? null : l.text });
      set(no, { text: l.first ? String(l.step) : '' });
      set(t, { text: l.first ? String(l.ev.t) : '' });
      set(who, { text: l.first ? words.place(l.ev.at, l.ev) : '' });
      set(text, { text: veiled ? '·····' : l.text });
    });
  }
  view.addEventListener('scroll', () => { y = view.scrollTop; if (lines) draw(); }, { passive: true });
  function update(s) {
    state = s;
    if (filter.value !== s.filter) filter.value = s.filter;
    if (lines === null || made !== s.filter) {
      const { lines: all, error: wrong } = build(s.filter);
      lines = all;
      made = s.filter;
      atStep = -1;
      error.hidden = !wrong;
      set(error, { text: wrong });
      set(filter, { 'aria-invalid': wrong ? 'true' : null });
      set(count, { text: s.filter.trim() && !wrong ? `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}` : '' });
    }
    if (atStep !== s.step) {
      atStep = s.step;
      let lo = 0, hi = lines.length;
      while (lo < hi) { const m = (lo + hi) >> 1; lines[m].step < s.step ? (lo = m + 1) : (hi = m); }
      const to = lo * ROW, height = size(view).h;
      if (to < y + ROW || to > y + height - 3 * ROW) {
        y = Math.max(0, Math.min(to - height / 2, lines.length * ROW - height));
        cancelAnimationFrame(scrolling);   // asking for a place at once would lay out the page a second time
        scrolling = requestAnimationFrame(() => { view.scrollTop = y; });
      }
    }
    draw();
  }
  return { update, view, resize: () => { atStep = -1; }, focus: () => filter.focus() };
}
