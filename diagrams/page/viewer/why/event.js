// Why a step did what it did: the answer about its record or window, else the chain of its causes.
import { WhyMistake } from './moment.js';
import { originLine, originOf } from './origin.js';
import { timeOrMin, timeText } from './times.js';
import { whyRecord } from './record.js';
import { whyWindow } from './window.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */

const LONGEST_CHAIN = 7;

/** The event of an earlier step that this one follows from, by its last cause, or null. @param {Moment} m */
function causeOf(m, event) {
  let at = event;
  while (at && at.step === event.step) {
    const next = at.c ? m.lastCause(at) : at.seq > m.beginOf(event.step) ? m.index.events[at.seq - 1] : null;
    // A trace goes forward: nothing follows from what comes later.
    if (next && next.seq >= at.seq) return null;
    at = next;
  }
  return at && at.step > 0 ? at : null;
}

/** What is told of a send is what was sent: the read or the arithmetic before it. @param {Moment} m */
function toldOf(m, event) {
  let at = event;
  while (m.index.face(at).log === 'micro' || at.k === 'rec.send') {
    const before = m.index.events[at.seq - 1];
    if (!before || before.step !== event.step) return event;
    at = before;
  }
  return at;
}

function chainLines(m, event) {
  const lines = [];
  for (let at = causeOf(m, event); at && lines.length < LONGEST_CHAIN; at = causeOf(m, at)) {
    const tell = toldOf(m, at);
    lines.push(m.line('label.step', m.say('event.line', { who: m.words.who(tell), what: m.words.say(tell) }), { step: at.step }));
  }
  return lines;
}

/** @param {Moment} m @returns {WhyAnswer} */
function ofAdvance(m, event) {
  const who = m.words.place(event.at), was = timeText(timeOrMin(event.was)), time = timeOrMin(event.now);
  const headline = m.say('event.advance', { who, was, now: timeText(time), step: event.step, t: event.t });
  return { subject: who, headline, lines: [originLine(m, originOf(m, event.at, event.seq + 1), time, false)] };
}

/** Of an event of the past. @param {Moment} m @param {any} event @returns {WhyAnswer} */
export function whyEvent(m, event) {
  switch (event.k) {
    case 'late':
    case 'win.assign': return whyRecord(m, event.r);
    case 'win.fire': return whyWindow(m, { at: event.at, op: m.opOf(event), key: event.key, start: event.start, end: event.end }, false);
    case 'wm.advance': return ofAdvance(m, event);
  }
  const { step, t } = event, headline = m.say('event.is', { who: m.words.who(event), what: m.words.say(event), step, t });
  return { subject: m.say('label.step', { step }), headline, lines: chainLines(m, event) };
}

/** The event of a step that matters most, among the first n. @param {import('../index.js').Index} index @returns {any|null} */
export function mainEvent(index, step, n) {
  let milestone = null, joins = null, line = null, any = null;
  for (let at = index.first[step] ?? n; at < Math.min(n, index.endOf(step)); at++) {
    const e = index.events[at], face = index.face(e);
    any = e;
    if (face.log === 'micro') continue;
    if (face.milestone) milestone = e;
    if (e.k === 'win.assign') joins = e;
    line = e;
  }
  return milestone ?? joins ?? line ?? any;
}

/** Of what a step did: of its milestone, else of its last event that is told. @param {Moment} m @param {bigint} step @returns {WhyAnswer} */
export function whyStep(m, step) {
  if (step > BigInt(m.step)) throw new WhyMistake(`Step ${step} has not come yet: this is step ${m.step}.`);
  const event = step > 0n ? mainEvent(m.index, Number(step), m.n) : null;
  if (!event) throw new WhyMistake(m.step === 0 ? 'Nothing has happened yet: steps begin with 1.' : `There is no step ${step}; steps are 1 to ${m.step}.`);
  const end = m.endOf(event.step);
  return whyEvent(end === m.n ? m : m.at(end), event);
}
