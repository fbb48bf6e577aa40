// The plan of an attempt: tasks, channels, sources, and which names the fields of rows have, where.
import { usable } from './values.js';

const namesIn = (v) => (typeof v === 'string' ? [v] : Array.isArray(v) ? v.filter((x) => typeof x === 'string') : []);

export class Plan {
  /** @param {any} plan as in the header of a trace, and in deploy events */
  constructor(plan) {
    this.maxpar = plan.maxpar ?? 128;
    /** @type {any[]} */ this.tasks = plan.tasks ?? [];
    /** @type {any[]} */ this.channels = plan.channels ?? [];
    /** @type {any[]} */ this.sources = plan.sources ?? [];
    /** @type {any[]} */ this.windows = plan.windows ?? [];
    /** @type {any[]} */ this.states = plan.states ?? [];
    /** @type {any[]} */ this.sinks = plan.sinks ?? [];
    /** @type {Map<string, any>} */ this.taskOf = new Map(this.tasks.map((t) => [t.id, t]));
    /** @type {Map<string, any>} */ this.channelOf = new Map(this.channels.map((c) => [c.id, c]));
    /** @type {Map<string, any>} */ this.sourceOf = new Map();
    for (const s of this.sources) if (!this.sourceOf.has(s.part)) this.sourceOf.set(s.part, s);
    this.windowOf = new Map(this.windows.map((w) => [w.op, w]));
    this.stateOf = new Map(this.states.map((s) => [s.op + '\u001f' + s.state, s]));
    /** @type {Map<string, string[]>} ids of the channels into a task */ this.ins = new Map(this.tasks.map((t) => [t.id, []]));
    /** @type {Map<string, string[]>} */ this.outs = new Map(this.tasks.map((t) => [t.id, []]));
    for (const c of this.channels) { this.ins.get(c.to)?.push(c.id); this.outs.get(c.from)?.push(c.id); }
    this.heads = new Map(this.tasks.map((t) => [t.id, t.ops[0].uid]));
    this.named = new Map();
    this.runs = new Map();
    for (const t of this.tasks) {
      this.named.set(t.name, (this.named.get(t.name) ?? 0) + 1);
      for (const uid of new Set(t.ops.map((o) => o.uid))) this.runs.set(uid, (this.runs.get(uid) ?? 0) + 1);
    }
    this.#names();
  }
  /** How many tasks have this name. @param {string} name @returns {number} */
  tasksNamed(name) { return this.named.get(name) ?? 0; }
  /** How many tasks run this operator. @param {string} uid @returns {number} */
  parallelism(uid) { return this.runs.get(uid) ?? 0; }
  /** @param {string} op @param {string} state @returns {string[]|null} */
  rowNames(op, state) {
    const row = namesIn(this.stateOf.get(op + '\u001f' + state)?.row);
    return row.length ? row : null;
  }
  /** The operator of a task; without a uid its first. @param {any} task @param {string} [uid] */
  op(task, uid) { return task && (uid === undefined ? task.ops[0] : task.ops.find((o) => o.uid === uid)); }

  // What an operator gets is what the one before it makes; what it makes is, unless it says so, what it gets.
  #names() {
    /** @type {Map<any, {in:string[], out:string[]}>} */ const names = (this.opNames = new Map());
    const before = new Map();
    for (const t of this.tasks) t.ops.forEach((o, n) => {
      names.set(o, { in: [], out: namesIn(o.out) });
      const from = t.ops.slice(0, n).findLastIndex((x) => x.uid === o.from);
      before.set(o, from >= 0 ? from : n - 1);
    });
    for (let round = 0; round <= this.tasks.length; round++) {
      let changed = false;
      for (const t of this.tasks) for (const o of t.ops) {
        const own = names.get(o), up = before.get(o);
        let from = null;
        if (up >= 0) from = names.get(t.ops[up]).out;
        else if (this.ins.get(t.id).length) {
          const c = this.channelOf.get(this.ins.get(t.id)[0]), sender = this.taskOf.get(c.from);
          from = names.get(c.op ? this.op(sender, c.op) ?? sender.ops[0] : sender.ops.at(-1)).out;
        }
        if (!from?.length) continue;
        changed ||= String(own.in) !== String(from) || !own.out.length;
        own.in = from;
        if (!own.out.length) own.out = from;
      }
      if (!changed) return;
    }
  }
  /** Names for rows in a field of an event, or null. @param {any} ev @param {string} field @param {string} [type] @returns {string[]|null} */
  namesOf(ev, field, type) {
    const op = this.op(this.taskOf.get(ev.at), ev.op);
    if (!op) return null;
    const some = (list) => (list?.length ? list : null);
    switch (ev.k) {
      case 'win.fire': return some(namesIn(this.windowOf.get(op.uid)?.result)) ?? some(this.opNames.get(op).out);
      case 'rec.emit': case 'rec.make': return some(this.opNames.get(op).out);
      case 'sink.write': case 'sink.upsert': return some(this.opNames.get(op).in);
    }
    if (!ev.k.startsWith('st.') || ev.state === undefined || type === 'key' || field === 'key' || field === 'mk') return null;
    return this.rowNames(op.uid, ev.state);
  }
  /** Names that a row with so many fields can have, as a trace writes it. @param {string[]|null} names @param {number} fields */
  static usable(names, fields) { return usable(names, fields); }
}
