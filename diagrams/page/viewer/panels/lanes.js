// The whole run at a glance above the scrubber: one row for each task, a sign at each milestone, a band for each attempt.
// Of many tasks one row stands for all subtasks of an operator.
import { h, s, set, size } from '../dom.js';

const MOST_ROWS = 6, LESSER = new Set(['bar.recv', 'tm.fire', 'al.open']);

export function lanes(root, { index, words, act }) {
  const names = new Map(), at = new Set(index.events.map((e) => e.at));
  for (const { plan } of index.plans) for (const t of plan.tasks) names.set(t.id, t.name);
  const order = [...names.keys()], rank = (x) => (x === 'jm' ? -1 : order.indexOf(x) < 0 ? 9999 : order.indexOf(x));
  const apart = [...at].sort((a, b) => rank(a) - rank(b)), group = apart.length > MOST_ROWS;
  const rowName = (x) => (group ? names.get(x) ?? x : x), rows = [...new Set(apart.map(rowName))].slice(0, 2 * MOST_ROWS), row = new Map(apart.map((x) => [x, rows.indexOf(rowName(x))]));
  const title = (r) => (group && [...names.values()].includes(r) ? `${words.text(r)}${apart.filter((x) => rowName(x) === r).length > 1 ? ` ×${apart.filter((x) => rowName(x) === r).length}` : ''}` : words.place(r, index.events.find((e) => e.at === r)));
  const svg = s('svg', { 'aria-hidden': 'true' }), done = s('rect.done'), body = s('g'), mine = s('g');
  const range = h('input', { type: 'range', min: 0, max: index.steps, step: 1, 'aria-label': 'Step', oninput: () => act({ step: +range.value, quiet: true }) });
  svg.append(done, body, mine);
  root.append(svg, range);
  let hidden = [];               // marks not seen yet, the next one last
  let bands = [], W = 0, far = 0, X = (st) => st;             // far: what has been seen; beyond it a milestone is only a dot
  const strong = index.events.filter((e) => !LESSER.has(e.k) && index.face(e).milestone);
  const Y = (r) => r * 12 + 9;
  function draw() {
    W = size(root).w;
    const H = rows.length * 12 + 4, half = W < 700 ? 9 : 96;
    X = (st) => half + (st / Math.max(1, index.steps)) * (W - half - 9);
    set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H });
    body.replaceChildren();
    bands = [];
    for (const ev of index.events) if (ev.k === 'fail') {
      const end = index.events.find((e) => e.k === 'restart' && e.seq > ev.seq);
      bands.push({ step: ev.step, el: s('rect.downtime', { x: X(ev.step), y: 0, width: Math.max(3, X(end?.step ?? index.steps) - X(ev.step)), height: H }) });
      if (bands.length > 200) break;
    }
    body.append(...bands.map((b) => b.el));
    rows.forEach((r, k) => { const name = title(r); body.append(s('line', { x1: half, x2: W - 9, y1: Y(k), y2: Y(k) }), s('text.lanename', { x: half - 10, y: Y(k) + 4, 'text-anchor': 'end', text: name.length > 15 ? name.slice(0, 14) + '…' : name })); });
    hidden = [];
    const taken = new Set(), limit = W * rows.length;
    // One path of short strokes for all turns: thousands of them cost nothing.
    const strokes = [];
    for (let st = 1; st <= index.steps; st++) {
      const ev = index.events[index.first[st]];
      if (!ev || ev.step !== st || row.get(ev.at) < 0) continue;
      const id = `${Math.round(X(st) / 2)}|${row.get(ev.at)}`;
      if (taken.has(id)) continue;
      taken.add(id);
      strokes.push(`M${Math.round(X(st) * 10) / 10} ${Y(row.get(ev.at)) - 1.5}v3`);
    }
    body.append(s('path.turns', { d: strokes.join('') }));
    taken.clear();
    for (const ev of strong.slice().reverse()) {
      const r = row.get(ev.at), id = `${Math.round(X(ev.step) / 9)}|${r}`;
      if (r === undefined || r < 0 || taken.has(id) || taken.size > limit) continue;
      taken.add(id);
      const el = s('text', { x: X(ev.step), y: Y(r) + 4, 'text-anchor': 'middle', text: '◦' });
      el.onclick = () => act({ go: ev.seq });
      body.append(el);
      hidden.push({ el, ev });
    }
  }
  function update(state) {
    if (!W) draw();
    far = Math.max(far, state.step);
    while (hidden.length && hidden.at(-1).ev.step <= far) { const { el, ev } = hidden.pop(), face = index.face(ev); set(el, { text: face.glyph, class: face.role }); }
    for (const b of bands) set(b.el, { visibility: b.step <= far ? 'visible' : 'hidden' });
    set(done, { x: X(0), y: 0, width: Math.max(0, X(state.step) - X(0)), height: '100%' });
    const marks = String(state.marks);
    if (mine.__marks !== marks + W) { mine.__marks = marks + W; mine.replaceChildren(...state.marks.map((st) => s('path.mine', { d: `M${X(st)} 0v${rows.length * 12 + 4}` }))); }
    if (+range.value !== state.step) range.value = String(state.step);
    set(range, { 'aria-valuetext': state.step ? words.sentence(state.step) : 'Before the first step' });
  }
  return { update, resize: () => { W = 0; } };
}
