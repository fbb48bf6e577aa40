// Why something is as it is at a moment of a run, or why not, from the trace alone: the answers of
// `weir why`, in its words (diagrams/why/why.h). The phrases come with the catalogue of the page.
//   eel · eel@12 · window 10 · not window 10 · watermark count · state count alice · count[alice] ·
//   timer alice · step 8 · nothing: what happened last
import { Moment, WhyMistake } from './moment.js';
import { isCell } from './find_cells.js';
import { findRecord } from './find_record.js';
import { findTask } from './find_task.js';
import { findWindow } from './find_window.js';
import { wholeNumber } from './times.js';
import { whyEvent, whyStep } from './event.js';
import { whyRecord } from './record.js';
import { whyState } from './state.js';
import { whyTimer } from './timer.js';
import { whyWatermark } from './watermark.js';
import { whyWindow } from './window.js';

/** @typedef {import('./moment.js').WhyAnswer & {error?:undefined}} Answered */
/** @typedef {{error:string, subject?:undefined, headline?:undefined, lines?:undefined}} Refused */

const isWindowText = (word) => word.endsWith(')') && word.includes('[') && word.includes(',');

/** "count[hello]", as logs write a cell. A record may be called so: that is looked for behind it. @param {Moment} m @param {string[]} words */
function aboutCell(m, words) {
  try {
    return whyState(m, words);
  } catch (state) {
    try {
      return whyRecord(m, findRecord(m, words.join(' ')));
    } catch {
      throw state;
    }
  }
}

/** @param {Moment} m @param {string[]} words @param {boolean} negated */
function answer(m, words, negated) {
  if (!words.length) return whyStep(m, BigInt(m.step));
  const [first, ...rest] = words;
  const step = (list) => {
    const n = list.length === 1 ? wholeNumber(list[0]) : null;
    if (n === null) throw new WhyMistake("Which step? Say its number: 'step 8'.");
    return whyStep(m, n);
  };
  switch (first) {
    case 'window': return whyWindow(m, findWindow(m, rest), negated);
    case 'watermark': return whyWatermark(m, findTask(m, rest));
    case 'state': return whyState(m, rest);
    case 'timer': return whyTimer(m, rest);
    case 'step': return step(rest);
    case 'record': if (rest.length) return whyRecord(m, findRecord(m, rest.join(' ')));
  }
  if (words.length === 1 && wholeNumber(first) !== null) return step(words);
  if (isCell(words)) return aboutCell(m, words);
  if (isWindowText(words.at(-1))) return whyWindow(m, findWindow(m, words), negated);
  return whyRecord(m, findRecord(m, words.join(' ')));
}

/** Asks, and puts the World back to where it stood. @returns {Answered|Refused} */
function asked(index, ask) {
  const here = index.at;
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof WhyMistake)) throw error;
    return { error: error.message };
  } finally {
    index.seek(here);
  }
}

/** A question as somebody types it, as words; one with blanks in it stands in quotes. @param {string} text @returns {string[]} */
export function questionWords(text) {
  return [...text.matchAll(/'((?:[^']|'')*)'|"([^"]*)"|\S+/g)].map(([all, single, double]) => single?.replaceAll("''", "'") ?? double ?? all);
}

/**
 * @param {import('../index.js').Index} index @param {number} n a place: how many events have happened
 * @param {string|string[]} question as typed, or in words; "not" in front makes it why not
 * @param {import('../words.js').Words} words @param {Record<string, string>} phrases of the catalogue
 * @returns {Answered|Refused}
 */
export function why(index, n, question, words, phrases) {
  const list = typeof question === 'string' ? questionWords(question) : question, negated = list[0] === 'not';
  const place = Math.max(0, Math.min(n, index.events.length));
  return asked(index, () => answer(new Moment(index, place, words, phrases), negated ? list.slice(1) : list, negated));
}

/** Of one event: why it happened, as its step ended. @param {any} event @returns {Answered|Refused} */
export function whyOf(index, event, words, phrases) {
  const here = index.at;
  return asked(index, () => whyEvent(new Moment(index, Math.max(event.seq + 1, index.endOf(event.step)), words, phrases), event, here));
}

/** An answer as sentences, one a line: to be spoken or copied. @param {Answered} answered */
export function whySentences({ headline, lines }) {
  const sentence = ({ label, text }) => (label.charAt(0).toUpperCase() + label.slice(1) + ': ' + text).replaceAll('\n', ' ') + '.';
  return [headline, ...lines.map(sentence)].join('\n') + '\n';
}
