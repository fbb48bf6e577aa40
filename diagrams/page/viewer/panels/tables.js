// The panels that are tables: channels, state, windows and timers, results.
import { h, keyed, set, table } from '../dom.js';
import { keyOf, partsOf } from '../values.js';

const step = (index, i) => ({ text: `step ${index.events[i].step}`, go: i });

export function channels(root, { index, words, act }) {
  const sums = h('ul.sums'), at = h('div.scroll'), over = h('p.cutsay');
  root.append(at, sums, over);
  function update(state) {
    const { world } = index, rows = [], lines = [];
    for (const [task, ins] of index.ins) {
      let low = null;
      for (const ch of ins) {
        const wm = world.get('cwm', ch), status = world.get('cstat', ch) ?? 'ACTIVE', queue = world.get('queue', ch) ?? [], blocked = world.get('blocked', ch), barrier = world.get('barrier', ch);
        const behind = queue.length ? queue.map((q) => ({ rec: () => words.rec(q.r), wm: () => `▲${q.value}`, bar: () => `▌${q.cp}`, end: () => '⊣' })[q.e]?.() ?? q.e).join('  ') : '–';
        const value = wm === undefined ? -Infinity : wm === 'MAX' ? Infinity : wm;
        if (status === 'ACTIVE' && (low === null || value < low.value)) low = { ch, value, wm };
        let since = '';
        if (blocked !== undefined) {
          const at = (index.entities.get('cp:' + blocked) ?? []).filter((i) => i < state.n && index.events[i].k === 'al.block' && index.events[i].ch === ch).at(-1);
          since = [{ text: '⊠ blocked since ', cls: 'barrier' }, step(index, at), `, ${index.timeOf(state.n) - index.events[at].t} ms`];
        }
        rows.push({ key: ch, cls: blocked !== undefined ? 'hatched' : '', ch, task, cells: [words.chan(ch, 'from') + ' → ' + words.chan(ch, 'to'), index.timed ? wm ?? 'MIN' : null, status.toLowerCase(), barrier !== undefined ? { text: `▌${barrier} is here`, cls: 'barrier' } : '–', behind, since].filter((c) => c !== null) });
      }
      const clock = world.get('clock', task) ?? 'MIN';
      if (index.timed) {
        if (low && ins.length > 1) { const r = rows.find((x) => x.ch === low.ch); r.cls += ' holder'; r.cells[1] = `${low.wm ?? 'MIN'} ▲ holds`; }
        lines.push(`event time of ${words.place(task)}: ${ins.length > 1 ? `min(${ins.map((c) => world.get('cwm', c) ?? 'MIN').join(', ')}) = ` : ''}${clock}${low && ins.length > 1 ? `, held by ${words.chan(low.ch, 'from')}` : ''}`);
      }
      for (const [k, seen] of world.rows('seen').filter(([k]) => k.startsWith(task + '\u001f'))) if (seen < ins.length) lines.push(`${words.place(task)} has ${seen} of ${ins.length} barriers of checkpoint ${partsOf(k)[1]}`);
    }
    table(at, { caption: 'What stands before each task, oldest first', head: ['channel', ...(index.timed ? ['watermark'] : []), 'status', 'barrier', 'queue', 'blocked'], rows }, act);
    keyed(sums, lines.map((t, n) => ({ t, n })), (x) => String(x.n), () => h('li'), (el, x) => set(el, { text: x.t }));
    const stored = world.rows('inflight').map(([k, list]) => `${list.map((q) => words.rec(q.r)).join(', ')} on ${partsOf(k)[1].replaceAll('#0', '').replace('>', ' → ')} is stored with checkpoint ${partsOf(k)[0]}`);
    const gens = [...index.sources].filter(([part]) => world.get('max', part) !== undefined).map(([part, x]) => `${words.place(x.task)}: newest event time ${world.get('max', part)}, last watermark sent ${world.get('last', x.task) ?? 'none'}`);
    set(over, { text: [...stored, ...gens].join('. ') });
  }
  return { update };
}

