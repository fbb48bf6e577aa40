// Everything a panel may ask about the run as a whole, and the World at the place where the page stands.
// A place is a number of events that have happened (0 … events.length). An event has `i`, its number in the trace, which
// physical events repeat, and `seq`, its place in `events`: what links, causes and histories go by.
import { keyOf } from './values.js';
import { Plan } from './plan.js';
import { World, apply } from './world.js';

/** Tables whose past is kept: what a cell was when. */
const KEPT = new Set(['cell', 'pos', 'clock', 'items', 'owner', 'cwm', 'cstat']);

export class Index {
  /** @param {import('./decode.js').Trace} trace @param {Map<string,any>} kinds @param {any} [extra] of this run: layouts */
  constructor(trace, kinds, extra = {}) {
    const { header, events } = trace;
    this.header = header;
    this.events = events;
    this.kinds = kinds;
    this.layouts = extra.layouts ?? [];
    this.world = new World([...kinds.values()]);
    /** first[s]: the first event of step s @type {number[]} */ this.first = [0];
    /** @type {number[]} steps */ this.milestones = [];
    /** record id -> what is known of it; the last one, the ones before it as `before` @type {Map<string, any>} */ this.recs = new Map();
    /** @type {Map<string, Map<string, [number, any][]>>} table -> key -> [seq, value]… */ this.past = new Map([...KEPT].map((t) => [t, new Map()]));
    /** @type {{cp:number, at:string, n:number}[]} */ this.snaps = [];
    /** "r:A.2", "task:count#0", … -> places of events @type {Map<string, number[]>} */ this.entities = new Map();
    /** @type {import('./world.js').Change[][]} */ this.log = [];
    /** places of logical events by their number @type {number[]} */ this.byI = [];
    /** @type {{from:number, plan:Plan, layout:any}[]} */ this.plans = [];
    this.at = 0;                    // events applied to the world
    this.#deploy(0, header.plan ?? {});
    for (let n = 0; n < events.length; n++) this.#add(events[n], n);
    this.steps = this.first.length - 1;
    this.seek(0);
  }
  #deploy(from, plan) {
    const read = new Plan(plan);
    this.plans.push({ from, plan: read, layout: this.layouts[this.plans.length] ?? null });
    this.world.deploy(read);
  }
  #add(ev, n) {
    ev.seq = n;
    if (!ev.p) this.byI[ev.i] = n;
    for (let s = this.first.length; s <= ev.step; s++) this.first[s] = n;
    const kind = this.kinds.get(ev.k);
    if (kind?.milestone || (kind?.alt && this.face(ev).milestone)) if (this.milestones.at(-1) !== ev.step) this.milestones.push(ev.step);
    switch (ev.k) {
      case 'rec.emit': this.#record(ev, n, false); break;
      case 'rec.make': this.#record(ev, n, true); break;
      case 'snap.sync': this.snaps.push({ cp: ev.cp, at: ev.at, n }); break;
    }
    this.#entities(ev, n);
    const changes = this.world.changes(ev);
    for (const c of changes) {
      const kept = this.past.get(c.name);
      if (!kept) continue;
      const value = c.name === 'items' ? c.table.get(c.key)?.length : c.now, list = kept.get(c.key);
      list ? list.push([n, value]) : kept.set(c.key, [[n, value]]);
    }
    this.log.push(changes);
    this.at = n + 1;
    if (ev.k === 'deploy') this.#deploy(n + 1, ev.plan);
  }
  #record(ev, n, made) {
    this.recs.set(ev.r, { row: ev.row, val: ev.val, ts: ev.ts, part: ev.part, made, n, names: this.world.plan.namesOf(ev, 'val'), source: this.world.plan.sourceOf.get(ev.part), before: this.recs.get(ev.r) });
  }
  #entity(id, n) {
    const list = this.entities.get(id);
    list ? list.push(n) : this.entities.set(id, [n]);
  }
  #entities(ev, n) {
    this.#entity('task:' + ev.at, n);
    if (ev.r !== undefined) this.#entity('r:' + ev.r, n);
    if (ev.cp !== undefined) this.#entity('cp:' + ev.cp, n);
    if (ev.tx !== undefined) this.#entity('tx:' + ev.tx, n);
    if (ev.start !== undefined) this.#entity('win:' + keyOf(ev.key, ev.start, ev.end), n);
    if (ev.state !== undefined) this.#entity('cell:' + this.cellKey(ev), n);
    if (ev.key !== undefined) this.#entity('key:' + keyOf(ev.key), n);
  }
  /** The key of the row that an event about state speaks of, in table cell. @param {any} ev */
  cellKey(ev) { return keyOf(ev.at, ev.op ?? this.planAt(ev.seq).heads.get(ev.at), ev.state, ev.key, ev.ns, ev.mk); }

  /** The plan in force when n events have happened. @param {number} [n] @returns {Plan} */
  planAt(n = this.at) { return this.#planEntry(n).plan; }
  /** Where its boxes stand: {columns, rows, boxes, lines}. @param {number} [n] */
  layoutAt(n = this.at) { return this.#planEntry(n).layout; }
  #planEntry(n) {
    let found = this.plans[0];
    for (const p of this.plans) { if (p.from > n) break; found = p; }
    return found;
  }
  /** Of the place where the page stands. */
  get plan() { return this.planAt(); }
  get tasks() { return this.plan.taskOf; }
  get channels() { return this.plan.channelOf; }
  get sources() { return this.plan.sourceOf; }
  get ins() { return this.plan.ins; }

  /** Moves the World so that n events have happened. @param {number} n */
  seek(n) {
    while (this.at < n) for (const c of this.log[this.at++]) apply(c, false);
    while (this.at > n) {
      const changes = this.log[--this.at];
      for (let j = changes.length - 1; j >= 0; j--) apply(changes[j], true);
    }
    this.world.deploy(this.plan);
  }
  /** Events that have happened at the end of a step. @param {number} step */
  endOf(step) { return step >= this.steps ? this.events.length : this.first[Math.max(0, step) + 1]; }
  /** @param {number} n */
  stepOf(n) { return n ? this.events[n - 1].step : 0; }
  /** @param {number} n */
  timeOf(n) { return n ? this.events[n - 1].t : 0; }
  /** The face of an event: its row in the catalogue, or the alternative that fits. @param {any} ev */
  face(ev) {
    const kind = this.kinds.get(ev.k) ?? { kind: ev.k, letter: '?', glyph: '?', role: 'quiet', say: ev.k, log: 'line', fields: [] };
    const alt = kind.alt?.find((a) => ev[a.when] !== undefined && ev[a.when] !== false);
    return alt ? { ...kind, milestone: false, log: 'line', ...alt } : kind;
  }
  /** The event with this number. @param {number} i */
  event(i) { return this.events[this.byI[i]]; }
  /** Places of the direct causes. @param {any} ev @returns {number[]} */
  causes(ev) {
    if (ev.c) return ev.c.map((i) => this.byI[i]).filter((n) => n !== undefined);
    for (let n = ev.seq - 1; n >= 0 && this.events[n].step === ev.step; n--) if (!this.events[n].p) return [n];
    return [];
  }
  /** Places of the events that this one caused. @param {number} n @returns {number[]} */
  effectsOf(n) {
    if (!this.children) {
      /** @type {Map<number, number[]>} */ this.children = new Map();
      for (const ev of this.events) for (const c of this.causes(ev)) {
        const list = this.children.get(c);
        list ? list.push(ev.seq) : this.children.set(c, [ev.seq]);
      }
    }
    return this.children.get(n) ?? [];
  }
  /** What was known of a record when n events had happened. @param {string} id @param {number} [n] */
  rec(id, n = Infinity) {
    let info = this.recs.get(id);
    while (info && info.n >= n) info = info.before;
    return info;
  }
  #before(list, n) {
    let lo = 0, hi = list.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      list[mid][0] < n ? (lo = mid + 1) : (hi = mid);
    }
    return lo;
  }
  /** Value of a row when n events had happened; of items how many there were. @param {string} name @param {string} key @param {number} n */
  valueAt(name, key, n) {
    const h = this.past.get(name)?.get(key), k = h ? this.#before(h, n) : 0;
    return k ? h[k - 1][1] : undefined;
  }
  /** The last change of a row before n: i is the place of the event. @param {string} name @param {string} key @param {number} n */
  lastChange(name, key, n) {
    const h = this.past.get(name)?.get(key), k = h ? this.#before(h, n) : 0;
    return k ? { i: h[k - 1][0], was: k > 1 ? h[k - 2][1] : undefined, now: h[k - 1][1] } : null;
  }
}
