// One key, or the keys that look alike, through all panels: what is typed into "key" is kept in the state of the page.
import { h } from './dom.js';
import { partsOf } from './values.js';

/** Which keys the text means: the one that is written so, else all that contain it. @param {import('./index.js').Index} index @param {import('./words.js').Words} words @param {string} text @returns {(key:any) => boolean} */
export function keyFits(index, words, text) {
  if (!text) return () => true;
  const exact = keyLabels(index, words).has(text);
  return (key) => {
    if (key === undefined || key === null) return false;
    const label = words.val(key);
    return exact ? label === text : label.includes(text);
  };
}

const known = new WeakMap();
/** How the keys of the run are written. @returns {Set<string>} */
export function keyLabels(index, words) {
  let out = known.get(index);
  if (!out) known.set(index, (out = new Set([...index.entities.family('key').keys()].map((k) => words.val(partsOf(k.slice(4))[0])))));
  return out;
}

/** The box for it. update() shows what the state says. @param {any} ctx @param {string} where */
export function keyBox({ act }, where) {
  const input = h('input', { type: 'search', size: 9, placeholder: 'all keys', 'aria-label': `Only this key, in ${where}`, oninput: () => act({ key: input.value.trim() }) });
  return { el: h('label.keybox', {}, 'key ', input), update: (state) => { if (input.value.trim() !== state.key) input.value = state.key; } };
}
