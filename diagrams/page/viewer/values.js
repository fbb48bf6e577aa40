// Values as they stand in a trace: null, bools, numbers, texts, lists, objects; and four marks: {d} a double as Java
// writes it, {i} an int beyond 2^53-1, {r} a row without names, {m} a map as pairs. An object is a row where the place
// it stands in has exactly these field names, else a map with text keys: so names come from outside, as in C++.

/** @typedef {null|boolean|number|string|any[]|Record<string, any>} Value */

const MARKS = new Set(['d', 'i', 'r', 'm']);

/** The mark of an object that has one, else ''. @param {any} v @returns {string} */
export function markOf(v) {
  for (const k in v) return MARKS.has(k) && Object.keys(v).length === 1 ? k : '';
  return '';
}

/** Can these names stand for the fields of a row? @param {string[]|null|undefined} names @param {number} fields */
export function usable(names, fields) {
  if (!names || names.length !== fields || !fields || new Set(names).size !== fields) return false;
  return fields > 1 || !MARKS.has(names[0]);
}

/** The fields of a row, in order; null: v is no row here. @param {Value} v @param {string[]|null} [names] @returns {Value[]|null} */
export function rowOf(v, names) {
  if (v === null || typeof v !== 'object' || Array.isArray(v)) return null;
  if (markOf(v) === 'r') return v.r;
  const keys = Object.keys(v);
  if (!usable(names, keys.length) || markOf(v)) return null;
  const out = [];
  for (const name of names) {
    if (!Object.hasOwn(v, name)) return null;
    out.push(v[name]);
  }
  return out;
}

/** The entries of a map; null: v is none here. @param {Value} v @param {string[]|null} [names] @returns {[Value, Value][]|null} */
export function mapOf(v, names) {
  if (v === null || typeof v !== 'object' || Array.isArray(v)) return null;
  const mark = markOf(v);
  if (mark === 'm') return v.m;
  if (mark || rowOf(v, names)) return null;
  return Object.keys(v).sort(byBytes).map((k) => [k, v[k]]);
}

/** The same value in the form that needs no names: what keys of the World and comparisons are made of.
 * @param {any} v @param {string[]|null} [names] @returns {any} */
export function plain(v, names) {
  if (v === null || typeof v !== 'object') return v;
  if (Array.isArray(v)) return v.map((x) => plain(x, names));
  const row = rowOf(v, names);
  if (row) return { r: row.map((x) => plain(x)) };
  return v;
}

// ---- the order of values: KeyCodec's, as Value::compare --------------------------------------------------------------

const KINDS = ['null', 'bool', 'int', 'double', 'string', 'list', 'map', 'row'];

/** @param {Value} v @param {string[]|null} [names] */
export function kindOf(v, names) {
  if (v === null || v === undefined) return 'null';
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'number') return 'int';
  if (typeof v === 'string') return 'string';
  if (Array.isArray(v)) return 'list';
  const mark = markOf(v);
  if (mark) return { d: 'double', i: 'int', r: 'row', m: 'map' }[mark];
  return rowOf(v, names) ? 'row' : 'map';
}

/** Texts by their UTF-8 bytes, which is by code points. @param {string} a @param {string} b */
export function byBytes(a, b) {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) return (x >= 0xd800 && x < 0xe000) !== (y >= 0xd800 && y < 0xe000) ? (x >= 0xd800 && x < 0xe000 ? 1 : -1) : x - y;
  }
  return a.length - b.length;
}

/** @param {Value} v */
export const intOf = (v) => (typeof v === 'number' ? BigInt(v) : BigInt(v.i));
/** @param {any} v */
export const doubleOf = (v) => Number(v.d);

function lists(a, b, names) {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const c = compare(a[i], b[i], names);
    if (c) return c;
  }
  return a.length - b.length;
}

/** @param {any} a @param {any} b @param {string[]|null} [names] @returns {number} */
export function compare(a, b, names) {
  if (typeof a === 'string' && typeof b === 'string') return byBytes(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const ka = kindOf(a, names), kb = kindOf(b, names);
  if (ka !== kb) return KINDS.indexOf(ka) - KINDS.indexOf(kb);
  switch (ka) {
    case 'bool': return Number(a) - Number(b);
    case 'int': { const x = intOf(a), y = intOf(b); return x < y ? -1 : x > y ? 1 : 0; }
    case 'double': {
      const x = doubleOf(a), y = doubleOf(b);
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return x < y ? -1 : x > y ? 1 : 0;
    }
    case 'string': return byBytes(a, b);
    case 'list': return lists(a, b, names);
    case 'map': return lists(mapOf(a, names).flat(1), mapOf(b, names).flat(1));
    case 'row': return lists(rowOf(a, names), rowOf(b, names));
    default: return 0;
  }
}

/** @param {Value} a @param {Value} b @param {string[]|null} [names] */
export function same(a, b, names) {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return (a ?? null) === (b ?? null);
  return JSON.stringify(plain(a, names)) === JSON.stringify(plain(b, names));
}

// ---- keys of rows of the World: one text for each list of parts -----------------------------------------------------

const BETWEEN = '\u001f', TYPED = '\u0001';
const part = (v) => (v === undefined || v === null ? '' : typeof v === 'string' && v !== '' && v[0] !== TYPED && !v.includes(BETWEEN) ? v : TYPED + JSON.stringify(v));

/** A key of one text is that text. @param {...any} parts @returns {string} */
export const keyOf = (...parts) => (parts.length === 1 ? part(parts[0]) : parts.map(part).join(BETWEEN));

/** The parts again; what was absent is null. @param {string} key @returns {any[]} */
export const partsOf = (key) => (key === '' ? [] : key.split(BETWEEN).map((p) => (p === '' ? null : p[0] === TYPED ? JSON.parse(p.slice(1)) : p)));
