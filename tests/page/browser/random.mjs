// Twenty random jobs in a browser: forward and back by keys gives the same World at every step, and it is the one that
// Node has, which `page:parity` compares with C++. Their names, keys and values are any; nothing of it may disturb.
import fs from 'node:fs';
import path from 'node:path';
import { check, goldens, made, only, opened, withBrowser } from './browser.mjs';
import { catalogue, open } from '../node/golden.mjs';

const JOBS = only.length ? only : Array.from({ length: 20 }, (_, n) => `random-${n + 1}`);
const dumpOf = (index) => JSON.stringify(Object.fromEntries([...index.world.tables].filter(([, t]) => t.size).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, t]) => [k, [...t].sort(([a], [b]) => (a < b ? -1 : 1))])));

await withBrowser(async (browser) => {
  const { kinds } = catalogue(goldens);
  let steps = 0;
  for (const job of JOBS) {
    if (!check(fs.existsSync(path.join(goldens, job + '.jsonl')), `${job} is missing`)) continue;
    const at = await opened(browser, made(job, path.join(goldens, job + '.jsonl'))), { name, page } = at, twin = open(goldens, job, kinds);
    check(at.requests.length === 1, `${name} asks for ${at.requests.join(' ')}`);
    const { there, back } = await at.walked(), last = await at.steps();
    check(there.length === last + 1 && last === twin.steps, `${name}: ${there.length} of ${last + 1} steps`);
    for (const [n, seen] of there.entries()) {
      twin.seek(seen.n);
      check(seen.step === n && seen.dump === dumpOf(twin), `${name}: forward to step ${n}`);
    }
    for (const [k, seen] of back.entries()) check(seen.step === last - k && seen.dump === there[last - k]?.dump, `${name}: back to step ${last - k}`);
    for (let k = 1; k < 6; k++) {
      const to = (k * 7919) % (last + 1);
      await at.goto(to);
      check(await at.dump() === there[to].dump, `${name}: jump to ${to}`);
    }
    // Every panel, where most of the run has happened.
    for (const tab of await page.$$eval('[role=tab]', (all) => all.map((t) => t.id))) await page.evaluate((id) => document.getElementById(id).click(), tab);
    steps += last + 1;
    await at.close();
  }
  return `${JOBS.length} random jobs, ${steps} steps`;
});
