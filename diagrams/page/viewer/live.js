// Rows of a table of the World, kept sorted while the page steps, so that no panel sorts thousands of them at each step.
import { partsOf } from './values.js';

/** Beyond so many events everything is read anew. */
const FAR = 3000;

/** Keys of rows that events between two places touched, by table; null: too far apart to be worth it.
 * @param {import('./index.js').Index} index @param {number} a @param {number} b @returns {Map<string, Set<string>>|null} */
export function touched(index, a, b) {
  const from = Math.min(a, b), to = Math.max(a, b);
  if (to - from > FAR) return null;
  index.reach(to);
  /** @type {Map<string, Set<string>>} */ const out = new Map();
  for (let n = from; n < to; n++) for (const c of index.log[n]) {
    const keys = out.get(c.name);
    keys ? keys.add(c.key) : out.set(c.name, new Set([c.key]));
  }
  return out;
}

/** Where a key stands in a sorted list, or would. @param {string[]} list @param {string} key */
function placeOf(list, key) {
  let lo = 0, hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    list[mid] < key ? (lo = mid + 1) : (hi = mid);
  }
  return lo;
}

export class LiveRows {
  /** @param {import('./index.js').Index} index @param {string} table whose keys begin with a task */
  constructor(index, table) {
    this.index = index;
    this.name = table;
    this.at = -1;
    /** sorted @type {string[]} */ this.keys = [];
    /** how many rows a task has @type {Map<string, number>} */ this.counts = new Map();
  }
  #count(key, by) {
    const task = partsOf(key)[0];
    this.counts.set(task, (this.counts.get(task) ?? 0) + by);
  }
  /** Brings the list to where the index stands. @returns {string[]} */
  sync() {
    const { index } = this, table = index.world.table(this.name), changes = this.at < 0 ? null : touched(index, this.at, index.at);
    if (!changes) {
      this.keys = [...table.keys()].sort();
      this.counts.clear();
      for (const key of this.keys) this.#count(key, 1);
    } else for (const key of changes.get(this.name) ?? []) {
      const place = placeOf(this.keys, key), had = this.keys[place] === key, has = table.has(key);
      if (had === has) continue;
      had ? this.keys.splice(place, 1) : this.keys.splice(place, 0, key);
      this.#count(key, has ? 1 : -1);
    }
    this.at = index.at;
    return this.keys;
  }
}

/** How many of a list, sorted by a place of events, come before place n. @param {any[]} list @param {number} n @param {(x:any) => number} at */
export function before(list, n, at) {
  let lo = 0, hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    at(list[mid]) < n ? (lo = mid + 1) : (hi = mid);
  }
  return lo;
}
