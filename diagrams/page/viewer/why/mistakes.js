// What is said of a question that cannot be answered: the same sentences as those of diagrams/why.
import { shown } from '../text.js';
import { textWords } from '../value_words.js';
import { kindOf } from '../values.js';
import { traceValue, valueText } from '../query/typed.js';

const MOST_NAMES = 8;
/** "a, b, c and 4 more" @param {string[]} names */
export function someOf(names) {
  let out = '';
  names.slice(0, MOST_NAMES).forEach((name, n) => { out += (n === 0 ? '' : n + 1 === names.length ? ' and ' : ', ') + name; });
  return names.length > MOST_NAMES ? `${out} and ${names.length - MOST_NAMES} more` : out;
}
export const quotedText = (text) => `'${shown(text)}'`;
/** A text as it is; another value as error texts show it. @param {any} v */
export const plainText = (v) => (typeof v === 'string' ? v : valueText(traceValue(v)));
/** A key as somebody types it: its text, or as it is shown. @param {import('./moment.js').Moment} m @param {any} v @param {string} typed */
export function isMeant(m, v, typed) {
  if (typeof v === 'string') return v === typed || textWords(v) === typed;
  return kindOf(v) !== 'null' && (m.val(v) === typed || plainText(v) === typed);
}
