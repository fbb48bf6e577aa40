// Event times and whole numbers of a trace, to calculate with: bigint, wrapping as Java's long.
import { traceNumber, INT64_MIN, INT64_MAX } from '../query/typed.js';

export const wrapTime = (n) => BigInt.asIntN(64, n);
/** MIN where there is none. @param {any} json @returns {bigint} */
export const timeOrMin = (json) => traceNumber(json) ?? INT64_MIN;
/** @param {bigint} t */
export const timeText = (t) => (t === INT64_MIN ? 'MIN' : t === INT64_MAX ? 'MAX' : String(t));
export const isMaxTime = (t) => t === INT64_MAX;
export const isMinTime = (t) => t === INT64_MIN;

/** The whole number that somebody typed, or null. @param {string} text @returns {bigint|null} */
export function wholeNumber(text) {
  if (!/^-?[0-9]+$/.test(text)) return null;
  const n = BigInt(text);
  return wrapTime(n) === n ? n : null;
}
