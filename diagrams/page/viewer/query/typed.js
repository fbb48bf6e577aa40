// Values as conditions calculate with them, out of the JSON of a trace (../values.js):
// null, boolean, bigint (int64), number (double), string, Array (list), MapValue, RowValue.
import { byBytes, rowOf, mapOf, markOf } from '../values.js';

export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;

/** A row of which only the places of its fields are known. */
export class RowValue {
  /** @param {any[]} fields */
  constructor(fields) { this.fields = fields; }
}

/** A map: entries sorted by key, each once. */
export class MapValue {
  /** @param {[any, any][]} entries */
  constructor(entries) {
    this.entries = entries.slice().sort((a, b) => compareValues(a[0], b[0]));
  }
  /** @returns {any} null: there is no such key */
  find(key) {
    for (const [k, v] of this.entries) if (sameValues(k, key)) return v;
    return null;
  }
}

/** @typedef {'null'|'bool'|'int64'|'double'|'string'|'list'|'map'|'row'} ValueKind */
/** @returns {ValueKind} */
export function kindOfValue(v) {
  switch (typeof v) {
    case 'bigint': return 'int64';
    case 'number': return 'double';
    case 'string': return 'string';
    case 'boolean': return 'bool';
    case 'undefined': return 'null';
    default: return v === null ? 'null' : Array.isArray(v) ? 'list' : v instanceof MapValue ? 'map' : 'row';
  }
}

const KIND_ORDER = ['null', 'bool', 'int64', 'double', 'string', 'list', 'map', 'row'];
const flatElements = (v) => (Array.isArray(v) ? v : v instanceof MapValue ? v.entries.flat() : v.fields);
const threeWay = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The order of Value::compare: by kind, then by contents; NaN above all doubles. @returns {number} */
export function compareValues(a, b) {
  const kind = kindOfValue(a), other = kindOfValue(b);
  if (kind !== other) return KIND_ORDER.indexOf(kind) - KIND_ORDER.indexOf(other);
  switch (kind) {
    case 'null': return 0;
    case 'string': return byBytes(a, b);
    case 'double': return Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : threeWay(a, b);
    case 'bool':
    case 'int64': return threeWay(a, b);
  }
  const x = flatElements(a), y = flatElements(b);
  for (let n = 0; n < x.length && n < y.length; n++) {
    const order = compareValues(x[n], y[n]);
    if (order) return order;
  }
  return threeWay(x.length, y.length);
}

/** Java's equality: of one kind, with the same contents; doubles by their bits. */
export function sameValues(a, b) {
  const kind = kindOfValue(a);
  if (kind !== kindOfValue(b)) return false;
  if (kind === 'double') return Object.is(a, b);
  if (kind !== 'list' && kind !== 'map' && kind !== 'row') return (a ?? null) === (b ?? null);
  const x = flatElements(a), y = flatElements(b);
  return x.length === y.length && x.every((v, n) => sameValues(v, y[n]));
}

/** As Java writes a double (JDK 19 and later): 1.0E10, 0.001, NaN. @param {number} value */
export function javaDouble(value) {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '', size = Math.abs(value);
  if (size === Infinity) return sign + 'Infinity';
  if (size === 0) return sign + '0.0';
  let [mantissa, power] = size.toExponential().split('e');
  // Java takes two digits where they are nearer than one: 4.9E-324.
  if (mantissa.length === 1) [mantissa, power] = size.toExponential(1).split('e');
  let digits = mantissa.replace('.', '').replace(/0+$/, '') || '0';
  const exponent = Number(power) + 1;
  if (exponent <= -3 || exponent > 7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent - 1}`;
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  digits = digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** For error texts: JSON-like; rows do not know names. @returns {string} */
export function valueText(v) {
  switch (kindOfValue(v)) {
    case 'null': return 'null';
    case 'double': return javaDouble(v);
    case 'string': return JSON.stringify(v);
    case 'list': return `[${v.map(valueText).join(', ')}]`;
    case 'row': return `[${v.fields.map(valueText).join(', ')}]`;
    case 'map': return `{${v.entries.map(([k, x]) => `${valueText(k)}: ${valueText(x)}`).join(', ')}}`;
    default: return String(v);
  }
}

/** A value of a trace. @param {any} json @param {string[]|null} [names] of rows in this place @returns {any} */
export function traceValue(json, names) {
  if (json === undefined || json === null) return null;
  if (typeof json === 'number') return BigInt(json);
  if (typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map((x) => traceValue(x, names));
  switch (markOf(json)) {
    case 'd': return json.d === 'Infinity' ? Infinity : json.d === '-Infinity' ? -Infinity : Number(json.d);
    case 'i': return BigInt(json.i);
  }
  const row = rowOf(json, names);
  if (row) return new RowValue(row.map((x) => traceValue(x)));
  return new MapValue(mapOf(json, names).map(([k, v]) => [traceValue(k), traceValue(v)]));
}

/** A time or a whole number of a trace; absent is null. @returns {bigint|null} */
export function traceNumber(json) {
  if (json === undefined || json === null) return null;
  return json === 'MIN' ? INT64_MIN : json === 'MAX' ? INT64_MAX : BigInt(json);
}
