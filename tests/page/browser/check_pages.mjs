// check_pages.mjs FOLDER [NAME…]: looks at pages in a real browser, offline. Forward and back give the same World at
// every step; seeks, keys, deep links, history, reload; one request, no console error; nothing wider or taller than the
// window at three sizes; axe finds nothing, in light, dark and forced colours.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const browsers = [process.env.WEIR_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter((x) => x && fs.existsSync(x));
let chromium, axe;
try {
  ({ chromium } = require('playwright-core'));
  axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
} catch { /* said below */ }
if (!chromium || !browsers.length) {
  console.log(`skipped: ${chromium ? 'Chromium' : 'playwright-core'} is missing; ./setup --browser installs it`);
  process.exit(77);
}

const [folder, ...wanted] = process.argv.slice(2);
const pages = fs.readdirSync(folder).filter((f) => f.endsWith('.html') && (!wanted.length || wanted.includes(f.slice(0, -5)))).sort();
let bad = 0, looked = 0;
const ok = (fine, text) => {
  looked++;
  if (fine || ++bad > 60) return;
  console.log('FAILED', text);
};

const browser = await chromium.launch({ executablePath: browsers[0], args: ['--no-sandbox'] });

/** Every step, drawn, and back without being drawn; what differs, in words. */
const walk = () => {
  const { weir } = globalThis, wrong = [], { steps } = weir.index, dumps = [];
  const dump = () => JSON.stringify(weir.dump());
  for (let s = 0; s <= steps; s++) { weir.goto(s); if (weir.state.step !== s) wrong.push(`forward ${s}: at ${weir.state.step}`); dumps.push(dump()); }
  for (let s = steps; s >= 0; s--) { weir.index.seek(weir.index.endOf(s)); if (dump() !== dumps[s]) wrong.push(`back ${s}`); }
  for (let n = 1; n < 20; n++) { const s = (n * 7919) % (steps + 1); weir.goto(s); if (dump() !== dumps[s]) wrong.push(`seek ${s}`); }
  if (new Set(dumps).size < Math.min(steps, 4)) wrong.push('hardly anything changes');
  weir.goto(0);
  return { wrong: wrong.slice(0, 5), steps };
};

async function behaviour(name, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true }), page = await context.newPage(), requests = [];
  page.on('request', (r) => requests.push(r.url()));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && ok(false, `${name}: console: ${m.text()}`));
  page.on('pageerror', (e) => ok(false, `${name}: ${e.stack}`));
  page.on('dialog', (d) => { ok(false, `${name}: a dialog: ${d.message()}`); d.dismiss(); });
  await page.goto(url);
  await page.waitForSelector('body.ready');
  const at = () => page.evaluate(() => globalThis.weir.state.step), press = (key) => page.keyboard.press(key);
  ok(await at() === 0, `${name}: begins at step 0`);
  const { wrong, steps } = await page.evaluate(walk);
  ok(!wrong.length, `${name}: ${wrong.join(', ')}`);
  await press('End');
  ok(await at() === steps, `${name}: End`);
  await press('Home');
  ok(await at() === 0, `${name}: Home`);
  await press('ArrowRight');
  ok(await at() === 1, `${name}: →`);
  await press('ArrowLeft');
  ok(await at() === 0, `${name}: ←`);
  const before = await page.evaluate(() => globalThis.weir.state.n);
  await press('Shift+ArrowRight');
  ok(await page.evaluate(() => globalThis.weir.state.n) === before + 1, `${name}: Shift →`);
  await press(']');
  ok(await at() > 0, `${name}: ]`);
  const far = Math.min(7, steps);
  await page.evaluate(() => globalThis.weir.goto(0));
  await page.evaluate((s) => globalThis.weir.goto(s), far);
  ok(page.url().includes(`s=${far}`), `${name}: the link is ${page.url()}`);
  await page.goBack();
  ok(await at() === 0, `${name}: back in the history`);
  await page.goForward();
  ok(await at() === far, `${name}: forward in the history`);
  await page.reload();
  await page.waitForSelector('body.ready');
  ok(await at() === far, `${name}: reload`);
  await page.goto(`${url}#s=${steps}&tab=why&view=space`);
  await page.waitForTimeout(100);
  ok(await at() === steps && (await page.evaluate(() => globalThis.weir.state.tab)) === 'why', `${name}: deep link`);
  await page.goto(`${url}#s=99999`);
  await page.waitForTimeout(100);
  ok(await at() === steps && (await page.textContent('#notice')).includes('steps'), `${name}: a link too far`);
  await press('?');
  ok(await page.evaluate(() => document.getElementById('help').open), `${name}: ?`);
  await press('Escape');
  await page.waitForTimeout(600);
  ok((await page.textContent('#live')).length > 10, `${name}: nothing is said`);
  const asked = requests.filter((u) => !u.startsWith('data:')).map((u) => u.split('#')[0]);
  ok(new Set(asked).size === 1 && asked.every((u) => u === url), `${name}: requests ${[...new Set(asked)].join(' ')}`);
  await context.close();
  return steps;
}

const ALL = [[0, 'state', 'space'], [0.4, 'windows', 'plot'], [0.6, 'channels', 'space'], [0.8, 'checkpoints', 'space'], [0.9, 'why', 'plot'], [1, 'results', 'space']];
const SETTINGS = [['light', 'none', 1280, 800, ALL], ['dark', 'none', 1280, 800, ALL.slice(4, 5)], ['light', 'active', 1280, 800, ALL.slice(2, 3)], ['light', 'none', 390, 844, ALL.slice(3)], ['dark', 'none', 320, 640, ALL.slice(1, 3)]];
async function looks(name, url, steps, rules) {
  for (const [scheme, forced, width, height, views] of SETTINGS) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, forcedColors: forced, bypassCSP: true, reducedMotion: 'reduce', offline: true });
    const page = await context.newPage(), where = `${name} ${scheme} ${forced === 'active' ? 'forced ' : ''}${width}`;
    for (const [part, tab, view] of views) {
      const step = Math.round(steps * part);
      await page.goto('about:blank');
      await page.goto(`${url}#s=${step}&tab=${tab}&view=${view}`);
      await page.waitForSelector('body.ready');
      const [wide, tall] = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
      ok(wide <= 0, `${where}: step ${step}, ${tab}: ${wide} px too wide`);
      if (width === 1280) ok(tall <= 0, `${where}: step ${step}, ${tab}: ${tall} px too tall`);
      if (!rules) continue;
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      for (const v of violations) ok(false, `${where}: step ${step}, ${tab}: ${v.id}: ${v.nodes[0].target} ${v.nodes[0].any[0]?.message ?? v.help}`.slice(0, 330));
    }
    await context.close();
  }
}

for (const file of pages) {
  const name = file.slice(0, -5), url = pathToFileURL(path.resolve(folder, file)).href;
  const steps = await behaviour(name, url);
  // What axe says of random jobs it says of the others.
  await looks(name, url, steps, name.startsWith('lesson') || name === 'job-hostile');
  console.log(`${name}: ${steps} steps`);
}
await browser.close();
console.log(`${pages.length} pages, ${looked} checks, ${bad} failed`);
process.exit(bad || !pages.length ? 1 : 0);
