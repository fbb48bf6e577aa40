// Timers that are set, in the order in which they go off, and what went off last.
import { h, set, table } from '../dom.js';
import { timeWords } from '../value_words.js';
import { before } from '../live.js';
import { keyBox, keyFits } from '../keys_of_run.js';
import { capped, firstRows, keyCell, stepCell, timeOrder } from './cells.js';

const MOST = 60, GONE = 8;

export function timers(root, ctx) {
  const { index, words, act } = ctx, key = keyBox(ctx, 'timers'), say = h('p.cutsay'), at = h('div.scroll'), gone = h('div.scroll');
  root.append(h('div.bar', {}, key.el, say), at, gone);
  const fired = index.events.filter((e) => e.k === 'tm.fire' || e.k === 'tm.del');
  function update(state) {
    const { world, plan } = index, n = state.n, fits = keyFits(index, words, state.key), now = index.timeOf(n);
    key.update(state);
    const order = (a, b) => timeOrder(a[5]) - timeOrder(b[5]) || (String(a[2]) < String(b[2]) ? -1 : 1);
    const { rows, n: all } = firstRows(world.tables.get('timer'), (p) => fits(p[2]), order, MOST), many = new Set(rows.map((r) => r.parts[0])).size > 1;
    set(say, { text: 'An event-time timer goes off when the event time of its task reaches it, a processing-time timer when the clock does.' });
    table(at, {
      caption: `Timers that are set, the next first${capped(rows.length, all, 'timers')}`, head: ['at', 'clock', 'key', 'for', ...(many ? ['task'] : []), 'now'],
      rows: rows.map(({ key: row, parts: [task, , k, ns, domain, ts] }) => {
        const clock = domain === 'event' ? world.get('clock', task) : now, due = timeOrder(clock) >= timeOrder(ts);
        return { key: row, cells: [timeWords(ts), `${domain} time`, keyCell(words, k), ns ?? '–', ...(many ? [words.place(task)] : []), due ? `due: ${timeWords(clock)} ≥ ${timeWords(ts)}` : `waits: ${timeWords(clock)} < ${timeWords(ts)}`] };
      }), empty: state.key ? `No timer of a key like '${state.key}' is set.` : 'No timer is set.',
    }, act);
    const upTo = before(fired, n, (e) => e.seq), last = [];
    for (let k = upTo - 1; k >= 0 && last.length < GONE && upTo - k < 2000; k--) if (!state.key || fits(fired[k].key)) last.push(fired[k]);
    gone.hidden = !last.length;
    table(gone, { caption: `Went off or deleted: ${upTo}, the newest first`, head: ['at', 'key', 'for', 'what', 'when'], rows: last.map((e) => ({ key: String(e.seq), cls: `gone${e.seq >= state.from ? ' new' : ''}`, cells: [timeWords(e.ts), keyCell(words, e.key), e.ns ?? '–', e.k === 'tm.fire' ? '◷ went off' : 'deleted', stepCell(index, e.seq)] })), empty: '' }, act);
  }
  return { update };
}
