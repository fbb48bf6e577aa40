// Windows: those that are open, what they hold, what they wait for; and those that were removed last.
import { h, set, table } from '../dom.js';
import { keyOf } from '../values.js';
import { timeWords, windowWords } from '../value_words.js';
import { before } from '../live.js';
import { stateWindow } from '../state_window.js';
import { WindowFacts } from './window_facts.js';
import { keyBox, keyFits } from '../keys_of_run.js';
import { capped, firstRows, keyCell, stepCell, timeOrder } from './cells.js';

const MOST = 40, GONE = 8;

export function windows(root, ctx) {
  const { index, words, act } = ctx;
  const key = keyBox(ctx, 'windows'), clocks = h('p.cutsay'), at = h('div.scroll'), goneAt = h('div.scroll'), late = h('p.latesay');
  const hasKeys = index.entities.family('key').size > 0;
  root.append(h('div.bar', {}, hasKeys ? key.el : '', clocks), at, goneAt, late);
  const facts = new WindowFacts(index), ends = index.events.filter((e) => e.k === 'win.purge' || e.k === 'win.merge'), lates = index.events.filter((e) => e.k === 'late');

  function content(plan, [task, op, k, start, end], state) {
    const w = plan.windowOf.get(op), ns = stateWindow(index.world, task, op, k, start, end), rowKey = keyOf(task, op, w?.state, k, ns, undefined), names = plan.rowNames(op, w?.state), items = index.world.tables.get('items')?.get(keyOf(task, op, w?.state, k, ns));
    if (items) return `${items.length} ${items.length === 1 ? 'element' : 'elements'}: ${items.slice(0, 3).map((x) => words.val(x.elem)).join(', ')}${items.length > 3 ? ' …' : ''}`;
    const value = index.world.tables.get('cell')?.get(rowKey);
    if (value === undefined) return '–';
    const change = index.lastChange('cell', rowKey, state.n);
    return change && change.i >= state.from ? { text: words.change(change.was, change.now, names), cls: 'fresh' } : words.val(value, names);
  }
  function update(state) {
    const { world, plan } = index, n = state.n, fits = keyFits(index, words, state.key), many = !hasKeys && ( new Set(plan.windows.map((w) => w.op)).size > 1 || plan.windows.some((w) => plan.parallelism(w.op) > 1));
    key.update(state);
    // Not more than it counts: in a trace without its smallest events some are missing.
    const records = (joined, count) => { const last = joined.slice(-Math.min(3, count)).map((x) => words.rec(x.r)); return (count > 3 ? '… ' : '') + last.join(', '); };
    const order = (a, b) => timeOrder(a[4]) - timeOrder(b[4]) || timeOrder(a[3]) - timeOrder(b[3]) || (String(a[2]) < String(b[2]) ? -1 : 1);
    const { rows: open, n: all } = firstRows(world.tables.get('win'), (p) => fits(p[2]), order, MOST);
    const rows = open.map(({ key: row, parts }) => {
      const [task, op, k, start, end] = parts, id = 'win:' + keyOf(k ?? undefined, start, end), clock = world.get('clock', task), fired = world.tables.get('fired')?.get(row), lateness = plan.windowOf.get(op)?.lateness ?? 0;
      const { joined, fires } = facts.story(task, op, k, start, end, n), last = typeof end === 'number' ? end - 1 : end, fire = fires.at(-1);
      const now = fired ? ['fired ', ...(fire ? [stepCell(index, fire.seq), `: ${words.val(fire.val, plan.namesOf(fire, 'val'))}${fired > 1 ? `, ${fired} times` : ''}`] : []), `; stays until ${typeof end === 'number' ? last + lateness : timeWords(end)}`] : clock === undefined ? 'waits: no watermark yet' : timeOrder(clock) >= timeOrder(last) ? `due: ${timeWords(clock)} ≥ ${timeWords(last)}` : `waits: ${timeWords(clock)} < ${timeWords(last)}`;
      return { key: row, cls: `${state.sel === id ? 'sel' : ''}${fired ? ' fired' : ''}`, cells: [...(many ? [words.place(task)] : []), ...(hasKeys ? [keyCell(words, k)] : []), { text: windowWords(start, end), sel: id, title: `in ${words.place(task)}; follow this window with , and .` }, content(plan, parts, state), now, records(joined, world.tables.get('win').get(row))] };
    });
    const time = [...new Set(plan.windows.flatMap((w) => plan.tasks.filter((t) => t.ops.some((o) => o.uid === w.op)).map((t) => t.id)))];
    const values = time.map((t) => timeWords(world.get('clock', t))), same = time.length > 1 && new Set(values).size === 1;
    set(clocks, { text: `Event time of ${same ? `all ${time.length} tasks: ${values[0]}` : time.slice(0, 4).map((t, k) => `${words.place(t)}: ${values[k]}`).join(', ')}. A window fires when it reaches its last tick.` });
    table(at, { caption: `Open windows, who fires first comes first${capped(rows.length, all, 'windows')}`, head: [...(many ? ['task'] : []), ...(hasKeys ? ['key'] : []), 'window', 'holds', 'now', 'records'], rows, empty: state.key ? `No open window of a key like '${state.key}'.` : 'No window is open: one comes into being with its first record.' }, act);

    const upTo = before(ends, n, (e) => e.seq), gone = [];
    for (let k = upTo - 1; k >= 0 && gone.length < GONE && upTo - k < 2000; k--) if (fits(ends[k].key) || !state.key) gone.push(ends[k]);
    table(goneAt, {
      caption: upTo ? `Gone: ${state.key ? 'of these keys, ' : `${upTo} in all, `}the newest first` : '', head: ['window', 'what became of it', 'when'],
      rows: gone.map((e) => {
        const id = 'win:' + keyOf(e.key, e.start, e.end), fire = facts.story(e.at, facts.opOf(e), e.key, e.start, e.end, e.seq).fires.at(-1);
        const what = e.k === 'win.merge' ? `⊞ made of ${e.from.map((w) => windowWords(w.start, w.end)).join(' and ')}` : fire ? `◉ fired ${words.val(fire.val, index.planAt(fire.seq).namesOf(fire, 'val'))}${fire.now > 1 ? ` (firing ${fire.now}, ${fire.pane})` : fire.pane && fire.pane !== 'on time' ? ` (${fire.pane})` : ''}, then removed` : 'removed without firing';
        return { key: String(e.seq), cls: `gone${e.seq >= state.from ? ' new' : ''}`, cells: [{ text: words.win(e), sel: id }, what, stepCell(index, e.seq)] };
      }), empty: '',
    }, act);
    goneAt.hidden = !gone.length;
    const lost = before(lates, n, (e) => e.seq), shown = lates.slice(Math.max(0, lost - 3), lost).map((e) => `${words.rec(e.r)} for ${words.win(e)} (step ${e.step}: ${timeWords(e.last)} + ${e.lateness} ≤ ${timeWords(e.wm)}, ${e.act})`);
    set(late, { text: lost ? `✗ Late: ${lost > 3 ? `${lost}, the last ` : ''}${shown.join('; ')}` : '' });
  }
  return { update };
}
