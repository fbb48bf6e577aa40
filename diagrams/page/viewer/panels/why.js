// Why: the chain of causes behind the chosen event, with the arithmetic; and what it led to.
import { h, set, keyed } from '../dom.js';

export function why(root, { index, words, act }) {
  const title = h('p.whyhead'), sum = h('dl.arith'), up = h('ol.chain'), head2 = h('h3', { text: 'It led to' }), down = h('ul.chain');
  root.append(title, sum, h('h3', { text: 'Because' }), up, head2, down);
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
  function update(state) {
    const ev = pick(state);
    if (!ev) { set(title, { text: 'Take a step, then ask.' }); sum.replaceChildren(); keyed(up, [], String, line, fill); keyed(down, [], String, line, fill); head2.hidden = true; return; }
    set(title, { text: `${words.place(ev.at)} ${words.say(ev)}` });
    const rows = arithmetic(ev);
    sum.replaceChildren(...rows.flatMap(([a, b]) => [h('dt', { text: a }), h('dd', { text: b })]));
    const chain = [], seen = new Set([ev.seq]);
    let front = index.causes(ev);
    while (front.length && chain.length < 7) {
      const next = [];
      for (const i of front) if (!seen.has(i)) { seen.add(i); chain.push(index.events[i]); next.push(...index.causes(index.events[i])); }
      front = next;
    }
    keyed(up, chain.slice(0, 7), (e) => String(e.seq), line, fill);
    const led = index.effectsOf(ev.seq).filter((i) => i < state.n).slice(0, 6);
    head2.hidden = !led.length;
    keyed(down, led.map((i) => index.events[i]), (e) => String(e.seq), line, fill);
  }
  const clockSince = (ev) => {
    let i = ev.seq - 1;
    while (i >= 0 && !(index.events[i].k === 'wm.advance' && index.events[i].at === ev.at)) i--;
    return i >= 0 ? `${ev.wm ?? 'MIN'}, since step ${index.events[i].step}` : 'MIN: no watermark has come';
  };
  function arithmetic(ev) {
    switch (ev.k) {
      case 'late': return [['window', `${words.win(ev)}: last tick ${ev.last}, allowed lateness ${ev.lateness}`], ['late when', 'last tick + allowed lateness ≤ event time'], ['here', `${ev.last} + ${ev.lateness} ≤ ${ev.wm} is true`], ['event time', clockSince(ev)]];
      case 'win.assign': return [['window', `${words.win(ev)}: last tick ${ev.end - 1}`], ['late when', 'last tick + allowed lateness ≤ event time'], ['here', `${ev.end - 1} + ${index.plan.windows[0].lateness} ≤ ${ev.wm ?? 'MIN'} is false`], ['event time', clockSince(ev)]];
      case 'win.fire': return [['fires when', 'event time ≥ last tick'], ['here', `${ev.wm} ≥ ${ev.end - 1} is true`], ['holds', words.val(ev.val)]];
      case 'wm.emit': return ev.bound !== undefined ? [['watermark', 'newest event time − out_of_orderness − 1'], ['here', `${ev.max} − ${ev.bound} − 1 = ${ev.value}`]] : [];
      case 'wm.advance': return [['event time', 'the lowest watermark of the active channels'], ['here', `min(${ev.inputs.map((x) => `${words.chan(x.ch, 'from')} ${x.wm}`).join(', ')}) = ${ev.now}`]];
      case 'al.block': return [['rule', 'aligned: what follows a barrier must not reach the snapshot'], ['here', `${ev.seen} of ${ev.of} barriers have come`]];
      case 'snap.chan': return [['rule', 'unaligned: what is in front of a barrier that has not come yet belongs to the checkpoint'], ['here', `${words.rec(ev.r)} arrived after the snapshot and before the barrier`]];
      case 'snap.sync': return [['holds', words.holds(ev)], ['start delay', `${ev.wait} ms`], ['alignment', `${ev.align} ms`]];
      case 'cp.complete': return [['rule', 'every task has acknowledged'], ['took', `${ev.took} ms`]];
      case 'st.write': return ev.kg !== undefined ? [['key group', `murmur(hash("${words.val(ev.key)}")) mod ${index.plan.maxpar} = ${ev.kg}`]] : [];
      case 'sink.write': return ev.dup !== undefined ? [['again', `the result of the same record was written in step ${index.event(ev.dup).step}: ${words.val(index.event(ev.dup).val)}`]] : [];
      case 'tx.commit': return [['rule', 'a transaction is committed when its checkpoint is complete']];
      default: return [];
    }
  }
  return { update };
}
