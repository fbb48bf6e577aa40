// The job as it runs: a card for each task, a row of slots for each channel, a token for each element in it.
import { h, s, set, keyed, size, forget } from '../dom.js';
import { partsOf } from '../values.js';
import { timeWords } from '../value_words.js';
import { frameOf } from './graph_frame.js';
import { tokensOf, drawTokens } from './graph_tokens.js';

const short = (text, n) => (text.length > n ? text.slice(0, n - 1) + '…' : text);

export function graph(root, ctx) {
  const { index, words, act, live } = ctx;
  const svg = s('svg', { role: 'group', 'aria-label': 'The job: tasks and channels' }), edges = s('g'), lanes = s('g'), cards = s('g'), tokens = s('g');
  svg.append(edges, lanes, tokens, cards);
  const view = h('div.graphview', { tabindex: -1 }, svg), mail = h('p.mail');
  root.append(view, mail);
  /** @type {import('./graph_frame.js').Frame|null} */ let frame = null;
  let width = 0, plan = null, focus = null, scrolled = 0;
  view.addEventListener('scroll', () => { scrolled = view.scrollTop; }, { passive: true });

  function layOut() {
    if (!width) width = (size(root).w || 724) - 24;
    plan = index.plan;
    frame = frameOf(plan, index.layoutAt(), width);
    set(svg, { viewBox: `0 0 ${frame.width} ${frame.height}`, width: frame.width, height: frame.height });
    svg.style.maxWidth = 'none';
    root.classList.toggle('small', frame.small);
    root.classList.toggle('dense', frame.lines.length > 60);
    if (!frame.boxOf.has(focus)) focus = frame.boxes[0]?.tasks[0] ?? null;
  }

  /** What a card says of one task, or of all that it stands for. @param {import('./graph_frame.js').Box} box */
  function tell(box, active) {
    const { world } = index, count = new Map(), add = (word) => count.set(word, (count.get(word) ?? 0) + 1);
    for (const t of box.tasks) {
      const status = world.get('task', t) ?? 'RUNNING';
      if (status !== 'RUNNING') add(status.toLowerCase());
      else if ((index.ins.get(t) ?? []).some((c) => world.get('blocked', c) !== undefined)) add('aligning');
      else if ((plan.outs.get(t) ?? []).some((c) => world.get('full', c))) add('back-pressured');
      else if (t === active) add('busy');
    }
    if (box.tasks.length === 1) return [...count.keys()][0] ?? '';
    return [...count].map(([word, n]) => `${n} ${word}`).join(', ');
  }
  function facts(box) {
    const { world } = index, [id] = box.tasks;
    if (box.tasks.length > 1) return { text: `${box.tasks.reduce((n, t) => n + (live.cells.counts.get(t) ?? 0), 0)} entries`, time: false };
    const mine = plan.sources.filter((x) => (world.get('owner', x.part) ?? x.task) === id);
    if (mine.length) return { text: mine.length === 1 ? `position ${world.get('pos', mine[0].part) ?? 0}` : `${mine.length} splits`, time: false };
    const clock = world.get('clock', id), n = live.cells.counts.get(id) ?? 0;
    if (index.timed) return { text: `${box.w < 140 ? 'time' : 'event time'} ${timeWords(clock)}`, time: true };
    if (n === 1) { const key = live.cells.keys.find((k) => k.startsWith(id + '\u001f')), [, op, name] = partsOf(key); return { text: `${name} = ${words.val(world.tables.get('cell').get(key), plan.rowNames(op, name))}`, time: false }; }
    return { text: plan.taskOf.get(id).kg || n ? `${n} entries` : '', time: false };
  }
  function drawCards(state, active) {
    keyed(cards, frame.boxes, (b) => b.id, (b) => {
      const g = s('g.card', { role: 'button', tabindex: -1, 'data-box': b.id }, s('rect', { rx: 8 }), s('text.name'), ' ', s('text.ops'), ' ', s('text.clock'), ' ', s('text.word'));
      g.addEventListener('click', () => act({ sel: 'task:' + b.tasks[0] }));
      return g;
    }, (g, b) => {
      const [rect, name, ops, clock, word] = g.children, task = plan.taskOf.get(b.tasks[0]), one = b.tasks.length === 1, say = tell(b, active), fact = facts(b), low = b.h < 34;
      const worst = ['failed', 'canceled', 'aligning', 'back-pressured', 'busy', 'finished'].find((x) => say.includes(x)) ?? '';
      const chars = Math.floor(b.w / 6.6), label = one ? words.place(b.tasks[0]) : `${words.text(b.name)} ×${b.tasks.length}`, line = low ? 17 : 20;
      set(g, { transform: `translate(${b.x} ${b.y})`, class: `card ${worst}${b.tasks.includes(active) ? ' busy' : ''}${b.tasks.some((t) => state.sel === 'task:' + t) ? ' sel' : ''}`, tabindex: b.tasks.includes(focus) ? 0 : -1 });
      set(rect, { width: b.w, height: b.h });
      set(name, { x: 10, y: line, text: short(label, Math.floor((b.w - 16 - (say ? Math.min(15, say.length) * 6.2 + 4 : low ? Math.min(12, fact.text.length) * 6.2 : 0)) / (low || b.w < 120 ? 7.2 : 8.4))) });
      set(word, { x: b.w - 8, y: line, text: say.length > 15 ? short(say, 15) : say });
      const chain = task.ops.length > 1 ? `with ${task.ops.slice(1).map((o) => words.text(o.uid)).join(', ')}` : task.ops[0].is;
      set(ops, { x: 10, y: 36, text: b.h < 60 ? '' : short(chain, chars) });
      set(clock, { x: low ? b.w - 8 : 10, y: low ? 17 : b.h < 60 ? 38 : 54, 'text-anchor': low ? 'end' : 'start', class: fact.time ? 'clock et' : 'clock', text: low ? (say ? '' : short(fact.text, 12)) : short(fact.text, chars) });
      set(g, { 'aria-label': [name, ops, clock, word].map((x) => x.textContent).filter(Boolean).join(' ') });
    });
  }
  function drawLanes(active) {
    const { world } = index;
    keyed(lanes, frame.boxes.flatMap((b) => b.lanes), (l) => l.id, () => s('g.edge', {}, s('g.slots'), s('text.part'), s('text.block'), s('title')), (g, l) => {
      const [slots, part, block, title] = g.children, one = l.channels.length === 1, [c] = l.channels;
      const blocked = l.channels.filter((x) => world.get('blocked', x.id) !== undefined), full = l.channels.filter((x) => world.get('full', x.id)), off = l.channels.filter((x) => (world.get('cstat', x.id) ?? 'ACTIVE') !== 'ACTIVE');
      const allOff = off.length === l.channels.length, cp = blocked.length ? world.get('blocked', blocked[0].id) : null;
      set(g, { class: `edge${blocked.length ? ' blocked' : ''}${full.length ? ' full' : ''}${allOff ? ' idle' : ''}` });
      const { high } = frame;
      keyed(slots, Array.from({ length: l.slots }, (_, k) => k), String, () => s('rect', { rx: 5 }), (r, k) => set(r, { x: l.x2 - (k + 1) * frame.slot + 1.5, y: l.y - high / 2, width: frame.slot - 3, height: high }));
      const how = c.key_by ? `hash(${Array.isArray(c.key_by) ? c.key_by.join(', ') : c.key_by})` : c.part ?? '', from = one ? words.chan(c.id, 'from') : '', many = plan.ins.get(c.to).length > 1;
      const state_ = cp !== null ? (one ? `⊠ blocked: barrier ${cp}` : `⊠ ${blocked.length} of ${l.channels.length} blocked`) : full.length ? (one ? '≡ full' : `≡ ${full.length} full`) : off.length ? (one ? String(world.get('cstat', c.id)).toLowerCase() : `${off.length} of ${l.channels.length} not active`) : '';
      const wide = l.x2 - l.x1, left = one ? (many ? from : words.text(`${how}${c.tag ? ` ⟶ ${c.tag}` : ''}`)) : `${l.channels.length} channels`;
      const room = Math.floor((wide - state_.length * 6) / 6.2);
      set(part, { x: l.x1, y: l.y - high / 2 - 3, text: frame.small || room < 4 ? '' : short(left, room) });
      set(block, { x: l.x2, y: l.y - high / 2 - 3, text: frame.small ? '' : state_ });
      set(title, { text: one ? `${from} → ${words.chan(c.id, 'to')}, ${how}${c.tag ? `, side output ${c.tag}` : ''}: holds up to ${c.cap}. ${state_}` : `${l.channels.length} channels into ${words.text(plan.taskOf.get(c.to)?.name ?? '')}. ${state_}` });
    });
    keyed(edges, frame.lines, (e) => e.id, () => s('path.pipe'), (path, e) => {
      const { from, lane } = e, x1 = from.x + from.w, y1 = from.y + from.h / 2, mid = (x1 + lane.x1) / 2;
      const full = e.channels.some((c) => world.get('full', c.id)), off = e.channels.every((c) => (world.get('cstat', c.id) ?? 'ACTIVE') !== 'ACTIVE'), some = e.channels.some((c) => world.get('queue', c.id)?.length);
      set(path, { d: lane.x1 < x1 ? `M${x1} ${y1} L${lane.x2 + 8} ${lane.y}` : `M${x1} ${y1} C${mid} ${y1} ${mid} ${lane.y} ${lane.x1} ${lane.y} M${lane.x2} ${lane.y} L${lane.x2 + 8} ${lane.y}`, class: `pipe${full ? ' full' : ''}${off ? ' idle' : ''}${some ? ' some' : ''}${from.tasks.includes(active) ? ' of' : ''}` });
    });
  }
  function update(state) {
    if (!frame || plan !== index.plan) layOut();
    live.cells.sync();
    const active = state.step && index.at ? index.events[index.first[state.step]].at : null;
    drawCards(state, active);
    drawLanes(active);
    drawTokens(tokens, tokensOf(frame, index), frame, state, ctx);
    const mails = new Map(), { world } = index;
    for (const [ch, q] of world.rows('queue')) if (!index.channels.has(ch)) for (const m of q) { const text = `✉ ${m.msg}${m.cp ? ' ' + m.cp : ''} → ${words.chan(ch, 'to')}`; mails.set(text, (mails.get(text) ?? 0) + 1); }
    const some = [...mails].map(([text, times]) => (times > 1 ? `${text} ×${times}` : text));
    for (const [id, what] of world.rows('fx')) some.push(`▷ ${words.text(id.startsWith(what) ? id : `${what} ${id}`)}`);
    mail.hidden = !index.hasMail;
    set(mail, { text: some.length ? `On the way: ${some.slice(0, 6).join('   ')}${some.length > 6 ? `   and ${some.length - 6} more` : ''}` : 'On the way between job master, tasks and store: nothing.' });
    const at = active && frame.boxOf.get(active);
    const high = size(view).h;
    if (at && frame.height > high + 4 && (at.y < scrolled || at.y + at.h > scrolled + high)) view.scrollTop = scrolled = Math.max(0, at.y - high / 2);
  }
  // Arrows go from card to card; Enter follows the task.
  svg.addEventListener('keydown', (e) => {
    const here = frame.boxes.find((b) => b.id === e.target.dataset?.box), move = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[e.key];
    if (!here || (!move && e.key !== 'Enter')) return;
    e.preventDefault();
    e.stopPropagation();
    if (!move) { act({ sel: 'task:' + here.tasks[0] }); return; }
    const ahead = frame.boxes.filter((b) => b !== here && (move[0] ? Math.sign(b.x - here.x) === move[0] : b.x === here.x && Math.sign(b.y - here.y) === move[1]));
    const next = ahead.sort((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x) || Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0];
    if (!next) return;
    focus = next.tasks[0];
    for (const g of cards.children) set(g, { tabindex: g.dataset.box === next.id ? 0 : -1 });
    cards.querySelector(`[data-box="${CSS.escape(next.id)}"]`)?.focus();
  });
  return { update, resize: () => { width = 0; frame = null; forget(view); } };
}
