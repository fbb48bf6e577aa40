// Cells that several tables have: a link to a step, a thing to follow, the choice of a task.
import { h, set, keyed } from '../dom.js';
import { keyOf, partsOf } from '../values.js';

/** A link to the step of an event. @param {import('../index.js').Index} index @param {number} seq */
export const stepCell = (index, seq) => ({ text: `step ${index.events[seq].step}`, go: seq });

/** A key, which can be followed. @param {import('../words.js').Words} words @param {any} key */
export const keyCell = (words, key) => (key === undefined || key === null ? '–' : { text: words.val(key), sel: 'key:' + keyOf(key), title: 'follow this key with , and .' });

const parsed = new Map();
/** The parts of the key of a row, read once. @param {string} key @returns {any[]} */
export function rowParts(key) {
  let out = parsed.get(key);
  if (!out) {
    if (parsed.size > 50000) parsed.clear();
    parsed.set(key, (out = partsOf(key)));
  }
  return out;
}

/** Rows of a table that fit, in order: the first few, and how many there are. A very long table is not sorted.
 * @param {Map<string, any>} table @param {(parts:any[]) => boolean} fits @param {(a:any[], b:any[]) => number} order @param {number} most */
export function firstRows(table, fits, order, most) {
  const all = [];
  let n = 0;
  for (const key of table?.keys() ?? []) {
    const parts = rowParts(key);
    if (!fits(parts)) continue;
    n++;
    if (n <= 3000) all.push({ key, parts });
  }
  all.sort((a, b) => order(a.parts, b.parts));
  return { rows: all.slice(0, most), n };
}

/** Times in order; MIN is before and MAX behind all others. */
export const timeOrder = (t) => (t === undefined || t === null || t === 'MIN' ? -Infinity : t === 'MAX' ? Infinity : typeof t === 'object' ? Number(t.i) : Number(t));

/** "the first 40 of 200 windows", or nothing. */
export const capped = (shown, all, what) => (all > shown ? `: the first ${shown} of ${all} ${what}` : '');

/** A choice of one task. @param {any} ctx @param {string} label @param {string|null} all what stands for no task in particular */
export function taskBox({ act, words }, label, all) {
  const select = h('select', { 'aria-label': label, onchange: () => act({ task: select.value || '' }) });
  return {
    el: h('label.keybox', {}, label + ' ', select),
    /** @param {string[]} tasks @param {string|null} chosen */
    update(tasks, chosen) {
      keyed(select, all === null ? tasks : ['', ...tasks], String, (t) => h('option', { value: t }), (el, t) => set(el, { text: t ? words.place(t) : all }));
      if (select.value !== (chosen ?? '')) select.value = chosen ?? '';
    },
  };
}
