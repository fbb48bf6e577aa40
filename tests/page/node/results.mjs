// results.mjs FOLDER: what the panel of results says of transactions and files. In the job that writes files a task
// fails while its second file is open; that one is lost when the next attempt begins, and stays so.
import { catalogue, check, finish, load, names, open } from './golden.mjs';
const { outcome } = await load('panels/transaction_facts.js');

const folder = process.argv[2], { kinds } = catalogue(folder);
const at = (index, step, tx) => { index.seek(index.endOf(step)); return outcome(index, tx); };

const files = open(folder, 'job-files', kinds), steps = files.first.length, stepOf = (k, g = 1) => files.events.find((e) => e.k === k && (e.g ?? 1) === g)?.step;
const failed = stepOf('fail'), again = stepOf('deploy', 2), of = (n) => files.events.filter((e) => e.k === 'tx.begin')[n].tx, [first, second, third] = [of(0), of(1), of(2)];
check(at(files, failed - 1, second) === 'open' && at(files, failed, second) === 'open', () => `${second} is ${at(files, failed, second)} when its task has just failed`);
for (let step = again; step < steps; step++) check(at(files, step, second) === 'lost', () => `${second} is ${at(files, step, second)} at step ${step}`);
check(at(files, again, first) === 'committed', () => `${first} is ${at(files, again, first)}`);
check(at(files, steps - 1, third) === 'committed' && third !== second, () => `${third} is ${at(files, steps - 1, third)}`);
check(at(files, failed, second) === 'open', () => 'back before the failure it stays lost');

// In all runs: nothing of an attempt that is over is in progress, and nothing else is lost.
for (const name of names(folder)) {
  const index = open(folder, name, kinds), begun = new Map(index.events.filter((e) => e.k === 'tx.begin').map((e) => [e.tx, e.g ?? 1])), last = index.first.length;
  for (let step = 0; step < last; step += Math.max(1, Math.floor(last / 40))) {
    index.seek(index.endOf(step));
    const attempt = index.world.get('attempt') ?? 1;
    for (const [tx, status] of index.world.rows('tx')) check(outcome(index, tx) === (status === 'open' && begun.get(tx) < attempt ? 'lost' : status), () => `${name} at step ${step}: ${tx} is ${outcome(index, tx)}`);
  }
}
finish('results');
