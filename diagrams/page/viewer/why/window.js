// Why a window fired, or what it waits for.
import { stateWindow } from '../state_window.js';
import { isThere, sameField } from './moment.js';
import { originLine, originOf, originWords } from './origin.js';
import { whatMoves } from './holds.js';
import { timeOrMin, timeText, wrapTime } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */
/** @typedef {import('./find_window.js').WindowId} WindowId */

const MOST_RECORDS = 6;

const isOfWindow = (m, e, id) => e.start === id.start && e.end === id.end && sameField(e.key, id.key) && m.opOf(e) === id.op;
const windowRow = (m, table, id) => m.get(table, id.at, id.op, id.key, id.start, id.end);

/** Was the window merged into another one by this event? */
function mergesWindow(m, e, id) {
  if (e.k !== 'win.merge' || !sameField(e.key, id.key) || m.opOf(e) !== id.op || isOfWindow(m, e, id)) return false;
  return e.from.some((w) => w.start === id.start && w.end === id.end);
}

const lastFire = (m, id, before = m.n) => m.last((e) => e.k === 'win.fire' && isOfWindow(m, e, id), before);

const isOfAny = (m, e, windows) => windows.some((w) => isOfWindow(m, e, w));

/** Those of the windows that a task takes back. */
const takenBack = (restore, windows) => windows.filter((id) => (restore.wins ?? []).some((x) => isThere(x.now) && x.op === id.op && sameField(x.key, id.key) && x.start === id.start && x.end === id.end));

/** The snapshot of the checkpoint by the task that had these windows then. A window of which that attempt says nothing
 * was the same at all snapshots. null: another run made the checkpoint. */
function snapshotOf(m, restore, windows) {
  const isSnapshot = (e) => e.k === 'snap.sync' && e.cp === restore.cp, any = m.last(isSnapshot, restore.seq);
  if (!any) return null;
  const own = m.last((e) => (e.g ?? 1) === (any.g ?? 1) && (e.k === 'win.assign' || e.k === 'win.merge') && isOfAny(m, e, windows), restore.seq);
  return (own && m.last((e) => isSnapshot(e) && e.at === own.at, restore.seq)) ?? any;
}

/** The records in it, and in those that were merged into it, the oldest first; at most n. What an attempt has taken
 * back came to it before the snapshot; whatever came after that was lost. */
export function recordsOf(m, id, before, n) {
  const out = [];
  let windows = [id];
  for (let i = before - 1; i >= 0 && out.length < n; i--) {
    const e = m.index.events[i];
    if (e.k === 'deploy') break;
    if (e.k === 'win.assign' && isOfAny(m, e, windows)) out.push(e.r);
    else if (e.k === 'win.merge' && isOfAny(m, e, windows)) for (const w of e.from) windows.push({ ...id, start: w.start, end: w.end });
    else if (e.k === 'restore') {
      const back = takenBack(e, windows);
      if (!back.length) continue;
      const snapshot = snapshotOf(m, e, back);
      if (!snapshot) break;
      windows = back;
      i = snapshot.seq;
    }
  }
  return out.reverse();
}

function recordNames(m, ids) {
  const out = ids.slice(0, MOST_RECORDS).map((r) => m.words.rec(r)).join(', ');
  return ids.length > MOST_RECORDS ? `${out} and ${ids.length - MOST_RECORDS} more` : out;
}

/** What it has gathered, if that is one value under its own name. */
function windowContents(m, id) {
  const state = m.plan.windowOf.get(id.op)?.state;
  if (!isThere(state)) return '';
  const value = m.get('cell', id.at, id.op, state, id.key, stateWindow(m.index.world, id.at, id.op, id.key, id.start, id.end), null);
  return isThere(value) ? m.val(value, m.plan.rowNames(id.op, state)) : '';
}

function holdsLine(m, id) {
  const value = windowContents(m, id), records = recordNames(m, recordsOf(m, id, m.n, windowRow(m, 'win', id)));
  return value && records ? `${value}: ${records}` : value + records;
}

const firesWhen = (m, at, id, last) => m.line('label.fires_when', m.say('window.fires_when', { who: m.words.who({ at, op: id.op ?? undefined }), last: timeText(last) }));

