// Predictions: asked one step before the event that gives the answer away. A walk stops there until something is said,
// or the question is skipped; a link or the scrubber goes where it is told. What was said is kept, and stays when the
// page is opened again; the reply comes after the step.
import { set } from './dom.js';
import { isRight, readAnswer, replyTo, wanted } from './answers.js';

/** @typedef {{id:string, before:number, kind:string, text:string, answer:string, right:string, otherwise:string, wrong:{when:string, say:string, because?:string}[]}} Ask */

export class Asks {
  /** @param {Ask[]} list @param {{get:(k:string)=>string|null, set:(k:string,v:string)=>void}} keep @param {string} name of lesson and run */
  constructor(list, keep, name) {
    this.list = list;
    this.keep = keep;
    this.name = name;
    /** @type {Map<string, string|null>} null: skipped */ this.said = new Map();
    for (const a of list) {
      const kept = keep.get(this.#key(a)), read = kept === null ? null : readAnswer(a.kind, kept);
      if (read !== null) this.said.set(a.id, read);
    }
  }
  #key(ask) { return `weir-said-${this.name}-${ask.id}`; }
  /** "11.3" of its second part "11.3.2". */
  #question(ask) { return ask.id.split('.').slice(0, 2).join('.'); }
  #open(ask) { return !this.said.has(ask.id); }
  /** Is there a question that was neither answered nor skipped? */
  get open() { return this.list.some((a) => this.#open(a)); }
  /** The question to be answered at a step. @param {number} step @returns {Ask|undefined} */
  due(step) { return this.list.find((a) => a.before === step + 1 && this.#open(a)); }
  /** How far a walk gets. @param {number} from @param {number} to */
  stop(from, to) {
    const before = this.list.filter((a) => a.before > from && a.before <= to && this.#open(a)).map((a) => a.before);
    return before.length ? Math.min(...before) - 1 : to;
  }
  /** @param {Ask} ask @param {string} typed @returns {string|null} null: it is no answer of that kind */
  answer(ask, typed) {
    const value = readAnswer(ask.kind, typed);
    if (value === null) return null;
    this.said.set(ask.id, value);
    this.keep.set(this.#key(ask), value);
    return value;
  }
  /** All that is asked at a step. @param {number} step */
  skip(step) { for (const a of this.list) if (a.before === step + 1 && this.#open(a)) this.said.set(a.id, null); }
  /** What is said about answers at a step: kept, or the replies to them. @param {number} step @returns {string[]} */
  replies(step) {
    const kept = this.list.filter((a) => a.before === step + 1 && typeof this.said.get(a.id) === 'string');
    if (kept.length) return [`Kept: ${kept.map((a) => this.said.get(a.id)).join('; ')}. Step on and see.`];
    const last = Math.max(0, ...this.list.filter((a) => !this.#open(a) && a.before <= step).map((a) => a.before));
    if (!last || step - last >= 3) return [];
    const out = [], at = this.list.filter((a) => a.before === last && !this.#open(a));
    for (const question of new Set(at.map((a) => this.#question(a)))) {
      const parts = at.filter((a) => this.#question(a) === question);
      out.push(...parts.map((a) => replyTo(a, this.said.get(a.id) ?? null)));
      if (parts.every((a) => isRight(a, this.said.get(a.id)))) out.push(parts[0].right);
    }
    return out.filter(Boolean);
  }
}

/** The form of the coach. @param {Asks} asks @param {{step:()=>number, draw:()=>void, on:(step:number)=>void}} page */
export function askForm(asks, page) {
  const at = (id) => document.getElementById(id), form = at('ask'), field = at('answer'), misfit = at('misfit'), ready = () => asks.due(page.step());
  const give = (typed) => {
    const due = ready();
    if (!due) return;
    const value = asks.answer(due, typed);
    set(misfit, { text: value === null ? `The answer is ${wanted(due.kind)}.` : '' });
    if (value === null) return field.focus();
    field.value = '';
    page.draw();
    (ready() ? field : at('forward')).focus();
  };
  form.addEventListener('submit', (e) => { e.preventDefault(); give(field.value); });
  for (const word of ['yes', 'no']) at('say-' + word).addEventListener('click', () => give(word));
  at('skip').addEventListener('click', () => { asks.skip(page.step()); at('forward').focus(); page.on(page.step() + 1); });
  let shown = null;
  return {
    /** A walk has come to a question and would go on. */
    insist() {
      set(misfit, { text: 'First a prediction: answer, or skip it.' });
      (at('choices').hidden ? field : at('say-yes')).focus();
    },
    update() {
      const due = ready(), replies = asks.replies(page.step()), choose = due?.kind === 'yes_no';
      if (!due && form.contains(document.activeElement)) at('forward').focus();
      form.hidden = !due;
      if (due !== shown) { set(misfit, { text: '' }); field.value = ''; }
      shown = due;
      if (due) {
        set(at('question'), { text: due.text });
        set(at('qid'), { text: `predict ${due.id}` });
        set(field, { placeholder: wanted(due.kind), inputmode: ['number', 'step'].includes(due.kind) ? 'decimal' : null });
      }
      field.hidden = at('keep').hidden = choose;
      at('choices').hidden = !choose;
      at('reply').hidden = !replies.length;
      at('reply').replaceChildren(...replies.map((text) => { const p = document.createElement('p'); p.textContent = text; return p; }));
      document.body.classList.toggle('asked', !!(due || replies.length));
    },
  };
}
