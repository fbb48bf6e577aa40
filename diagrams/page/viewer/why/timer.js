// Why a timer goes off, or what it waits for.
import { shown } from '../text.js';
import { WhyMistake, isThere, sameField } from './moment.js';
import { isMeant, someOf } from './mistakes.js';
import { isTask } from './find_task.js';
import { originLine, originOf } from './origin.js';
import { whatMoves } from './holds.js';
import { timeNow } from './window.js';
import { timeOrMin, timeText } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */
/** @typedef {{at:string, op:string|null, key:any, ns:any, domain:string, ts:any}} TimerId */

const ENOUGH_TIMERS = 200;
const TIMER_KINDS = new Set(['tm.reg', 'tm.del', 'tm.fire']);

const isOfTimer = (m, e, id) => TIMER_KINDS.has(e.k) && e.ts === id.ts && e.domain === id.domain && sameField(e.ns, id.ns) && sameField(e.key, id.key) && m.opOf(e) === id.op;
const isSet = (m, id) => isThere(m.get('timer', id.at, id.op, id.key, id.ns, id.domain, id.ts));

function timerFits(m, id, word) {
  const task = m.plan.taskOf.get(id.at);
  return timeText(timeOrMin(id.ts)) === word || isMeant(m, id.key, word) || id.op === word || id.ns === word || id.domain === word || (task !== undefined && isTask(m, task, word));
}

/** "of count for alice at 100" @param {Moment} m @param {TimerId} id */
function timerName(m, id) {
  const key = isThere(id.key) ? ` for ${m.val(id.key)}` : '', ns = isThere(id.ns) ? ` for window ${shown(id.ns)}` : '';
  return `of ${m.words.who({ at: id.at, op: id.op ?? undefined })}${key}${ns} at ${timeText(timeOrMin(id.ts))}`;
}

/** @param {Moment} m @param {string[]} words @returns {TimerId[]} the latest first */
function timersSoFar(m, words) {
  /** @type {TimerId[]} */
  const out = [];
  m.last((e) => {
    if (e.k !== 'tm.reg') return false;
    const id = { at: e.at, op: m.opOf(e), key: e.key, ns: e.ns, domain: e.domain, ts: e.ts };
    // The same timer in another subtask is the same timer, moved.
    if (words.every((word) => timerFits(m, id, word)) && !out.some((other) => isOfTimer(m, e, other))) out.push(id);
    return out.length >= ENOUGH_TIMERS;
  });
  return out;
}

const timerNames = (m, ids) => someOf(ids.toReversed().map((id) => timerName(m, id)));

/** @param {Moment} m @param {string[]} words @returns {TimerId} */
function findTimer(m, words) {
  const found = timersSoFar(m, words);
  if (!found.length) {
    const all = timersSoFar(m, []);
    if (!all.length) throw new WhyMistake(`By step ${m.step} no timer has been set.`);
    throw new WhyMistake(`By step ${m.step} no timer '${words.join(' ')}' has been set.\nTimers so far: ${timerNames(m, all)}.`);
  }
  if (found.length === 1) return found[0];
  // Of several, the one that is still set.
  const set = found.filter((id) => isSet(m, id));
  if (set.length === 1) return set[0];
  throw new WhyMistake(`Which timer? Say its operator, its key or its time: ${timerNames(m, found)}.`);
}

function goesOffWhen(m, id) {
  const at = timeText(timeOrMin(id.ts)), processing = id.domain === 'processing';
  return m.line('label.goes_off_when', processing ? m.say('timer.when_processing', { at }) : m.say('timer.when_event', { who: m.words.who({ at: id.at, op: id.op ?? undefined }), at }));
}

function waitingLines(m, id) {
  if (id.domain === 'processing') return [goesOffWhen(m, id), m.line('label.processing_time_now', String(m.now))];
  return [goesOffWhen(m, id), timeNow(m, id.at), ...whatMoves(m, id.at, timeOrMin(id.ts)).lines];
}

function firedLines(m, id, fire) {
  const processing = id.domain === 'processing', time = processing ? BigInt(fire.t) : timeOrMin(fire.wm);
  const here = m.say('timer.here', { now: timeText(time), at: timeText(timeOrMin(id.ts)), truth: m.say('yes') });
  const lines = [goesOffWhen(m, id), m.line('label.here', here)];
  if (!processing) lines.push(originLine(m, originOf(m, fire.at, fire.seq), time));
  return lines;
}

/** @param {Moment} m @param {string[]} words @returns {WhyAnswer} */
export function whyTimer(m, words) {
  let id = findTimer(m, words);
  // A restore may have put it into another subtask.
  for (const task of m.plan.tasks) if (isSet(m, { ...id, at: task.id })) id = { ...id, at: task.id };
  const timer = timerName(m, id), subject = `timer ${timer}`;
  const last = m.last((e) => isOfTimer(m, e, id) && (e.k !== 'tm.reg' || !isThere(e.was)));
  if (!last) throw new WhyMistake(`The timer ${timer} is not in this trace.`);
  const at = { timer, step: last.step, t: last.t };
  if (isSet(m, id)) return { subject, headline: m.say('timer.set', at), lines: waitingLines(m, id) };
  if (last.k === 'tm.fire') return { subject, headline: m.say('timer.fired', at), lines: firedLines(m, id, last) };
  if (last.k === 'tm.del') return { subject, headline: m.say('timer.deleted', at), lines: [] };
  return { subject, headline: m.say('timer.lost', { timer, attempt: last.g ?? 1 }), lines: [] };
}
