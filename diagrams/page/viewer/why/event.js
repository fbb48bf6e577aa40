// Why a step did what it did: the answer about its record or window, else what else it did, where it
// sent records and why there, the chain of its causes, and what followed from it.
import { WhyMistake } from './moment.js';
import { originLine, originOf } from './origin.js';
import { timeOrMin, timeText } from './times.js';
import { routeLines, shortRoute } from './route.js';
import { whyRecord } from './record.js';
import { whyWindow } from './window.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** @typedef {import('./moment.js').WhyAnswer} WhyAnswer */

const LONGEST_CHAIN = 3, MOST_LINES = 5, MOST_FOLLOWING = 3;
/** Events that are looked at for what followed. */
const FARTHEST_EFFECT = 100000;

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

/** @param {Moment} m @param {import('../words.js').Words} words */
const stepWords = (m, event, words = m.words) => m.say('event.step', { step: event.step, who: words.who(event), what: words.say(event) });

/** One line of the answer out of some of many; how many more there are is said. @param {Moment} m @param {string[]} lines @returns {import('./moment.js').WhyLine[]} */
function someLines(m, label, lines, most) {
  if (!lines.length) return [];
  const more = lines.length > most ? [m.say('event.more', { n: lines.length - most })] : [];
  return [m.line(label, [...lines.slice(0, most), ...more].join('\n'))];
}

const eventsOf = (m, step) => m.index.events.slice(m.beginOf(step), m.endOf(step));

/** What else is told of the same step. */
function sameStepLines(m, event) {
  const others = eventsOf(m, event.step).filter((e) => e !== event && !e.p && m.index.face(e).log !== 'micro');
  return someLines(m, 'label.same_step', others.map((e) => m.say('event.line', { who: m.words.who(e), what: m.words.say(e) })), MOST_LINES);
}

/** Where the records went that the step sent, and why there. */
function sentLines(m, step) {
  const sent = eventsOf(m, step).filter((e) => e.k === 'rec.send');
  if (sent.length === 1) return routeLines(m, sent[0]);
  return someLines(m, 'label.each_goes', sent.map((e) => m.say('event.sent', { record: m.words.rec(e.r), route: shortRoute(m, e) })), MOST_LINES);
}

function chainLines(m, event) {
  const lines = [];
  for (let at = causeOf(m, event); at && lines.length < LONGEST_CHAIN; at = causeOf(m, at)) lines.push(stepWords(m, toldOf(m, at)));
  return someLines(m, 'label.because', lines, LONGEST_CHAIN);
}

/** The steps whose events name one of this step as a cause, of what had happened by the place `until`. */
function followingLines(m, step, until) {
  const { index } = m, begin = index.endOf(step), end = Math.min(until, begin + FARTHEST_EFFECT), steps = new Set();
  for (let n = m.beginOf(step); n < begin; n++)
    for (const effect of index.effectsOf(n)) if (effect >= begin && effect < end && index.events[effect].c) steps.add(index.events[effect].step);
  const words = m.wordsAt(until), main = [...steps].sort((a, b) => a - b).slice(0, MOST_FOLLOWING + 1).map((next) => mainEvent(index, next, until));
  return someLines(m, 'label.led_to', main.filter(Boolean).map((event) => stepWords(m, event, words)), MOST_FOLLOWING);
}

/** @param {Moment} m @returns {WhyAnswer} */
function ofAdvance(m, event, until) {
  const who = m.words.place(event.at), was = timeText(timeOrMin(event.was)), time = timeOrMin(event.now);
  const headline = m.say('event.advance', { who, was, now: timeText(time), step: event.step, t: event.t });
  return { subject: who, headline, lines: [originLine(m, originOf(m, event.at, event.seq + 1), time, false), ...followingLines(m, event.step, until)] };
}

/** Of an event of the past; of what followed from it, what had happened by the place `until`. @param {Moment} m @param {any} event @param {number} until @returns {WhyAnswer} */
export function whyEvent(m, event, until) {
  switch (event.k) {
    case 'late':
    case 'win.assign': return whyRecord(m, event.r);
    case 'win.fire': return whyWindow(m, { at: event.at, op: m.opOf(event), key: event.key, start: event.start, end: event.end }, false);
    case 'wm.advance': return ofAdvance(m, event, until);
  }
  const { step, t } = event, headline = m.say('event.is', { who: m.words.who(event), what: m.words.say(event), step, t });
  return { subject: m.say('label.step', { step }), headline, lines: [...sameStepLines(m, event), ...sentLines(m, step), ...chainLines(m, event), ...followingLines(m, step, until)] };
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
  return whyEvent(end === m.n ? m : m.at(end), event, m.n);
}
