// Everything a panel may ask about the run as a whole, and the World at the place where the page stands.
// A place is a number of events that have happened (0 … events.length). An event has `i`, its number in the trace, which
// physical events repeat, and `seq`, its place in `events`: what links, causes and histories go by.
// Opening costs one quick pass. What events change (`log`) and what was when (`past`) are found out as far as somebody
// has looked (`done`): a World goes ahead for that, and never back. Which events are about what is found out for
// one kind of thing when it is first asked for.
import { keyOf } from './values.js';
import { Plan } from './plan.js';
import { World } from './world.js';

/** Tables whose past is kept: what a cell was when. */
const KEPT = new Set(['cell', 'pos', 'clock', 'items', 'owner', 'cwm', 'cstat']);

/** Stands for events that the page leaves out. */
const LEFT = { kind: 'left', letter: '…', glyph: '…', role: 'quiet', say: '{n} events are left out here', log: 'micro', milestone: false, fields: [] };

export class Index {
  /** @param {import('./decode.js').Trace} trace @param {Map<string,any>} kinds @param {any} [extra] of this run: layouts */
  constructor(trace, kinds, extra = {}) {
    const { header, events } = trace;
    this.header = header;
    this.events = events;
    this.kinds = kinds;
    this.layouts = extra.layouts ?? [];
    const list = [...kinds.values()];
    /** The World where the page stands. */ this.world = new World(list);
    this.ahead = new World(list);
    /** first[s]: the first event of step s @type {number[]} */ this.first = [0];
    /** @type {number[]} steps */ this.milestones = [];
    /** record id -> what is known of it; the last one, the ones before it as `before` @type {Map<string, any>} */ this.recs = new Map();
    /** @type {Map<string, Map<string, [number, any][]>>} table -> key -> [seq, value]… */ this.past = new Map([...KEPT].map((t) => [t, new Map()]));
    /** @type {{cp:number, at:string, n:number}[]} */ this.snaps = [];
    /** "r:A.2", "task:count#0", … -> places of events */ this.entities = new Entities(this);
    /** what each event changed, as far as `done` @type {import('./world.js').Change[][]} */ this.log = [];
    /** places of logical events by their number @type {number[]} */ this.byI = [];
    /** @type {{from:number, plan:Plan, layout:any}[]} */ this.plans = [];
    /** @type {Map<string, {own:any, alt:any[]}>} */ this.faces = new Map(list.map((k) => [k.kind, { own: k, alt: (k.alt ?? []).map((a) => ({ ...k, milestone: false, log: 'line', ...a })) }]));
    this.at = 0;                    // events applied to the world
    this.done = 0;                  // events that `ahead` has done
    this.#deploy(0, header.plan ?? {});
    for (let n = 0; n < events.length; n++) this.#add(events[n], n);
    this.steps = this.first.length - 1;
    this.world.deploy(this.plans[0].plan);
    this.ahead.deploy(this.plans[0].plan);
  }
  #deploy(from, plan) { this.plans.push({ from, plan: new Plan(plan), layout: this.layouts[this.plans.length] ?? null }); }
  #add(ev, n) {
    ev.seq = n;
    if (!ev.p) this.byI[ev.i] = n;
    for (let s = this.first.length; s <= ev.step; s++) this.first[s] = n;
    const known = this.faces.get(ev.k);
    if (known && (known.alt.length ? this.face(ev) : known.own).milestone && this.milestones[this.milestones.length - 1] !== ev.step) this.milestones.push(ev.step);
    if (ev.k === 'rec.emit' || ev.k === 'rec.make') this.#record(ev, n);
    if (ev.k === 'snap.sync') this.snaps.push({ cp: ev.cp, at: ev.at, n });
    if (ev.k === 'deploy') this.#deploy(n + 1, ev.plan);
  }
  /** Finds out what the first n events do. @param {number} n */
  reach(n) {
    const { events, ahead, past } = this, to = Math.min(n, events.length);
    if (to <= this.done) return;
    let plan = this.#planNumber(this.done);
    for (let at = this.done; at < to; at++) {
      const ev = events[at];
      const changes = ahead.changes(ev);
      for (const c of changes) {
        const kept = past.get(c.name);
        if (!kept) continue;
        const value = c.name === 'items' ? ahead.table('items').get(c.key)?.length : c.now, list = kept.get(c.key);
        list ? list.push([at, value]) : kept.set(c.key, [[at, value]]);
      }
      this.log.push(changes);
      if (ev.k === 'deploy') ahead.deploy(this.plans[++plan].plan);
    }
    this.done = to;
  }
  /** Goes on reaching for about so many ms; true: everything is known. @param {number} ms */
  reachOn(ms) {
    const until = performance.now() + ms;
    while (this.done < this.events.length && performance.now() < until) this.reach(this.done + 500);
    return this.done >= this.events.length;
  }
  #record(ev, n) {
    const { plan } = this.plans[this.plans.length - 1];
    this.recs.set(ev.r, { row: ev.row, val: ev.val, ts: ev.ts, part: ev.part, made: ev.k === 'rec.make', n, names: plan.namesOf(ev, 'val'), source: plan.sourceOf.get(ev.part), before: this.recs.get(ev.r) });
  }
  /** The key of the row that an event about state speaks of, in table cell. @param {any} ev */
  cellKey(ev) { return keyOf(ev.at, ev.op ?? this.planAt(ev.seq).heads.get(ev.at), ev.state, ev.key, ev.ns, ev.mk); }

  /** The plan in force when n events have happened. @param {number} [n] @returns {Plan} */
  planAt(n = this.at) { return this.#planEntry(n).plan; }
  /** Where its boxes stand: {columns, rows, boxes, lines}. @param {number} [n] */
  layoutAt(n = this.at) { return this.#planEntry(n).layout; }
  #planEntry(n) { return this.plans[this.#planNumber(n)]; }
  #planNumber(n) {
    let k = this.plans.length - 1;
    while (k > 0 && this.plans[k].from > n) k--;
    return k;
  }
  /** Of the place where the page stands. */
  get plan() { return this.planAt(); }
  get tasks() { return this.plan.taskOf; }
  get channels() { return this.plan.channelOf; }
  get sources() { return this.plan.sourceOf; }
  get ins() { return this.plan.ins; }

  /** Moves the World so that n events have happened. @param {number} n */
  seek(n) {
    const { world, log } = this;
    this.reach(n);
    while (this.at < n) for (const c of log[this.at++]) world.apply(c, false);
    while (this.at > n) {
      const changes = log[--this.at];
      for (let j = changes.length - 1; j >= 0; j--) world.apply(changes[j], true);
    }
    world.deploy(this.plan);
  }
  /** Events that have happened at the end of a step. @param {number} step */
  endOf(step) { return step >= this.steps ? this.events.length : this.first[Math.max(0, step) + 1]; }
  /** Is anything of this step in the page? @param {number} step */
  has(step) { return step >= 0 && step <= this.steps && (step === 0 || this.first[step] < this.endOf(step)); }
  /** The next step of which there is something, or the last. @param {number} step */
  stepAfter(step) {
    let to = Math.min(step + 1, this.steps);
    while (to < this.steps && !this.has(to)) to++;
    return to;
  }
  /** The step before of which there is something, or 0. @param {number} step */
  stepBefore(step) {
    let to = Math.max(0, step - 1);
    while (to > 0 && !this.has(to)) to--;
    return to;
  }
  /** @param {number} n */
  stepOf(n) { return n ? this.events[n - 1].step : 0; }
  /** @param {number} n */
  timeOf(n) { return n ? this.events[n - 1].t : 0; }
  /** The face of an event: its row in the catalogue, or the alternative that fits. @param {any} ev */
  face(ev) {
    const known = this.faces.get(ev.k);
    if (ev.k === 'left') return LEFT;
    if (!known) return { kind: ev.k, letter: '?', glyph: '?', role: 'quiet', say: ev.k, log: 'line', milestone: false, fields: [] };
    for (const a of known.alt) if (ev[a.when] !== undefined && ev[a.when] !== false) return a;
    return known.own;
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
    this.reach(n);
    const h = this.past.get(name)?.get(key), k = h ? this.#before(h, n) : 0;
    return k ? h[k - 1][1] : undefined;
  }
  /** The last change of a row before n: i is the place of the event. @param {string} name @param {string} key @param {number} n */
  lastChange(name, key, n) {
    this.reach(n);
    const h = this.past.get(name)?.get(key), k = h ? this.#before(h, n) : 0;
    return k ? { i: h[k - 1][0], was: k > 1 ? h[k - 2][1] : undefined, now: h[k - 1][1] } : null;
  }
}

