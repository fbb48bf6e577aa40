// Rows of a table of the World in the order in which the program walks them: by the parts of their
// keys (Value::compare), times as numbers.
import { compare, partsOf } from '../values.js';

/** Parts of keys that are times. */
const TIME_PARTS = { win: [3, 4], fired: [3, 4], timer: [5] };
const endOfTime = (v) => (v === 'MIN' ? -1 : v === 'MAX' ? 1 : 0);
const compareTimes = (a, b) => endOfTime(a) - endOfTime(b) || (endOfTime(a) ? 0 : Number(BigInt(a) - BigInt(b)));

/** @param {import('../world.js').World} world @param {string} table @returns {{key:string, parts:any[], value:any}[]} */
export function sortedRows(world, table) {
  const times = TIME_PARTS[table] ?? [];
  const order = (a, b) => {
    for (let n = 0; n < a.parts.length; n++) {
      const by = times.includes(n) ? compareTimes(a.parts[n], b.parts[n]) : compare(a.parts[n], b.parts[n]);
      if (by) return by;
    }
    return 0;
  };
  return world.rows(table).map(([key, value]) => ({ key, parts: partsOf(key), value })).sort(order);
}
