// The coach: what just happened, where we are in the lesson, what is asked.
import { askForm } from './ask.js';
import { set, h, keyed } from './dom.js';

const $ = (id) => document.getElementById(id);
/** A step may say more than the coach has room for; the log says all. */
const MOST_LINES = 4;

/** @param {any} ctx @param {{chapters?:any[]}} lesson of this run @param {import('./ask.js').Asks} asks */
export function coach(ctx, lesson, asks) {
  const { index, words, act, state } = ctx, chapters = lesson.chapters ?? [];
  const form = askForm(asks, { step: () => state.step, draw: () => act({}), on: (step) => act({ step }) });
  function said(partial) {
    const lines = state.step ? words.lines(state.step, partial, state.n) : [], ev = state.step ? index.events[state.from] : null;
    set($('who'), { text: ev ? words.place(ev.at, ev) : 'before the first step' });
    const all = ev ? lines.slice(0, lines.length > MOST_LINES ? MOST_LINES - 1 : MOST_LINES) : [{ text: chapters.length ? 'Press → to take the first step.' : 'Press → to start.', glyph: '', role: 'quiet', ev: { seq: -1 } }];
    if (lines.length > all.length) all.push({ text: `and ${lines.length - all.length} more: the log has them`, glyph: '…', role: 'quiet', ev: { seq: -1 } });
    keyed($('said'), all, (l) => String(l.ev.seq), () => h('li', {}, h('span.glyph', { 'aria-hidden': 'true' }), h('button.plain', { type: 'button', title: 'why?' }), h('span')), (el, l) => {
      const [g, b, t] = el.children;
      el.className = `${l.role}${l.strong ? ' strong' : ''}`;
      set(g, { text: l.glyph });
      b.hidden = l.ev.seq < 0;
      t.hidden = l.ev.seq >= 0;
      set(l.ev.seq < 0 ? t : b, { text: l.text });
      b.onclick = () => act({ ev: l.ev.seq, tab: 'why' });
    });
  }
  function update(partial) {
    said(partial);
    const chapter = chapters.filter((c) => c.step <= state.step).at(-1);
    // Without a chapter it is still the heading of this part, for who hears the page.
    set($('chapter'), { text: chapter?.title || 'This step', class: chapter?.title ? null : 'unseen' });
    set($('text'), { text: chapter?.text ?? '' });
    form.update();
    document.body.classList.toggle('taught', !!(chapters.length || asks.list.length));
  }
  return {
    update,
    /** The question that stands before the next step. */ due: () => asks.due(state.step),
    /** On, as far as no question is in between. @param {number} to */
    walk(to) {
      const stop = asks.stop(state.step, to);
      if (stop !== to && stop === state.step) form.insist();
      else act({ step: stop });
    },
    insist: () => form.insist(),
    chapters: chapters.map((c) => c.step),
  };
}
