// State: positions, cells and lists, what they were and are, and what each kept checkpoint says of them.
import { h, set, table } from '../dom.js';
import { touched } from '../live.js';
import { keyBox, keyFits } from '../keys_of_run.js';
import { keyCell, rowParts, stepCell } from './cells.js';
import { groupOfKey } from './groups.js';
import { history } from './history.js';

const MOST = 80, MOST_SOURCES = 24, MOST_CPS = 4, IN_LIST = 4;

export function stateTable(root, ctx) {
  const { index, words, act, live } = ctx;
  const key = keyBox(ctx, 'state'), note = h('p.cutsay'), at = h('div.scroll'), past = h('section', { id: 'history', 'aria-label': 'History of what is followed' });
  const hasKeys = index.entities.family('key').size > 0, spaced = index.plans.some((p) => p.plan.windows.length), mapped = index.events.some((e) => e.mk !== undefined && e.k.startsWith('st.'));
  root.append(h('div.bar', {}, hasKeys ? key.el : '', note), at, past);
  const told = history(past, ctx);

  /** What a checkpoint says of a row: its value when the task took its snapshot. */
  function inCheckpoint(cp, task, name, row, names) {
    const { n } = index.snaps.findLast((x) => x.cp === cp && x.at === task && x.n < index.at) ?? {};
    if (n === undefined) return '';
    const v = index.valueAt(name, row, n);
    return { text: v === undefined ? (name === 'pos' ? '0' : 'not there') : name === 'items' ? `${v} elements` : words.val(v, names), cls: 'snap' };
  }
  /** Now, and was if it is new; and when. */
  function value(name, row, names, state) {
    const change = index.lastChange(name, row, state.n), there = index.world.tables.get(name)?.get(row);
    const write = (v) => (v === undefined ? (name === 'pos' ? '0' : 'nothing') : words.val(v, names));
    const list = (v) => `${v.slice(0, IN_LIST).map((x) => words.val(x.elem)).join(', ')}${v.length > IN_LIST ? `, … ${v.length} in all` : ''}`;
    if (!change) return [name === 'pos' ? '0' : '', ''];
    const e = index.events[change.i], fresh = change.i >= state.from, back = e.k === 'restore' || e.k === 'restore.list';
    const now = there === undefined ? (name === 'pos' ? '0' : 'cleared') : name === 'items' ? list(there) : write(there);
    const text = !fresh ? now : name === 'items' ? `${change.was ?? 0} → ${there?.length ?? 0} elements: ${now}` : there === undefined ? `${write(change.was)} → ${now}` : words.change(change.was, there, names);
    return [[fresh ? { text, cls: 'fresh' } : text, back ? { text: ' ⇤', cls: 'state', title: 'taken back from a checkpoint' } : ''], stepCell(index, change.i)];
  }
  function update(state) {
    const { world, plan } = index, n = state.n, fits = keyFits(index, words, state.key), rows = [];
    key.update(state);
    const all = [...new Set(index.snaps.slice(-400).concat(index.snaps.filter((x) => x.n < n).slice(-60)).filter((x) => x.n < n).map((x) => x.cp))].filter((cp) => ['running', 'complete'].includes(world.get('cp', cp)));
    const cps = all.slice(-MOST_CPS);
    const pad = [...(hasKeys ? ['–', '–'] : []), ...(spaced ? ['–'] : []), ...(mapped ? ['–'] : [])];
    if (!state.key) for (const src of plan.sources.slice(0, MOST_SOURCES)) {
      const [v, by] = value('pos', src.part, null, state), task = world.get('owner', src.part) ?? src.task;
      rows.push({ key: 'pos|' + src.part, cells: [words.place(task), `position in ${words.text(src.part)}`, ...pad, v, by, ...cps.map((cp) => inCheckpoint(cp, task, 'pos', src.part, null))] });
    }
    // What this step changed comes in any case; the others as far as there is room.
    const changed = touched(index, state.from, n), keys = [];
    const wanted = (k) => !state.key || fits(rowParts(k)[3]);
    let total = 0;
    for (const name of ['cell', 'items']) {
      const list = live[name === 'cell' ? 'cells' : 'items'].sync(), gone = [...(changed?.get(name) ?? [])].filter((k) => !world.tables.get(name)?.has(k) && wanted(k));
      const fit = state.key ? list.filter(wanted) : list, first = fit.slice(0, MOST), fresh = fit.length > MOST ? [...(changed?.get(name) ?? [])].filter((k) => world.tables.get(name)?.has(k) && wanted(k) && !first.includes(k)) : [];
      const chosen = state.sel?.startsWith('cell:') && !first.includes(state.sel.slice(5)) && fit.length > MOST && world.tables.get(name)?.has(state.sel.slice(5)) ? [state.sel.slice(5)] : [];
      total += fit.length;
      for (const k of new Set([...chosen, ...fresh, ...[...first, ...gone].sort()])) keys.push([name, k]);
    }
    for (const [name, row] of keys.slice(0, MOST + 40)) {
      const [task, op, cell, k, ns, mk] = rowParts(row), names = plan.rowNames(op, cell), [v, by] = value(name, row, names, state), gone = !world.tables.get(name)?.has(row), id = 'cell:' + row;
      const kg = k === null || k === undefined ? undefined : groupOfKey(k, plan.maxpar).kg;
      rows.push({ key: name + row, cls: `${gone ? 'gone' : ''}${state.sel === id ? ' sel' : ''}`, cells: [words.place(task), { text: words.text(cell), sel: id, title: 'follow this cell with , and .' }, ...(hasKeys ? [keyCell(words, k), kg ?? '–'] : []), ...(spaced ? [ns ?? '–'] : []), ...(mapped ? [mk === null || mk === undefined ? '–' : words.val(mk)] : []), v, by, ...cps.map((cp) => inCheckpoint(cp, task, name, row, names))] });
    }
    const hidden = total - Math.min(total, MOST);
    set(note, { text: `${total} ${total === 1 ? 'entry' : 'entries'}${state.key ? ` of keys like '${state.key}'` : ''}${hidden > 0 ? `; the first ${MOST} are shown, and what this step changed` : ''}${all.length > cps.length ? `; the last ${cps.length} of ${all.length} checkpoints` : ''}` });
    table(at, { caption: 'State, as it is now', head: ['task', 'state', ...(hasKeys ? ['key', 'group'] : []), ...(spaced ? ['window'] : []), ...(mapped ? ['entry'] : []), 'value', 'last change', ...cps.map((cp) => `in cp ${cp}`)], rows, empty: state.key ? `No state of a key like '${state.key}'.` : 'No state yet.' }, act);
    told.update(state);
  }
  return { update };
}
