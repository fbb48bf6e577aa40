// The window that somebody means: [OPERATOR] [KEY] START, or "[10,15)" in its place, with the key in
// front or not.
import { byBytes } from '../values.js';
import { shown } from '../text.js';
import { traceNumber } from '../query/typed.js';
import { WhyMistake, sameField } from './moment.js';
import { isMeant, plainText, quotedText, someOf } from './mistakes.js';
import { isTask } from './find_task.js';
import { wholeNumber } from './times.js';

/** @typedef {{at:string, op:string|null, key:any, start:any, end:any}} WindowId */

const ENOUGH_WINDOWS = 1000;

/** @param {string[]} words @returns {{start:bigint, end:bigint|null, others:string[]}|null} */
function readWindow(words) {
  if (!words.length) return null;
  const others = words.slice(0, -1), last = words.at(-1);
  if (!last.endsWith(')')) {
    const start = wholeNumber(last);
    return start === null ? null : { start, end: null, others };
  }
  const open = last.lastIndexOf('['), comma = last.indexOf(',', open < 0 ? 0 : open);
  if (open < 0 || comma < 0) return null;
  const start = wholeNumber(last.slice(open + 1, comma)), end = wholeNumber(last.slice(comma + 1, -1));
  if (start === null || end === null) return null;
  if (open > 0) others.push(last.slice(0, open));
  return { start, end, others };
}

/** Windows that records joined, or were late for, or that merged; of each the last place, the latest first. */
function windowsSoFar(m, wanted = () => true) {
  /** @type {WindowId[]} */
  const ids = [];
  m.last((e) => {
    if ((e.k === 'win.assign' || e.k === 'late' || e.k === 'win.merge') && wanted(e)) {
      const id = { at: e.at, op: m.opOf(e), key: e.key, start: e.start, end: e.end };
      if (!ids.some((known) => known.op === id.op && sameField(known.key, id.key) && known.start === id.start && known.end === id.end)) ids.push(id);
    }
    return ids.length >= ENOUGH_WINDOWS;
  });
  return ids;
}

function windowFits(m, id, word) {
  const task = m.plan.taskOf.get(id.at);
  return isMeant(m, id.key, word) || id.op === word || (task !== undefined && isTask(m, task, word));
}

const severalOperators = (ids) => ids.some((id) => id.op !== ids[0].op);
const windowName = (m, id, withOp) => (withOp ? shown(plainText(id.op)) + ' ' : '') + m.words.win(id);

function noWindow(m, words) {
  const all = windowsSoFar(m);
  if (!all.length) return new WhyMistake(`By step ${m.step} no record has come to a window.`);
  const several = severalOperators(all), names = [...new Set(all.map((id) => windowName(m, id, several)))].sort(byBytes);
  return new WhyMistake(`By step ${m.step} no record has come to a window ${quotedText(words.join(' '))}.\nWindows so far: ${someOf(names)}.`);
}

/** @param {import('./moment.js').Moment} m @param {string[]} words @returns {WindowId} */
export function findWindow(m, words) {
  const wanted = readWindow(words);
  if (!wanted) throw new WhyMistake("Which window? Say where it begins, with its key in front if it has one: 'window 10', 'window alice 10', or 'window [10,15)'.");
  const { start, end, others } = wanted, found = [];
  for (const id of windowsSoFar(m, (e) => traceNumber(e.start) === start && (end === null || traceNumber(e.end) === end))) {
    // A session grows: the latest window of those that begin there.
    const grown = found.some((other) => other.op === id.op && sameField(other.key, id.key));
    if (!grown && others.every((word) => windowFits(m, id, word))) found.push(id);
  }
  if (found.length === 1) return found[0];
  if (!found.length) throw noWindow(m, words);
  const several = severalOperators(found), names = found.toReversed().map((id) => windowName(m, id, several));
  throw new WhyMistake(`'window ${shown(words.join(' '))}' can be ${found.length} windows; say the ${several ? 'operator' : 'key'}, too: ${someOf(names)}.`);
}
