// The World of the page as C++ writes it down: one line for each row.
import { load } from './golden.mjs';
const { byBytes, mapOf, markOf, partsOf, rowOf } = await load('values.js');

const ENDS = { MIN: '-9223372036854775808', MAX: '9223372036854775807' };
const timed = (v) => (typeof v === 'string' ? { i: ENDS[v] ?? v } : v);
const TIMES = new Set(['clock', 'last', 'cwm', 'max', 'swm']);
const KEYS = { timer: [5], win: [3, 4], fired: [3, 4] };

/** As append_trace_value without names. */
function json(v, names = null) {
  if (v === null || typeof v !== 'object') return JSON.stringify(v ?? null).replace(/[\u007f-\uffff]/g, (c) => c);
  if (Array.isArray(v)) return '[' + v.map((x) => json(x, names)).join(',') + ']';
  const row = rowOf(v, names);
  if (row) return '{"r":[' + row.map((x) => json(x)).join(',') + ']}';
  if (markOf(v) === 'd' || markOf(v) === 'i') return JSON.stringify(v);
  const entries = mapOf(v, names);
  if (markOf(v) === 'm') return '{"m":[' + entries.map(([a, b]) => `[${json(a)},${json(b)}]`).join(',') + ']}';
  return '{' + entries.map(([a, b]) => `${JSON.stringify(a)}:${json(b)}`).join(',') + '}';
}

function names(index, table, key, by) {
  if (table === 'cell' || table === 'items') return index.plan.rowNames(key[1], key[2]);
  if (table !== 'out' && table !== 'table') return null;
  const ev = index.event(by);
  return ev ? index.planAt(ev.seq + 1).namesOf(ev, 'val', 'val') : null;
}
function element(index, table, key, e) {
  const own = names(index, table, key, e.by), out = [];
  for (const k of Object.keys(e).sort(byBytes)) out.push(`${JSON.stringify(k)}:${json(k === 'value' ? timed(e[k]) : e[k], k === 'val' || k === 'elem' ? own : null)}`);
  return `{${out.join(',')}}`;
}

/** @param {import('../../../diagrams/page/viewer/index.js').Index} index */
export function rowsOf(index, queues) {
  const out = [];
  for (const [table, rows] of index.world.tables) for (const [k, v] of rows) {
    const key = partsOf(k), at = KEYS[table];
    if (at) for (const n of at) key[n] = timed(key[n]);
    if (k === '' ) key.length = 0;
    const value = queues.has(table) ? '[' + v.map((e) => element(index, table, key, e)).join(',') + ']' : json(TIMES.has(table) ? timed(v) : v, names(index, table, key));
    out.push(`${table} ${json(key)} ${value}`);
  }
  out.sort(byBytes);
  return out.map((l) => l + '\n').join('');
}

export function sumOf(text) {
  const bytes = new TextEncoder().encode(text);
  let sum = 0x811c9dc5;
  for (let n = 0; n < bytes.length; n++) sum = Math.imul(sum ^ bytes[n], 0x01000193) >>> 0;
  return `${sum} ${bytes.length}`;
}
