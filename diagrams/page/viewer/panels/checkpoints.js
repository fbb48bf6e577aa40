// A bar for each task of each checkpoint: waiting for the barrier, aligning, writing, acknowledged.
import { h, s, set, keyed, table, size } from '../dom.js';

export function checkpoints(root, { index, words, act }) {
  const list = h('div.cps'), at = h('div.scroll');
  root.append(list, h('p.key', {}, h('span.k.wait', { text: 'waits for a barrier' }), h('span.k.align', { text: 'aligns' }), h('span.k.async', { text: 'writes' }), h('span.k.ack', { text: '✓ acknowledged' })), h('details.twin', { ontoggle: () => act({}) }, h('summary', { text: 'as a table' }), at));
  const cps = new Map();
  for (const ev of index.events) {
    if (ev.k === 'cp.trigger') cps.set(ev.cp, { cp: ev.cp, trigger: ev, tasks: new Map(), end: null });
    const cp = cps.get(ev.cp), part = cp && (cp.tasks.get(ev.task ?? ev.at) ?? cp.tasks.set(ev.task ?? ev.at, {}).get(ev.task ?? ev.at));
    if (!cp) continue;
    if (ev.k === 'bar.recv' || (ev.k === 'ctl.recv' && ev.msg === 'trigger')) part.first ??= ev;
    if (ev.k === 'snap.sync') part.sync = ev;
    if (ev.k === 'snap.async') part.async = ev;
    if (ev.k === 'cp.ack') part.ack = ev;
    if (ev.k === 'cp.complete' || ev.k === 'cp.abort') cp.end = ev;
  }
  for (const ev of index.events) if (ev.k === 'restore' && ev.cp) (cps.get(ev.cp).restored ??= ev);

  function update(state) {
    const n = state.n, now = index.timeOf(n), seen = (e) => e && e.seq < n;
    keyed(list, [...cps.values()].filter((c) => seen(c.trigger)), (c) => String(c.cp), () => h('section', {}, h('h3'), s('svg', { role: 'img' })), (el, c) => {
      const [title, svg] = el.children, status = index.world.get('cp', c.cp), W = Math.max(260, (size(root).w || 400) - 24), L = 58, row = 22;
      const tasks = index.plan.tasks.map((t) => t.id), t0 = c.trigger.t, t1 = (c.end?.t ?? index.events.at(-1).t) + 1, X = (t) => L + ((Math.min(t, t1) - t0) / (t1 - t0)) * (W - L - 30);
      const n_ack = [...c.tasks.values()].filter((p) => seen(p.ack)).length;
      set(title, { text: `Checkpoint ${c.cp}, ${c.trigger.mode}: ${seen(c.end) ? (c.end.k === 'cp.complete' ? `✓ complete after ${c.end.took} ms${status === 'dropped' ? ', no longer kept' : ''}` : `⊗ ${c.end.why}`) : `${n_ack} of ${c.trigger.of} acknowledged`}${seen(c.restored) ? ' · ⇤ restored by attempt 2' : ''}` });
      const H = tasks.length * row + 20;
      set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H, 'aria-label': title.textContent });
      const items = [];
      tasks.forEach((id, k) => {
        const p = c.tasks.get(id) ?? {}, y = k * row + 4, cut = (t) => Math.min(t, now);
        const first = p.first, seg = (name, a, b, from) => { if (from && cut(b) >= a && now >= a) items.push({ id: id + name, cls: 'seg ' + name, x: X(a), w: Math.max(2, X(cut(b)) - X(a)), y: y + 2, title: `${words.place(id)}: ${name}, ${cut(b) - a} ms` }); };
        items.push({ id, text: words.place(id), x: L - 8, y: y + 14, a: 'end' });
        seg('wait', t0, first?.t ?? t1, true);
        if (seen(first)) seg('align', first.t, (seen(p.sync) ? p.sync.t : now), true);
        if (seen(p.sync)) seg('async', p.sync.t, (p.async ?? { t: t1 }).t, true);
        if (seen(p.sync)) items.push({ id: id + 'snap', text: '◆', x: X(p.sync.t), y: y + 14, a: 'middle', cls: 'snap' });
        if (seen(p.ack)) items.push({ id: id + 'ack', text: '✓', x: X(p.ack.t) + 4, y: y + 14, a: 'start', cls: 'ack' });
      });
      items.push({ id: 't0', text: `t=${t0}`, x: L, y: H - 3, a: 'start', cls: 'axis' }, { id: 't1', text: seen(c.end) ? `${c.end.t}` : '', x: X(c.end?.t ?? t1), y: H - 3, a: 'middle', cls: 'axis' });
      keyed(svg, items, (x) => x.id, (x) => (x.text !== undefined ? s('text') : s('rect', { rx: 2 }, s('title'))), (g, x) => {
        if (x.text !== undefined) set(g, { x: x.x, y: x.y, 'text-anchor': x.a, class: x.cls, text: x.text });
        else { set(g, { x: x.x, y: x.y, width: x.w, height: 14, class: x.cls }); set(g.firstChild, { text: x.title }); }
      });
    });
    const rows = [...cps.values()].filter((c) => seen(c.trigger)).flatMap((c) => index.plan.tasks.map((t) => {
      const p = c.tasks.get(t.id) ?? {}, ms = (e, f) => (seen(e) ? `${f(e)} ms` : '–');
      return { key: `${c.cp}|${t.id}`, cells: [`${c.cp}`, words.place(t.id), ms(p.sync, (e) => e.wait), ms(p.sync, (e) => e.align), seen(p.sync) ? words.holds(p.sync) : '–', ms(p.async, (e) => e.took), seen(p.ack) ? { text: `✓ t=${p.ack.t}`, go: p.ack.i } : '–'] };
    }));
    table(at, { caption: 'Checkpoints by task', head: ['checkpoint', 'task', 'start delay', 'alignment', 'holds', 'written in', 'acknowledged'], rows, empty: cps.size ? 'No checkpoint has been started yet.' : 'This run takes no checkpoints.' }, act);
  }
  return { update };
}
