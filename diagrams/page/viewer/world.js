// The World: what is the case after so many events. It is the fold of the trace, and the effects in the catalogue are
// the only rules; tables and keys are those of engine/trace/world.h.
// One World goes ahead and says what each event changes; the World that is shown walks along these changes, both ways.
import { keyOf, plain } from './values.js';
import { timeOf } from './value_words.js';

/** In the table of this name: either a value that is replaced (was, now), or an element that enters (add) or leaves a queue.
 * @typedef {{name:string, key:string, was:any, now:any, elem:any, pos:number, add:boolean}} Change */

const copy = (v) => (Array.isArray(v) ? v.slice() : v);

/** @type {Change[]} */
const NONE = [];

/** Where times stand that may be MIN or MAX: parts of the key, and -1 the value. */
const TIMED = { clock: [-1], last: [-1], cwm: [-1], max: [-1], swm: [-1], timer: [5], win: [3, 4], fired: [3, 4] };

const absent = (v) => v === undefined || v === null;

export class World {
  /** @param {any[]} kinds of the catalogue */
  constructor(kinds) {
    /** @type {Map<string, Map<string, any>>} */ this.tables = new Map();
    /** @type {Map<string, string>} first operator of each task */ this.heads = new Map();
    /** @type {any} */ this.plan = null;
    /** @type {Set<string>} tables whose rows are lists */ this.queues = new Set(kinds.flatMap((k) => (k.effects ?? []).filter((e) => e.verb !== 'set').map((e) => e.table)));
    this.rules = new Map(kinds.map((k) => [k.kind, (k.effects ?? []).map((e) => this.#rule(e))]));
  }
  /** @param {import('./plan.js').Plan} plan */
  deploy(plan) {
    this.plan = plan;
    this.heads = plan.heads;
  }
  /** @param {string} name @returns {Map<string, any>} */
  table(name) {
    let t = this.tables.get(name);
    if (!t) this.tables.set(name, (t = new Map()));
    return t;
  }
  /** @param {string} name @param {...any} key @returns {any} */
  get(name, ...key) { return this.tables.get(name)?.get(keyOf(...key)); }
  /** @param {string} name @returns {[string, any][]} */
  rows(name) { return [...(this.tables.get(name) ?? [])]; }

  /** Makes a change, or takes it back. @param {Change} c @param {boolean} undo */
  apply(c, undo) {
    const table = this.table(c.name);
    if (c.elem === undefined) {
      const v = undo ? c.was : c.now;
      v === undefined ? table.delete(c.key) : table.set(c.key, copy(v));
      return;
    }
    let queue = table.get(c.key);
    if (c.add !== undo) {
      if (!queue) table.set(c.key, (queue = []));
      c.pos === queue.length ? queue.push(c.elem) : queue.splice(c.pos, 0, c.elem);
    } else {
      c.pos === 0 ? queue.shift() : queue.splice(c.pos, 1);
      if (!queue.length) table.delete(c.key);
    }
  }
  /** What events that the page leaves out have left behind. @param {any} ev @returns {Change[]} */
  left(ev) {
    /** @type {Change[]} */ const out = [];
    for (const [name, id, value] of ev.rows) {
      const places = TIMED[name], key = keyOf(...id.map((v, n) => (places?.includes(n) ? timeOf(v) : v)));
      let now = value === null ? undefined : places?.includes(-1) ? timeOf(value) : value;
      if (this.queues.has(name) && now) now = now.map((e) => (e.value === undefined ? e : { ...e, value: timeOf(e.value) }));
      const was = this.table(name).get(key);
      if (was !== undefined || now !== undefined) this.#do(out, { name, key, was: copy(was), now, elem: undefined, pos: 0, add: false });
    }
    return out;
  }
  /** Does an event, and says what it changed. @param {any} ev @returns {Change[]} */
  changes(ev) {
    if (ev.k === 'left') return this.left(ev);
    const rules = this.rules.get(ev.k);
    if (!rules?.length) return NONE;
    /** @type {Change[]} */ const out = [];
    for (const rule of rules) {
      if (!rule.each) rule.run(ev, null, out);
      else for (const x of ev[rule.each] ?? []) rule.run(ev, x, out);
    }
    return out;
  }

  // ---- effects of the catalogue as functions ------------------------------------------------------------------------

  /** @param {string} text "-", "'lit'", "x.member", "at", "op" or a field @returns {(ev:any, x:any) => any} */
  #operand(text) {
    if (!text || text === '-') return () => undefined;
    if (text[0] === "'") { const lit = text.slice(1, -1); return () => lit; }
    if (text.startsWith('x.')) { const name = text.slice(2); return (ev, x) => x[name]; }
    if (text === 'op') return (ev) => ev.op ?? this.heads.get(ev.at);
    return (ev) => ev[text];
  }
  #rule(e) {
    const keys = e.keys.map((k) => this.#operand(k)), whole = e.keys.length === 1 && e.keys[0].startsWith('x.');
    // A key of a state may be a row: where names are known it comes with them.
    const hasKey = e.keys.includes('x.key') || e.keys.includes('x.mk');
    const key = (ev, x) => {
      if (whole) { const v = keys[0](ev, x); return Array.isArray(v) ? keyOf(...v) : keyOf(v); }
      if (keys.length === 1) return keyOf(keys[0](ev, x));
      const parts = keys.map((k) => k(ev, x));
      if (hasKey) for (let n = 0; n < parts.length; n++) if (parts[n] !== null && typeof parts[n] === 'object') parts[n] = plain(parts[n], this.plan?.namesOf(ev, 'cells'));
      return keyOf(...parts);
    };
    const name = e.table[0] === '*' ? this.#operand(e.table.slice(1)) : null;
    const called = (ev, x) => (name ? name(ev, x) : e.table);
    const now = this.#operand(e.now), at = this.#operand(e.at);
    if (e.verb === 'set') {
      return { each: e.each, run: (ev, x, out) => {
        const name = called(ev, x), k = key(ev, x), was = this.table(name).get(k);
        let v = now(ev, x);
        if (absent(v) || (Array.isArray(v) && !v.length)) v = undefined;
        if (was === undefined && v === undefined) return;
        this.#do(out, { name, key: k, was: copy(was), now: copy(v), elem: undefined, pos: 0, add: false });
      } };
    }
    if (e.verb === 'take') {
      return { each: e.each, run: (ev, x, out) => {
        const name = called(ev, x), k = key(ev, x), queue = this.table(name).get(k), pos = at(ev, x) ?? 0;
        if (!queue || pos >= queue.length) throw new Error(`event ${ev.i} (${ev.k}): ${name} ${k} has no place ${pos}`);
        this.#do(out, { name, key: k, was: undefined, now: undefined, elem: queue[pos], pos, add: false });
      } };
    }
    const kind = e.elem[0] === '*' ? this.#operand(e.elem.slice(1)) : () => e.elem, args = e.args.map(([n, v]) => [n, this.#operand(v)]);
    return { each: e.each, run: (ev, x, out) => {
      const elem = { e: kind(ev, x) };
      for (const [n, value] of args) { const v = value(ev, x); if (!absent(v)) elem[n] = v; }
      elem.by = ev.i;
      const name = called(ev, x), k = key(ev, x), size = this.table(name).get(k)?.length ?? 0;
      this.#do(out, { name, key: k, was: undefined, now: undefined, elem, pos: e.verb === 'put' ? at(ev, x) ?? 0 : size, add: true });
    } };
  }
  #do(out, change) {
    out.push(change);
    this.apply(change, false);
  }
}
