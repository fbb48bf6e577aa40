// What the names in a query mean: fields of events, of records, columns; and what their values are.
// See engine/trace/query/names.h.
import { MapValue, RowValue, INT64_MIN, traceNumber, traceValue } from './typed.js';
import { mapOf, rowOf } from '../values.js';

/** What is asked for a name. @typedef {{what:'kind'|'any'|'open', kind?:string}} Subject */
/** @typedef {{source:string, name:string, minIfAbsent?:boolean, type?:string, path:string[]}} Access */
/** The columns of the job's rows; none: not known, and any name may then be one. @typedef {{columns?:string[]}} QueryScope */

const ENVELOPE_NAMES = { i: 'int64', step: 'int64', t: 'int64', k: 'string', at: 'string', op: 'string', g: 'int64' };
const RECORD_NAMES = { row: 'null', val: 'null', key: 'null', ts: 'int64' };
const OPEN_NAMES = { at: 'string', op: 'string', key: 'null', start: 'int64', end: 'int64', n: 'int64' };
const KIND_OF_TYPE = { int: 'int64', ms: 'int64', time: 'int64', cp: 'int64', bool: 'bool', val: 'null', key: 'null', list: 'null' };
const NUMBER_TYPES = new Set(['int', 'ms', 'time', 'cp']);
/** An event time that nobody has told yet is MIN, as in the sentences. */
const isClockField = (f) => f.type === 'time' && f.optional && ['was', 'wm', 'last'].includes(f.name);

export class QueryNames {
  /** @param {Map<string, any>} kinds of the catalogue, in its order @param {QueryScope} scope @param {Record<string, any[]>} [lists] what entries of lists hold */
  constructor(kinds, scope, lists = {}) {
    this.kinds = kinds;
    this.scope = scope;
    this.lists = lists;
    this.fields = new Map([...kinds].map(([k, e]) => [k, new Map(e.fields.map((f) => [f.name, f]))]));
    this.holding = new Map([...kinds].map(([k, e]) => [k, e.fields.filter((f) => f.type === 'val').map((f) => f.name)]));
  }
  isAboutRecord(kind) { return this.fields.get(kind).has('r'); }
  mayBeColumn(name) { return !this.scope.columns || this.scope.columns.includes(name); }
  hasColumns({ what, kind }) { return what === 'kind' ? this.isAboutRecord(kind) || this.holding.get(kind).length > 0 : what === 'any'; }
  subjectText({ what, kind }) { return what === 'kind' ? kind : what; }

  /** @param {Subject} subject @param {string} name @returns {Access|null} null: there is no such name */
  find(subject, name) {
    const own = (names, source) => (Object.hasOwn(names, name) ? { source, name, path: [] } : null);
    switch (subject.what) {
      case 'kind': return this.findInKind(subject.kind, name, this.mayBeColumn(name));
      case 'open': return own(OPEN_NAMES, 'open');
      default: {
        const known = [...this.fields.values()].some((fields) => fields.has(name)) || Object.hasOwn(RECORD_NAMES, name) || this.mayBeColumn(name);
        return own(ENVELOPE_NAMES, 'envelope') ?? (known ? { source: 'any', name, path: [] } : null);
      }
    }
  }
  findInKind(kind, name, mayBeColumn) {
    // What is read has the short name of its record: the source may have given none.
    const field = kind === 'rec.emit' && name === 'row' ? undefined : this.fields.get(kind).get(name);
    if (field) return { source: 'field', name, type: field.type, minIfAbsent: isClockField(field), path: [] };
    if (Object.hasOwn(ENVELOPE_NAMES, name)) return { source: 'envelope', name, path: [] };
    if (this.isAboutRecord(kind) && Object.hasOwn(RECORD_NAMES, name)) return { source: 'record', name, path: [] };
    if ((this.isAboutRecord(kind) || this.holding.get(kind).length) && mayBeColumn) return { source: 'column', name, path: [] };
    return null;
  }
  /** 'null': not known before there is a value. @param {Access} access */
  kindOf({ source, name, type, path }) {
    if (path.length) return 'null';
    if (source === 'field') return KIND_OF_TYPE[type] ?? 'string';
    return { envelope: ENVELOPE_NAMES, record: RECORD_NAMES, open: OPEN_NAMES }[source]?.[name] ?? 'null';
  }
  // ---- for messages -----------------------------------------------------------------------------
  ownNames({ what, kind }) {
    if (what === 'open') return Object.keys(OPEN_NAMES);
    if (what === 'kind') return [...this.fields.get(kind).keys()];
    return [...new Set([...this.fields.values()].flatMap((fields) => [...fields.keys()]))];
  }
  recordNames({ what, kind }) {
    return what === 'kind' && this.isAboutRecord(kind) ? Object.keys(RECORD_NAMES).filter((n) => !this.fields.get(kind).has(n)) : [];
  }
  envelopeNames() { return Object.keys(ENVELOPE_NAMES); }
}

/** A row as a map by its names; without names as a list. */
function readableValue(json, names) {
  const v = traceValue(json, names);
  if (!(v instanceof RowValue)) return v;
  return names?.length === v.fields.length ? new MapValue(names.map((name, n) => [name, v.fields[n]])) : v.fields;
}

