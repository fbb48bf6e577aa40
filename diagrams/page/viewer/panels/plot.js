// Event time across, processing time upwards. The watermark is a true staircase; nothing is smoothed. Windows that lie side
// by side are boxes in the picture; windows that overlap, or of many keys, stand in rows below it.
import { h, s, set, keyed, table, size } from '../dom.js';
import { timeWords } from '../value_words.js';
import { before } from '../live.js';
import { keyBox, keyFits } from '../keys_of_run.js';
import { taskBox, timeOrder } from './cells.js';
import { plotFacts, timedTasks } from './plot_facts.js';
import { stripRows, drawStrip } from './plot_strip.js';

const IN_PAGE = 80, ROW = 15, DIGIT = 7.2;
const TICKS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 6e4, 3e5, 6e5, 36e5, 864e5];
const tick = (span, most) => { for (const d of TICKS) if (span / d <= most) return d; return 10 ** Math.ceil(Math.log10(span / most)); };

export function plot(root, ctx) {
  const { index, words, act } = ctx;
  const svg = s('svg', { role: 'img', 'aria-label': 'Event time and processing time. The same as a table is below.' });
  const grid = s('g.grid'), bandsAt = s('g'), boxes = s('g'), thin = s('g'), wm = s('path.staircase'), wmLabel = s('text.wmlabel'), guide = s('line.guide'), dots = s('g'), nowLine = s('line.now'), nowText = s('text.nowtext'), strip = s('g.strip');
  svg.append(grid, bandsAt, boxes, guide, thin, wm, wmLabel, nowLine, nowText, dots, strip);
  const key = keyBox(ctx, 'the picture'), of = taskBox(ctx, 'task', null), note = h('span.cutsay'), hasKeys = index.entities.family('key').size > 0;
  const veil = h('label.ghost', {}, h('input', { type: 'checkbox', onchange: (e) => act({ ghost: e.target.checked }) }), ' show what comes');
  const twin = h('details.twin', { ontoggle: () => act({}) }, h('summary', { text: 'as a table' }), h('div.scroll'));
  root.append(h('div.bar', {}, of.el, hasKeys ? key.el : '', veil, note), svg, twin);
  const tasks = timedTasks(index), known = new Map(), starts = index.events.filter((e) => e.k === 'restart');
  const factsOf = (task) => { let f = known.get(task); if (!f) known.set(task, (f = plotFacts(index, task))); return f; };
  const M = { l: 44, r: 52, t: 26, b: 20 };
  let W = 0, H = 0, made = '', view = null, first = null, named = [];

  /** Of the run a page of about eighty records, so that places stay and nothing is crowded. */
  function turn(state, task) {
    const facts = factsOf(task), fits = keyFits(index, words, state.key), points = state.key ? facts.points.filter((p) => fits(p.key)) : facts.points, lives = state.key ? facts.lives.filter((l) => fits(l.key)) : facts.lives;
    const whole = Math.max(1, index.events.at(-1)?.t ?? 1), pages = Math.max(1, Math.ceil(points.length / IN_PAGE)), span = whole / pages, page = Math.min(pages - 1, Math.floor(index.timeOf(state.n) / span));
    const sign = `${task}|${state.key}|${page}|${W}|${state.ghost}`;
    if (sign === made) return;
    made = sign;
    const t0 = page * span, end = pages === 1 ? whole : t0 + span, pts = points.filter((p) => p.t >= t0 && p.t <= end), near = lives.filter((l) => l.t0 <= end && l.t1 >= t0);
    const values = [...pts.map((p) => p.ts), ...near.flatMap((l) => [l.start, l.end])].filter(Number.isFinite);
    let lo = Math.min(...values), hi = Math.max(...values);
    if (!values.length) { lo = 0; hi = 10; }
    const pad = Math.max(1, (hi - lo) * 0.03), keys = new Set(near.map((l) => words.val(l.key ?? null)));
    // Side by side, of one key: boxes. Else rows.
    const sorted = near.filter((l) => l.how !== 'merged' && l.how !== 'lost').sort((a, b) => a.start - b.start || a.n0 - b.n0), overlap = sorted.some((l, k) => k && l.start < sorted[k - 1].end && l.start !== sorted[k - 1].start) || near.some((l) => l.how === 'merged');
    view = { task, facts, pts, near, t0, end, lo: lo - pad, hi: hi + pad, pages, page, rows: keys.size > 1 || overlap };
    frame();
  }
  const X = (v) => M.l + ((Math.max(view.lo, Math.min(view.hi, v)) - view.lo) / (view.hi - view.lo)) * (W - M.l - M.r);
  const Y = (t) => view.bottom - ((Math.max(view.t0, Math.min(view.end, t)) - view.t0) / ((view.end - view.t0) * 1.04)) * (view.bottom - M.t);
  function frame() {
    const free = Math.max(180, (size(root).h || 312) - 72);
    const digits = String(Math.floor(view.end)).length;
    M.l = Math.max(44, 9 + digits * DIGIT);
    M.r = Math.max(52, 8 + (digits + 2) * DIGIT);
    view.most = view.rows ? Math.max(4, Math.min(12, Math.floor((free - 150) / ROW))) : 0;
    H = Math.max(view.rows ? 130 + view.most * ROW : 180, free);
    view.bottom = H - M.b - (view.rows ? view.most * ROW + 8 : 0);
    set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H });
    const each = view.facts.size, range = view.hi - view.lo, dx = each && range / each <= 14 ? each : tick(range, 9), dy = tick(view.end - view.t0, 6), out = [];
    for (let v = Math.ceil(view.lo / dx) * dx; v <= view.hi; v += dx) out.push(s('line', { x1: X(v), x2: X(v), y1: M.t, y2: H - M.b }), s('text', { x: X(v), y: H - M.b + 14, 'text-anchor': 'middle', text: String(Math.round(v * 1000) / 1000) }));
    for (let v = Math.ceil(view.t0 / dy) * dy; v <= view.end; v += dy) out.push(s('line', { x1: M.l, x2: W - M.r, y1: Y(v), y2: Y(v) }), s('text', { x: M.l - 7, y: Y(v) + 4, 'text-anchor': 'end', text: String(v) }));
    out.push(s('text.axis', { x: W - M.r - 2, y: H - M.b - 4, 'text-anchor': 'end', text: 'event time →' }), s('text.axis', { x: 2, y: view.bottom + 13, text: 't ↑' }));
    grid.replaceChildren(...out);
  }
  /** A staircase out of what a clock was when: [event, value]…; nothing where there was no value. */
  function stairs(past, n, ghost) {
    const path = [], upTo = ghost ? past.length : before(past, n, (x) => x[0]), timeOf = (i) => index.events[i].t, first = Math.max(0, before(past, upTo, (x) => (timeOf(x[0]) < view.t0 ? -1 : upTo)) - 1);
    let last;
    for (let k = first; k < upTo; k++) {
      const [seq, v] = past[k], t = timeOf(seq);
      if (t > view.end) break;
      const x = v === undefined ? null : X(timeOrder(v));
      if (x === null) path.push(`V${Y(t)}`);
      else path.push(last === undefined ? (path.length ? `M${x} ${Y(t)}` : t <= view.t0 ? `M${x} ${Y(view.t0)}` : `M${X(view.lo)} ${Y(view.t0)}V${Y(t)}H${x}`) : `V${Y(t)}H${x}`);
      last = v;
    }
    if (path.length && path[0][0] !== 'M') path.shift();
    if (last !== undefined) path.push(`V${Y(ghost ? view.end : index.timeOf(n))}`);
    return path.join('');
  }
  function clocks(state) {
    const { world, past } = index, n = state.n, now = index.timeOf(n), clock = world.get('clock', view.task), x = X(timeOrder(clock)), ins = index.plan.ins.get(view.task) ?? [];
    if (state.ghost) index.reach(index.events.length);
    set(wm, { d: stairs(past.get('clock').get(view.task) ?? [], n, state.ghost) });
    keyed(thin, ins.length > 1 && ins.length <= 8 ? ins : [], String, () => s('path', {}, s('title')), (el, ch) => {
      const off = (world.get('cstat', ch) ?? 'ACTIVE') !== 'ACTIVE';
      set(el, { d: stairs(past.get('cwm').get(ch) ?? [], n, state.ghost), class: `thin${off ? ' idle' : ''}` });
      set(el.firstChild, { text: `watermark of ${words.chan(ch, 'from')}: ${timeWords(world.get('cwm', ch))}${off ? `, ${String(world.get('cstat', ch)).toLowerCase()}` : ''}` });
    });
    set(guide, { x1: x, x2: x, y1: M.t - 4, y2: Y(now) });
    set(wmLabel, { x, y: M.t - 8, 'text-anchor': x > W - 150 ? 'end' : x < M.l + 130 ? 'start' : 'middle', text: `▲ event time of ${words.place(view.task)}: ${timeWords(clock)}` });
    set(nowLine, { x1: M.l, x2: W - M.r, y1: Y(now), y2: Y(now) });
    set(nowText, { x: W - M.r + 4, y: Y(now) + 4, text: `t=${now}` });
    keyed(bandsAt, starts.filter((e) => e.seq < n && e.t >= view.t0 && e.t <= view.end), (e) => String(e.seq), () => s('g', {}, s('line.attemptline'), s('text.axis')), (g, e) => {
      set(g.firstChild, { x1: M.l, x2: W - M.r, y1: Y(e.t), y2: Y(e.t) });
      set(g.lastChild, { x: M.l + 3, y: Y(e.t) - 3, text: `↺ attempt ${e.now}` });
    });
  }
  function drawBoxes(state) {
    named = [];
    const n = state.n, now = index.timeOf(n), list = view.rows ? [] : view.near.filter((l) => (l.n0 < n || state.ghost) && (l.how !== 'lost' || l.n1 >= n));
    keyed(boxes, list, (l) => l.id, () => s('g.win', {}, s('rect', { rx: 3 }), s('text'), s('title')), (g, l) => {
      const fired = l.fires.findLast((f) => f.n < n), open = l.n0 < n && !fired, [rect, text, title] = g.children, top = l.n0 >= n ? l.fires[0]?.t ?? view.end : fired ? fired.t : now, x1 = X(l.start) + 1, x2 = Math.max(x1 + 2, X(l.end) - 1);
      // Above the names of records that stand at its edge.
      const edge = view.pts.some((p) => p.n < n && Math.abs(Y(p.t) - Y(top)) < 12 && X(p.ts) > x1 - 90 && X(p.ts) < x2 + 90), labelY = edge ? Math.min(Y(top) - 5, Math.max(M.t + 4, Y(top) - 17)) : Y(top) - 5;
      const value = fired ? words.val(fired.ev.val, index.planAt(fired.n).namesOf(fired.ev, 'val')) : '', label = fired ? value : open ? `[${l.start},${l.end}) open` : '', room = Math.max(4, Math.floor((x2 - x1) / 6.4));
      set(g, { class: `win ${fired ? 'fired' : open ? 'open' : 'ghost'}` });
      set(rect, { x: x1, width: x2 - x1, y: Y(top), height: Math.max(6, Y(l.t0) - Y(top)) });
      set(text, { x: (x1 + x2) / 2, y: labelY, 'text-anchor': 'middle', text: label.length > room ? (open ? 'open' : label.slice(0, room - 1) + '…') : label });
      if (label) { const half = Math.min(room, label.length) * 3.3; named.push([(x1 + x2) / 2 - half, (x1 + x2) / 2 + half, labelY - 4]); }
      set(title, { text: `[${l.start},${l.end}) ${fired ? `fired at t=${fired.t} with ${value}, ${fired.ev.pane ?? ''}` : 'is open'}` });
    });
  }
  function drawDots(state) {
    const n = state.n, few = view.pts.length < 30, taken = view.pts.filter((p) => p.n < n || state.ghost).map((p) => [X(p.ts) - 6, X(p.ts) + 6, Y(p.t)]).concat(named), fits = (a, b, y) => { if (a < 0 || b > W || taken.some((o) => a < o[1] && b > o[0] && Math.abs(o[2] - y) < 12)) return false; taken.push([a, b, y]); return true; };
    keyed(dots, view.pts.filter((p) => p.n < n || state.ghost), (p) => String(p.n), (p) => s('g.dot', { onclick: () => act({ sel: 'r:' + p.r, go: p.n }) }, s('circle'), s('path'), s('text'), s('title')), (g, p) => {
      const [circle, cross, text, title] = g.children, x = X(p.ts), y = Y(p.t), shown = p.n < n, sel = state.sel === 'r:' + p.r, fresh = shown && p.n >= state.from, name = words.rec(p.r) + (p.late ? ' late' : ''), w = name.length * 6.2, free = x < W - M.r - 70, must = p.late || sel || fresh;
      set(circle, { r: few ? 7 : 4.5 });
      set(g, { transform: `translate(${x} ${y})`, class: `dot${p.late ? ' late' : ''}${p.again ? ' again' : ''}${shown ? '' : ' ghost'}${sel ? ' sel' : ''}${fresh ? ' fresh' : ''}` });
      set(cross, { d: p.late ? 'M-5 -5 L5 5 M5 -5 L-5 5' : '' });
      const place = few || must ? [free, !free].find((r) => fits(r ? x + 9 : x - 9 - w, r ? x + 9 + w : x - 9, y)) : undefined, right = place ?? free, label = place !== undefined || must;
      set(text, { x: right ? 11 : -11, y: 4, 'text-anchor': right ? 'start' : 'end', text: label ? name + (p.again ? ' ↺' : '') : '' });
      set(title, { text: `${words.rec(p.r)} at t=${p.t}${p.again ? ', read again' : ''}: ${p.late ? 'late for' : 'joins'} ${p.win}` });
    });
  }
  function update(state) {
    if (!W) { W = (size(root).w || 620) - 20; made = ''; }
    const n = state.n, exact = state.key ? factTask(state) : null, task = state.task && tasks.includes(state.task) ? state.task : exact ?? busiest();
    key.update(state);
    of.el.hidden = tasks.length < 2;
    of.update(tasks, task);
    turn(state, task);
    clocks(state);
    drawBoxes(state);
    drawDots(state);
    const rows = view.rows ? stripRows(view, n, state.ghost, words) : null;
    drawStrip(strip, rows, { ...view, X, top: view.bottom + 8, row: ROW, left: M.l }, state, ctx);
    set(note, { text: `${view.pages > 1 ? `page ${view.page + 1} of ${view.pages}: t=${Math.round(view.t0)} to ${Math.round(view.end)}` : ''}${rows?.left ? `${view.pages > 1 ? '; ' : ''}${rows.left} more windows: choose a key` : ''}` });
    veil.firstChild.checked = !!state.ghost;
    if (!twin.open) return;
    const past = index.past.get('clock').get(task) ?? [];
    table(twin.lastChild, {
      caption: `Records as they reach ${words.place(task)}`, head: ['t', 'record', 'event time', 'watermark', 'window', ''],
      rows: view.pts.filter((p) => p.n < n).map((p) => ({ key: String(p.n), cells: [{ text: String(p.t), go: p.n }, words.rec(p.r), String(p.ts), timeWords(past[before(past, p.n, (x) => x[0]) - 1]?.[1]), p.win, p.late ? '✗ late' : p.behind ? 'counted, behind the watermark' : 'counted'] })),
    }, act);
  }
  /** Without a choice: the task that gets most records. */
  function busiest() { return (first ??= tasks.reduce((a, t) => (factsOf(t).points.length > factsOf(a).points.length ? t : a), tasks[0])); }
  /** The task that has the chosen key. */
  function factTask(state) {
    const fits = keyFits(index, words, state.key);
    for (const t of tasks) if (factsOf(t).points.some((p) => fits(p.key))) return t;
    return null;
  }
  return { update, resize: () => { W = 0; } };
}
