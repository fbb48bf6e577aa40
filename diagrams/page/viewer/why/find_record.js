// The record that somebody means: by its id, its short name ("eel"), or both name and time
// ("eel@12"), among what the trace knows up to the place. See diagrams/why/find.h.
import { intOf, kindOf, mapOf, rowOf } from '../values.js';
import { didYouMean } from '../query/texts.js';
import { shortNameOf } from '../query/names.js';
import { shown } from '../text.js';
import { WhyMistake, isThere } from './moment.js';
import { isMeant, plainText, quotedText, someOf } from './mistakes.js';
import { wholeNumber } from './times.js';
import { traceNumber } from '../query/typed.js';

const ENOUGH_NAMES = 1000;

/** What stands behind an @ is a time. @param {string} typed @returns {{name:string, time:bigint|null}} */
function splitName(typed) {
  const at = typed.lastIndexOf('@'), time = at > 0 ? wholeNumber(typed.slice(at + 1)) : null;
  return time === null ? { name: typed, time: null } : { name: typed.slice(0, at), time };
}

/** Does a value that a source read hold this, so that it may be its name? */
function holdsText(v, names, text, whole) {
  const is = (x) => x === text || (whole !== null && kindOf(x) === 'int' && intOf(x) === whole);
  if (is(v)) return true;
  return (rowOf(v ?? null, names) ?? mapOf(v ?? null, names)?.flat() ?? []).some(is);
}

function addNew(list, x) { if (!list.includes(x)) list.push(x); }

/** @param {import('./moment.js').Moment} m */
function hasName(m, id, { name, time }) {
  const info = m.index.rec(id, m.n), row = info && !info.made ? shortNameOf(info) : null;
  return isThere(row) && isMeant(m, row, name) && (time === null || traceNumber(info.ts) === time);
}

function readAs(m, typed) {
  const found = [], whole = wholeNumber(typed.name);
  m.last((e) => {
    if (e.k !== 'rec.emit') return false;
    const names = m.index.planAt(e.seq).namesOf(e, 'val', 'val');
    if ((e.row === typed.name || holdsText(e.val, names, typed.name, whole)) && hasName(m, e.r, typed)) addNew(found, e.r);
    return false;
  });
  return found;
}

/** Records that operators made have no names: their value, if it is one word, will do. */
function madeAs(m, { name, time }) {
  const found = [];
  m.last((e) => {
    if (e.k !== 'rec.make') return false;
    const row = rowOf(e.val ?? null, m.index.planAt(e.seq).namesOf(e, 'val', 'val'));
    if ((e.val === name || (row?.length && row[0] === name)) && (time === null || traceNumber(e.ts) === time)) addNew(found, e.r);
    return false;
  });
  return found;
}

/** The names of what has been read, bare or as sentences have them. */
function namesRead(m, bare) {
  const out = new Set();
  for (let n = 0; n < m.n && out.size < ENOUGH_NAMES; n++) {
    const e = m.index.events[n];
    if (e.k !== 'rec.emit') continue;
    const info = m.index.rec(e.r, m.n), row = bare && info && !info.made ? shortNameOf(info) : null;
    if (isThere(row)) out.add(plainText(row));
    else if (!bare) out.add(m.words.rec(e.r));
  }
  return [...out];
}

/** @param {import('./moment.js').Moment} m @param {string} typed @returns {string} its id */
export function findRecord(m, typed) {
  if (m.index.rec(typed, m.n)) return typed;
  let found = readAs(m, splitName(typed));
  // A name may hold an @ itself.
  if (!found.length) found = readAs(m, { name: typed, time: null });
  if (!found.length) found = madeAs(m, splitName(typed));
  if (found.length === 1) return found[0];
  if (!found.length) {
    const names = namesRead(m, false), near = didYouMean(splitName(typed).name, namesRead(m, true));
    throw new WhyMistake(`By step ${m.step} there is no record ${quotedText(typed)}.${near}\n${names.length ? `Read so far: ${someOf(names)}.` : 'Nothing has been read yet.'}`);
  }
  const names = found.toReversed().map((id) => `${m.words.rec(id)} (${shown(id)})`);
  throw new WhyMistake(`${quotedText(typed)} can be ${found.length} records; say which one by its id: ${someOf(names)}.`);
}
