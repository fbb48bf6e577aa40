// Why a state has the value it has.
import { plain } from '../values.js';
import { shown } from '../text.js';
import { traceValue } from '../query/typed.js';
import { WhyMistake, isThere, sameField } from './moment.js';
import { cellPlaces, cellValueAt, cellWordsOf, findCells, namedBy } from './find_cells.js';
import { isMeant, plainText, someOf } from './mistakes.js';
import { didYouMean } from '../query/texts.js';
import { keyGroupOf } from './key_group.js';
import { timeOrMin, timeText } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */
/** @typedef {import('./find_cells.js').CellId} CellId */

const cellName = (m, id) => m.words.cellOf(id.state, id.key, id.mk, id.ns);
const cellWords = (m, id, v) => m.val(v, id.list ? null : m.plan.rowNames(id.op, id.state));

/** Is the cell one of those that an event lists? */
function listsCell(m, e, cells, id) {
  if (!Array.isArray(cells)) return false;
  const names = m.index.planAt(e.seq).namesOf(e, 'cells', 'list'), is = (v, part) => sameField(plain(v ?? null, names), part);
  return cells.some((x) => x.op === id.op && x.state === id.state && is(x.key, id.key) && sameField(x.ns, id.ns) && is(x.mk, id.mk));
}

const isOfCell = (m, e, id) => e.state === id.state && sameField(e.key, id.key) && sameField(e.ns, id.ns) && m.opOf(e) === id.op;

/** Does the event change this cell? @param {Moment} m @param {CellId} id */
function changesCell(m, e, id) {
  switch (e.k) {
    case 'st.write': return isOfCell(m, e, id) && sameField(e.mk, id.mk);
    case 'st.append':
    case 'st.update': return id.list && isOfCell(m, e, id);
    case 'st.clear': return (isOfCell(m, e, id) && sameField(e.mk, id.mk)) || listsCell(m, e, e.cells, id);
    case 'restore': return e.at === id.at && (listsCell(m, e, e.cells, id) || listsCell(m, e, e.items, id));
    case 'st.merge': return listsCell(m, e, e.cells, id) || listsCell(m, e, e.items, id);
    default: return false;
  }
}

const lastCellChange = (m, id, before) => m.last((e) => changesCell(m, e, id), before);
const changeText = (m, e) => m.say('state.change', { step: e.step, what: m.words.say(e) });

/** What the turn was about in which the state was changed. */
function becauseOf(m, change) {
  for (let n = change.seq - 1; n >= m.beginOf(change.step); n--) {
    const e = m.index.events[n];
    if (e.at !== change.at) continue;
    if (e.k === 'rec.recv' || e.k === 'rec.emit') return m.say('state.because', { record: m.words.rec(e.r), step: e.step });
    if (e.k === 'tm.fire') return m.say('state.because_timer', { at: timeText(timeOrMin(e.ts)), step: e.step });
  }
  return '';
}

function addCheckpoint(m, id, lines) {
  const snap = m.last((e) => e.k === 'snap.sync' && e.at === id.at);
  if (!snap) return;
  const value = cellValueAt(m, id, snap.seq);
  lines.push(m.line('label.in_checkpoint', m.say('state.in_checkpoint', { value: isThere(value) ? cellWords(m, id, value) : m.say('state.nothing'), step: snap.step }), { cp: m.val(snap.cp) }));
}

/** @param {Moment} m @param {CellId} id @returns {WhyAnswer} */
function ofCell(m, id) {
  const cell = cellName(m, id), value = cellWords(m, id, cellValueAt(m, id) ?? null), change = lastCellChange(m, id, m.n), restored = change?.k === 'restore';
  const out = { subject: cell, headline: m.say(restored ? 'state.restored' : 'state.is', { cell, value, step: change?.step ?? 0, t: change?.t ?? 0 }), lines: [] };
  if (!change) return out;
  if (!restored) {
    out.lines.push(m.line('label.change', changeText(m, change)));
    const because = becauseOf(m, change), earlier = lastCellChange(m, id, change.seq);
    if (because) out.lines.push(m.line('label.because', because));
    if (earlier) out.lines.push(m.line('label.before', changeText(m, earlier)));
  }
  if (isThere(id.key)) out.lines.push(m.line('label.key_group', m.say('state.group', { group: keyGroupOf(traceValue(id.key), m.plan.maxpar), groups: m.plan.maxpar, who: m.words.place(id.at) })));
  addCheckpoint(m, id, out.lines);
  return out;
}

/** Nothing was ever there: what there is. @param {Moment} m @param {string[]} words */
function noState(m, words) {
  const places = cellPlaces(m).map(({ place }) => place), single = places.flatMap(({ op, state }) => [shown(op), shown(state)]);
  const no = `There is no state '${shown(words.join(' '))}' at step ${m.step}`, names = [...new Set(places.map(({ op, state }) => `${shown(op)} ${shown(state)}`))];
  if (!names.length) return new WhyMistake(`${no}: nothing is kept then.`);
  const known = single.includes(words[0]), there = known ? findCells(m, words.slice(0, 1)) : [];
  // The keys of what the first of the words names: an operator, a task or a state.
  const keys = [...new Set(there.filter(({ key }) => isThere(key)).map(({ key }) => shown(plainText(key))))].filter(Boolean);
  if (keys.length) return new WhyMistake(`${no}.${didYouMean(words.at(-1), keys)}\nKeys there: ${someOf(keys)}.`);
  return new WhyMistake(`${no}.${known ? '' : didYouMean(words[0], single)}\nStates there (operator, name): ${someOf(names)}.`);
}

/** Nothing is there now: what the past says of it. @param {Moment} m @param {string[]} words @returns {WhyAnswer} */
function notThere(m, words) {
  const end = m.last((e) => {
    if (e.k !== 'st.write' && e.k !== 'st.append' && e.k !== 'st.clear') return false;
    const n = namedBy(m, { at: e.at, op: m.opOf(e), state: e.state }, words);
    return n !== null && words.slice(n).every((word) => isMeant(m, e.key, word) || isMeant(m, e.mk, word) || e.ns === word);
  });
  if (!end) throw noState(m, words);
  const cell = cellName(m, end), restart = m.last((e) => e.k === 'restart');
  const headline = m.say(end.k === 'st.clear' ? 'state.cleared' : 'state.lost', { cell, step: m.step, when: end.step, attempt: (restart ?? end).g ?? 1 });
  return { subject: cell, headline, lines: [m.line('label.change', changeText(m, end))] };
}

/** @param {Moment} m @param {string[]} typed @returns {WhyAnswer} */
export function whyState(m, typed) {
  const words = cellWordsOf(typed);
  if (!words.length) throw new WhyMistake('Which state? Say its operator or its name, and its key.');
  const cells = findCells(m, words);
  if (!cells.length) return notThere(m, words);
  if (cells.length === 1) return ofCell(m, cells[0]);
  throw new WhyMistake(`'state ${shown(words.join(' '))}' can be several: ${someOf(cells.map((id) => cellName(m, id)))}.\nSay the key, or the window, too.`);
}
