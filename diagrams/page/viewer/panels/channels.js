// What stands before each task: watermark, status, barrier, queue of each channel, and the arithmetic of the minimum.
import { h, keyed, set, table } from '../dom.js';
import { timeWords } from '../value_words.js';
import { rowParts, stepCell, taskBox, timeOrder } from './cells.js';

const MOST = 40, MOST_LINES = 12, IN_QUEUE = 6;

export function channels(root, ctx) {
  const { index, words, act } = ctx;
  const into = taskBox(ctx, 'into', 'all tasks'), sums = h('ul.sums'), at = h('div.scroll'), over = h('ul.sums.stored');
  root.append(h('div.bar', {}, into.el), at, sums, over);

  const element = (q) => ({ rec: () => words.rec(q.r), wm: () => `▲${timeWords(q.value)}`, bar: () => `▌${q.cp}`, end: () => '⊣', status: () => `▽${q.now}`, cancel: () => `⊗${q.cp}` })[q.e]?.() ?? q.e;
  function blockedSince(ch, cp, n) {
    const i = (index.entities.get('cp:' + cp) ?? []).findLast((j) => j < n && index.events[j].k === 'al.block' && index.events[j].ch === ch);
    return i === undefined ? [{ text: `⊠ checkpoint ${cp}`, cls: 'barrier' }] : [{ text: '⊠ since ', cls: 'barrier' }, stepCell(index, i), `, ${index.timeOf(n) - index.events[i].t} ms`];
  }
  function row(ch, n) {
    const { world } = index, wm = world.get('cwm', ch), status = world.get('cstat', ch) ?? 'ACTIVE', queue = world.get('queue', ch) ?? [], blocked = world.get('blocked', ch), barrier = world.get('barrier', ch), full = world.get('full', ch);
    const c = index.channels.get(ch), cap = c.cap ?? 0;
    const behind = queue.length ? queue.slice(0, IN_QUEUE).map(element).join('  ') + (queue.length > IN_QUEUE ? `  +${queue.length - IN_QUEUE}` : '') : '–';
    return {
      key: ch, cls: `${blocked !== undefined ? 'hatched' : ''}${full ? ' full' : ''}`, ch,
      cells: [
        `${words.chan(ch, 'from')} → ${words.chan(ch, 'to')}${c.tag ? ` (${c.tag})` : ''}`, ...(index.timed ? [timeWords(wm)] : []), status === 'ACTIVE' ? 'active' : { text: `▽ ${status.toLowerCase()}`, cls: 'idle' },
        barrier !== undefined ? { text: `▌${barrier}`, cls: 'barrier' } : '–', [`${queue.length}${cap && cap < 1000 ? ` of ${cap}` : ''}`, full ? { text: ' ≡ full: who sends waits', cls: 'alarm' } : ''], behind, blocked !== undefined ? blockedSince(ch, blocked, n) : '',
      ],
    };
  }
  const quiet = (ch) => { const { world } = index; return !world.get('queue', ch)?.length && world.get('blocked', ch) === undefined && !world.get('full', ch); };

  function update(state) {
    const { world, plan } = index, n = state.n, lines = [], tasks = plan.tasks.filter((t) => plan.ins.get(t.id).length).map((t) => t.id);
    const chosen = state.task && tasks.includes(state.task) ? state.task : null, of = chosen ? [chosen] : tasks;
    into.el.hidden = tasks.length < 2;
    into.update(tasks, chosen);
    let all = of.flatMap((t) => plan.ins.get(t));
    const total = all.length;
    if (all.length > MOST) all = [...all.filter((c) => !quiet(c)), ...all.filter(quiet)].slice(0, MOST);
    const rows = all.map((ch) => row(ch, n)), rowOf = new Map(rows.map((r) => [r.ch, r]));
    for (const task of of) {
      const ins = plan.ins.get(task), active = ins.filter((c) => (world.get('cstat', c) ?? 'ACTIVE') === 'ACTIVE'), low = active.reduce((a, c) => (a === null || timeOrder(world.get('cwm', c)) < timeOrder(world.get('cwm', a)) ? c : a), null);
      if (index.timed && ins.length > 1 && low) {
        const r = rowOf.get(low);
        if (r) { r.cls += ' holder'; r.cells[1] = [r.cells[1], { text: ' ▲ holds', cls: 'watermark' }]; }
      }
      if (index.timed && lines.length < MOST_LINES) {
        const some = ins.slice(0, 6).map((c) => ((world.get('cstat', c) ?? 'ACTIVE') === 'ACTIVE' ? timeWords(world.get('cwm', c)) : String(world.get('cstat', c)).toLowerCase())).join(', ') + (ins.length > 6 ? ', …' : '');
        lines.push(`event time of ${words.place(task)}: ${ins.length > 1 ? `min(${some}) = ` : ''}${timeWords(world.get('clock', task))}${low && ins.length > 1 ? `, held by ${words.chan(low, 'from')}` : ''}`);
      }
    }
    for (const [k, seen] of world.rows('seen')) {
      const [task, cp] = rowParts(k), ins = plan.ins.get(task)?.length ?? 0;
      if (of.includes(task) && seen < ins && world.get('cp', cp) === 'running' && lines.length < 2 * MOST_LINES) lines.push(`▌ ${words.place(task)} has ${seen} of ${ins} barriers of checkpoint ${cp}`);
    }
    table(at, { caption: `What stands before ${chosen ? words.place(chosen) : 'each task'}, oldest first${total > rows.length ? `: ${rows.length} of ${total} channels, those that hold something first` : ''}`, head: ['channel', ...(index.timed ? ['watermark'] : []), 'status', 'barrier', 'holds', 'queue', 'blocked'], rows }, act);
    keyed(sums, lines.map((text, k) => ({ text, k })), (x) => String(x.k), () => h('li'), (el, x) => set(el, { text: x.text }));
    const stored = world.rows('inflight').filter(([k]) => world.get('cp', rowParts(k)[0]) !== 'dropped').slice(-6).map(([k, list]) => { const [cp, ch] = rowParts(k); return `⇥ in flight, kept with checkpoint ${cp}: ${list.slice(0, 8).map(element).join(', ')}${list.length > 8 ? ` and ${list.length - 8} more` : ''}, from ${words.chan(ch, 'from')} to ${words.chan(ch, 'to')}`; });
    const sources = plan.sources.filter((x) => world.get('max', x.part) !== undefined).slice(0, 6).map((x) => `▲ ${words.place(x.task)}: newest event time ${timeWords(world.get('max', x.part))}${x.bound !== undefined ? `, out of order by at most ${x.bound}` : ''}, last watermark sent ${world.get('last', x.task) === undefined ? 'none' : timeWords(world.get('last', x.task))}${world.get('paused', x.part) ? ', paused: it is ahead of the others' : ''}`);
    keyed(over, [...stored, ...sources].map((text, k) => ({ text, k })), (x) => String(x.k), () => h('li'), (el, x) => set(el, { text: x.text }));
  }
  return { update };
}
