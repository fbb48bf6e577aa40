// A lane for each task, a column for each step, an arrow for each element. A checkpoint is a cut through all lanes:
// what crosses it forwards was in flight, what crosses it backwards is in the snapshot too early.
import { h, s, set, keyed, table, size } from '../dom.js';

const DATA = new Set(['rec.recv', 'wm.recv', 'bar.recv', 'end.recv', 'status.recv']);

export function spacetime(root, { index, words, act }) {
  const lanes = [...(index.hasMail ? ['jm'] : []), ...index.plan.tasks.map((t) => t.id), ...(index.events.some((e) => e.at === 'store') ? ['store'] : [])];
  const svg = s('svg', { role: 'img', 'aria-label': 'Space-time view: lanes, arrows and cuts. The same as a table is below.' });
  const bands = s('g'), grid = s('g.grid'), arrows = s('g'), cuts = s('g'), marks = s('g'), cursor = s('rect.cursor');
  svg.append(bands, cursor, grid, arrows, cuts, marks);
  const say = h('p.cutsay');
  const twin = h('details.twin', {}, h('summary', { text: 'as a table' }), h('div.scroll'));
  root.append(svg, say, twin);
  let W = 0, H = 0;

  // Arrows and cuts of the whole run.
  const all = [], cutOf = new Map();
  for (const ev of index.events) {
    if (DATA.has(ev.k) || ev.k === 'ctl.recv') {
      const from = index.events[index.causes(ev)[0]];
      all.push({ id: ev.seq, kind: ev.k.split('.')[0], from, to: ev, r: ev.r, restored: from.k === 'restore' });
    }
    if (ev.k === 'snap.sync') { if (!cutOf.has(ev.cp)) cutOf.set(ev.cp, new Map()); cutOf.get(ev.cp).set(ev.at, ev); }
    if (ev.k === 'fail') index.failedStep = ev.step;
  }
  const attempts = index.events.filter((e) => e.k === 'restart').map((e) => e.step);
  for (const a of all) {
    for (const [cp, cut] of cutOf) {
      const s0 = cut.get(a.from.at), s1 = cut.get(a.to.at);
      if (!s0 || !s1 || a.kind === 'bar' || a.kind === 'ctl' || a.restored || (a.from.g ?? 1) !== (s0.g ?? 1)) continue;
      const before = a.from.seq < s0.seq, taken = a.to.seq < s1.seq;
      if (before && !taken) a.cross = { cp, how: 'flight' };
      if (!before && taken) a.cross = { cp, how: 'early' };
    }
  }

  function between(i0, i1) {      // arrows that end in [i0, i1)
    const at = (i) => { let lo = 0, hi = all.length; while (lo < hi) { const m = (lo + hi) >> 1; all[m].id < i ? (lo = m + 1) : (hi = m); } return lo; };
    return all.slice(at(i0), at(i1));
  }
  const crossing = all.filter((a) => a.cross);
  function update(state) {
    const wide = (size(root).w || 620) - 20;
    const from = index.steps <= 80 ? 1 : Math.max(1, Math.min(state.step - 45, index.steps - 79)), to = Math.min(index.steps, from + 79);
    const frame = `${wide}|${size(root).h}|${from}`;
    if (frame !== W) {
      W = frame;
      H = Math.max(170, Math.min(lanes.length * 58 + 46, (size(root).h || 342) - 84));
      set(svg, { viewBox: `0 0 ${wide} ${H}`, width: wide, height: H });
      update.X = (st) => 74 + ((st - from + 0.5) / (to - from + 1)) * (wide - 84);
      update.Y = (at) => 22 + ((lanes.indexOf(at) + 0.5) / lanes.length) * (H - 46);
      grid.replaceChildren(...lanes.flatMap((at) => [s('line', { x1: 70, x2: wide - 8, y1: update.Y(at), y2: update.Y(at) }), s('text.lane', { x: 62, y: update.Y(at) + 4, 'text-anchor': 'end', text: words.place(at) })]));
      let shown = -99, lastT = -1;
      for (let st = from; st <= to; st++) {
        const t = index.events[index.first[st]].t;
        if (t !== lastT && update.X(st) - shown > 34) { grid.append(s('text', { x: update.X(st), y: H - 6, 'text-anchor': 'middle', text: String(t) })); shown = update.X(st); lastT = t; }
      }
      grid.append(s('text.axis', { x: 8, y: H - 6, text: 't' }));
      bands.__keyed = undefined;
      bands.replaceChildren();
    }
    const { X, Y } = update;
    keyed(bands, attempts.filter((a) => a >= from && a <= Math.min(to, state.step)), String, (a) => s('g', {}, s('rect.attempt', { x: X(a) - 5, y: 4, width: wide - 7 - X(a), height: H - 24 }), s('text.axis', { x: X(a) + 2, y: 15, text: 'attempt 2' })), () => {});
    const n = state.n, inView = (e) => e.step >= from && e.step <= to;
    set(cursor, { x: X(Math.max(from, state.step)) - 4, y: 18, width: 8, height: H - 40, visibility: state.step ? 'visible' : 'hidden' });

    const boxes = [];
    const near = between(index.first[from], index.endOf(to));
    keyed(arrows, near.filter((a) => a.from.seq < n && inView(a.from)), (a) => String(a.id), (a) => s('g.arrow', { onclick: () => act({ go: a.to.seq, sel: a.r && 'r:' + a.r }) }, s('path'), s('text'), s('title')), (g, a) => {
      const [path, text, title] = g.children, there = a.to.seq < n, cut = a.cross && cutOf.get(a.cross.cp), x1 = X(a.from.step), y1 = Y(a.from.at), y2 = Y(a.to.at);
      const known = cut && [...cut.values()].every((e) => e.seq < n) ? a.cross.how : '';
      const x2 = there ? X(a.to.step) : Math.max(x1 + 6, X(Math.max(state.step, a.from.step))), f = there ? 1 : Math.min(0.72, (x2 - x1) / Math.max(1, X(a.to.step) - x1));
      g.setAttribute('class', `arrow ${a.kind}${there ? '' : ' flying'} ${known}${a.r && state.sel === 'r:' + a.r ? ' sel' : ''}`);
      set(path, { d: `M${x1} ${y1} L${x2} ${y1 + (y2 - y1) * f}` });
      const name = a.kind === 'rec' ? words.rec(a.r) : '';
      const w = name.length * 6.6, free = [0.42, 0.62, 0.25].map((q) => [x1 + (x2 - x1) * q + 5, y1 + (y2 - y1) * f * q - 3]).find(([x, y]) => !boxes.some((b) => x < b[2] && x + w > b[0] && Math.abs(y - b[1]) < 12));
      if (free && name) boxes.push([free[0], free[1], free[0] + w]);
      set(text, { x: free?.[0] ?? 0, y: free?.[1] ?? 0, text: free && name.length <= 10 ? name : '' });
      set(title, { text: `${name || { bar: 'barrier', wm: 'watermark', ctl: 'message', end: 'end' }[a.kind] || a.kind} from ${words.place(a.from.at)} (step ${a.from.step}) to ${words.place(a.to.at)}${there ? ` (step ${a.to.step})` : ', on its way'}` });
    });

    const signs = [];
    for (let st = from; st <= Math.min(to, state.step); st++) for (let i = index.first[st]; i < Math.min(n, index.endOf(st)); i++) {
      const e = index.events[i];
      if (i === index.first[st] || ['snap.sync', 'cp.complete', 'fail', 'restore', 'late', 'win.fire'].includes(e.k)) signs.push(e);
    }
    keyed(marks, signs, (e) => String(e.seq), (e) => {
      const face = index.face(e);
      return s('text.mark', { class: `mark ${face.role}`, x: X(e.step), y: Y(e.at), 'text-anchor': 'middle', onclick: () => act({ go: e.seq }) }, s('title', { text: `step ${e.step}: ${words.say(e)}` }), ['snap.sync', 'cp.complete', 'fail', 'restore', 'restart', 'late', 'win.fire'].includes(e.k) ? face.glyph : '•');
    }, (el, e) => set(el, { x: X(e.step), y: Y(e.at) + 4 }));

    const drawn = [...cutOf].filter(([, cut]) => [...cut.values()].some((e) => e.seq < n) && [...cut.values()].every(inView));
    keyed(cuts, drawn, ([cp]) => String(cp), () => s('g.cut', {}, s('path'), s('text')), (g, [cp, cut]) => {
      const pts = lanes.filter((at) => cut.has(at) && cut.get(at).seq < n).map((at) => [X(cut.get(at).step), Y(at)]), whole = pts.length === cut.size;
      const d = pts.map(([x, y], k) => `${k ? 'L' : 'M'}${x} ${y}`).join(' ');
      set(g.children[0], { d: whole ? `M${pts[0][0]} ${pts[0][1] - 26} L${d.slice(1)} L${pts.at(-1)[0]} ${pts.at(-1)[1] + 22}` : d });
      set(g.children[1], { x: pts[0][0] - 6, y: pts[0][1] - 10, 'text-anchor': 'end', text: `checkpoint ${cp}` });
      const status = index.world.get('cp', cp);
      g.setAttribute('class', `cut${whole ? ' whole' : ''} ${status ?? ''}`);
    });

    const ready = drawn.filter(([, cut]) => [...cut.values()].every((e) => e.seq < n)).at(-1);
    if (!ready) set(say, { text: cutOf.size ? 'No checkpoint has cut all lanes yet.' : 'This run takes no checkpoint.' });
    else {
      const cp = ready[0], fly = crossing.filter((a) => a.cross?.cp === cp && a.cross.how === 'flight' && a.kind === 'rec'), early = crossing.filter((a) => a.cross?.cp === cp && a.cross.how === 'early' && a.kind === 'rec' && a.to.seq < n);
      set(say, { text: `Checkpoint ${cp}: ` + (early.length ? `${early.map((a) => words.rec(a.r)).join(', ')} was sent after the cut and is in the snapshot. After a restore it is read again: it counts twice.` : fly.length ? `${fly.map((a) => words.rec(a.r)).join(', ')} crosses the cut: sent before it, taken after it. It is stored with the checkpoint as in flight.` : 'no record crosses the cut. What was sent before it was taken before it.') });
    }
    if (twin.open) table(twin.lastChild, {
      caption: 'Elements between tasks', head: ['element', 'sent', 'taken', 'cut'],
      rows: near.filter((a) => a.from.seq < n && a.kind !== 'ctl').map((a) => ({ key: String(a.id), cells: [a.kind === 'rec' ? words.rec(a.r) : a.kind === 'bar' ? `barrier ${a.to.cp}` : a.kind, { text: `step ${a.from.step} ${words.place(a.from.at)}`, go: a.from.seq }, a.to.seq < n ? { text: `step ${a.to.step} ${words.place(a.to.at)}`, go: a.to.seq } : 'on its way', a.cross ? (a.cross.how === 'flight' ? `crosses checkpoint ${a.cross.cp}` : `too early for checkpoint ${a.cross.cp}`) : ''] })),
    }, act);
  }
  twin.addEventListener('toggle', () => act({}));
  return { update, resize: () => { W = 0; } };
}
