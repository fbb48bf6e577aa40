// Who owns which key groups, and where each key lives: hash, group, subtask. After a rescale: before and after, with the
// way of every group and key.
import { h, s, set, keyed, table, size } from '../dom.js';
import { partsOf } from '../values.js';
import { keyBox, keyFits } from '../keys_of_run.js';
import { groupOfKey, owners, subtaskOf } from './groups.js';
import { keyCell } from './cells.js';

const MOST = 60, TICKS = 40;

export function keyGroups(root, ctx) {
  const { index, words, act } = ctx, key = keyBox(ctx, 'key groups'), say = h('p.cutsay'), pictures = h('div'), at = h('div.scroll');
  root.append(h('div.bar', {}, key.el, say), pictures, at);
  // Two operators may have keys of different kinds: a key belongs to those that something happened to it at.
  const nameOf = new Map(index.plans.flatMap((p) => p.plan.tasks.map((t) => [t.id, t.name]))), all = [];
  for (const [id, events] of index.entities.family('key')) {
    const first = new Map();
    for (const i of events.slice(0, 400)) { const name = nameOf.get(index.events[i].at); if (name && !first.has(name)) first.set(name, i); }
    for (const [name, from] of first) all.push({ id, name, from, key: partsOf(id.slice(4))[0] });
  }

  /** The plan before the last one that has other owners, if a restart brought it. */
  function earlier(n) {
    const now = index.planAt(n), mark = (p) => p.tasks.filter((t) => t.kg).map((t) => `${t.id}${t.kg}`).join(), upTo = index.plans.filter((p) => p.from <= n);
    return upTo.reverse().find((p) => mark(p.plan) !== mark(now) && p.plan.tasks.some((t) => t.kg))?.plan ?? null;
  }
  function draw(svg, { name, tasks, before }, keys, state) {
    const W = Math.max(240, (size(root).w || 400) - 24), max = index.plan.maxpar, X = (kg) => 1 + (kg / max) * (W - 2), strip = 24, y0 = before ? 34 : 22, y1 = before ? y0 + strip + 46 : y0, H = y1 + strip + 26, items = [];
    const band = (t, y, k, id) => items.push({ id, tag: 'rect', at: { x: X(t.kg[0]), y, width: X(t.kg[1] + 1) - X(t.kg[0]), height: strip, class: `own o${k % 4}` } }, { id: id + 't', tag: 'text', at: { x: (X(t.kg[0]) + X(t.kg[1] + 1)) / 2, y: y + 16, 'text-anchor': 'middle', text: X(t.kg[1] + 1) - X(t.kg[0]) > words.place(t.id).length * 7 ? words.place(t.id) : X(t.kg[1] + 1) - X(t.kg[0]) > 16 ? t.id.split('#').at(-1) : '' } });
    const number = (t) => Number(t.id.split('#').at(-1));
    if (before) {
      items.push({ id: 'was', tag: 'text', at: { x: 0, y: 12, text: `before: ${before.length} subtasks`, class: 'axis' } }, { id: 'is', tag: 'text', at: { x: 0, y: H - 4, text: `now: ${tasks.length}`, class: 'axis' } });
      // A band from each old owner to each new one: what goes to another number is drawn strongly.
      for (const a of before) for (const b of tasks) {
        const lo = Math.max(a.kg[0], b.kg[0]), hi = Math.min(a.kg[1], b.kg[1]);
        if (lo > hi) continue;
        const moved = number(a) !== number(b), text = `key groups ${lo}–${hi}: ${a.id} → ${b.id}`;
        items.push({ id: `m${lo}`, tag: 'rect', title: text, at: { x: X(lo) + 0.5, y: y0 + strip, width: Math.max(1, X(hi + 1) - X(lo) - 1), height: y1 - y0 - strip, class: moved ? 'moved' : 'stays' } });
        items.push({ id: `n${lo}`, tag: 'text', at: { x: (X(lo) + X(hi + 1)) / 2, y: (y0 + strip + y1) / 2 + 4, 'text-anchor': 'middle', class: moved ? 'movedtext' : 'axis', text: X(hi + 1) - X(lo) > 70 ? `${lo}–${hi} ${moved ? `#${number(a)} → #${number(b)}` : 'stay'}` : X(hi + 1) - X(lo) > 34 && moved ? `→ #${number(b)}` : '' } });
      }
      before.forEach((t, k) => band(t, y0, k, 'a' + t.id));
    }
    tasks.forEach((t, k) => band(t, y1, k, 'b' + t.id));
    const taken = [];
    for (const k of keys.slice(0, TICKS)) {
      const { kg } = groupOfKey(k.key, max), x = X(kg + 0.5), label = words.val(k.key), w = label.length * 6.4 + 4, left = Math.max(0, Math.min(W - w, x - w / 2)), free = !taken.some(([a, b]) => left < b && left + w > a);
      if (free) taken.push([left, left + w]);
      items.push({ id: 'k' + k.id, tag: 'line', title: `key ${label}: group ${kg}`, at: { x1: x, x2: x, y1: y0 - 4, y2: y1 + strip, class: `tick${state.sel === k.id ? ' sel' : ''}` } });
      if (free && label.length < 24) items.push({ id: 'l' + k.id, tag: 'text', at: { x: left + w / 2, y: y0 - 7, 'text-anchor': 'middle', class: 'ticktext', text: label } });
    }
    set(svg, { viewBox: `0 0 ${W} ${H}`, width: W, height: H, 'aria-label': `Key groups 0 to ${max - 1} of ${name}: ${tasks.map((t) => `${t.id} owns ${t.kg[0]} to ${t.kg[1]}`).join(', ')}. The table below says it for each key.` });
    keyed(svg, items, (x) => x.id, (x) => s(x.tag, {}), (el, x) => { set(el, x.at); if (x.title && !el.firstChild) el.append(s('title', { text: x.title })); });
  }
  function update(state) {
    const { plan } = index, n = state.n, max = plan.maxpar, old = earlier(n), fits = keyFits(index, words, state.key), seen = all.filter((k) => k.from < n && fits(k.key));
    key.update(state);
    const was = old ? owners(old) : null, list = [...owners(plan)].map(([name, tasks]) => ({ name, tasks, before: was?.get(name) && was.get(name).length !== tasks.length ? was.get(name) : null }));
    set(say, { text: `A key's group is murmur(hash(key)) mod ${max}; its subtask is group · subtasks / ${max}, rounded down.` });
    keyed(pictures, list, (x) => x.name, () => h('figure', {}, h('figcaption'), s('svg', { role: 'img' })), (el, x) => {
      set(el.children[0], { text: `${words.text(x.name)}: ${x.tasks.map((t) => `#${t.id.split('#').at(-1)} has ${t.kg[0]}–${t.kg[1]}`).slice(0, 8).join(', ')}${x.tasks.length > 8 ? ', …' : ''}` });
      draw(el.children[1], x, seen.filter((k) => k.name === x.name), state);
    });
    const many = new Set(seen.map((k) => k.name)).size > 1, of = new Map(list.map((x) => [x.name, x])), moved = list.some((x) => x.before);
    table(at, {
      caption: `Where each key lives${seen.length > MOST ? `: the first ${MOST} of ${seen.length} keys` : ''}`, head: ['key', ...(many ? ['of'] : []), 'hash', 'group', ...(moved ? ['subtask before'] : []), moved ? 'subtask now' : 'subtask'],
      rows: seen.slice(0, MOST).map((k) => {
        const { hash, murmur, kg } = groupOfKey(k.key, max), p = of.get(k.name)?.tasks.length ?? 1, before = of.get(k.name)?.before?.length, now = subtaskOf(kg, p, max), then = before ? subtaskOf(kg, before, max) : now;
        return { key: k.id + k.name, cls: `${state.sel === k.id ? 'sel' : ''}${then !== now ? ' new' : ''}`, cells: [keyCell(words, k.key), ...(many ? [words.text(k.name)] : []), String(hash), `${murmur} mod ${max} = ${kg}`, ...(moved ? [before ? `${kg}·${before}/${max} = ${then}` : '–'] : []), [`${kg}·${p}/${max} = ${now}`, then !== now ? { text: ` ⇄ moved`, cls: 'state' } : '']] };
      }), empty: 'No key has been seen yet.',
    }, act);
  }
  return { update, resize: () => {} };
}
