// The pages of all lessons, walked by keys: forward and back, jumps, links, history, reload; one request, no complaint,
// and at every step the World that `weir step --json` has there.
import { spawnSync } from 'node:child_process';
import { LESSONS, check, made, opened, weir, withBrowser } from './browser.mjs';
import { load } from '../node/golden.mjs';
import { rowsOf } from '../node/rows.mjs';
const { decode } = await load('decode.js'), { Index } = await load('index.js'), { byBytes } = await load('values.js');

/** Rows of the World at every step, from one process. */
function worlds(lesson, steps) {
  const asked = Array.from({ length: steps + 1 }, (_, n) => `goto ${n}\n`).join('') + 'quit\n';
  const ran = spawnSync(weir, ['step', lesson, '--json'], { input: asked, encoding: 'utf8', maxBuffer: 1 << 28 });
  const out = new Map();
  for (const line of ran.stdout.split('\n').filter(Boolean)) {
    const { step, world } = JSON.parse(line), rows = [];
    for (const [table, list] of Object.entries(world ?? {})) for (const [k, v] of list) rows.push(`${table} ${JSON.stringify(k)} ${JSON.stringify(v)}`);
    if (world) out.set(step, rows.sort(byBytes).join('\n') + '\n');
  }
  return out;
}
/** The same rows, from the tables of the page. */
function pageRows({ n, tables }, twin, queues) {
  twin.seek(n);
  return rowsOf({ world: { tables: JSON.parse(tables) }, plan: twin.plan, event: (i) => twin.event(i), planAt: (k) => twin.planAt(k) }, queues);
}

async function walk(browser, lesson) {
  const url = made(`lesson-${lesson}`, lesson), at = await opened(browser, url), { page, name } = at;
  const [events, trace] = await page.evaluate(() => [document.getElementById('events').textContent, document.getElementById('trace').textContent]);
  const catalogue = JSON.parse(events), kinds = new Map(catalogue.event.map((e) => [e.kind, e])), twin = new Index(decode(trace.trim(), kinds), kinds);
  const steps = await at.steps(), wanted = worlds(lesson, steps), dumps = [];
  check(new Set(at.requests).size === 1 && at.requests.length === 1, `${name} asks for ${at.requests.join(' ')}`);
  check(wanted.size === steps + 1, `${name}: ${steps} steps, weir step has ${wanted.size - 1}`);
  check(await at.step() === 0, `${name} does not begin at step 0`);
  const { there, back } = await at.walked();
  check(there.length === steps + 1 && back.length === steps + 1, `${name}: ${there.length} of ${steps + 1} steps forward`);
  there.forEach((seen, n) => {
    const rows = pageRows(seen, twin, new Set(catalogue.queues));
    check(seen.step === n, `${name}: forward to ${n} leads to ${seen.step}`);
    check(rows === wanted.get(n), () => `${name} at step ${n}:\n${rows}weir step --json:\n${wanted.get(n)}`);
    dumps[n] = seen.dump;
  });
  check(new Set(dumps).size > steps / 4, `${name}: the World hardly changes`);
  back.forEach((seen, k) => check(seen.step === steps - k && seen.dump === dumps[steps - k], `${name}: back to ${steps - k} leads to ${seen.step}`));
  check(await at.step() === 0, `${name}: back beyond the beginning`);
  await page.keyboard.press('End');
  check(await at.step() === steps && await at.dump() === dumps[steps], `${name}: End`);
  await page.keyboard.press('Home');
  check(await at.step() === 0 && await at.dump() === dumps[0], `${name}: Home`);
  for (const n of [5, steps, 2, 9, 0, steps - 1]) {
    await at.goto(n);
    check(await at.dump() === dumps[n], `${name}: jump to ${n}`);
  }
  await at.goto(3);
  await page.keyboard.press('Shift+ArrowRight');
  check(await page.evaluate(() => weir.state.n === weir.index.endOf(3) + 1), `${name}: one event further`);
  await page.keyboard.press('Shift+ArrowLeft');
  check(await at.dump() === dumps[3], `${name}: one event back`);
  await page.keyboard.press('[');
  check(await at.step() < 3, `${name}: the milestone before`);
  return { at, url, steps, dumps };
}

async function links({ at, url, steps, dumps }) {
  const { page, name } = at;
  await at.goto(0);
  await at.goto(7);
  check(page.url().includes('s=7'), `${name}: the link of step 7 is ${page.url()}`);
  await page.goBack();
  check(await at.step() === 0, `${name}: Back after a jump leads to ${await at.step()}`);
  await page.goForward();
  check(await at.step() === 7, `${name}: Forward leads to ${await at.step()}`);
  await page.reload();
  await page.waitForSelector('body.ready');
  check(await at.step() === 7 && await at.dump() === dumps[7], `${name}: reload`);
  await at.link('#s=9&tab=channels&view=space');
  check(await at.step() === 9 && await page.evaluate(() => weir.state.tab) === 'channels' && await at.dump() === dumps[9], `${name}: a deep link`);
  await at.link('#s=99999');
  check(await at.step() === steps && (await page.textContent('#notice')).includes(`${steps} steps`), `${name}: a link too far leads to ${await at.step()}: ${await page.textContent('#notice')}`);
  for (const wrong of ['#s=-3', '#s=x', '#s=', '#', '#tab=nothing&view=7&sel=r%3Anone&s=4', '#f=%3Cimg%20src%3Dx%3E&s=2']) {
    await at.link(wrong);
    const step = await at.step();
    check(step >= 0 && step <= steps && await at.dump() === dumps[step], `${name}${wrong}: step ${step}`);
  }
  const fresh = await opened(page.context().browser(), `${url}#s=${steps - 2}`);
  check(await fresh.step() === steps - 2 && await fresh.dump() === dumps[steps - 2] && fresh.requests.length === 1, `${name}: opened by a link`);
  await fresh.close();
  await at.link('#s=6');
  await page.evaluate(() => new Promise((done) => setTimeout(done, 700)));
  check((await page.textContent('#live')).startsWith('Step 6 of '), `${name}: what is read out: ${await page.textContent('#live')}`);
  check(new Set(at.requests).size === 1, `${name} asks for ${at.requests.join(' ')}`);
}

await withBrowser(async (browser) => {
  let steps = 0;
  for (const lesson of LESSONS) {
    const walked = await walk(browser, lesson);
    await links(walked);
    await walked.at.close();
    steps += walked.steps + 1;
  }
  return `${LESSONS.length} lessons, ${steps} steps`;
});