/** Which events are about a thing: "task:count#0", "r:A.2" a record, "cp:1", "tx:…", "win:" with key, start and end,
 * "cell:" with the key of the row, "key:". A Map to those who ask. */
class Entities {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    /** @type {Map<string, Map<string, number[]>>} */ this.known = new Map();
  }
  static KINDS = ['task', 'r', 'cp', 'tx', 'win', 'cell', 'key'];
  /** All things of one kind. @param {string} kind @returns {Map<string, number[]>} */
  family(kind) {
    let out = this.known.get(kind);
    if (out || !Entities.KINDS.includes(kind)) return out ?? new Map();
    this.known.set(kind, (out = new Map()));
    for (const ev of this.index.events) {
      const id = this.#id(kind, ev);
      if (id === null) continue;
      const name = kind + ':' + id, list = out.get(name);
      list ? list.push(ev.seq) : out.set(name, [ev.seq]);
    }
    return out;
  }
  #id(kind, ev) {
    switch (kind) {
      case 'task': return ev.at;
      case 'r': return ev.r ?? null;
      case 'cp': return ev.cp ?? null;
      case 'tx': return ev.tx ?? null;
      case 'win': return ev.start === undefined ? null : keyOf(ev.key, ev.start, ev.end);
      case 'cell': return ev.state === undefined ? null : this.index.cellKey(ev);
      default: return ev.key === undefined ? null : keyOf(ev.key);
    }
  }
  #of(id) { return this.family(id.slice(0, Math.max(0, id.indexOf(':')))); }
  /** @param {string} id */
  get(id) { return this.#of(id).get(id); }
  /** @param {string} id */
  has(id) { return this.#of(id).has(id); }
  *[Symbol.iterator]() { for (const kind of Entities.KINDS) yield* this.family(kind); }
}
