// A lane for each task, a column for each step, an arrow for each element. A checkpoint is a cut through all lanes: what
// crosses it forwards was in flight, what crosses it backwards is in the snapshot too early. An attempt is a band, and an
// arrow goes from it back to the cut that it went on from.
import { h, s, set, keyed, table, size } from '../dom.js';
import { before } from '../live.js';
import { crossing, spacetimeFacts } from './spacetime_facts.js';

const STEPS = 80, SIGNS = new Set(['snap.sync', 'cp.complete', 'cp.abort', 'fail', 'restore', 'restart', 'rescale', 'late', 'win.fire', 'al.switch', 'chan.full']);
const NAMES = { bar: 'barrier', wm: 'watermark', ctl: 'message', end: 'end', status: 'status' };

export function spacetime(root, { index, words, act }) {
  const { arrows: all, cuts, attempts, lanes } = spacetimeFacts(index);
  const svg = s('svg', { role: 'img', 'aria-label': 'Space-time view: lanes, arrows and cuts. The same as a table is below.' });
  const bands = s('g'), grid = s('g.grid'), arrows = s('g'), cutsAt = s('g'), backs = s('g'), marks = s('g'), cursor = s('rect.cursor');
  svg.append(bands, cursor, grid, arrows, cutsAt, backs, marks);
  const say = h('p.cutsay'), twin = h('details.twin', { ontoggle: () => act({}) }, h('summary', { text: 'as a table' }), h('div.scroll')), view = h('div.graphview', {}, svg);
  root.append(view, say, twin);
  let made = '', wide = 0, H = 0, from = 1, to = 1, L = 70, near = [];
  const laneOf = new Map(lanes.map((x, k) => [x, k])), label = new Map(lanes.map((x) => [x, words.place(x, index.events.find((e) => e.at === x))]));
  const X = (st) => L + ((Math.max(from - 0.5, Math.min(to + 0.5, st)) - from + 0.5) / (to - from + 1)) * (wide - L - 14), Y = (at) => 22 + (((laneOf.get(at) ?? 0) + 0.5) / lanes.length) * (H - 46);

  function frame(state) {
    if (!wide) wide = Math.max(260, (size(root).w || 620) - 20);
    from = index.steps <= STEPS ? 1 : Math.max(1, Math.min(Math.floor((state.step - 1) / 40) * 40 - 19, index.steps - STEPS + 1));
    to = Math.min(index.steps, from + STEPS - 1);
    const sign = `${wide}|${size(root).h}|${from}`;
    if (sign === made) return;
    made = sign;
    L = Math.min(130, 18 + 6.6 * Math.max(...[...label.values()].map((x) => Math.min(18, x.length))));
    H = Math.max(lanes.length * 17 + 46, Math.min(lanes.length * 58 + 46, (size(root).h || 342) - 62));
    set(svg, { viewBox: `0 0 ${wide} ${H}`, width: wide, height: H });
    const out = lanes.flatMap((at) => { const name = label.get(at); return [s('line', { x1: L - 4, x2: wide - 8, y1: Y(at), y2: Y(at) }), s('text.lane', { x: L - 12, y: Y(at) + 4, 'text-anchor': 'end', text: name.length > 18 ? name.slice(0, 17) + '…' : name })]; });
    let shown = -99, lastT = -1;
    for (let st = from; st <= to; st++) {
      const t = index.events[index.first[st]]?.t;
      if (t !== undefined && t !== lastT && X(st) - shown > Math.max(36, String(t).length * 7 + 8)) { out.push(s('text', { x: X(st), y: H - 6, 'text-anchor': 'middle', text: String(t) })); shown = X(st); lastT = t; }
    }
    grid.replaceChildren(...out, s('text.axis', { x: 8, y: H - 6, text: 't' }));
    const i0 = index.first[from] ?? 0, i1 = index.endOf(to), inSight = [...cuts.values()].filter((c) => [...c.at.values()].some((e) => e.step >= from && e.step <= to));
    near = all.slice(before(all, i0, (a) => a.id), before(all, i1, (a) => a.id));
    for (const a of near) if (a.cross === undefined) a.cross = crossing(a, inSight) ?? null;
  }
  function drawBands(state) {
    const shown = attempts.filter((a) => a.n < state.n && a.step <= to), items = [];
    shown.forEach((a, k) => {
      const next = shown[k + 1]?.failed ?? to + 1;
      if (next < from) return;
      if (a.step >= from && a.failed < a.step) items.push({ id: `d${a.n}`, cls: 'attempt down', x: X(a.failed), w: X(a.step) - X(a.failed), text: '' });
      items.push({ id: `a${a.n}`, cls: 'attempt', x: X(a.step) - 4, w: Math.max(0, X(next) - X(a.step)), text: `attempt ${a.number}` });
    });
    keyed(bands, items, (x) => x.id, () => s('g', {}, s('rect'), s('text.attempttext')), (g, x) => {
      set(g.firstChild, { x: x.x, y: 4, width: Math.max(2, x.w), height: H - 24, class: x.cls });
      set(g.lastChild, { x: x.x + 5, y: 14, text: x.text });
    });
    // Back to the cut: what was done after it is done again.
    const back = shown.filter((a) => a.step >= from && a.cp !== undefined && cuts.has(a.cp));
    keyed(backs, back, (a) => String(a.n), () => s('g', {}, s('path.backarrow'), s('text.backtext')), (g, a) => {
      const steps = [...cuts.get(a.cp).at.values()].map((e) => e.step), x0 = X(a.step), x1 = X(Math.max(...steps.filter((x) => x < a.step), from - 0.5)), y = H - 20, far = Math.max(...steps) < from;
      set(g.firstChild, { d: `M${x0} ${y - 12} V${y} H${x1 + 2} m6 -4 l-6 4 l6 4` });
      set(g.lastChild, { x: (x0 + x1) / 2, y: y - 4, 'text-anchor': 'middle', text: x0 - x1 > 60 ? `⇤ ${far ? '… ' : ''}checkpoint ${a.cp}` : '⇤' });
    });
  }
  function drawArrows(state) {
    const n = state.n, taken = [];
    keyed(arrows, near.filter((a) => a.from.seq < n && (a.kind !== 'ctl' || lanes.length <= 12)), (a) => String(a.id), (a) => s('g.arrow', { onclick: () => act({ go: a.to.seq < index.at ? a.to.seq : a.from.seq, sel: a.r && 'r:' + a.r }) }, s('path'), s('text'), s('title')), (g, a) => {
      const [path, text, title] = g.children, there = a.to.seq < n, cut = a.cross && cuts.get(a.cross.cp).at, x1 = X(a.from.step), y1 = Y(a.from.at), y2 = Y(a.to.at);
      const known = cut && [...cut.values()].every((e) => e.seq < n) ? a.cross.how : '', lost = attempts.some((t) => t.n < n && a.to.seq > t.n && a.from.seq < t.n && a.from.k !== 'restore');
      const x2 = there ? X(a.to.step) : Math.max(x1 + 6, X(Math.max(state.step, a.from.step))), f = there ? 1 : Math.min(0.72, (x2 - x1) / Math.max(1, X(a.to.step) - x1));
      const followed = (a.r && state.sel === 'r:' + a.r) || (a.kind === 'bar' && state.sel === 'cp:' + a.to.cp);
      set(g, { class: `arrow ${a.kind}${there ? '' : ' flying'}${a.again ? ' again' : ''}${lost ? ' lost' : ''} ${known}${followed ? ' sel' : ''}` });
      set(path, { d: `M${x1} ${y1} L${x2} ${y1 + (y2 - y1) * f}` });
      const full = a.kind === 'rec' ? words.rec(a.r, there ? a.to : undefined) : '', name = full.length > 12 ? '' : full + (a.again ? ' ↺' : ''), w = name.length * 6.4;
      const free = name ? [0.42, 0.62, 0.25].map((q) => [x1 + (x2 - x1) * q + 5, y1 + (y2 - y1) * f * q - 3]).find(([x, y]) => x + w < wide && !taken.some((b) => x < b[2] && x + w > b[0] && Math.abs(y - b[1]) < 12)) : null;
      if (free) taken.push([free[0], free[1], free[0] + w]);
      set(text, { x: free?.[0] ?? 0, y: free?.[1] ?? 0, text: free ? name : '' });
      set(title, { text: `${full || NAMES[a.kind] || a.kind}${a.again ? ', once more,' : ''} from ${words.place(a.from.at, a.from)} (step ${a.from.step}) to ${words.place(a.to.at, a.to)}${there ? ` (step ${a.to.step})` : ', on its way'}` });
    });
  }
  function drawMarks(state) {
    const n = state.n, signs = [];
    for (let st = from; st <= Math.min(to, state.step); st++) for (let i = index.first[st]; i < Math.min(n, index.endOf(st)); i++) {
      const e = index.events[i];
      if (laneOf.has(e.at) && (i === index.first[st] || SIGNS.has(e.k))) signs.push(e);
    }
    keyed(marks, signs, (e) => String(e.seq), (e) => {
      const face = index.face(e);
      return s('text', { class: `mark ${face.role}`, 'text-anchor': 'middle', onclick: () => act({ go: e.seq }) }, SIGNS.has(e.k) ? face.glyph : '•', s('title', { text: `step ${e.step}: ${words.say(e)}` }));
    }, (el, e) => set(el, { x: X(e.step), y: Y(e.at) + 4 }));
  }
  function drawCuts(state) {
    const n = state.n, inSight = (e) => e.step >= from && e.step <= to, drawn = [...cuts.values()].filter(({ at }) => [...at.values()].some((e) => e.seq < n && inSight(e)));
    let last = -99;
    keyed(cutsAt, drawn, ({ cp }) => String(cp), ({ cp }) => s('g.cut', { onclick: () => act({ sel: 'cp:' + cp }) }, s('path'), s('text')), (g, { cp, at }) => {
      const done = lanes.filter((x) => at.has(x) && at.get(x).seq < n), pts = done.map((x) => [X(at.get(x).step), Y(x)]), whole = done.length === at.size, gap = Math.min(22, (H - 46) / lanes.length * 0.45);
      const d = pts.map(([x, y], k) => `${k ? 'L' : 'M'}${x} ${y}`).join(' ');
      set(g.children[0], { d: whole ? `M${pts[0][0]} ${pts[0][1] - gap} L${d.slice(1)} L${pts.at(-1)[0]} ${pts.at(-1)[1] + gap}` : d });
      const x = pts[0][0] - 5, room = x - last > 84;
      set(g.children[1], { x, y: pts[0][1] - gap + 4, 'text-anchor': x < L + 84 ? 'start' : 'end', text: room && wide > 420 ? `checkpoint ${cp}` : `cp ${cp}` });
      last = x;
      set(g, { class: `cut${whole ? ' whole' : ''} ${index.world.get('cp', cp) ?? ''}${state.sel === 'cp:' + cp ? ' sel' : ''}` });
    });
    const ready = drawn.filter(({ at }) => [...at.values()].every((e) => e.seq < n)).at(-1);
    const head = index.steps > STEPS ? `Steps ${from} to ${to} of ${index.steps}. ` : '';
    if (!ready) { set(say, { text: head + (cuts.size ? 'No checkpoint has cut all lanes here yet.' : 'This run takes no checkpoint.') }); return; }
    const of = (how) => near.filter((a) => a.cross?.cp === ready.cp && a.cross.how === how && a.kind === 'rec' && (how === 'flight' || a.to.seq < n)), name = (list) => list.slice(0, 8).map((a) => words.rec(a.r)).join(', ') + (list.length > 8 ? ` and ${list.length - 8} more` : ''), early = of('early'), flight = of('flight');
    const one = (list) => (list.length === 1 ? ['crosses', 'It is'] : ['cross', 'They are']);
    set(say, { text: `${head}Checkpoint ${ready.cp}: ${early.length ? `${name(early)} was sent after the cut and is in the snapshot. After a restore it is read again: it counts twice.` : flight.length ? `${name(flight)} ${one(flight)[0]} the cut: sent before it, taken after it. ${one(flight)[1]} stored with the checkpoint as in flight.` : 'no record crosses the cut. What was sent before it was taken before it.'}` });
  }
  function update(state) {
    frame(state);
    set(cursor, { x: X(Math.max(from, state.step)) - 4, y: 18, width: 8, height: H - 40, visibility: state.step ? 'visible' : 'hidden' });
    drawBands(state);
    drawArrows(state);
    drawMarks(state);
    drawCuts(state);
    if (!twin.open) return;
    const n = state.n;
    table(twin.lastChild, {
      caption: 'Elements between tasks', head: ['element', 'sent', 'taken', 'cut'],
      rows: near.filter((a) => a.from.seq < n && a.kind !== 'ctl').map((a) => ({ key: String(a.id), cells: [a.kind === 'rec' ? words.rec(a.r) : a.kind === 'bar' ? `barrier ${a.to.cp ?? ''}` : NAMES[a.kind] ?? a.kind, { text: `step ${a.from.step} ${words.place(a.from.at, a.from)}`, go: a.from.seq }, a.to.seq < n ? { text: `step ${a.to.step} ${words.place(a.to.at, a.to)}`, go: a.to.seq } : 'on its way', a.cross ? (a.cross.how === 'flight' ? `crosses checkpoint ${a.cross.cp}` : `too early for checkpoint ${a.cross.cp}`) : ''] })),
    }, act);
  }
  return { update, resize: () => { made = ''; wide = 0; } };
}
