// What one task's picture over event time is made of: its records, and the lives of its windows; found once for a run.
import { keyOf } from '../values.js';
import { timeOrder } from './cells.js';

/** @typedef {{n:number, r:string, key:any, ts:number, t:number, late:boolean, behind:boolean, again:boolean, win:string}} Point n: the event that makes it appear */
/** @typedef {{id:string, op:string, key:any, start:number, end:number, n0:number, t0:number, fires:{n:number,t:number,ev:any}[], n1:number, t1:number, how:string}} Life of a window: from its first record to its end; n1 is Infinity for ever */

/** Tasks that have event time, those with windows first. @param {import('../index.js').Index} index @returns {string[]} */
export function timedTasks(index) {
  const all = new Set(), clocked = new Set(), windowed = new Set();
  for (const { plan } of index.plans) for (const t of plan.tasks) {
    all.add(t.id);
    if (t.ops.some((o) => plan.windowOf.has(o.uid))) windowed.add(t.id);
  }
  for (const e of index.events) if (e.k === 'wm.advance') clocked.add(e.at);
  return [...[...all].filter((t) => windowed.has(t)), ...[...all].filter((t) => !windowed.has(t) && clocked.has(t))];
}

/** @param {import('../index.js').Index} index @param {string} task @returns {{points:Point[], lives:Life[], windowed:boolean, size:number|null, lateness:Map<string,number>}} */
export function plotFacts(index, task) {
  /** @type {Point[]} */ const points = [];
  /** @type {Life[]} */ const lives = [];
  /** @type {Map<string, Life>} */ const open = new Map();
  const seen = new Set(), lateness = new Map(), plans = index.plans.map((p) => p.plan), windowed = plans.some((p) => p.taskOf.get(task)?.ops.some((o) => p.windowOf.has(o.uid)));
  for (const p of plans) for (const w of p.windows) lateness.set(w.op, w.lateness ?? 0);
  const id = (op, key, start, end) => keyOf(op, key, start, end);
  const opened = (ev, op, key, start, end) => {
    const name = id(op, key, start, end), life = { id: `${name}|${ev.seq}`, op, key, start: timeOrder(start), end: timeOrder(end), n0: ev.seq, t0: ev.t, fires: [], n1: Infinity, t1: Infinity, how: '' };
    open.set(name, life);
    lives.push(life);
    return life;
  };
  const closed = (ev, name, how) => {
    const life = open.get(name);
    if (!life) return;
    Object.assign(life, { n1: ev.seq, t1: ev.t, how });
    open.delete(name);
  };
  const point = (ev, late, win) => {
    const ts = index.rec(ev.r, ev.seq + 1)?.ts;
    if (typeof ts !== 'number') return;
    const last = points.at(-1);
    if (last && last.r === ev.r && last.late === late && index.events[last.n].step === ev.step) { last.win += ` ${win}`; return; }
    points.push({ n: ev.seq, r: ev.r, key: ev.key, ts, t: ev.t, late, behind: !!ev.behind, again: seen.has(ev.r), win });
    seen.add(ev.r);
  };
  for (const ev of index.events) {
    if (ev.k === 'deploy') { for (const g of ev.gone ?? []) if (g.table === 'win' && g.id[0] === task) closed(ev, id(...g.id.slice(1)), 'lost'); continue; }
    if (ev.at !== task) continue;
    const op = ev.op ?? index.planAt(ev.seq).heads.get(task);
    switch (ev.k) {
      case 'win.assign':
        if (!open.has(id(op, ev.key, ev.start, ev.end))) opened(ev, op, ev.key, ev.start, ev.end);
        point(ev, false, `[${ev.start},${ev.end})`);
        break;
      case 'late': point(ev, true, `[${ev.start},${ev.end})`); break;
      case 'rec.recv': if (!windowed) point(ev, false, ''); break;
      case 'win.fire': open.get(id(op, ev.key, ev.start, ev.end))?.fires.push({ n: ev.seq, t: ev.t, ev }); break;
      case 'win.purge': closed(ev, id(op, ev.key, ev.start, ev.end), 'removed'); break;
      case 'win.merge':
        for (const w of ev.from) closed(ev, id(op, ev.key, w.start, w.end), 'merged');
        if (!open.has(id(op, ev.key, ev.start, ev.end))) opened(ev, op, ev.key, ev.start, ev.end);
        break;
      case 'restore':
        for (const w of ev.wins ?? []) {
          const name = id(w.op, w.key, w.start, w.end);
          if (w.now === undefined) closed(ev, name, 'lost');
          else if (!open.has(name)) opened(ev, w.op, w.key, w.start, w.end);
        }
        break;
    }
  }
  const widths = new Set(lives.map((l) => l.end - l.start)), [only] = widths;
  return { points, lives, windowed, size: widths.size === 1 && Number.isFinite(only) ? only : null, lateness };
}
