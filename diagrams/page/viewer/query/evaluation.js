// Queries answered over the events of a run (engine/trace/query/evaluation.h).
import { byBytes } from '../values.js';
import { QueryError } from './query_error.js';
import { QueryReader } from './names.js';
import { compareBy } from './calculate.js';
import { isValueNode } from './nodes.js';
import { sortedRows } from './world_rows.js';

/** Two lists are compared one by one. */
const allCompare = (sign, a, b) => a.length === b.length && a.every((x, n) => compareBy(sign, x, b[n]) === true);

/** From which record that a source read an event follows: the last cause is the one that was still missing. */
class Origins {
  constructor(index) {
    this.index = index;
    /** @type {(any|null)[]} by number of event: the rec.emit */
    this.of = [];
    this.lastStep = 0;
    /** @type {Map<string, any>} by split: the record that raised its newest event time last */
    this.raised = new Map();
  }
  note(ev) {
    if (ev.p || ev.i < 0) return;
    const opens = !this.of.length || ev.step !== this.lastStep;
    this.lastStep = ev.step;
    const cause = ev.c ? ev.c.at(-1) ?? -1 : opens ? -1 : ev.i - 1;
    let origin = this.of[cause] ?? null;
    if (ev.k === 'rec.emit') {
      origin = ev;
      if (ev.max !== ev.max_was) this.raised.set(ev.part, ev);
    }
    // A watermark that a timer sends comes from the record that raised the maximum.
    if (ev.k === 'wm.emit' && !origin && ev.max !== undefined) origin = [...this.raised].sort((a, b) => byBytes(a[0], b[0])).find(([, read]) => read.at === ev.at && read.max === ev.max)?.[1] ?? null;
    this.of[ev.i] = origin;
  }
}

/** One query along one run. */
export class QueryRun {
  /** @param {import('./query.js').Query} query @param {import('../index.js').Index} index */
  constructor(query, index) {
    this.query = query;
    this.index = index;
    this.nodes = query.nodes;
    this.reader = new QueryReader(query.names, index);
    this.states = this.nodes.map(() => ({ now: null, count: 0, values: [], found: [], seen: new Set() }));
    this.origins = this.nodes.some((n) => n.kind === 'origin') ? new Origins(index) : null;
  }
  /** The events before place n, in order. @param {number} n */
  goTo(n) {
    for (let at = 0; at < n; at++) this.feed(this.index.events[at]);
    return this;
  }
  feed(ev) {
    this.origins?.note(ev);
    try {
      for (let n = 0; n < this.nodes.length; n++) {
        const state = this.states[n], now = (state.now = this.match(n, ev));
        if (!now) continue;
        state.count++;
        if (n + 1 === this.nodes.length) state.found.push(now.seq);
      }
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      throw new QueryError(`in '${this.query.text}', at event ${ev.i} (step ${ev.step}): ${error.message}`);
    }
  }
  matches(node, ev) {
    if (node.event && node.event !== ev.k) return false;
    return !node.condition || node.condition.test(node.columns.map((access) => this.reader.read(access, ev)));
  }
  /** The event that a node is about now: the one at hand, or its origin. */
  match(n, ev) {
    const node = this.nodes[n], { states } = this;
    switch (node.kind) {
      case 'events': return this.matches(node, ev) ? ev : null;
      case 'union': return states[node.parts.find((part) => states[part].now)]?.now ?? null;
      case 'origin': {
        const inner = states[node.parts[0]].now, origin = inner && inner.i >= 0 ? this.origins.of[inner.i] : null;
        if (!origin || states[n].seen.has(origin)) return null;
        states[n].seen.add(origin);
        return origin;
      }
      case 'field': {
        const of = states[node.parts[0]].now, v = of ? this.reader.read(node.access, of) : null;
        if (v === null) return null;
        states[n].values.push(v);
        return of;
      }
      default: return null;
    }
  }

  // ---- what it says; of open windows the World is asked, which stands at the place ----------------
  openValues(node, access) {
    const out = [];
    for (const { key, parts, value: count } of sortedRows(this.index.world, 'win')) {
      let holds = false;
      try {
        holds = !node.condition || node.condition.test(node.columns.map((column) => this.reader.readOpen(column, parts, count)));
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
      }
      const v = holds ? (access ? this.reader.readOpen(access, parts, count) : key) : null;
      if (v !== null) out.push(v);
    }
    return out;
  }
  valuesOf(n) {
    const node = this.nodes[n];
    switch (node.kind) {
      case 'constant': return node.values;
      case 'count': return [BigInt(this.countOf(node.parts[0]))];
      case 'field': {
        const of = this.nodes[node.parts[0]];
        return of.kind === 'open' ? this.openValues(of, node.access) : this.states[n].values;
      }
      default: return [];
    }
  }
  countOf(n) {
    const node = this.nodes[n];
    if (node.kind === 'open') return this.openValues(node, null).length;
    return isValueNode(node) ? this.valuesOf(n).length : this.states[n].count;
  }
  compare(node) {
    const [a, b] = node.parts.map((part) => this.valuesOf(part));
    if (node.sign === '=') return allCompare('=', a, b);
    if (node.sign === '!=') return !allCompare('=', a, b);
    return a.length === 1 && b.length === 1 && allCompare(node.sign, a, b);
  }
  truthOf(n) {
    const node = this.nodes[n];
    switch (node.kind) {
      case 'compare': return this.compare(node);
      case 'is': return (this.countOf(node.parts[0]) > 0) === node.some;
      case 'not': return !this.truthOf(node.parts[0]);
      case 'and': return node.parts.every((part) => this.truthOf(part));
      case 'or': return node.parts.some((part) => this.truthOf(part));
      default: return this.countOf(n) > 0;
    }
  }
  get holds() { return this.truthOf(this.nodes.length - 1); }
  get values() { return this.valuesOf(this.nodes.length - 1); }
  /** Places of the events of the query. @returns {number[]} */
  get found() { return this.states.at(-1).found; }
}