export function stateTable(root, { index, words, act }) {
  const at = h('div.scroll'), strip = h('div.strip');
  root.append(at, strip);
  const keyed_ = index.plan.tasks.some((t) => t.kg), timed = !!index.plan.windows?.length;
  function update(state) {
    const { world } = index, n = state.n, rows = [];
    const cps = [...new Map(index.snaps.filter((x) => x.n < n).map((x) => [x.cp, 1])).keys()].filter((cp) => ['running', 'complete'].includes(world.get('cp', cp))).slice(-2);
    const inCp = (cp, task, table, key) => {
      const snap = index.snaps.filter((x) => x.cp === cp && x.at === task && x.n < n).at(-1);
      if (!snap) return '';
      const v = index.valueAt(table, key, snap.n);
      return { text: v === undefined ? table === 'pos' ? '0' : 'not there' : words.val(v), cls: 'snap' };
    };
    const last = (table, key) => {
      const c = index.lastChange(table, key, n);
      if (!c) return ['0', ''];
      const fresh = c.i >= state.from, back = index.events[c.i].k === 'restore';
      return [fresh ? [{ text: words.change(c.was, c.now), cls: 'fresh' }, back ? { text: ' ⇤', cls: 'state', title: 'taken back' } : ''] : words.val(c.now), step(index, c.i)];
    };
    for (const [part, src] of index.sources) {
      const [value, by] = last('pos', part);
      rows.push({ key: 'pos|' + part, cells: [words.place(src.task), `position in ${part}`, ...(keyed_ ? ['–', '–'] : []), ...(timed ? ['–'] : []), value, by, ...cps.map((cp) => inCp(cp, src.task, 'pos', part))] });
    }
    const groups = [];
    const cells = new Set([...world.rows('cell').map(([k]) => k)]);
    for (let i = state.from; i < n; i++) for (const c of index.log[i]) if (c.name === 'cell' && c.now === undefined) cells.add(c.key);
    const all = [...cells].sort();
    for (const key of all.slice(0, 120)) {
      const [task, op, name, k, ns] = partsOf(key), [value, by] = last('cell', key), gone = !world.tables.get('cell')?.has(key);
      const ev = index.events[index.lastChange('cell', key, n).i], kg = ev.kg;
      if (kg !== undefined) groups.push({ kg, k });
      rows.push({ key, cls: (gone ? 'gone' : '') + (state.sel === 'cell:' + key ? ' sel' : ''), cells: [words.place(task), [{ text: name, sel: 'cell:' + key, title: 'follow this cell with , and .' }], ...(keyed_ ? [k || '–', kg ?? '–'] : []), ...(timed ? [ns || '–'] : []), gone ? { text: 'cleared', cls: 'fresh' } : value, by, ...cps.map((cp) => inCp(cp, task, 'cell', key))] });
    }
    table(at, { caption: all.length > 120 ? `State, as it is now: the first 120 of ${all.length} entries` : 'State, as it is now', head: ['task', 'state', ...(keyed_ ? ['key', 'group'] : []), ...(timed ? ['window'] : []), 'value', 'last change', ...cps.map((cp) => `in cp ${cp}`)], rows, empty: 'No state yet.' }, act);
    const owners = index.plan.tasks.filter((t) => t.kg);
    strip.hidden = !owners.length;
    if (owners.length) {
      const max = index.plan.maxpar;
      keyed(strip, [{ id: 'label', text: `key groups 0–${max - 1}: ${owners.map((t) => `${words.place(t.id)} owns ${t.kg[0]}–${t.kg[1]}`).join(', ')}` }, { id: 'bar' }], (x) => x.id, (x) => h(x.id === 'bar' ? 'div.groups' : 'p'), (el, x) => {
        if (x.text) set(el, { text: x.text });
        else keyed(el, [...new Map(groups.map((g) => [g.k, g])).values()], (g) => g.k, () => h('span'), (tick, g) => { set(tick, { text: g.k, title: `${g.k}: group ${g.kg}` }); tick.style.left = `${(g.kg / max) * 100}%`; });
      });
    }
  }
  return { update };
}

