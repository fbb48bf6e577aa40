// What operators do to values (engine/core/expression/dynamic.cc). A comparison of two kinds, or
// with a null, is null; arithmetic of what is no number is an error.
import { QueryError } from './query_error.js';
import { kindOfValue, compareValues, valueText, javaDouble } from './typed.js';
import { compareExactly, calculateWhole, calculateDouble, doubleToInt64, wrapped64 } from './number_functions.js';
import { smallLetters } from './texts.js';
import { shown, cutToWidth } from '../text.js';

const isNumberKind = (kind) => kind === 'int64' || kind === 'double';

/** The kind and the value, cut where it is long: the string "12a". */
export const seenText = (v) => `the ${kindOfValue(v)} ${cutToWidth(shown(valueText(v)), 60, '…')}`;
/** @param {string} what who wants it @param {string} wanted @returns {never} */
export function failKind(what, wanted, seen) { throw new QueryError(`${what} wants ${wanted} and got ${seenText(seen)}`); }

/** -1, 0, 1; 'unordered': not equal, without an order; 'unknown': a null, or two kinds. */
function orderOf(a, b) {
  if (a === null || b === null) return 'unknown';
  const kind = kindOfValue(a), other = kindOfValue(b);
  if (isNumberKind(kind) && isNumberKind(other)) {
    if (kind === other) return a < b ? -1 : a > b ? 1 : a === b ? 0 : 'unordered';
    const order = kind === 'int64' ? compareExactly(a, b) : compareExactly(b, a);
    return order === 2 ? 'unordered' : kind === 'int64' ? order : -order;
  }
  if (kind !== other) return 'unknown';
  const order = Math.sign(compareValues(a, b));
  return kind === 'string' || kind === 'bool' || order === 0 ? order : 'unordered';
}

/** @param {string} op @returns {boolean|null} */
export function compareBy(op, a, b) {
  const order = orderOf(a, b);
  if (order === 'unknown') return null;
  if (order === 'unordered') return op === '!=';
  switch (op) {
    case '=': return order === 0;
    case '!=': return order !== 0;
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    default: return order >= 0;
  }
}

/** @param {'+'|'-'|'*'|'/'|'%'} op */
export function calculateValues(op, a, b) {
  for (const v of [a, b]) if (v !== null && !isNumberKind(kindOfValue(v))) failKind(`'${op}'`, 'numbers', v);
  if (a === null || b === null) return null;
  return typeof a === 'bigint' && typeof b === 'bigint' ? calculateWhole(op, a, b) : calculateDouble(op, Number(a), Number(b));
}

export function negatedValue(v) {
  if (v === null) return null;
  if (typeof v === 'bigint') return wrapped64(-v);
  return typeof v === 'number' ? -v : failKind("'-'", 'a number', v);
}

/** For least and greatest: negative, 0, positive. Neither is null. */
export function rankOf(a, b) {
  const kind = kindOfValue(a), other = kindOfValue(b);
  if (kind === other) return compareValues(a, b);
  if (!isNumberKind(kind) || !isNumberKind(other)) throw new QueryError(`only values of one kind have a smallest and a greatest, and here are ${seenText(a)} and ${seenText(b)}`);
  const whole = kind === 'int64', order = whole ? compareExactly(a, b) : compareExactly(b, a);
  if (order === 2) return whole ? -1 : 1;
  return whole ? order : -order;
}

/** Of a condition. @returns {boolean|null} */
export function truthOfValue(v) {
  return v === null || typeof v === 'boolean' ? v : failKind('a condition', 'true or false', v);
}

/** Elements of a list from 1, values of a map; else null. */
export function elementOf(of, index) {
  if (kindOfValue(of) === 'map') return index === null ? null : of.find(index);
  if (!Array.isArray(of) || typeof index !== 'bigint' || index < 1n || index > BigInt(of.length)) return null;
  return of[Number(index) - 1];
}

/** A text as a number or a bool; null: it is none. */
function readAs(text, to) {
  let inner = text.replace(/^ +| +$/g, '');
  if (to === 'bool') {
    const small = smallLetters(inner);
    return ['true', 't', 'yes', 'y', '1'].includes(small) ? true : ['false', 'f', 'no', 'n', '0'].includes(small) ? false : null;
  }
  if (inner.startsWith('+') && !inner.startsWith('+-')) inner = inner.slice(1);
  if (to === 'int64') {
    if (!/^-?[0-9]+$/.test(inner)) return null;
    const value = BigInt(inner);
    return wrapped64(value) === value ? value : null;
  }
  if (['Infinity', '-Infinity', 'NaN'].includes(inner)) return Number(inner);
  if (!/^-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(inner)) return null;
  const value = Number(inner);
  return Number.isFinite(value) ? value : null;
}

function convertedValue(v, to) {
  switch (kindOfValue(v)) {
    case 'bool': return to === 'string' ? String(v) : to === 'double' ? Number(v) : BigInt(v);
    case 'int64': return to === 'double' ? Number(v) : to === 'bool' ? v !== 0n : String(v);
    case 'double': return to === 'int64' ? doubleToInt64(v) : to === 'string' ? javaDouble(v) : null;
    case 'string': return readAs(v, to);
    default: return null;
  }
}

/** @param {string} to @param {boolean} tries null where it cannot be done */
export function castValue(v, to, tries) {
  if (v === null || kindOfValue(v) === to) return v;
  const out = convertedValue(v, to);
  if (out === null && !tries) throw new QueryError(`${seenText(v)} cannot be cast to ${to === 'int64' ? 'an' : 'a'} ${to}`);
  return out;
}

