// Under which window an open window keeps its state, as in diagrams/state_window.h: under itself; but sessions that
// have grown together keep theirs under one of the windows that they were.
import { windowWords } from './value_words.js';

/** The namespace of its cells and items. @param {import('./world.js').World} world @param {any} key null: none */
export function stateWindow(world, task, op, key, start, end) {
  const sessions = world.get('items', task, op, 'merging-window-set', key, null) ?? [], kept = sessions.map((x) => x.elem.r).find((r) => r[0] === start && r[1] === end);
  return kept ? windowWords(kept[2], kept[3]) : windowWords(start, end);
}
