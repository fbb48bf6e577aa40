// Where the event time of a task comes from: the way of a watermark from the task back to the
// source that made it, of a record that it read. See diagrams/why/event_time.h.
import { sameField, isThere } from './moment.js';
import { isMaxTime, timeOrMin, timeText } from './times.js';

/** @typedef {{hops:{advance:any, sent:any|null}[], emit:any|null, read:any|null}} Origin */

/** A watermark reaches no task twice; a plan that says otherwise ends here. */
export const LONGEST_WAY = 64;

/** The wm.recv that brought a channel to where it is; null: it is not at `value`. */
function receiptOf(m, ch, value, advance) {
  const got = m.last((e) => e.k === 'wm.recv' && e.ch === ch, advance.seq);
  return got && (got.g ?? 1) === (advance.g ?? 1) && timeOrMin(got.value) === value ? got : null;
}

/** Of an advance: the channel whose watermark it became. */
const channelOfAdvance = (e) => e.holder ?? (e.inputs ?? []).find((x) => sameField(x.wm, e.now))?.ch;

/** Of a wm.emit: the record that made the newest event time. @param {import('./moment.js').Moment} m @returns {any|null} */
export function readOf(m, emit) {
  if (isMaxTime(timeOrMin(emit.value))) return null;
  const held = new Set(), ahead = new Set();  // splits that are at its `max`, and others
  return m.last((e) => {
    if (e.k !== 'rec.emit' || e.at !== emit.at || (e.g ?? 1) !== (emit.g ?? 1)) return false;
    if (emit.part !== undefined && e.part !== emit.part) return false;
    if (emit.max === undefined) return e.step === emit.step;
    // The last record of a split says how far it is.
    if (!held.has(e.part) && !ahead.has(e.part)) (e.max === emit.max ? held : ahead).add(e.part);
    return held.has(e.part) && e.ts === emit.max && e.max_was !== emit.max;
  }, emit.seq);
}

/** Of the event time of a task just before a place. @param {import('./moment.js').Moment} m @returns {Origin} */
export function originOf(m, task, before = m.n) {
  /** @type {Origin} */
  const out = { hops: [], emit: null, read: null };
  for (let at = task; out.hops.length < LONGEST_WAY; ) {
    const advance = m.last((e) => e.k === 'wm.advance' && e.at === at, before);
    if (!advance) return out;
    const hop = { advance, sent: null };
    out.hops.push(hop);
    const got = receiptOf(m, channelOfAdvance(advance), timeOrMin(advance.now), advance), sent = got && m.lastCause(got);
    // What a restore put back was sent in an attempt that is over.
    if (!sent || (sent.k !== 'wm.emit' && sent.k !== 'wm.send')) return out;
    hop.sent = sent;
    if (sent.k === 'wm.emit') return { ...out, emit: sent, read: readOf(m, sent) };
    at = sent.at;
    before = sent.seq;
  }
  return out;
}

/** "since step 6, from the watermark sent at step 4", without "since …" if it is not wanted. @param {Origin} origin */
export function originWords(m, origin, since) {
  const [first] = origin.hops;
  if (!first) return m.say('time.none');
  const { advance } = first, inputs = advance.inputs ?? [], out = since ? [m.say('time.since', { step: advance.step })] : [];
  if (inputs.length > 1) out.push(m.say('time.inputs', { formula: m.words.formula(inputs).slice(3) }));
  const root = origin.emit ?? origin.hops.at(-1).sent;
  if (!root) return out.join(', ');
  const alone = inputs.length <= 1 && root === first.sent;
  out.push(alone ? m.say('time.sent', { sent: root.step }) : m.say('time.sent_by', { sent: root.step, who: m.words.place(root.at) }));
  for (const { sent } of origin.hops.slice(0, -1).reverse()) out.push(m.say('time.via', { who: m.words.place(sent.at), step: sent.step }));
  return out.join(', ');
}

/** "trout@15 was read, 15 - 0 - 1 = 14"; empty: nothing is known. @param {Origin} origin */
export function formulaWords(m, { emit, read }) {
  if (!emit) return '';
  if (isMaxTime(timeOrMin(emit.value))) return m.say('time.end');
  if (!read) return '';
  const record = m.words.rec(read.r);
  if (!isThere(emit.bound)) return m.say('time.read_only', { record });
  return m.say('time.read', { record, max: timeText(timeOrMin(emit.max)), bound: emit.bound, value: timeText(timeOrMin(emit.value)) });
}

/** The line about an event time and where it comes from. @param {Origin} origin @param {bigint} now */
export function originLine(m, origin, now, since = true) {
  const formula = formulaWords(m, origin);
  return m.line('label.event_time', originWords(m, origin, since) + (formula && ':\n' + formula), { now: timeText(now) });
}
