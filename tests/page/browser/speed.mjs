// speed.mjs WEIR FOLDER: how long a page of about 112,000 events takes to open and to step. Numbers, no test: machines
// differ. Wanted: interactive within 1.5 s, a step within 8 ms at the 95th percentile.
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { check, folder, made, opened, withBrowser } from './browser.mjs';

const ROWS = 16_300, STEPS = 300;
/** A job with windows, checkpoints and three subtasks; equal on every machine. */
function job() {
  fs.mkdirSync(folder, { recursive: true });
  let seed = 7;
  const next = (most) => (seed = (seed * 48271) % 2147483647) % most;
  const rows = Array.from({ length: ROWS }, (_, n) => `k${next(40)},${next(1000)},${Math.max(0, n * 2 - next(30))}`);
  fs.writeFileSync(path.join(folder, 'long.csv'), 'k,v,at\n' + rows.join('\n') + '\n');
  const file = path.join(folder, 'long.toml');
  fs.writeFileSync(file, `[job]\nname = "long"\nparallelism = 3\n\n[checkpointing]\ninterval = "500ms"\n\n[[source]]\nuid = "numbers"\ncsv = "long.csv"\nparallelism = 1\nevery = "2ms"\nevent_time = "at"\nwatermarks = { out_of_orderness = "20ms", emit = "50ms" }\n\n[[operator]]\nuid = "sums"\nfrom = "numbers"\nkey_by = "k"\nwindow = { tumbling = "400ms" }\naggregate = { n = "count()", total = "sum(v)" }\n\n[[sink]]\nuid = "out"\nfrom = "sums"\nprint = true\n`);
  return file;
}
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(1);
const spread = (list) => { const s = list.slice().sort((a, b) => a - b); return `p50 ${at(s, 0.5)}  p95 ${at(s, 0.95)}  most ${s.at(-1).toFixed(1)} ms`; };

await withBrowser(async (browser) => {
  const began = performance.now(), url = made('long', job()), making = performance.now() - began;
  const bytes = fs.statSync(path.join(folder, 'long.html')).size, ready = [], steps = [], draws = [], jumps = [];
  let size = '';
  for (let round = 0; round < 3; round++) {
    const page = await opened(browser, url);
    ready.push(await page.page.evaluate(() => performance.getEntriesByName('weir-ready')[0].startTime));
    size = await page.page.evaluate(() => `${weir.index.events.length} events, ${weir.index.steps} steps`);
    const seen = await page.page.evaluate(async (many) => {
      const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
      const frame = () => new Promise((done) => requestAnimationFrame(done)), steps = [], draws = [], jumps = [], { steps: last } = weir.index;
      weir.goto(Math.floor(last / 3));
      for (let n = 0; n < many; n++) {
        const began = performance.now();
        press();
        steps.push(performance.now() - began);
        void document.body.offsetHeight;  // style and layout, too
        draws.push(performance.now() - began);
        if (n % 10 === 0) await frame();
      }
      for (let n = 1; n <= 40; n++) {
        const began = performance.now();
        weir.goto((n * 7919) % last);
        jumps.push(performance.now() - began);
      }
      return { steps, draws, jumps };
    }, STEPS);
    steps.push(...seen.steps);
    draws.push(...seen.draws);
    jumps.push(...seen.jumps);
    check(seen.steps.length === STEPS, 'steps were not made');
    await page.close();
  }
  console.log(`${size}; page ${(bytes / 1048576).toFixed(2)} MiB, made in ${(making / 1000).toFixed(2)} s`);
  console.log(`ready           ${ready.map((ms) => (ms / 1000).toFixed(2)).join('  ')} s`);
  console.log(`step            ${spread(steps)}`);
  console.log(`step and layout ${spread(draws)}`);
  console.log(`jump            ${spread(jumps)}`);
  return `${3 * STEPS} steps`;
});
