// windows.mjs FOLDER [NAME]: what the panel of windows says a window holds is what the World counts in it, at the end
// of every step of every run, after restores, other parallelisms and merges too; and the state of every open window
// stands where the panel looks for it.
import { catalogue, check, finish, load, names, open } from './golden.mjs';
const { recordsOf } = await load('why/window.js'), { Moment } = await load('why/moment.js'), { Words } = await load('words.js');
const { WindowFacts } = await load('panels/window_facts.js'), { stateWindow } = await load('state_window.js'), { partsOf, keyOf } = await load('values.js');

const folder = process.argv[2], only = process.argv[3], { kinds, phrases } = catalogue(folder);
const counts = { windows: 0, restored: 0, elsewhere: 0, merged: 0 };
for (const name of names(folder)) {
  if (only && name !== only) continue;
  const index = open(folder, name, kinds), facts = new WindowFacts(index), words = new Words(index, 'unicode'), steps = index.first.length, every = Math.max(1, Math.floor(steps / 150));
  for (let step = 0; step < steps; step += step + every < steps || step === steps - 1 ? every : steps - 1 - step) {
    const n = index.endOf(step);
    index.seek(n);
    const { world } = index, plan = index.planAt(n), moment = new Moment(index, n, words, phrases);
    for (const [row, count] of world.rows('win')) {
      const [task, op, key, start, end] = partsOf(row), { joined } = facts.story(task, op, key, start, end, n), where = () => `${name} at step ${step}: [${start},${end}) of ${JSON.stringify(key)} in ${task}`;
      check(joined.length === count, () => `${where()} holds ${joined.map((e) => `${e.r} (${e.seq})`).join(', ')}, and ${count} are counted`);
      check(new Set(joined.map((e) => e.r)).size === joined.length, () => `${where()} holds a record twice: ${joined.map((e) => e.r).join(', ')}`);
      // What why says of it, found from the end.
      const told = recordsOf(moment, { at: task, op, key, start, end }, n, count), sorted = (list) => [...list].sort().join(', ');
      check(sorted(told) === sorted(joined.map((e) => e.r)), () => `${where()} holds ${joined.map((e) => e.r).join(', ')}, why says ${told.join(', ')}`);
      counts.windows++;
      counts.restored += facts.turns.some((e) => e.seq < n && e.k === 'restore' && e.wins.some((w) => keyOf(e.at, w.op, w.key, w.start, w.end) === row)) ? 1 : 0;
      counts.elsewhere += joined.some((e) => e.at !== task) ? 1 : 0;
      const state = plan.windowOf.get(op)?.state, ns = stateWindow(world, task, op, key, start, end);
      if (ns === `[${start},${end})`) continue;
      counts.merged++;
      check((world.get('cell', task, op, state, key, ns, null) ?? world.get('items', task, op, state, key, ns)) !== undefined, () => `${where()} keeps nothing under ${ns}`);
    }
  }
}
console.log(JSON.stringify(counts));
if (!only) for (const [what, n] of Object.entries(counts)) check(n > 0, () => `there is no ${what}`);
finish('windows');
