// parity.mjs FOLDER: what the page makes of a trace is what C++ makes of it: the World at the end of every step, on
// the way there and on the way back; every sentence in three writings; the layout of every plan.
import fs from 'node:fs';
import path from 'node:path';
import { catalogue, check, finish, lines, load, names, open } from './golden.mjs';
import { rowsOf, sumOf } from './rows.mjs';
const { Words } = await load('words.js');

const folder = process.argv[2], { kinds, queues } = catalogue(folder), tables = new Set(queues), seen = new Map();
let left = 0, steps = 0, events = 0, plans = 0;
for (const name of names(folder)) {
  const index = open(folder, name, kinds), worlds = lines(path.join(folder, name + '.worlds'));
  check(index.steps === worlds.length - 1, () => `${name} has ${index.steps} steps, C++ says ${worlds.length - 1}`);
  const look = (step, how) => {
    index.seek(index.endOf(step));
    check(sumOf(rowsOf(index, tables)) === worlds[step], () => `${name}: the World at step ${step}, ${how} (goldens --world ${name} ${step})`);
  };
  for (let s = 0; s <= index.steps; s++) look(s, 'forward');
  for (let s = index.steps; s >= 0; s -= 3) look(s, 'back');
  // Far jumps.
  for (let n = 1; n < 12; n++) look((n * 7919) % (index.steps + 1), 'jump');
  steps += index.steps + 1;

  const said = lines(path.join(folder, name + '.words')), words = ['unicode', 'ascii', 'speech'].map((w) => new Words(index, w));
  check(said.length === index.events.length, () => `${name}: ${index.events.length} events, ${said.length} sentences`);
  index.events.forEach((ev, n) => {
    const want = JSON.parse(said[n]);
    words.forEach((w, k) => {
      const got = [w.who(ev), w.say(ev), w.join(ev), w.tail(ev)];
      for (let i = 0; i < 4; i++) check(got[i] === want[k][i], () => `${name}: event ${ev.i} (${ev.k}) says\n  ${got[i]}\nC++:\n  ${want[k][i]}`);
    });
    seen.set(ev.k, (seen.get(ev.k) ?? 0) + 1);
  });
  events += index.events.length;

  // Without the smallest events: the same Worlds at the steps that are left, and no milestone is gone.
  for (const ending of ['.short', '.shorter']) {
    const short = open(folder, name, kinds, ending);
    check(short.milestones.join() === index.milestones.join(), () => `${name}${ending}: milestones ${short.milestones}, not ${index.milestones}`);
    check(short.events.length < index.events.length, () => `${name}${ending}: nothing is gone`);
    for (let s = 0; s <= short.steps; s++) {
      if (!short.has(s)) continue;
      short.seek(short.endOf(s));
      check(sumOf(rowsOf(short, tables)) === worlds[s], () => `${name}${ending}: the World at step ${s}`);
      left++;
    }
    for (const ev of short.events) for (const n of short.causes(ev)) check(n < ev.seq, () => `${name}${ending}: a cause comes later`);
    for (const ev of short.events) if (ev.r !== undefined && ev.k !== 'left') check(!!short.rec(ev.r, ev.seq + 1) === !!index.rec(ev.r, index.event(ev.i).seq + 1), () => `${name}${ending}: ${ev.r} is not known`);
  }

  const layouts = lines(path.join(folder, name + '.layouts'));
  check(layouts.length === index.plans.length, () => `${name}: ${index.plans.length} plans, ${layouts.length} layouts`);
  for (const { plan, layout } of index.plans) {
    plans++;
    const placed = layout.boxes.flatMap((b) => b.tasks).sort().join(), all = plan.tasks.map((t) => t.id).sort().join();
    check(placed === all, () => `${name}: the layout has ${placed}, the plan ${all}`);
    const drawn = layout.lines.flatMap((l) => l.channels).sort().join(), channels = plan.channels.map((c) => c.id).sort().join();
    check(drawn === channels, () => `${name}: the layout has ${drawn}, the plan ${channels}`);
    check(new Set(layout.boxes.map((b) => `${b.column},${b.row}`)).size === layout.boxes.length, () => `${name}: two boxes in one place`);
  }
}
const unseen = [...kinds.keys()].filter((k) => !seen.has(k));
console.log(`${names(folder).length} runs, ${steps} steps, ${events} events, ${plans} plans, ${left} steps of short traces, ${seen.size} of ${kinds.size} kinds; not: ${unseen.join(' ')}`);
finish('parity');
