// compare.mjs WEIR FOLDER: where two runs part, said by the page and by `weir diff`: the same words. And the step of one
// run that stands where another one does.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { catalogue, check, finish, load, names, open } from './golden.mjs';
const { Words } = await load('words.js'), { diffRuns, nearestStep, firstParting } = await load('compare.js');

const [weir, folder] = process.argv.slice(2), { kinds } = catalogue(folder), all = names(folder);
const opened = new Map();
const side = (name) => {
  if (!opened.has(name)) { const index = open(folder, name, kinds); opened.set(name, { index, words: new Words(index) }); }
  return opened.get(name);
};
/** As diagrams/run_diff.h writes it where lines are wide enough. */
function text(d) {
  const part = (label, p, none) => label.padEnd(27) + '  ' + (p ? `step ${p.step}\n  a  ${p.a}\n  b  ${p.b}\n` : none + '\n');
  const n = d.aResults.length;
  return part('first difference', d.first, 'none: both do the same in every step') +
    part('first difference in results', d.results, n === 0 ? 'none: neither has results' : n === 1 ? 'none: both have the same one' : `none: both have the same ${n}`);
}
const pairs = [];
for (const name of all) {
  const base = /^lesson-\d+/.exec(name)?.[0];
  if (base) pairs.push([base, name]);
}
for (let n = 1; n < 20; n += 3) pairs.push([`random-${n}`, `random-${n + 1}`]);
pairs.push(['random-3', 'random-3'], ['lesson-11-two-ticks', 'lesson-11-held-up'], ['lesson-1', 'job-hostile'], ['job-hostile', 'lesson-2']);
let same = 0;
for (const [a, b] of pairs) {
  const d = diffRuns(side(a), side(b)), file = (n) => path.join(folder, n + '.jsonl');
  const said = execFileSync(weir, ['diff', file(a), file(b), '--width', '10000', '--charset', 'unicode', '--color', 'never'], { encoding: 'utf8' });
  const want = said.slice(said.indexOf('\n\n') + 2).replaceAll('\n     ', ' ');  // no window is wide enough for some
  check(text(d) === want, () => `${a} and ${b}:\n${text(d)}weir diff:\n${want}`);
  same += d.first === null;

  const x = side(a).index, y = side(b).index, parts = firstParting(x, y) ?? Infinity;
  for (let step = 0, last = 0; step <= x.steps; step++) {
    const to = nearestStep(x, y, step);
    check(to >= 0 && to <= y.steps, () => `${a} ${step}: step ${to} of ${b}`);
    if (step < parts) check(to === Math.min(step, y.steps), () => `${a} ${step}: step ${to} of ${b}, and they have done the same`);
    last = to;
  }
}
check(same > 3 && same < pairs.length / 2, () => `${same} of ${pairs.length} pairs do the same`);
// The pike is read in a step of its own in each run; what fires before it differs.
const pike = (name) => {
  const { index } = side(name), { r } = index.events.find((e) => e.k === 'rec.emit' && e.ts === 17);
  return index.events.find((e) => e.k === 'rec.recv' && e.r === r).step;
};
for (const other of ['two-ticks', 'three-ticks', 'speak-less-often']) {
  const to = nearestStep(side('lesson-11').index, side('lesson-11-' + other).index, pike('lesson-11'));
  check(to === pike('lesson-11-' + other), () => `the pike of ${other} is found at step ${to}, it is at ${pike('lesson-11-' + other)}`);
}
finish(`compare: ${pairs.length} pairs, ${same} the same`);
