// What the evaluators of why look at: the events before a place, the World there, and how to speak
// of them. Words know the World of the place, so a name is that of the place too.
import { same } from '../values.js';
import { Words } from '../words.js';

/** @typedef {{label:string, text:string}} WhyLine */
/** @typedef {{subject:string, headline:string, lines:WhyLine[]}} WhyAnswer */

/** A sentence for who asked: what was not found, or is meant by several, and what there is. */
export class WhyMistake extends Error {}

/** Sentences with the World of a place, whatever event they are about. */
class PlaceWords extends Words {
  constructor(words, n) {
    super(words.index, words.writing);
    this.n = n;
  }
  plan() { return this.index.planAt(this.n); }
  rec(r) { return super.rec(r, { seq: this.n - 1 }); }
  holds(ev) { return super.holds({ ...ev, seq: this.n - 1 }); }
}

export class Moment {
  /** The World of the index stands at place n, and stays there. @param {import('../index.js').Index} index @param {number} n @param {Words} words @param {Record<string, string>} phrases */
  constructor(index, n, words, phrases) {
    index.seek(n);
    this.index = index;
    this.n = n;
    this.step = index.stepOf(n);
    this.phrases = phrases;
    this.plan = index.planAt(n);
    this.words = new PlaceWords(words, n);
  }
  /** How to speak of what there was at another place. */
  wordsAt(n) { return new PlaceWords(this.words, n); }
  /** The same run at another place. */
  at(n) { return new Moment(this.index, n, this.words, this.phrases); }
  /** Is nothing behind this place, nor ever will be? */
  get atEnd() { return this.n === this.index.events.length && this.index.ended !== false; }
  get now() { return this.index.timeOf(this.n); }

  /** The last event before a place that fits. @param {(ev:any) => boolean} fits @returns {any|null} */
  last(fits, before = this.n) {
    for (let n = before - 1; n >= 0; n--) if (fits(this.index.events[n])) return this.index.events[n];
    return null;
  }
  /** The event that a member "by" or a cause names. @returns {any|null} */
  by(i) { return (typeof i === 'number' && i >= 0 ? this.index.event(i) : null) ?? null; }
  /** The last direct cause that is written down, if one is. */
  lastCause(ev) { return ev.c?.length ? this.by(ev.c.at(-1)) : null; }
  beginOf(step) { return this.index.first[step] ?? this.index.events.length; }
  endOf(step) { return Math.min(this.n, this.index.endOf(step)); }

  /** The uid of the operator that an event is about. @returns {string|null} */
  opOf(ev) {
    if (ev.op !== undefined) return ev.op;
    const head = this.plan.heads.get(ev.at);
    if (head !== undefined) return head;
    // A subtask of an earlier attempt, of which there are fewer now.
    const name = ev.at.includes('#') ? ev.at.slice(0, ev.at.lastIndexOf('#')) : ev.at;
    return this.plan.tasks.find((task) => task.name === name)?.ops[0].uid ?? null;
  }
  /** A row of the World by the parts of its key. @returns {any} undefined: there is none */
  get(table, ...key) { return this.index.world.get(table, ...key); }

  /** @param {string} name of a phrase @param {Record<string, any>} [fillings] */
  say(name, fillings = {}) {
    const text = this.phrases[name];
    if (text === undefined) throw new Error(`there is no phrase ${name}`);
    return text.split(/(\{[^}]*\})/).map((part) => {
      if (part[0] !== '{') return this.words.own(part);
      const filling = fillings[part.slice(1, -1)];
      if (filling === undefined) throw new Error(`the phrase ${name} is not filled in whole: ${part}`);
      return String(filling);
    }).join('');
  }
  val(v, names = null) { return this.words.val(v, names); }
  /** @returns {WhyLine} */
  line(label, text, fillings = {}) { return { label: this.say(label, fillings), text }; }
}

/** Are two fields equal? Absent is null. */
export const sameField = (a, b) => same(a ?? null, b ?? null);

export const isThere = (v) => v !== undefined && v !== null;
/** "a, b and c" @param {string[]} list */
export const andList = (list) => list.map((x, n) => (n === 0 ? '' : n + 1 === list.length ? ' and ' : ', ') + x).join('');
