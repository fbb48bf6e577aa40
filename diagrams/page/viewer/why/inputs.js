// The input channels that count for the event time of a task, what waits in them, and what holds
// them where they are.
import { shown } from '../text.js';
import { isThere } from './moment.js';
import { LONGEST_WAY } from './origin.js';
import { timeOrMin } from './times.js';

/** @typedef {{channel:any, mark:bigint, status:string, active:boolean}} Input */
/** A watermark that waits in a channel. @typedef {{channel:any, value:bigint, place:number, sent:any|null}} Queued */

/** The first one above `above`, or null. @param {import('./moment.js').Moment} m @param {bigint} above @returns {Queued|null} */
export function queuedAbove(m, channel, above) {
  const queue = m.get('queue', channel.id) ?? [];
  for (let place = 0; place < queue.length; place++) {
    const { e, value, by } = queue[place];
    if (e === 'wm' && timeOrMin(value) > above) return { channel, value: timeOrMin(value), place, sent: m.by(by) };
  }
  return null;
}

/** "next in the channel" @param {import('./moment.js').Moment} m @param {{channel:any, place:number}} queued */
export function queuePlace(m, { channel, place }) {
  const out = place === 0 ? m.say('queue.next') : place === 1 ? m.say('queue.behind_one') : m.say('queue.behind', { n: place });
  const blocked = m.get('blocked', channel.id);
  return isThere(blocked) ? `${out}, ${m.say('queue.blocked', { cp: m.val(blocked) })}` : out;
}

/** @param {import('./moment.js').Moment} m @param {string} task @returns {Input[]} */
export function inputsOf(m, task) {
  return (m.plan.ins.get(task) ?? []).map((id) => {
    const status = shown(m.get('cstat', id) ?? 'ACTIVE');
    return { channel: m.plan.channelOf.get(id), mark: timeOrMin(m.get('cwm', id)), status, active: status === 'ACTIVE' };
  });
}

/** The active one with the lowest watermark, the first of several; null: none is active. @param {Input[]} inputs @returns {Input|null} */
export function holderOf(inputs) {
  let out = null;
  for (const input of inputs) if (input.active && (!out || input.mark < out.mark)) out = input;
  return out;
}

const isSourceTask = (m, task) => !m.plan.ins.get(task.id).length;

/** What holds a channel: a watermark that is on its way, or the task where the search ends, mostly a source. @param {Input} input @returns {{queued:Queued|null, end:any}} */
export function holdOf(m, input) {
  for (let at = input, n = 1; ; n++) {
    const queued = queuedAbove(m, at.channel, at.mark), end = m.plan.taskOf.get(at.channel.from);
    if (queued || isSourceTask(m, end) || n === LONGEST_WAY) return { queued, end };
    const next = holderOf(inputsOf(m, end.id));
    if (end.ops.some((op) => op.is === 'watermarks') || !next) return { queued, end };
    at = next;
  }
}

/** Further up than a hold: the source that the event time of a task waits for in the end. */
export function sourceBehind(m, end) {
  for (let at = end; ; ) {
    const next = isSourceTask(m, at) ? null : holderOf(inputsOf(m, at.id));
    if (!next) return at;
    at = m.plan.taskOf.get(next.channel.from);
  }
}

/** The splits that a source reads: those it was given. @param {import('./moment.js').Moment} m @param {string} task */
export const splitsOf = (m, task) => m.plan.sources.filter((source) => (m.get('owner', source.part) ?? source.task) === task);
