// Why an event time, or the watermark of a source, is where it is.
import { isThere } from './moment.js';
import { originLine, originOf, readOf } from './origin.js';
import { holderOf, inputsOf } from './inputs.js';
import { reasonOf, whatMoves } from './holds.js';
import { isMaxTime, isMinTime, timeOrMin, timeText, wrapTime } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */

/** A watermark that a source has made: its arithmetic. @param {Moment} m @returns {import('./moment.js').WhyLine[]} */
function sumLines(m, emit) {
  if (isMaxTime(timeOrMin(emit.value))) return [m.line('label.because', m.say('time.end'))];
  const read = readOf(m, emit), record = read && m.words.rec(read.r);
  if (!isThere(emit.bound)) return read ? [m.line('label.because', m.say('time.read_only', { record }))] : [];
  const max = timeText(timeOrMin(emit.max));
  const lines = [m.line('label.watermark', m.say('watermark.rule')), m.line('label.here', m.say('watermark.here', { max, bound: emit.bound, value: timeText(timeOrMin(emit.value)) }))];
  if (read) lines.push(m.line('label.newest', m.say('watermark.newest', { max, record, step: read.step })));
  return lines;
}

/** @param {Moment} m @returns {WhyAnswer} */
function ofSource(m, task) {
  const who = m.words.place(task.id), value = m.get('last', task.id);
  const emit = isThere(value) ? m.last((e) => e.k === 'wm.emit' && e.at === task.id && e.value === value) : null;
  if (!emit) return { subject: who, headline: m.say('watermark.source_none', { who, step: m.step }), lines: [] };
  return { subject: who, headline: m.say('watermark.source', { who, value: timeText(timeOrMin(value)), sent: emit.step, t: emit.t }), lines: sumLines(m, emit) };
}

function channelLines(m, inputs, holder) {
  if (inputs.length < 2) return [];
  return inputs.map((input) => {
    const value = timeText(input.mark);
    const text = !input.active ? m.say('watermark.left_out', { value, status: input.status }) : input === holder ? m.say('watermark.lowest', { value }) : value;
    return m.line('label.from', text, { who: m.words.chan(input.channel.id, 'from') });
  });
}

/** @param {Moment} m @param {any} task of the plan @returns {WhyAnswer} */
export function whyWatermark(m, task) {
  if (!m.plan.ins.get(task.id).length) return ofSource(m, task);
  const who = m.words.place(task.id), clock = m.get('clock', task.id), time = timeOrMin(clock), now = timeText(time);
  const inputs = inputsOf(m, task.id), holder = holderOf(inputs), at = { who, step: m.step };
  const headline = isMaxTime(time) ? m.say('watermark.max', at)
    : holder ? m.say('watermark.held', { ...at, now, holder: m.words.chan(holder.channel.id, 'from'), reason: reasonOf(m, holder) })
      : m.say('watermark.all_idle', { ...at, now });
  const lines = [isThere(clock) ? originLine(m, originOf(m, task.id), time) : m.line('label.event_time', m.say('time.none'), { now }), ...channelLines(m, inputs, holder)];
  if (holder && !isMaxTime(time) && !isMinTime(time)) lines.push(...whatMoves(m, task.id, wrapTime(time + 1n)).lines);
  return { subject: who, headline, lines };
}
