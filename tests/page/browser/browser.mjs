// What the checks of pages in a real browser share: Chromium, found and started once; pages, made by weir; contexts
// that are offline; and a count of what was looked at. Where something is missing the check says so and is skipped.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');
const SKIPPED = 77;
export const WIDTHS = [[1280, 800], [390, 844], [320, 640]];

export function skip(what) {
  console.log(`skipped: ${what}; ./setup --browser installs it`);
  process.exit(SKIPPED);
}
const inPath = (name) => (process.env.PATH ?? '').split(':').map((f) => path.join(f, name)).find((f) => fs.existsSync(f));
const packageOf = (name) => {
  try { return createRequire(path.join(root, '.cache/browser/package.json')).resolve(name); } catch { return skip(`the package ${name.split('/')[0]} is missing`); }
};

/** The weir of this build, and a folder for pages. */
export const [weir, folder, goldens, ...only] = process.argv.slice(2);
/** Of the lessons, or of those that were named. */
export const LESSONS = only.length ? only : ['1', '2', '4', '8', '11'];
if (!weir || !folder) {
  console.log('usage: node CHECK.mjs WEIR FOLDER [GOLDENS [NAME…]]');
  process.exit(2);
}
export const run = (...words) => execFileSync(weir, words, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'pipe'] });
/** A page made by weir html, as an address. @param {string} name @param {...string} words */
export function made(name, ...words) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name + '.html');
  run('html', ...words, '--output', file);
  return pathToFileURL(file).href;
}
export const axe = () => fs.readFileSync(packageOf('axe-core/axe.min.js'), 'utf8');

let failed = 0, checked = 0;
const told = new Set();
export function check(ok, text) {
  checked++;
  if (ok) return true;
  const said = typeof text === 'function' ? text() : text;
  if (!told.has(said) && told.size < 25) console.log('FAILED ' + said);
  told.add(said);
  failed++;
  return false;
}
/** @param {(browser:any)=>Promise<string>} body that says at its end what it has looked at */
export async function withBrowser(body) {
  const program = ['chromium', 'chromium-browser', 'google-chrome'].map(inPath).find(Boolean) ?? skip('Chromium is missing');
  const { chromium } = await import(pathToFileURL(packageOf('playwright-core')).href).then((m) => m.default ?? m);
  const began = Date.now(), browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  let said = '';
  try { said = await body(browser); } catch (e) { check(false, e.stack); }
  await browser.close();
  console.log(`${said}: ${checked} checks, ${failed} failed, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  process.exit(failed || !checked ? 1 : 0);
}
/** Opens pages without a network. What the page complains of is a failure. */
export async function opened(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true, ...options });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage(), requests = [];
  const name = decodeURIComponent(url.split('/').at(-1));
  page.on('request', (r) => { if (!r.url().startsWith('data:')) requests.push(r.url().split('#')[0]); });
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) check(false, `${name}: console: ${m.text()}`); });
  page.on('pageerror', (e) => check(false, `${name}: ${e.stack}`));
  page.on('dialog', (d) => { check(false, `${name}: a dialog: ${d.message()}`); d.dismiss(); });
  await page.goto(url);
  await page.waitForSelector('body.ready');
  const here = { name, context, page, requests, close: () => context.close() };
  here.step = () => page.evaluate(() => weir.state.step);
  here.steps = () => page.evaluate(() => weir.index.steps);
  here.dump = () => page.evaluate(() => JSON.stringify(weir.dump()));
  here.goto = (n) => page.evaluate((to) => weir.goto(to), n);
  /** Another place of the same page, as a link. */
  here.link = async (hash) => { await page.goto(url + hash); await page.evaluate(() => new Promise((done) => setTimeout(done, 0))); };
  /** Walks by keys to the end and back, inside the page: what is seen at each step, there and back. Questions are skipped. */
  here.walked = () => page.evaluate(() => {
    const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const look = (tables) => ({ step: weir.state.step, n: weir.state.n, dump: JSON.stringify(weir.dump()), tables: tables ? JSON.stringify([...weir.index.world.tables].map(([t, rows]) => [t, [...rows]])) : '' });
    const there = [look(true)], back = [];
    for (let k = weir.state.step, limit = 3 * weir.index.steps; k < weir.index.steps && limit > 0; limit--) {
      if (!document.getElementById('ask').hidden) document.getElementById('skip').click();
      else press('ArrowRight');
      if (weir.state.step !== k) { there.push(look(true)); k = weir.state.step; }
    }
    for (let k = 0; k < there.length; k++) { back.push(look(false)); press('ArrowLeft'); }
    return { there, back };
  });
  return here;
}