export function windows(root, { index, words, act }) {
  const why = h('p.cutsay'), at = h('div.scroll'), timers = h('div.scroll'), late = h('p.latesay');
  root.append(why, at, timers, late);
  const known = [...index.entities.family('win')], lates = index.events.filter((e) => e.k === 'late').map((e) => ['', [e.seq]]);
  const before = (list, n) => { let lo = 0, hi = list.length; while (lo < hi) { const m = (lo + hi) >> 1; list[m][1][0] < n ? (lo = m + 1) : (hi = m); } return lo; };
  const op = index.plan.windows?.[0], task = index.plan.tasks.find((t) => t.ops.some((o) => o.uid === op?.op))?.id;
  function update(state) {
    const { world } = index, n = state.n, clock = world.get('clock', task), rows = [];
    const wm = clock === undefined || clock === 'MIN' ? -Infinity : clock === 'MAX' ? Infinity : clock;
    for (const [id, list] of known.slice(Math.max(0, before(known, n) - 14), before(known, n))) {
      const evs = list.filter((i) => i < n).map((i) => index.events[i]), joined = evs.filter((e) => e.k === 'win.assign'), fired = evs.filter((e) => e.k === 'win.fire').at(-1), gone = evs.some((e) => e.k === 'win.purge');
      if (!joined.length) continue;
      const e = joined[0], fresh = joined.some((x) => x.seq >= state.from);
      const cellKey = keyOf(task, op.op, op.state, e.key, `[${e.start},${e.end})`, undefined), value = world.tables.get('cell')?.get(cellKey);
      const change = index.lastChange('cell', cellKey, n);
      rows.push({ key: id, cls: (gone ? 'gone' : '') + (state.sel === id ? ' sel' : ''), at: e.start, cells: [{ text: words.win(e), sel: id, title: 'follow this window with , and .' }, gone ? words.val(fired?.val) : fresh && change ? { text: words.change(change.was, change.now), cls: 'fresh' } : words.val(value), String(e.end - 1), fired ? ['fired at ', step(index, fired.seq), gone ? ', removed' : ''] : wm === -Infinity ? 'waits: no watermark yet' : `waits: ${clock} < ${e.end - 1}`, joined.map((x) => words.rec(x.r)).join(', ')] });
    }
    rows.sort((a, b) => a.at - b.at);
    set(why, { text: `Event time of ${words.place(task)}: ${clock ?? 'MIN'}. A window fires when it reaches its last tick.` });
    table(at, { caption: 'Windows', head: ['window', 'holds', 'fires at', 'now', 'records'], rows, empty: 'No window yet: one comes into being with its first record.' }, act);
    const set_ = world.rows('timer').map(([k]) => partsOf(k));
    table(timers, { caption: 'Timers that are set', head: ['at', 'clock', 'key', 'for'], rows: set_.map((k) => ({ key: k.join('|'), cells: [k[5], k[4] + ' time', k[2] || '–', k[3] || '–'] })), empty: 'No timer is set.' }, act);
    const gone_ = before(lates, n), lost = lates.slice(Math.max(0, gone_ - 4), gone_).map(([, [i]]) => index.events[i]).map((e) => `${words.rec(e.r)} (step ${e.step}: ${e.last} + ${e.lateness} ≤ ${e.wm})`);
    set(late, { text: lost.length ? `✗ Late and ${index.events[lates[0][1][0]].act}: ${gone_ > 4 ? `${gone_}, the last ` : ''}${lost.join(', ')}` : '' });
  }
  return { update };
}

export function results(root, { index, words, act }) {
  const blocks = new Map(), many = (index.plan.sinks ?? []).length > 1;
  root.append(h(many ? 'div.sinks' : 'div'));
  for (const sink of index.plan.sinks ?? []) {
    const at = h('div.scroll'), say = h('p.sinksay');
    root.firstChild.append(h('section', { 'aria-label': sink.op }, say, at));
    blocks.set(sink.op, { at, say, sink });
  }
  function update(state) {
    const { world } = index;
    for (const [op, { at, say, sink }] of blocks) {
      const list = world.get('out', op) ?? [];
      let visible = 0, pending = 0, dead = 0, twice = 0;
      const rows = [], from = list.length - 60;
      list.forEach((r, k) => {
        const ev = index.event(r.by), tx = r.tx && world.get('tx', r.tx), state_ = !r.tx ? 'visible' : tx === 'committed' ? 'visible' : tx === 'aborted' ? 'aborted' : 'pending';
        const dup = ev.dup !== undefined && state_ !== 'aborted';
        if (state_ === 'visible') visible++;
        if (state_ === 'pending') pending++;
        if (state_ === 'aborted') dead++;
        if (dup) twice++;
        if (k < from) return;
        const origin = ev.r.includes('/') ? ev.r.split('/')[0] : ev.r;
        const word = { visible: '■ visible', pending: `□ ${tx === 'prepared' ? 'pre-committed' : 'open'}`, aborted: '⊗ aborted' }[state_], of = index.recs.has(origin) ? words.rec(origin) : origin.replace(/^[^[]*/, ''), value = [words.val(r.val), dup ? { text: ' ‡', cls: 'alarm', title: 'a second result for the same record' } : ''];
        rows.push({ key: String(r.by), cls: state_ + (ev.seq >= state.from ? ' new' : ''), cells: [value, of, sink.is === 'print' ? step(index, ev.seq) : { text: word, cls: state_, title: `${r.tx}, step ${ev.step}`, go: ev.seq }] });
      });
      rows.reverse();
      set(say, { text: `${op}${sink.is === 'print' ? ', at once' : ', when its transaction commits'}: ${visible} visible${pending ? `, ${pending} pending` : ''}${dead ? `, ${dead} aborted` : ''}${twice ? `, ${twice} ‡ for a second time` : ''}` });
      table(at, { caption: from > 0 ? `Results of ${op}, newest first: the last 60` : `Results of ${op}, newest first`, head: ['result', 'of', sink.is === 'print' ? 'written' : 'can be seen'], rows, empty: 'Nothing has been written yet.' }, act);
    }
  }
  return { update };
}