/** @param {Moment} m @param {WindowId} id @returns {WhyAnswer} */
function windowFired(m, id, fire, negated) {
  const window = m.words.win(id), again = fire.now > 1, last = wrapTime(timeOrMin(id.end) - 1n), now = timeOrMin(fire.wm);
  const value = m.val(fire.val, m.plan.namesOf(fire, 'val', 'val'));
  const out = { subject: window, headline: m.say(again ? 'window.fired_again' : negated ? 'window.did_fire' : 'window.fired', { window, step: fire.step, t: fire.t, n: fire.now, value }), lines: [] };
  if (negated) return out;
  out.lines.push(firesWhen(m, fire.at, id, last), m.line('label.here', m.say('window.here', { now: timeText(now), last: timeText(last), truth: m.say('yes') })), originLine(m, originOf(m, fire.at, fire.seq), now));
  const ids = recordsOf(m, id, fire.seq, fire.n);
  if (again && ids.length) out.lines.push(m.line('label.because', m.say('window.by_element', { record: m.words.rec(ids.at(-1)) })));
  if (ids.length) out.lines.push(m.line('label.it_held', recordNames(m, ids)));
  return out;
}

/** The event time of a task now, and where it comes from. @param {Moment} m */
export function timeNow(m, at) {
  const clock = m.get('clock', at);
  return m.line('label.event_time_now', isThere(clock) ? m.say('window.time_now', { now: timeText(timeOrMin(clock)), origin: originWords(m, originOf(m, at), false) }) : m.say('window.time_none'));
}

/** @param {Moment} m @param {WindowId} id @returns {WhyAnswer} */
function windowWaits(m, id) {
  const window = m.words.win(id), last = wrapTime(timeOrMin(id.end) - 1n), moves = whatMoves(m, id.at, last), held = holdsLine(m, id);
  const lines = [firesWhen(m, id.at, id, last), timeNow(m, id.at), ...moves.lines];
  if (held) lines.push(m.line('label.it_holds', held));
  return { subject: window, headline: m.say(m.atEnd && !moves.onItsWay ? 'window.stuck' : 'window.not_fired', { window, step: m.step }), lines };
}

/** It is not there: fired and gone, merged, lost with an attempt, or never there. @param {Moment} m @param {WindowId} id @returns {WhyAnswer} */
function windowGone(m, id, negated) {
  const end = m.last((e) => ((e.k === 'win.purge' || e.k === 'win.assign') && isOfWindow(m, e, id)) || mergesWindow(m, e, id)), window = m.words.win(id);
  const answer = (name, more) => ({ subject: window, headline: m.say(name, { window, ...more }), lines: [] });
  switch (end?.k) {
    case 'win.purge': {
      const fire = isThere(end.fired) ? lastFire(m, id, end.seq) : null;
      return fire ? windowFired(m, id, fire, negated) : answer('window.gone', { step: end.step, t: end.t });
    }
    case 'win.merge': return answer('window.merged', { into: m.words.win(end), step: end.step, t: end.t });
    case 'win.assign': {
      // It was joined, and the attempt has ended since.
      const deploy = m.last((e) => e.k === 'deploy' || e.k === 'restart');
      return answer('window.lost', { attempt: end.g ?? 1, step: (deploy ?? end).step });
    }
  }
  const late = m.last((e) => e.k === 'late' && isOfWindow(m, e, id));
  return answer('window.never', { step: late ? late.step : m.step });
}

/** @param {Moment} m @param {WindowId} found @param {boolean} negated @returns {WhyAnswer} */
export function whyWindow(m, found, negated) {
  // A restore may have put it into another subtask than the one that its last record came to.
  const there = m.plan.tasks.filter((task) => isThere(windowRow(m, 'win', { ...found, at: task.id }))).at(-1);
  const id = there ? { ...found, at: there.id } : found;
  if (!isThere(windowRow(m, 'win', id))) return windowGone(m, id, negated);
  const fire = isThere(windowRow(m, 'fired', id)) ? lastFire(m, id) : null;
  return fire ? windowFired(m, id, fire, negated) : windowWaits(m, id);
}
