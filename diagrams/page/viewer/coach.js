// The coach: what just happened, where we are in the lesson, what is asked.
import { readAnswer, replyTo, wanted } from './answers.js';
import { set, h, keyed } from './dom.js';

const $ = (id) => document.getElementById(id);
/** A step may say more than the coach has room for; the log says all. */
const MOST_LINES = 4;

/** @param {any} ctx @param {{chapters?:any[], asks?:any[]}} lesson of this run */
export function coach(ctx, lesson) {
  const { index, words, act, state } = ctx, answers = new Map(), asks = lesson.asks ?? [], chapters = lesson.chapters ?? [];
  const dueAt = () => asks.find((a) => a.before === state.step + 1 && !answers.has(a.id));
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
    const due = dueAt(), done = asks.filter((a) => answers.has(a.id) && a.before <= state.step).find((a) => state.step - a.before < 3);
    const kept = asks.find((a) => answers.has(a.id) && a.before === state.step + 1);
    $('ask').hidden = !due;
    if (due) { set($('question'), { text: due.text }); set($('qid'), { text: `predict ${due.id}` }); set($('answer'), { placeholder: wanted(due.kind), 'aria-describedby': 'misfit' }); }
    $('reply').hidden = !(done || kept);
    if (kept) set($('reply'), { text: `Kept: ${answers.get(kept.id)}. Step on and see.` });
    else if (done) set($('reply'), { text: replyTo(done, answers.get(done.id)) });
    document.body.classList.toggle('asked', !!(due || done || kept));
    document.body.classList.toggle('taught', !!(chapters.length || asks.length));
  }
  $('ask').addEventListener('submit', (e) => {
    e.preventDefault();
    const due = dueAt();
    if (!due) return;
    const value = readAnswer(due.kind, $('answer').value);
    set($('misfit'), { text: value === null ? `The answer is ${wanted(due.kind)}.` : '' });
    if (value === null) return;
    answers.set(due.id, value);
    $('answer').value = '';
    $('forward').focus();
    act({});
  });
  $('skip').addEventListener('click', () => {
    for (const a of asks) if (a.before === state.step + 1 && !answers.has(a.id)) answers.set(a.id, null);
    act({ step: state.step + 1 });
  });
  return {
    update,
    /** The question that stands before the next step. */ due: dueAt,
    /** The first question on the way to a step. @param {number} to */
    onTheWay: (to) => asks.find((a) => a.before > state.step + 1 && a.before <= to && !answers.has(a.id)),
    chapters: chapters.map((c) => c.step), answers,
  };
}
