// Why an event time stays where it is, and what would move it.
import { shown } from '../text.js';
import { INT64_MAX } from '../query/typed.js';
import { isThere } from './moment.js';
import { holderOf, holdOf, inputsOf, queuedAbove, queuePlace, sourceBehind, splitsOf } from './inputs.js';
import { isMinTime, timeOrMin, timeText, wrapTime } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./inputs.js').Input} Input */

/** Of a source that has sent nothing higher: what it has read, and what that makes. */
function newestWords(m, source, mark) {
  let low = null, lowest = INT64_MAX;
  for (const split of splitsOf(m, source.id)) {
    if (!isThere(split.bound)) continue;
    const max = timeOrMin(m.get('max', split.part));
    if (low && max >= lowest) continue;
    low = split;
    lowest = max;
  }
  if (!low) return '';
  const who = m.words.place(source.id);
  if (isMinTime(lowest)) return m.say('hold.nothing_read', { who });
  const value = wrapTime(lowest - BigInt(low.bound) - 1n), sum = { max: timeText(lowest), bound: low.bound };
  if (value > mark) return m.say('hold.not_yet', { who, ...sum, value: timeText(value) });
  return m.say('hold.newest', { ...sum, now: timeText(value) });
}

function sourceReason(m, source, channel, mark) {
  const who = m.words.place(source.id), status = m.get('task', source.id), splits = splitsOf(m, source.id);
  if (status !== 'RUNNING') return m.say('hold.status', { who, status: shown(status ?? 'CREATED') });
  const paused = splits.find((split) => isThere(m.get('paused', split.part)));
  if (paused) return m.say('hold.paused', { who, part: shown(paused.part) });
  if (isThere(m.get('full', channel.id))) return m.say('hold.full', { who, to: m.words.chan(channel.id, 'to') });
  if (splits.length && splits.every((split) => isThere(m.get('ended', split.part)))) return m.say('hold.ended', { who });
  const newest = newestWords(m, source, mark);
  if (newest) return newest;
  const sent = m.last((e) => (e.k === 'wm.emit' || e.k === 'wm.send') && e.at === source.id);
  return !sent || isMinTime(mark) ? m.say('hold.no_timestamp', { who }) : m.say('hold.sent', { step: sent.step });
}

/** "it has sent nothing higher since step 5": why a channel stays at its watermark. @param {Moment} m @param {Input} input @returns {string} */
export function reasonOf(m, input) {
  const queued = queuedAbove(m, input.channel, input.mark);
  if (queued) return m.say('hold.queued', { value: timeText(queued.value), place: queuePlace(m, queued) });
  const from = m.plan.taskOf.get(input.channel.from);
  if (!m.plan.ins.get(from.id).length) return sourceReason(m, from, input.channel, input.mark);
  const next = holderOf(inputsOf(m, from.id)), at = { who: m.words.place(from.id), now: timeText(timeOrMin(m.get('clock', from.id))) };
  return next ? m.say('hold.upstream_held', { ...at, holder: m.words.chan(next.channel.id, 'from'), reason: reasonOf(m, next) }) : m.say('hold.upstream', at);
}

/** What a source must read, or send, for its watermark to be `value`. */
function needOf(m, source, value, named) {
  const who = m.words.place(source.id), split = splitsOf(m, source.id).find((s) => isThere(s.bound));
  const max = split && wrapTime(value + BigInt(split.bound) + 1n);
  // Not beyond the end of time.
  if (split && max >= value) return m.say(named ? 'needs.record_of' : 'needs.record', { who, max: timeText(max), bound: split.bound, value: timeText(value) });
  return m.say('needs.watermark_of', { value: timeText(value), who });
}

/**
 * What would bring the event time of a task to `value`: lines "on its way", "it needs".
 * @param {Moment} m @param {string} task @param {bigint} value @returns {{lines:import('./moment.js').WhyLine[], onItsWay:boolean}}
 */
export function whatMoves(m, task, value) {
  const inputs = inputsOf(m, task), way = [], needs = [], seen = new Set();
  if (!holderOf(inputs)) return { lines: [m.line('label.it_needs', m.say('needs.active'))], onItsWay: false };
  for (const input of inputs) {
    if (!input.active || input.mark >= value) continue;
    const hold = holdOf(m, input);
    // The one that reaches it, if it is there already; else the next.
    const queued = queuedAbove(m, input.channel, wrapTime(value - 1n)) ?? hold.queued;
    let { end } = hold;
    if (queued) {
      const direct = queued.channel.to === input.channel.to && inputs.length === 1;
      way.push(m.say(direct ? 'way.watermark' : 'way.watermark_to', { value: timeText(queued.value), sent: queued.sent?.step ?? '?', place: queuePlace(m, queued), who: m.words.chan(queued.channel.id, 'to') }));
      if (queued.value >= value) continue;
      // Further up there is more that it would take.
      end = sourceBehind(m, end);
    }
    if (seen.has(end)) continue;
    seen.add(end);
    needs.push(needOf(m, end, value, inputs.length > 1));
  }
  const lines = [];
  if (way.length) lines.push(m.line('label.on_its_way', way.join('\n')));
  if (needs.length) lines.push(m.line('label.it_needs', [...needs, m.say('needs.end')].join('\n')));
  return { lines, onItsWay: way.length > 0 };
}
