// A bar for each task of each checkpoint: waiting for the barrier, aligning, writing, acknowledged; how it ended, what it
// holds of channels, and which attempts went on from it.
import { h, s, set, keyed, table, size } from '../dom.js';
import { before } from '../live.js';
import { checkpointFacts } from './checkpoint_facts.js';

const MOST = 6, MOST_TASKS = 24, MOST_ROWS = 120;
const KEY = [['wait', 'waits for a barrier'], ['align', 'aligns'], ['async', 'writes'], ['store', 'the store writes']];

export function checkpoints(root, { index, words, act }) {
  const list = h('div.cps'), note = h('p.cutsay'), at = h('div.scroll');
  const twin = h('details.twin', { ontoggle: () => act({}) }, h('summary', { text: 'as a table' }), at);
  root.append(note, list, h('p.key', {}, ...KEY.map(([cls, text]) => h(`span.k.${cls}`, { text })), h('span', { text: '◆ snapshot' }), h('span', { text: '⇥ goes on unaligned' }), h('span', { text: '✓ acknowledged' })), twin);
  const all = checkpointFacts(index);

  function told(c, n) {
    const seen = (e) => e && e.seq < n, status = index.world.get('cp', c.cp), acks = [...c.parts.values()].filter((p) => seen(p.ack)).length;
    const how = !seen(c.end) ? `${acks} of ${c.trigger.of} acknowledged` : c.end.k === 'cp.complete' ? `✓ complete${c.end.took !== undefined ? ` after ${c.end.took} ms` : ''}${status === 'dropped' ? ', no longer kept' : ''}` : `⊗ given up: ${words.text(c.end.why)}`;
    const back = c.restored.filter(seen).map((e) => `⇤ attempt ${e.now} goes on from it (step ${e.step})`), late = c.acks.filter(seen).length, flight = c.inflight.filter(seen);
    return { title: `${c.trigger.type === 'checkpoint' || !c.trigger.type ? 'Checkpoint' : c.trigger.type[0].toUpperCase() + c.trigger.type.slice(1)} ${c.cp}, ${c.trigger.mode}: ${how}`, notes: [...back, ...(late ? [`${late} ${late === 1 ? 'answer came' : 'answers came'} too late and counted for nothing`] : []), ...(flight.length ? [`⇥ in flight, part of it: ${flight.slice(0, 8).map((e) => (e.r ? words.rec(e.r, e) : e.e === 'wm' ? `▲${e.value}` : e.e)).join(', ')}${flight.length > 8 ? ` and ${flight.length - 8} more` : ''}`] : [])] };
  }
  function draw(svg, c, n, now) {
    const seen = (e) => e && e.seq < n, W = Math.max(240, (size(root).w || 400) - 28), plan = index.planAt(c.trigger.seq + 1), tasks = plan.tasks.slice(0, MOST_TASKS).map((t) => t.id), row = tasks.length > 8 ? 15 : 21;
    const L = Math.min(120, 12 + 7 * Math.max(4, ...tasks.map((t) => words.place(t, c.trigger).length))), t0 = c.trigger.t, t1 = Math.max(t0 + 1, seen(c.end) ? Math.max(c.end.t, ...[...c.parts.values()].map((p) => (seen(p.async) ? p.async.t : 0))) : now), X = (t) => L + ((Math.min(t, t1) - t0) / (t1 - t0)) * (W - L - 34), H = tasks.length * row + 18;
    const items = [];
    tasks.forEach((id, k) => {
      const p = c.parts.get(id) ?? { writes: [] }, y = k * row + 3, name = words.place(id, c.trigger);
      const seg = (cls, a, b, what) => { if (now >= a) items.push({ id: id + cls + a, cls: 'seg ' + cls, x: X(a), w: Math.max(2, X(Math.min(b, now)) - X(a)), y: y + (cls === 'store' ? row - 8 : 1), h: cls === 'store' ? 3 : row - 6, title: `${name} ${what}, ${Math.min(b, now) - a} ms` }); };
      const text = (key, t, x, y_, a, cls) => items.push({ id: id + key, text: t, x, y: y_, a, cls });
      text('name', name.length > 16 ? name.slice(0, 15) + '…' : name, L - 8, y + row - 9, 'end', p.ack || !seen(c.end) ? '' : 'axis');
      const stop = seen(c.end) && c.end.k === 'cp.abort' ? c.end.t : now;
      seg('wait', t0, seen(p.first) ? p.first.t : stop, 'waits for a barrier');
      if (seen(p.first)) seg('align', p.first.t, seen(p.sync) ? p.sync.t : stop, 'aligns');
      if (seen(p.sync)) seg('async', p.sync.t, seen(p.async) ? p.async.t : Math.max(stop, p.sync.t), 'writes its snapshot');
      for (const w of p.writes) if (seen(w.begin)) seg('store', w.begin.t, seen(w.end) ? w.end.t : now, `waits for the store: ${w.begin.what}`);
      if (seen(p.switched)) text('switch', '⇥', X(p.switched.t), y + row - 9, 'middle', 'barrier');
      if (seen(p.sync)) text('snap', '◆', X(p.sync.t), y + row - 9, 'middle', 'snap');
      if (seen(p.ack)) text('ack', '✓', X(p.ack.t) + 5, y + row - 9, 'start', 'ack');
    });
    items.push({ id: 't0', text: `t=${t0}`, x: L, y: H - 3, a: 'start', cls: 'axis' }, { id: 't1', text: String(t1), x: X(t1), y: H - 3, a: 'middle', cls: 'axis' });
    set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H });
    svg.parentElement.classList.toggle('aborted', !!(seen(c.end) && c.end.k === 'cp.abort'));
    keyed(svg, items, (x) => x.id, (x) => (x.text !== undefined ? s('text') : s('rect', { rx: 2 }, s('title'))), (g, x) => {
      if (x.text !== undefined) set(g, { x: x.x, y: x.y, 'text-anchor': x.a, class: x.cls, text: x.text });
      else { set(g, { x: x.x, y: x.y, width: x.w, height: x.h, class: x.cls }); set(g.firstChild, { text: x.title }); }
    });
  }
  function update(state) {
    const n = state.n, now = index.timeOf(n), upTo = before(all, n, (c) => c.trigger.seq), started = all.slice(0, upTo);
    // The last ones, and before them the one that the last restore took.
    const recent = new Set(started.slice(-MOST)), source = started.findLast((c) => c.restored.some((e) => e.seq < n));
    if (source) recent.add(source);
    const followed = state.sel?.startsWith('cp:') && started.find((c) => 'cp:' + c.cp === state.sel);
    if (followed) recent.add(followed);
    const shown = [...recent].sort((a, b) => b.cp - a.cp);
    set(note, { text: !all.length ? 'This run takes no checkpoints.' : !upTo ? 'No checkpoint has been started yet.' : upTo > shown.length ? `${shown.length} of ${upTo} checkpoints: the last ones${source ? ', and the one that was taken back' : ''}` : '' });
    keyed(list, shown, (c) => String(c.cp), (c) => h('section', {}, h('h3', {}, h('button.plain', { type: 'button', title: 'follow this checkpoint', onclick: () => act({ sel: 'cp:' + c.cp }) })), s('svg', { role: 'img' }), h('ul.cpnotes')), (el, c) => {
      const [head, svg, notes] = el.children, { title, notes: lines } = told(c, n);
      set(head.firstChild, { text: title });
      el.classList.toggle('sel', state.sel === 'cp:' + c.cp);
      set(svg, { 'aria-label': title });
      draw(svg, c, n, now);
      keyed(notes, lines.map((text, k) => ({ text, k })), (x) => String(x.k), () => h('li'), (li, x) => set(li, { text: x.text }));
    });
    if (!twin.open) return;
    const seen = (e) => e && e.seq < n, ms = (e, f) => (seen(e) && f(e) !== undefined ? `${f(e)} ms` : '–');
    const rows = shown.flatMap((c) => index.planAt(c.trigger.seq + 1).tasks.map((t) => {
      const p = c.parts.get(t.id) ?? {};
      return { key: `${c.cp}|${t.id}`, cells: [String(c.cp), words.place(t.id, c.trigger), ms(p.sync, (e) => e.wait), ms(p.sync, (e) => e.align), seen(p.sync) ? words.holds(p.sync) : '–', ms(p.async, (e) => e.took), seen(p.ack) ? { text: `✓ t=${p.ack.t}`, go: p.ack.seq } : '–'] };
    })).slice(0, MOST_ROWS);
    table(at, { caption: 'Checkpoints by task, the newest first', head: ['checkpoint', 'task', 'start delay', 'alignment', 'holds', 'written in', 'acknowledged'], rows, empty: 'No checkpoint has been started yet.' }, act);
  }
  return { update };
}
