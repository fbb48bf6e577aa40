// Why a record was counted or dropped, or where it is.
import { shown } from '../text.js';
import { andList, isThere } from './moment.js';
import { originLine, originOf } from './origin.js';
import { queuePlace } from './inputs.js';
import { routeLines, sentTo } from './route.js';
import { timeOrMin, timeText, wrapTime } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */

const FATE_KINDS = new Set(['late', 'win.assign', 'rec.drop']);
const ABOUT_KINDS = new Set(['rec.recv', 'rec.send', 'rec.emit', 'rec.make', 'sink.write']);
/** Does the event decide what becomes of the record? */
const isFate = (e, id) => FATE_KINDS.has(e.k) && e.r === id;
const isAbout = (e, id) => ABOUT_KINDS.has(e.k) && e.r === id;

/** What being late was decided by: all numbers are of the event and of the plan. */
function latenessOf(m, e) {
  const late = e.k === 'late';
  return {
    late, window: m.words.win(e), last: late ? timeOrMin(e.last) : wrapTime(timeOrMin(e.end) - 1n),
    lateness: late ? e.lateness : m.plan.windowOf.get(m.opOf(e))?.lateness ?? 0, now: e.wm,
  };
}

function addArithmetic(m, e, windows, out) {
  const which = windows.map((w) => m.say('record.window', { window: w.window, last: timeText(w.last), lateness: w.lateness }));
  const here = windows.map((w) => m.say(windows.length > 1 ? 'record.here_of' : 'record.here', { window: w.window, last: timeText(w.last), lateness: w.lateness, now: timeText(timeOrMin(w.now)), truth: m.say(w.late ? 'yes' : 'no') }));
  out.lines.push(m.line('label.window', which.join('\n')), m.line('label.late_when', m.say('record.late_when')), m.line('label.here', here.join('\n')));
  const now = timeOrMin(windows[0].now);
  out.lines.push(isThere(windows[0].now) ? originLine(m, originOf(m, e.at, e.seq), now) : m.line('label.event_time', m.say('time.none'), { now: timeText(now) }));
}

/** Why it went to the task where it is: by which sums, or which turn. */
function arrivalLines(m, event, id) {
  const sent = sentTo(m, id, event.at, event.seq);
  return sent && (sent.g ?? 1) === (event.g ?? 1) ? routeLines(m, sent) : [];
}

/** All that the same step, at the same operator, did with the record. */
function sameStep(m, fate, id) {
  return m.index.events.slice(m.beginOf(fate.step), m.endOf(fate.step)).filter((e) => e.k === fate.k && e.at === fate.at && e.op === fate.op && isFate(e, id));
}

/** @param {Moment} m @returns {WhyAnswer} */
function ofFate(m, fate, id) {
  const record = m.words.rec(id), at = { record, step: fate.step, t: fate.t };
  if (fate.k === 'rec.drop') return { subject: record, headline: m.say('record.given_up', { ...at, reason: shown(fate.why) }), lines: [] };
  const events = sameStep(m, fate, id), windows = events.map((e) => latenessOf(m, e));
  const out = { subject: record, headline: '', lines: [] };
  if (fate.k === 'late') out.headline = m.say(fate.act === 'dropped' ? 'record.dropped' : 'record.aside', at);
  else out.headline = m.say(events.some((e) => isThere(e.behind)) ? 'record.counted_behind' : 'record.counted', { ...at, windows: andList(windows.map((w) => w.window)) });
  addArithmetic(m, fate, windows, out);
  // Of several subtasks: why it was this one.
  const task = m.plan.taskOf.get(fate.at);
  if (task && m.plan.tasksNamed(task.name) > 1) out.lines.push(...arrivalLines(m, fate, id));
  return out;
}

/** Its place in the channel that it was sent into last; empty: it is in none. */
function inChannel(m, { ch }, id) {
  const place = (m.get('queue', ch) ?? []).findIndex((x) => x.r === id), channel = m.plan.channelOf.get(ch);
  return place < 0 || !channel ? '' : m.say('record.in_channel', { from: m.words.chan(ch, 'from'), to: m.words.chan(ch, 'to'), place: queuePlace(m, { channel, place }) });
}

/** What was done with it in its last step. */
function whatFollowed(m, event) {
  const events = m.index.events.slice(event.seq + 1, m.endOf(event.step)).filter((e) => e.k !== 'st.read' && !e.p);
  return events.map((e) => m.say('event.line', { who: m.words.who(e), what: m.words.say(e) })).join('\n');
}

/** @param {Moment} m @returns {WhyAnswer} */
function ofLast(m, event, id) {
  const record = m.words.rec(id), channel = event.k === 'rec.send' ? inChannel(m, event, id) : '', written = event.k === 'sink.write';
  let start = event;
  // It left with its channel: say who had it last.
  if (event.k === 'rec.send' && !channel) start = m.last((e) => isAbout(e, id), event.seq) ?? event;
  const say = channel ? 'record.not_taken' : start.k === 'rec.emit' ? 'record.read' : start.k === 'rec.make' || written ? 'record.made' : 'record.taken';
  // Since when it is on its way: where it was read or made.
  if (channel || written) start = m.last((e) => (e.k === 'rec.emit' || e.k === 'rec.make') && e.r === id) ?? start;
  const out = { subject: record, headline: m.say(say, { record, who: m.words.who(start), step: start.step, t: start.t }), lines: [] };
  const followed = channel ? '' : whatFollowed(m, start);
  if (channel) out.lines.push(m.line('label.it_is_in', channel), ...routeLines(m, event));
  else if (followed) out.lines.push(m.line('label.step', followed, { step: start.step }));
  if (!channel && start.k === 'rec.recv') out.lines.push(...arrivalLines(m, start, id));
  return out;
}

/** @param {Moment} m @param {string} id @returns {WhyAnswer} */
export function whyRecord(m, id) {
  const fate = m.last((e) => isFate(e, id)), last = m.last((e) => isAbout(e, id));
  // After a restart it is read again, and nothing is decided yet.
  const again = fate && last && (last.g ?? 1) > (fate.g ?? 1);
  if (fate && !again) return ofFate(m, fate, id);
  return last ? ofLast(m, last, id) : { subject: m.words.rec(id), headline: '', lines: [] };
}
