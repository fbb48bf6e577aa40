// The cells of state that somebody means: by operator or task, name of the state, key, key of the
// map, window.
import { keyOf, plain } from '../values.js';
import { sortedRows } from '../query/world_rows.js';
import { traceValue } from '../query/typed.js';
import { isMeant } from './mistakes.js';
import { isTask } from './find_task.js';
import { isThere } from './moment.js';
import { wholeNumber } from './times.js';

/** A cell of the World, or a list. @typedef {{at:string, op:string, state:string, key:any, ns:any, mk:any, list:boolean}} CellId */
/** @typedef {import('./moment.js').Moment} Moment */

const MOST_ROWS = 20000, ENOUGH_CELLS = 100;

/** @param {CellId} id */
const cellKeyOf = (id) => (id.list ? keyOf(id.at, id.op, id.state, id.key, id.ns) : keyOf(id.at, id.op, id.state, id.key, id.ns, id.mk));

/** Undefined: it is not there. @param {Moment} m @param {CellId} id @param {number} n a place */
export function cellValueAt(m, id, n = m.n) {
  const { index } = m, table = id.list ? 'items' : 'cell', key = cellKeyOf(id);
  if (!id.list) return n === m.n ? index.world.tables.get(table)?.get(key) : index.valueAt(table, key, n);
  index.seek(n);
  const items = index.world.tables.get(table)?.get(key), names = m.plan.rowNames(id.op, id.state);
  // In a list rows stand without their names.
  const out = items && items.map((x) => plain(x.elem ?? null, names));
  index.seek(m.n);
  return out;
}

/** Where the key of "count[hello]" begins; -1: it is no cell. @param {string} all */
function keyOfCell(all) {
  const open = all.indexOf('[');
  return open <= 0 || all[open - 1] === ' ' || all.indexOf(']', open) < 0 ? -1 : open;
}
/** Is it a cell of a state as logs write it: "count[hello]", "count[a][b] of [10,15)"? @param {string[]} words */
export const isCell = (words) => keyOfCell(words.join(' ')) >= 0;

/** The words of it: "count", "a", "b", "[10,15)"; others stay as they are. @param {string[]} words */
export function cellWordsOf(words) {
  const all = words.join(' '), parts = (text) => text.split(' ').filter(Boolean);
  let at = keyOfCell(all);
  if (at < 0) return words;
  const out = parts(all.slice(0, at));
  while (all[at] === '[') {
    // A key may hold a bracket: the one that ends it stands before another, or before "of".
    let close = all.indexOf(']', at);
    while (close >= 0 && close + 1 < all.length && all[close + 1] !== '[' && all[close + 1] !== ' ') {
      const next = all.indexOf(']', close + 1);
      if (next < 0) break;
      close = next;
    }
    if (close < 0) break;
    out.push(all.slice(at + 1, close));
    at = close + 1;
  }
  const rest = all.slice(at);
  return [...out, ...parts(rest.startsWith(' of ') ? rest.slice(4) : rest)];
}

/** Where cells are, each combination of task, operator and state once. @param {Moment} m @returns {{place:CellId, rows:any[][]}[]} */
export function cellPlaces(m) {
  const out = [];
  for (const [table, list] of [['cell', false], ['items', true]]) {
    for (const { parts } of sortedRows(m.index.world, table)) {
      const [at, op, state] = parts, last = out.at(-1);
      if (last && last.place.list === list && last.place.at === at && last.place.op === op && last.place.state === state) last.rows.push(parts);
      else out.push({ place: { at, op, state, key: null, ns: null, mk: null, list }, rows: [parts] });
    }
  }
  return out;
}

/** How many of the words name the place: its operator or task, then its state; null: they do not. @param {Moment} m */
export function namedBy(m, { at, op, state }, words) {
  const task = m.plan.taskOf.get(at);
  let n = 0;
  if (n < words.length && (op === words[n] || (task && isTask(m, task, words[n])))) n++;
  if (n < words.length && state === words[n]) n++;
  return n || null;
}

/** @param {Moment} m @param {string[]} words @returns {CellId[]} */
export function findCells(m, words) {
  /** @type {CellId[]} */
  const out = [];
  for (const { place, rows } of cellPlaces(m)) {
    const n = namedBy(m, place, words);
    if (n === null) continue;
    const rest = words.slice(n), before = out.length;
    const add = (parts) => {
      const [at, op, state, key, ns] = parts, mk = place.list ? null : parts[5];
      const all = rest.every((word) => isMeant(m, key, word) || isMeant(m, mk, word) || ns === word);
      if (all && out.length < ENOUGH_CELLS) out.push({ at, op, state, key, ns, mk, list: place.list });
    };
    // A key is most likely the first of the words.
    if (rest.length) {
      const whole = wholeNumber(rest[0]);
      for (const parts of rows) if (parts[3] === rest[0]) add(parts);
      if (whole !== null) for (const parts of rows) if (isThere(parts[3]) && traceValue(parts[3]) === whole) add(parts);
    }
    if (out.length === before) for (const parts of rows.slice(0, MOST_ROWS)) add(parts);
  }
  return out;
}
