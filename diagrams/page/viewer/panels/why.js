// Why: the answer about the chosen event, or to what somebody asks, in the words of `weir why`; and the way to its causes
// and to what it led to.
import { h, set, keyed } from '../dom.js';
import { why as whyAsked, whyOf } from '../why/why.js';

const LONGEST_CHAIN = 7, MOST_LED = 6;

export function why(root, { index, words, phrases, act }) {
  let last = null;
  const question = h('input', { type: 'search', id: 'question-why', placeholder: 'why …: eel, not window 10, watermark count, state count alice', 'aria-label': 'Ask why', oninput: () => { if (last) update(last); } });
  const title = h('p.whyhead', { role: 'status' }), sum = h('dl.arith'), head1 = h('h3', { text: 'Because' }), up = h('ol.chain'), head2 = h('h3', { text: 'It led to' }), down = h('ul.chain');
  root.append(h('div.logbar', {}, question), title, sum, head1, up, head2, down);
  const line = () => h('li', {}, h('button.link', { type: 'button' }), h('span'));
  const fill = (el, ev) => {
    const [b, t] = el.children, face = index.face(ev);
    set(b, { text: `step ${ev.step}` });
    b.onclick = () => act({ go: ev.seq });
    set(t, { text: ` ${words.place(ev.at)} ${face.glyph} ${words.say(ev)}` });
  };
  function pick(state) {
    if (state.ev !== null && state.ev < state.n) return index.events[state.ev];
    if (!state.step) return null;
    const lines = words.lines(state.step, false, state.n);
    return (lines.filter((l) => l.strong).at(-1) ?? lines.at(-1))?.ev ?? null;
  }
  function causesOf(ev) {
    const chain = [], seen = new Set([ev.seq]);
    for (let front = index.causes(ev); front.length && chain.length < LONGEST_CHAIN; ) {
      const fresh = front.filter((n) => !seen.has(n) && seen.add(n)).map((n) => index.events[n]);
      chain.push(...fresh);
      front = fresh.flatMap((e) => index.causes(e));
    }
    return chain.slice(0, LONGEST_CHAIN);
  }
  function update(state) {
    last = state;
    const asked = question.value.trim(), ev = asked ? null : pick(state);
    const answer = asked ? whyAsked(index, state.n, asked, words, phrases) : ev ? whyOf(index, ev, words, phrases) : { error: 'Take a step, then ask.' };
    set(title, { text: answer.error ?? answer.headline });
    sum.replaceChildren(...(answer.lines ?? []).flatMap(({ label, text }) => [h('dt', { text: label }), h('dd', { text })]));
    const chain = ev ? causesOf(ev) : [], led = ev ? index.effectsOf(ev.seq).filter((i) => i < state.n).slice(0, MOST_LED).map((i) => index.events[i]) : [];
    head1.hidden = !chain.length;
    head2.hidden = !led.length;
    keyed(up, chain, (e) => String(e.seq), line, fill);
    keyed(down, led, (e) => String(e.seq), line, fill);
  }
  return { update };
}
