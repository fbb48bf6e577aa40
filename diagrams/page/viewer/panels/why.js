// Why, and why not: the answers of `weir why`, to a question that is typed, to what is chosen, to what happened last;
// the chain of causes behind it, and what it led to.
import { h, set, keyed } from '../dom.js';
import { why as answer, whyOf } from '../why/why.js';
import { partsOf } from '../values.js';

const MOST_CAUSES = 7, MOST_EFFECTS = 6, MOST_OFFERS = 6;

export function why(root, ctx) {
  const { index, words, act, catalogue } = ctx, phrases = catalogue.phrases;
  const input = h('input', { type: 'search', id: 'question-of-why', placeholder: 'why… not window 20, watermark count, eel@12', 'aria-label': 'Why, or why not', 'aria-describedby': 'why-error' });
  const form = h('form.bar.ask', { onsubmit: (e) => { e.preventDefault(); act({ ev: null }); } }, h('span', { text: 'why' }), input, h('button', { text: 'ask' }));
  const offers = h('p.offers', { 'aria-label': 'Questions to ask' }), error = h('p.mistake', { id: 'why-error', role: 'status' }), title = h('p.whyhead'), sum = h('dl.arith');
  const up = h('ol.chain'), head1 = h('h3', { text: 'Because' }), head2 = h('h3', { id: 'led', text: 'It led to' }), down = h('ul.chain');
  root.append(form, offers, error, title, sum, head1, up, head2, down);
  let asked = '', askedAt = -1;
  form.addEventListener('submit', () => { asked = input.value.trim(); askedAt = index.at; act({}); });
  input.addEventListener('input', () => { if (!input.value.trim()) { asked = ''; act({}); } });

  const line = () => h('li', {}, h('button.link', { type: 'button' }), h('span'));
  const fill = (el, ev) => {
    const [b, t] = el.children;
    set(b, { text: `step ${ev.step}` });
    b.onclick = () => act({ go: ev.seq });
    set(t, { text: ` ${words.place(ev.at, ev)} ${index.face(ev).glyph} ${words.say(ev)}` });
  };
  /** The event that is chosen, else the one of this step that tells most. */
  function pick(state) {
    if (state.ev !== null && state.ev < state.n) return index.events[state.ev];
    if (!state.step) return null;
    const lines = words.lines(state.step, false, state.n);
    return (lines.filter((l) => l.strong).at(-1) ?? lines.at(-1))?.ev ?? null;
  }
  /** Questions that make sense here. */
  function offered(state) {
    const { world, plan } = index, out = [], quote = (text) => (/^[\w.#@+:-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`);
    if (state.sel?.startsWith('r:')) out.push(quote(words.rec(state.sel.slice(2))));
    if (state.sel?.startsWith('cell:')) { const [, , cell, key] = partsOf(state.sel.slice(5)); out.push(`state ${quote(cell)}${key !== null ? ' ' + quote(words.val(key)) : ''}`); }
    if (index.timed) for (const t of plan.tasks) if (plan.ins.get(t.id).length && out.length < 3) out.push(`watermark ${quote(words.place(t.id))}`);
    let n = 0;
    for (const key of world.tables.get('win')?.keys() ?? []) {
      if (n++ > 2 || out.length >= MOST_OFFERS) break;
      const [, , k, start] = partsOf(key);
      out.push(`not window ${k !== null ? quote(words.val(k)) + ' ' : ''}${start}`);
    }
    return [...new Set(out)].slice(0, MOST_OFFERS);
  }
  function update(state) {
    if (asked && askedAt !== state.n && state.ev !== null) { asked = ''; input.value = ''; }
    keyed(offers, offered(state), String, (q) => h('button.chip', { type: 'button', text: q, onclick: () => { input.value = q; asked = q; askedAt = index.at; act({ ev: null }); } }), () => {});
    const ev = asked ? null : pick(state), told = asked ? answer(index, state.n, asked, words, phrases) : ev ? whyOf(index, ev, words, phrases) : null;
    set(error, { text: asked && told?.error ? told.error : '' });
    set(title, { text: !told ? 'Take a step, then ask.' : told.error ? (ev ? `${words.place(ev.at, ev)} ${words.say(ev)}` : '') : told.headline });
    keyed(sum, (told?.lines ?? []).flatMap((l, k) => [{ id: 't' + k, tag: 'dt', text: l.label }, { id: 'd' + k, tag: 'dd', text: l.text }]), (x) => x.id, (x) => h(x.tag), (el, x) => set(el, { text: x.text }));
    const chain = [], seen = new Set(ev ? [ev.seq] : []);
    let front = ev ? index.causes(ev) : [];
    while (front.length && chain.length < MOST_CAUSES) {
      const next = [];
      for (const i of front) if (!seen.has(i)) { seen.add(i); chain.push(index.events[i]); next.push(...index.causes(index.events[i])); }
      front = next;
    }
    head1.hidden = !chain.length;
    keyed(up, chain.slice(0, MOST_CAUSES), (e) => String(e.seq), line, fill);
    const effects = ev ? index.effectsOf(ev.seq).filter((i) => i < state.n) : [];
    head2.hidden = !effects.length;
    set(head2, { text: effects.length > MOST_EFFECTS ? `It led to ${effects.length} events, the first ${MOST_EFFECTS}` : 'It led to' });
    keyed(down, effects.slice(0, MOST_EFFECTS).map((i) => index.events[i]), (e) => String(e.seq), line, fill);
  }
  return { update };
}
