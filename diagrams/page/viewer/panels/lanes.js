// The whole run at a glance above the scrubber: one row for each task, a sign at each milestone, a band for each attempt.
import { h, s, set, size } from '../dom.js';

export function lanes(root, { index, words, act }) {
  const tasks = [...new Set(index.events.map((e) => e.at))].sort((a, b) => rank(a) - rank(b));
  function rank(at) { return at === 'jm' ? -1 : at === 'store' ? 99 : index.plan.tasks.findIndex((t) => t.id === at); }
  const svg = s('svg', { 'aria-hidden': 'true' }), done = s('rect.done'), body = s('g');
  const range = h('input', { type: 'range', min: 0, max: index.steps, step: 1, 'aria-label': 'Step', oninput: () => act({ step: +range.value, quiet: true }) });
  svg.append(done, body);
  root.append(svg, range);
  let hidden = [];               // marks not seen yet, the next one last
  let W = 0, far = 0;             // far: what has been seen; beyond it a milestone is only a dot
  const strong = index.events.filter((e) => index.face(e).milestone && !['bar.recv', 'tm.fire', 'al.open'].includes(e.k));
  function draw() {
    W = size(root).w;
    const H = tasks.length * 13 + 4, half = W < 700 ? 9 : 79, X = (st) => half + (st / Math.max(1, index.steps)) * (W - half - 9);
    draw.X = X;
    set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H });
    body.replaceChildren();
    for (const ev of index.events) if (ev.k === 'fail') {
      const end = index.events.find((e) => e.k === 'restart' && e.seq > ev.seq);
      body.append(s('rect.downtime', { 'data-step': ev.step, x: X(ev.step), y: 0, width: Math.max(3, X(end?.step ?? index.steps) - X(ev.step)), height: H }));
    }
    tasks.forEach((at, k) => body.append(s('line', { x1: half, x2: W - 9, y1: k * 13 + 9, y2: k * 13 + 9 }), s('text.lanename', { x: 62, y: k * 13 + 13, 'text-anchor': 'end', text: words.place(at) })));
    hidden = [];
    const taken = new Set(), limit = W * tasks.length;
    // A dot for each step: all those of a row in one path, however long the run is.
    const dots = new Map(), seen = new Set();
    for (let st = 1; st <= index.steps; st++) {
      if (!index.has(st)) continue;
      const ev = index.events[index.first[st]], row = tasks.indexOf(ev.at), x = Math.round(X(st) * 2) / 2, id = x * 64 + row;
      if (seen.has(id)) continue;
      seen.add(id);
      dots.set(row, `${dots.get(row) ?? ''}M${x} ${row * 13 + 9}h0`);
    }
    for (const d of dots.values()) body.append(s('path.dots', { d }));
    for (const ev of strong.slice().reverse()) {
      const id = `${Math.round(X(ev.step) / 8)}|${ev.at}`;
      if (taken.has(id) || taken.size > limit) continue;
      taken.add(id);
      body.append(s('text', { x: X(ev.step), y: tasks.indexOf(ev.at) * 13 + 13, 'text-anchor': 'middle', onclick: () => act({ go: ev.seq }), text: '◦' }));
      body.lastChild.__ev = ev;
      hidden.push(body.lastChild);
    }
  }
  function update(state) {
    if (!W) draw();
    far = Math.max(far, state.step);
    while (hidden.length && hidden.at(-1).__ev.step <= far) { const el = hidden.pop(), face = index.face(el.__ev); set(el, { text: face.glyph, class: face.role }); }
    for (const el of body.querySelectorAll('.downtime')) set(el, { visibility: +el.dataset.step <= far ? 'visible' : 'hidden' });
    set(done, { x: draw.X(0), y: 0, width: draw.X(state.step) - draw.X(0), height: '100%' });
    if (+range.value !== state.step) range.value = String(state.step);
    set(range, { 'aria-valuetext': state.step ? words.sentence(state.step) : 'Before the first step' });
  }
  return { update, resize: () => { W = 0; } };
}
