// Event time across, processing time upwards. The watermark is a true staircase; nothing is smoothed.
import { h, s, set, keyed, table, size } from '../dom.js';

export function plot(root, { index, words, act }) {
  const op = index.plan.windows?.[0]?.op, task = index.plan.tasks.find((t) => t.ops.some((o) => o.uid === op))?.id;
  const svg = s('svg', { role: 'img', 'aria-label': 'Event time and processing time. The same as a table is below.' });
  const grid = s('g.grid'), boxes = s('g'), wm = s('path.staircase'), wmLabel = s('text.wmlabel'), guide = s('line.guide'), dots = s('g'), nowLine = s('line.now'), nowText = s('text.nowtext');
  svg.append(s('defs', {}, s('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, s('line', { x1: 0, y1: 0, x2: 0, y2: 6 }))), grid, boxes, guide, wm, wmLabel, nowLine, nowText, dots);
  const veil = h('label.ghost', {}, h('input', { type: 'checkbox', onchange: (e) => act({ ghost: e.target.checked }) }), ' show what is to come');
  const twin = h('details.twin', {}, h('summary', { text: 'as a table' }), h('div.scroll'));
  root.append(svg, h('div.underplot', {}, veil, twin));

  // What the whole run will show, once. n = the event that makes it appear.
  const points = [], wins = new Map(), steps = [];
  let lo = Infinity, hi = -Infinity;
  const seen = (x) => { lo = Math.min(lo, x); hi = Math.max(hi, x); };
  for (const ev of index.events) {
    if (task && ev.at !== task) continue;
    if (ev.k === 'win.assign' || ev.k === 'late') {
      const ts = index.recs.get(ev.r).ts;
      points.push({ n: ev.seq, r: ev.r, ts, t: ev.t, late: ev.k === 'late', behind: ev.behind, win: `[${ev.start},${ev.end})` });
      seen(ts);
      const id = `${ev.key ?? ''}|${ev.start}|${ev.end}`;
      if (ev.k === 'win.assign' && !wins.has(id)) { wins.set(id, { id, start: ev.start, end: ev.end, t0: ev.t, n0: ev.seq }); seen(ev.start); seen(ev.end); }
    }
    if (ev.k === 'win.fire') Object.assign(wins.get(`${ev.key ?? ''}|${ev.start}|${ev.end}`) ?? {}, { t1: ev.t, n1: ev.seq, val: ev.val, pane: ev.pane });
    if (ev.k === 'wm.advance') { steps.push({ n: ev.seq, t: ev.t, now: ev.now }); if (typeof ev.now === 'number') seen(ev.now); }
  }
  // A long run is cut into pages of about eighty records, so that places stay and nothing is crowded.
  const whole = index.events.at(-1)?.t ?? 1, span = whole / Math.max(1, Math.ceil(points.length / 80));
  const cut = (list, t, f) => { let a = 0, b = list.length; while (a < b) { const m = (a + b) >> 1; f(list[m]) < t ? (a = m + 1) : (b = m); } return a; };
  const winList = [...wins.values()], longest = Math.max(0, ...winList.map((w) => (w.t1 ?? whole) - w.t0));
  let page = -1, t0 = 0, end = whole, pts = points, boxList = winList, stairs = steps, start = null;
  function turn(now) {
    page = Math.min(Math.floor(now / span), Math.ceil(whole / span) - 1);
    if (span >= whole) { t0 = 0; end = whole; } else {
      t0 = page * span; end = t0 + span;
      pts = points.slice(cut(points, t0, (p) => p.t), cut(points, end + 1, (p) => p.t));
      boxList = winList.slice(cut(winList, t0 - longest, (w) => w.t0), cut(winList, end + 1, (w) => w.t0)).filter((w) => (w.t1 ?? whole) >= t0);
      const a = cut(steps, t0, (x) => x.t);
      stairs = steps.slice(a, cut(steps, end + 1, (x) => x.t));
      start = steps[a - 1]?.now ?? null;
      lo = Math.min(...pts.map((p) => p.ts), ...boxList.map((w) => w.start));
      hi = Math.max(...pts.map((p) => p.ts), ...boxList.map((w) => w.end));
    }
    W = 0;
  }
  if (span >= whole) { lo = Math.floor(lo) - 1; hi = Math.ceil(hi) + 1; }
  var W = 0, H = 0;
  const M = { l: 44, r: 52, t: 34, b: 34 };
  const X = (v) => M.l + ((Math.max(lo, Math.min(hi, v)) - lo) / (hi - lo)) * (W - M.l - M.r);
  const Y = (t) => H - M.b - ((t - t0) / ((end - t0) * 1.04)) * (H - M.t - M.b);
  const tick = (span, most) => { let d = 1; for (const f of [1, 2, 5, 10, 20, 30, 60, 100, 200, 500, 1000, 1e4, 1e5, 1e6]) { d = f; if (span / f <= most) break; } return d; };

  function frame() {
    W = (size(root).w || 620) - 20;
    H = Math.max(210, (size(root).h || 312) - 46);
    set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H });
    const each = index.plan.windows?.[0]?.size, dx = each && (hi - lo) / each <= 14 ? each : tick(hi - lo, 10), dy = tick(end - t0, 7), lines = [];
    for (let v = Math.ceil(lo / dx) * dx; v <= hi; v += dx) lines.push({ id: 'x' + v, x1: X(v), x2: X(v), y1: M.t, y2: H - M.b, text: v, tx: X(v), ty: H - M.b + 15, a: 'middle' });
    for (let v = Math.ceil(t0 / dy) * dy; v <= end; v += dy) lines.push({ id: 'y' + v, x1: M.l, x2: W - M.r, y1: Y(v), y2: Y(v), text: v, tx: M.l - 8, ty: Y(v) + 4, a: 'end' });
    grid.replaceChildren();
    grid.__keyed = undefined;
    for (const l of lines) grid.append(s('line', { x1: l.x1, x2: l.x2, y1: l.y1, y2: l.y2 }), s('text', { x: l.tx, y: l.ty, 'text-anchor': l.a, text: String(l.text) }));
    grid.append(s('text.axis', { x: (M.l + W - M.r) / 2, y: H - 3, 'text-anchor': 'middle', text: 'event time' }), s('text.axis', { x: 2, y: H - 3, text: 't ↑' }));
  }

  function update(state) {
    const n = state.n, now = index.timeOf(n);
    if (page !== Math.min(Math.floor(now / span), Math.ceil(whole / span) - 1)) turn(now);
    if (!W) frame();
    const few = pts.length < 30, ghost = state.ghost, show = (x) => x.n < n;
    keyed(boxes, boxList.filter((w) => w.n0 < n || ghost), (w) => w.id, () => s('g.win', {}, s('rect', { rx: 3 }), s('text'), s('title')), (g, w) => {
      const fired = w.n1 !== undefined && w.n1 < n, open = w.n0 < n && !fired, [rect, text, title] = g.children;
      const top = fired || w.n0 >= n ? w.t1 ?? end : now;
      g.setAttribute('class', `win ${fired ? 'fired' : open ? 'open' : 'ghost'}${state.sel === 'win:' + w.id ? ' sel' : ''}`);
      set(rect, { x: X(w.start) + 1, width: Math.max(2, X(w.end) - X(w.start) - 2), y: Y(top), height: Math.max(6, Y(Math.max(t0, w.t0)) - Y(top)) });
      set(text, { x: (X(w.start) + X(w.end)) / 2, y: Y(top) - 6, 'text-anchor': 'middle', text: fired ? `${words.val(w.val)}` : open ? `[${w.start},${w.end}) open` : '' });
      set(title, { text: `[${w.start},${w.end}) ${fired ? `fired at t=${w.t1} with ${words.val(w.val)}, ${w.pane}` : 'is open'}` });
    });
    const path = [];
    let last = start;
    if (start !== null) path.push(`M${X(start === 'MAX' ? hi : start)} ${Y(t0)}`);
    for (const st of stairs) {
      if (!show(st) && !ghost) break;
      const v = st.now === 'MAX' ? hi : st.now === 'MIN' ? lo : st.now;
      path.push(last === null ? `M${X(lo)} ${Y(t0)} V${Y(st.t)} H${X(v)}` : `V${Y(st.t)} H${X(v)}`);
      last = st.now;
    }
    path.push(last === null ? `M${X(lo)} ${Y(t0)} V${Y(now)}` : `V${Y(ghost ? end : now)}`);
    set(wm, { d: path.join(' ') });
    const value = last === 'MAX' ? hi : last ?? lo;
    set(guide, { x1: X(value), x2: X(value), y1: M.t - 4, y2: Y(ghost ? end : now) });
    set(wmLabel, { x: X(value), y: M.t - 8, 'text-anchor': X(value) > W - 150 ? 'end' : X(value) < M.l + 130 ? 'start' : 'middle', text: `▲ event time ${last ?? 'MIN'}` });
    keyed(dots, pts.filter((p) => show(p) || ghost), (p) => String(p.n), (p) => s('g.dot', { onclick: () => act({ sel: 'r:' + p.r, go: p.n }) }, s('circle', { r: 7 }), s('path'), s('text'), s('title')), (g, p) => {
      const [, cross, text, title] = g.children;
      g.setAttribute('transform', `translate(${X(p.ts)} ${Y(p.t)})`);
      g.setAttribute('class', `dot${p.late ? ' late' : ''}${show(p) ? '' : ' ghost'}${state.sel === 'r:' + p.r ? ' sel' : ''}${p.n >= state.from && p.n < n ? ' fresh' : ''}`);
      set(cross, { d: p.late ? 'M-5 -5 L5 5 M5 -5 L-5 5' : '' });
      const right = X(p.ts) < W - M.r - 60;
      set(text, { x: right ? 11 : -11, y: 4, 'text-anchor': right ? 'start' : 'end', text: few || p.late || state.sel === 'r:' + p.r ? words.rec(p.r) + (p.late ? ' late' : '') : '' });
      set(title, { text: `${words.rec(p.r)} at t=${p.t}: ${p.late ? 'late for' : 'joins'} ${p.win}` });
    });
    set(nowLine, { x1: M.l, x2: W - M.r, y1: Y(now), y2: Y(now) });
    set(nowText, { x: W - M.r + 4, y: Y(now) + 14, text: `t=${now}` });
    veil.firstChild.checked = !!ghost;
    if (twin.open) {
      table(twin.lastChild, {
        caption: 'Records as they reach the windows', head: ['t', 'record', 'event time', 'watermark', 'window', ''],
        rows: pts.filter(show).map((p) => ({ key: String(p.n), cells: [{ text: String(p.t), go: p.n }, words.rec(p.r), p.ts, steps[cut(steps, p.n, (x) => x.n) - 1]?.now ?? 'MIN', p.win, p.late ? '✗ late' : p.behind ? 'counted, behind the watermark' : 'counted'] })),
      }, act);
    }
  }
  twin.addEventListener('toggle', () => act({}));
  return { update, resize: () => { W = 0; } };
}