/** A column of a row or a map; undefined: there is none. */
export function columnIn(json, names, name) {
  if (json === undefined || json === null || typeof json !== 'object' || Array.isArray(json)) return undefined;
  const row = rowOf(json, names);
  if (row) {
    const at = names?.length === row.length ? names.indexOf(name) : -1;
    return at < 0 ? undefined : row[at];
  }
  return mapOf(json, names)?.find(([k]) => k === name)?.[1];
}

/** Of a record that a source read: what the source says, else the column that the plan says, else its first text. */
export function shortNameOf(info) {
  if (info.row !== undefined) return info.row;
  if (typeof info.val === 'string') return info.val;
  const row = rowOf(info.val, info.names), show = info.source?.show;
  if (!row) return null;
  const at = typeof show === 'string' ? info.names?.indexOf(show) ?? -1 : -1;
  return at >= 0 && at < row.length ? row[at] : row.find((x) => typeof x === 'string') ?? null;
}

export class QueryReader {
  /** @param {QueryNames} names @param {import('../index.js').Index} index */
  constructor(names, index) {
    this.names = names;
    this.index = index;
  }
  /** The value of a name at an event, with the World after it. @param {Access} access */
  read(access, ev) {
    let v = this.source(access, ev);
    for (const name of access.path) v = v instanceof MapValue ? v.find(name) : null;
    return v ?? null;
  }
  source({ source, name, type, minIfAbsent }, ev) {
    switch (source) {
      case 'field': return this.field(ev, name, type, minIfAbsent);
      case 'envelope': return this.envelope(ev, name);
      case 'record': return this.record(ev, name);
      case 'column': return this.column(ev, name);
      default: {
        const access = this.names.findInKind(ev.k, name, true);
        return access && this.source(access, ev);
      }
    }
  }
  field(ev, name, type, minIfAbsent) {
    const v = ev[name];
    if (v === undefined) return minIfAbsent ? INT64_MIN : type === 'bool' ? false : null;
    if (NUMBER_TYPES.has(type)) return traceNumber(v);
    if (type === 'list') return this.list(v, this.names.lists[name], this.plan(ev).namesOf(ev, name, type));
    return typeof v === 'object' || typeof v === 'number' ? readableValue(v, this.plan(ev).namesOf(ev, name, type)) : v;
  }
  /** Entries as maps of what the catalogue says they hold; lists in them are queues. */
  list(list, shape, names) {
    return list.map((x) => {
      if (!shape || x === null || typeof x !== 'object' || Array.isArray(x)) return traceValue(x, names);
      const members = shape.filter((f) => x[f.name] !== undefined).map((f) => [f.name, this.member(x[f.name], f.type, names)]);
      return new MapValue(members);
    });
  }
  member(v, type, names) {
    if (NUMBER_TYPES.has(type)) return traceNumber(v);
    return type === 'list' ? this.list(v, this.names.lists.slots, names) : traceValue(v, names);
  }
  envelope(ev, name) {
    switch (name) {
      case 'i': return BigInt(ev.i);
      case 'step': return BigInt(ev.step);
      case 't': return BigInt(ev.t);
      case 'k': return ev.k;
      case 'at': return ev.at;
      case 'g': return BigInt(ev.g ?? 1);
      default: return ev.op ?? this.plan(ev).heads.get(ev.at) ?? null;
    }
  }
  plan(ev) { return this.index.planAt(ev.seq + 1); }
  info(ev) { return ev.r === undefined ? undefined : this.index.rec(ev.r, ev.seq + 1); }
  record(ev, name) {
    const info = this.info(ev);
    if (!info) return null;
    switch (name) {
      case 'row': return info.made ? null : traceValue(shortNameOf(info));
      case 'val': return readableValue(info.val, info.names);
      case 'ts': return traceNumber(info.ts);
      default: return this.recordKey(ev, info);
    }
  }
  /** Of the row that the event itself holds, else of its record. */
  column(ev, name) {
    for (const field of this.names.holding.get(ev.k)) {
      const v = columnIn(ev[field], this.plan(ev).namesOf(ev, field, 'val'), name);
      if (v !== undefined) return traceValue(v);
    }
    const info = this.info(ev);
    return info ? traceValue(columnIn(info.val, info.names, name)) : null;
  }
  /** By what the channel it came from, or its operator, is keyed. */
  recordKey(ev, info) {
    const plan = this.plan(ev), listOf = (v) => (typeof v === 'string' ? [v] : v ?? []);
    let names = listOf(plan.channelOf.get(ev.ch)?.key_by);
    if (!names.length) names = listOf(plan.op(plan.taskOf.get(ev.at), ev.op)?.key_by);
    const parts = names.map((name) => columnIn(info.val, info.names, name));
    if (!parts.length || parts.includes(undefined)) return null;
    return parts.length === 1 ? traceValue(parts[0]) : parts.map((x) => traceValue(x));
  }
  /** Of a window that is open: of its key in the World, and the number of its elements. @param {Access} access @param {any[]} parts */
  readOpen({ name, path }, parts, count) {
    const [at, op, of, start, end] = parts;
    let v = { at, op, start: traceNumber(start), end: traceNumber(end), n: traceNumber(count) }[name];
    if (name === 'key') v = readableValue(of, null);
    for (const member of path) v = v instanceof MapValue ? v.find(member) : null;
    return v ?? null;
  }
}
