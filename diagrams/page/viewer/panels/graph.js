// The job as it runs: a card for each task, a row of slots for each channel, a token for each element in it.
import { h, s, set, keyed, size } from '../dom.js';
import { partsOf } from '../values.js';

const CARD = { w: 156, h: 64 };

export function graph(root, { index, words, act }) {
  const svg = s('svg', { role: 'group', 'aria-label': 'The job: tasks and channels' });
  const edges = s('g'), cards = s('g'), tokens = s('g');
  svg.append(edges, tokens, cards);
  const mail = h('p.mail');
  root.append(svg, mail);
  let place, width = 0;

  function layout() {
    width = (size(root).w || 724) - 24;
    const tasks = index.plan.tasks, cols = Math.max(...tasks.map((t) => t.pos[0])) + 1, rows = Math.max(...tasks.map((t) => t.pos[1])) + 1;
    const w = width < 520 ? 108 : CARD.w, pad = 6;
    const dx = cols > 1 ? (width - 2 * pad - w) / (cols - 1) : 0, dy = CARD.h + 14;
    place = new Map(tasks.map((t) => [t.id, { x: pad + t.pos[0] * dx, y: 4 + t.pos[1] * dy, w, h: CARD.h }]));
    set(svg, { viewBox: `0 0 ${width} ${10 + CARD.h + (rows - 1) * dy}`, width, height: 10 + CARD.h + (rows - 1) * dy });
    place.slot = Math.max(20, Math.min(56, (dx - w - 24) / Math.max(...index.plan.channels.map((c) => c.cap))));
  }
  const label = (el) => ({ rec: () => words.rec(el.r), wm: () => String(el.value), bar: () => `${el.cp}`, end: () => 'end', status: () => el.now, cancel: () => `${el.cp}` })[el.e]();

  function update(state) {
    if (!width || !place) layout();
    const { world } = index, n = state.n, now = index.timeOf(n), current = n ? index.events[n - 1] : null;
    const active = current && state.step ? index.events[index.first[state.step]].at : null;

    keyed(cards, index.plan.tasks, (t) => t.id, (t) => {
      const p = place.get(t.id);
      return s('g.card', { tabindex: -1 }, s('rect', { rx: 8 }), s('text.name', { x: 12, y: 20 }), s('text.ops', { x: 12, y: 36 }), s('text.clock', { x: 12, y: 54 }), s('text.word', { x: p.w - 10, y: 20 }), s('title'));
    }, (g, t) => {
      const p = place.get(t.id), [rect, name, ops, clock, word, title] = g.children;
      const status = world.get('task', t.id) ?? 'RUNNING', wm = world.get('clock', t.id);
      const waiting = (index.ins.get(t.id) ?? []).some((c) => world.get('blocked', c) !== undefined);
      const say = status !== 'RUNNING' ? status.toLowerCase() : waiting ? 'aligning' : t.id === active ? 'busy' : '';
      g.setAttribute('transform', `translate(${p.x} ${p.y})`);
      g.setAttribute('class', `card ${status.toLowerCase()}${t.id === active ? ' busy' : ''}${waiting ? ' aligning' : ''}${state.sel === 'task:' + t.id ? ' sel' : ''}`);
      set(rect, { width: p.w, height: p.h });
      set(name, { text: words.place(t.id) });
      set(ops, { text: t.ops.length > 1 ? `with ${t.ops.slice(1).map((o) => o.uid).join(', ')}`.slice(0, p.w < 140 ? 15 : 22) : t.ops[0].is });
      const pos = [...index.sources].filter(([, x]) => x.task === t.id).map(([part]) => `position ${world.get('pos', part) ?? 0}`)[0];
      clock.setAttribute('class', !pos && index.timed ? 'clock et' : 'clock');
      set(clock, { text: pos ?? (index.timed ? `${p.w < 140 ? 'time' : 'event time'} ${wm ?? 'MIN'}` : sums(t.id)) });
      word.setAttribute('x', p.w - 10);
      set(word, { text: say });
      set(title, { text: `${words.place(t.id)}: ${say || 'waiting'}` });
    });
    function sums(id) {
      const cells = world.rows('cell').filter(([k]) => k.startsWith(id + '\u001f'));
      return cells.length === 1 ? `${partsOf(cells[0][0])[2]} = ${words.val(cells[0][1])}` : `${cells.length} entries`;
    }

    keyed(edges, index.plan.channels, (c) => c.id, () => s('g.edge', {}, s('path.pipe'), s('g.slots'), s('text.part'), s('text.block')), (g, c) => {
      const a = place.get(c.from), b = place.get(c.to), y1 = a.y + a.h / 2, y2 = b.y + b.h / 2 + (y1 - (b.y + b.h / 2)) * 0.55;
      const slot = place.slot, blocked = world.get('blocked', c.id), full = world.get('full', c.id), status = world.get('cstat', c.id);
      const x2 = b.x - 8, x1 = x2 - slot * c.cap;
      g.setAttribute('class', `edge${blocked !== undefined ? ' blocked' : ''}${full ? ' full' : ''}${status && status !== 'ACTIVE' ? ' idle' : ''}`);
      const [wire, slots, part, block] = g.children;
      set(wire, { d: `M${a.x + a.w} ${y1} C${(a.x + a.w + x1) / 2} ${y1} ${(a.x + a.w + x1) / 2} ${y2} ${x1} ${y2} L${b.x} ${y2}` });
      keyed(slots, Array.from({ length: c.cap }, (_, k) => k), String, () => s('rect', { rx: 5 }), (r, k) => set(r, { x: x2 - (k + 1) * slot + 1.5, y: y2 - 12, width: slot - 3, height: 24 }));
      set(part, { x: x1, y: y2 - 18, text: width < 520 ? '' : c.key_by ? `hash(${c.key_by})` : c.part });
      set(block, { x: x2, y: y2 - 18, text: blocked !== undefined ? `⊠ blocked, barrier ${blocked} is here` : full ? '≡ full' : status && status !== 'ACTIVE' ? status.toLowerCase() : '' });
      g.__at = { x2, y2, slot };
    });

    const all = [];
    for (const c of index.plan.channels) {
      const queue = world.get('queue', c.id) ?? [], at = edges.__keyed.get(c.id).__at;
      let next = world.get('blocked', c.id) !== undefined;
      queue.slice(0, 8).forEach((el, k) => {
        const due = index.event(el.by)?.due;
        all.push({ el, id: c.id + el.by + el.e, x: at.x2 - (k + 0.5) * at.slot, y: at.y2, slot: at.slot, next, wire: due !== undefined && due > now });
        if (el.e === 'bar') next = true;
      });
      if (queue.length > 8) all.push({ el: { e: 'more', n: queue.length - 8 }, id: c.id + 'more', x: at.x2 - 8.5 * at.slot, y: at.y2, slot: at.slot });
    }
    keyed(tokens, all, (t) => t.id, (t) => s('g.token', { onclick: () => t.el.r && act({ sel: 'r:' + t.el.r }) }, s('rect'), s('path'), s('text'), s('title')), (g, t) => {
      const [rect, path, text, title] = g.children, wide = t.slot > 44;
      g.setAttribute('transform', `translate(${t.x} ${t.y})`);
      g.setAttribute('class', `token ${t.el.e}${t.next ? ' next' : ''}${t.wire ? ' wire' : ''}${t.el.r && state.sel === 'r:' + t.el.r ? ' sel' : ''}`);
      const word = t.el.e === 'more' ? `+${t.el.n}` : label(t.el);
      if (t.el.e === 'rec') set(rect, wide ? { x: -t.slot / 2 + 3, y: -10, width: t.slot - 6, height: 20, rx: 10 } : { x: -9, y: -9, width: 18, height: 18, rx: 9 });
      else if (t.el.e === 'bar') set(rect, { x: -t.slot / 2 + 4, y: -15, width: 6, height: 30, rx: 1 });
      else set(rect, { width: 0, height: 0 });
      set(path, { d: t.el.e === 'wm' ? `M${-t.slot / 2 + 5} 8 l0 -17 l13 6 l-13 6` : t.el.e === 'bar' ? '' : '' });
      set(text, { x: t.el.e === 'rec' ? 0 : t.el.e === 'bar' ? 4 : t.el.e === 'wm' ? 7 : 0, y: 4, text: wide || t.el.e !== 'rec' ? (word.length > 8 ? word.split('@')[0].slice(0, 8) : word) : '' });
      set(title, { text: `${{ rec: 'record', wm: 'watermark', bar: 'barrier', end: 'end of', status: 'status' }[t.el.e] ?? ''} ${word}${t.wire ? ', still on the wire' : ''}${t.next ? ', after the barrier' : ''}` });
    });

    const post = [...index.world.rows('queue')].filter(([ch]) => !index.channels.has(ch)).flatMap(([ch, q]) => q.map((m) => `✉ ${m.msg}${m.cp ? ' ' + m.cp : ''} → ${words.chan(ch, 'to')}`));
    const fx = index.world.rows('fx').map(([id]) => `▷ ${id}`);
    mail.hidden = !index.hasMail;
    set(mail, { text: post.length || fx.length ? 'On the way: ' + [...post, ...fx].join('   ') : index.hasMail ? 'On the way between job master, tasks and store: nothing.' : '' });
  }
  return { update, resize: () => { width = 0; } };
}
