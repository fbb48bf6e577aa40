// Whole numbers of 64 bits and doubles, as engine/core/expression/number_functions.cc.
import { QueryError } from './query_error.js';
import { INT64_MIN, INT64_MAX } from './typed.js';

export const wrapped64 = (n) => BigInt.asIntN(64, n);

const failZeroDivisor = (dividend, sign) => { throw new QueryError(`${dividend} ${sign} 0: an int64 cannot be divided by 0`); };
const isWhole = (v) => typeof v === 'bigint';

/** Half away from zero, of the decimal that reads back as `value`. @param {number} value @param {bigint} places */
function roundDecimal(value, places) {
  if (value === 0 || places < -400n) return Number.isFinite(value) ? 0 : value;
  if (!Number.isFinite(value) || places > 400n) return value;
  const [mantissa, power] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', ''), keep = Number(power) + 1 + Number(places);
  if (keep >= digits.length) return value;
  if (keep < 0) return 0;
  const kept = BigInt('0' + digits.slice(0, keep)) + (digits[keep] >= '5' ? 1n : 0n);
  const out = Number(`${kept}e${-places}`);
  if (!Number.isFinite(out)) return value;
  return value < 0 && out !== 0 ? -out : out;
}

/** Half away from zero; wraps where no int64 is near. @param {bigint} value @param {bigint} places */
function roundWhole(value, places) {
  if (places >= 0n) return value;
  if (places < -19n) return 0n;
  const unit = 10n ** -places, half = value < 0n ? -unit / 2n : unit / 2n;
  return wrapped64(((value + half) / unit) * unit);
}

/** -1, 0, 1 as numbers are, without rounding; 2: b is NaN. @param {bigint} a @param {number} b */
export function compareExactly(a, b) {
  if (Number.isNaN(b)) return 2;
  // JavaScript compares the two exactly.
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As Java's (long). @param {number} value @returns {bigint} */
export function doubleToInt64(value) {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return INT64_MAX;
  if (value < -(2 ** 63)) return INT64_MIN;
  return BigInt(Math.trunc(value));
}

/** @param {'+'|'-'|'*'|'/'|'%'} op @param {bigint} a @param {bigint} b */
export function calculateWhole(op, a, b) {
  if ((op === '/' || op === '%') && b === 0n) failZeroDivisor(a, op);
  switch (op) {
    case '+': return wrapped64(a + b);
    case '-': return wrapped64(a - b);
    case '*': return wrapped64(a * b);
    case '/': return wrapped64(a / b);
    default: return a % b;
  }
}

/** @param {'+'|'-'|'*'|'/'|'%'} op @param {number} a @param {number} b */
export function calculateDouble(op, a, b) {
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: return a % b;
  }
}

export const NUMBER_FUNCTIONS = {
  abs: (x) => (isWhole(x) ? wrapped64(x < 0n ? -x : x) : Math.abs(x)),
  sign: (x) => (isWhole(x) ? BigInt(Number(x > 0n) - Number(x < 0n)) : x > 0 ? 1 : x < 0 ? -1 : x),
  floor: (x) => (isWhole(x) ? x : Math.floor(x)),
  ceil: (x) => (isWhole(x) ? x : Math.ceil(x)),
  round: (x, digits = 0n) => (isWhole(x) ? roundWhole(x, digits) : roundDecimal(x, digits)),
  mod: (a, b) => (isWhole(a) && isWhole(b) ? calculateWhole('%', a, b) : Number(a) % Number(b)),
  floor_to: (x, step) => {
    if (step <= 0n) throw new QueryError(`floor_to wants a step above 0 and got ${step}`);
    const over = x % step;
    return wrapped64(x - (over < 0n ? over + step : over));
  },
};
