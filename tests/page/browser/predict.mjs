// Lessons in their pages: a walk stops before the step that gives an answer away; what was said is kept, and judged as
// `weir predict` judges it; several runs in one page part where `weir diff` says, and lead to each other.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { check, folder, made, opened, run, weir, withBrowser } from './browser.mjs';

const flat = (text) => text.replace(/\s+/g, ' ').trim();
const state = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-predict-'));
/** What weir says to an answer that is the first one. */
function predicted(asks, ask, answer) {
  fs.rmSync(state, { recursive: true, force: true });
  const of = (a) => a.id.split('.').slice(0, 2).join('.'), parts = asks.filter((a) => of(a) === of(ask));
  const words = parts.length > 1 ? parts.map((a) => (a === ask ? answer : a.answer)) : answer.split(/[ ,]+/).filter(Boolean);
  const ran = spawnSync(weir, ['predict', of(ask), ...words], { encoding: 'utf8', env: { ...process.env, XDG_DATA_HOME: state, HOME: state } });
  return flat(ran.stdout);
}
const extraOf = (name) => JSON.parse(/id="extra">(.*)\n?<\/script>/.exec(fs.readFileSync(path.join(folder, name + '.html'), 'utf8'))[1]);
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? '');

async function stops(browser, url, ask) {
  const at = await opened(browser, url), { page, name } = at, before = ask.before - 1;
  await page.keyboard.press('End');
  check(await at.step() === before, `${name}: End leads to step ${await at.step()}, over question ${ask.id} at ${before}`);
  check(await page.isVisible('#ask') && flat(await page.textContent('#question')) === flat(ask.text), `${name}: ${ask.id} is not asked`);
  check(!(await page.textContent('#stage')).includes(ask.right), `${name}: the reply to ${ask.id} is there before the answer`);
  for (const key of ['ArrowRight', 'PageDown', ']', 'End', 'Shift+ArrowRight']) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press(key);
    check(await at.step() === before && ['answer', 'say-yes'].includes(await focused(page)), `${name}: ${key} goes over question ${ask.id}, or does not lead to it`);
  }
  await at.goto(0);
  for (let n = 0; n < before + 3; n++) await page.keyboard.press('ArrowRight');
  check(await at.step() === before, `${name}: → leads to step ${await at.step()}`);
  // By the keyboard alone: the field, a slip, another answer.
  if (ask.kind === 'number') {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('many');
    await page.keyboard.press('Enter');
    check((await page.textContent('#misfit')) === 'The answer is a number.' && await page.isVisible('#ask'), `${name}: "many" is taken for a number`);
  }
  await at.link(`#s=${await at.steps()}`);
  check(await at.step() === await at.steps() && !(await page.isVisible('#ask')), `${name}: a link goes where it says`);
  await at.close();
}

async function replies(browser, url, asks, ask) {
  for (const typed of [ask.answer, ...ask.wrong.map((w) => w.when), ask.kind === 'number' ? '4711' : '']) {
    if (!typed) continue;
    const at = await opened(browser, url), { page, name } = at;
    await at.link(`#s=${ask.before - 1}`);
    // Several questions may be asked at one step; the others are answered right.
    for (let n = 0; n < asks.length && await page.isVisible('#ask'); n++) {
      const id = (await page.textContent('#qid')).split(' ')[1], due = asks.find((a) => a.id === id), text = id === ask.id ? typed : due.answer;
      if (due.kind === 'yes_no') await page.click(`#say-${text}`);
      else { await page.fill('#answer', text); await page.press('#answer', 'Enter'); }
    }
    check((await page.textContent('#reply')).startsWith('Kept: '), `${name}: ${typed} is not kept`);
    // What a page has just kept reaches the next process of the browser when it reaches it.
    let kept = false;
    for (let tries = 0; tries < 50 && !kept; tries++) {
      if (tries > 0) await page.waitForTimeout(100);
      await page.reload();
      await page.waitForSelector('body.ready');
      kept = !(await page.isVisible('#ask')) && (await page.textContent('#reply')).startsWith('Kept: ');
    }
    check(kept, `${name}: ${typed} is forgotten`);
    check(await focused(page) !== 'answer', `${name}: nothing is asked, and the field has the focus`);
    await page.keyboard.press('ArrowRight');
    const said = flat(await page.textContent('#reply')), want = predicted(asks, ask, typed), wrong = ask.wrong.find((w) => w.when === typed);
    const sentence = flat(typed === ask.answer ? ask.right : wrong?.say ?? ask.otherwise);
    check(said.includes(sentence) && want.includes(sentence), `${name}: to ${typed} the page says\n  ${said}\nweir predict:\n  ${want}`);
    if (wrong) check(said.includes(wrong.because), `${name}: the misconception behind ${typed} is not named: ${said}`);
    await at.close();
  }
}

const parts = (page) => page.evaluate(() => [...document.querySelectorAll('.parting')].map((p) => [/step (\d+)/.exec(p.textContent)?.[1], ...[...p.querySelectorAll('dd')].map((d) => d.textContent)]));
function differs(target, sets) {
  const said = run('diff', target, ...sets.flatMap((s) => ['--set', s]), '--width', '10000', '--charset', 'unicode').replaceAll('\n     ', ' ').split('\n');
  return [0, 1].map((n) => {
    const at = said.findIndex((l) => l.startsWith(n ? 'first difference in results' : 'first difference  '));
    return [/step (\d+)/.exec(said[at])?.[1], ...[1, 2].map((k) => said[at + k]?.slice(5))];
  });
}

async function compares(browser) {
  const sets = { 'two-ticks': ['camera.watermarks.out_of_orderness=2ms'], 'held-up': ['camera.watermarks.out_of_orderness=2ms', 'camera.csv=held-up.csv'], mine: ['camera.every=10ms', 'camera.watermarks.emit=200ms'] };
  const url = made('lesson-11-runs', '11', '--variant', 'two-ticks', '--variant', 'held-up', '--variant', `mine=${sets.mine.join()}`);
  const at = await opened(browser, url), { page, name } = at;
  check((await page.$$('#runs option')).length === 4, `${name}: four runs cannot be chosen`);
  await page.click('#tab-compare');
  check(!(await page.textContent('#tab-compare')).includes('step') && (await page.textContent('#tab .panel:not([hidden])')).includes('answer the predictions'), `${name}: the comparison gives answers away`);
  for (const ask of await page.evaluate(() => JSON.parse(document.getElementById('extra').textContent).runs[0].asks)) {
    await at.link(`#s=${ask.before - 1}&tab=compare`);
    if (await page.isVisible('#ask')) await page.click('#skip');
  }
  for (const [n, [variant, list]] of Object.entries(sets).entries()) {
    await page.selectOption('#with', { label: variant });
    await page.waitForFunction((title) => [...document.querySelectorAll('.parting dt')].some((d) => d.textContent === title), variant);
    const says = await page.textContent('#tab .panel:not([hidden]) .varies');
    check(says === `${variant} = as it is with ${list.join(', ')}`, `${name}: ${variant}: ${says}`);
    const seen = await parts(page), want = differs('11', list);
    check(JSON.stringify(seen) === JSON.stringify(want), `${name}: ${variant} parts: ${JSON.stringify(seen)}\nweir diff: ${JSON.stringify(want)}`);
    check(n > 1 || (await page.textContent('#tab .panel:not([hidden])')).includes('late, dropped'), `${name}: ${variant}: nothing is said of what was dropped`);
  }
  // To another run, to where it stands as this one does; Back leads here again.
  await at.goto(2);
  await page.evaluate(() => { globalThis.old = true; });
  await page.selectOption('#runs', { label: 'two-ticks' });
  await page.waitForFunction(() => !globalThis.old && document.body.classList.contains('ready'));
  check(page.url().includes('run=two-ticks') && (await page.$eval('#runs', (s) => s.selectedOptions[0].textContent)) === 'two-ticks', `${name}: two-ticks is not shown`);
  const there = await at.step();
  check(there >= 0 && there <= 3, `${name}: step 2 stands where step ${there} of two-ticks does`);
  check(await page.evaluate(() => weir.state.tab) === 'compare', `${name}: another run, another panel`);
  await page.evaluate(() => { globalThis.old = true; });
  await page.goBack();
  await page.waitForFunction(() => !globalThis.old && document.body.classList.contains('ready'));
  check(!page.url().includes('run=') && await at.step() === 2, `${name}: Back leads to ${page.url()}`);
  await at.close();
  const direct = await opened(browser, url + '#run=held-up&s=5');
  check(await direct.step() === 5 && await direct.page.evaluate(() => weir.index.header.plan !== undefined), `${name}: a link to another run`);
  await direct.close();
}

await withBrowser(async (browser) => {
  let asks = 0;
  for (const lesson of ['1', '2', '4', '11']) {
    const name = `lesson-${lesson}`, url = made(name, lesson), [base] = extraOf(name).runs;
    check(base.chapters.length > 0 && base.chapters[0].step === 0, `${name}: no chapters`);
    check(base.chapters.every((c, n) => n === 0 || c.step >= base.chapters[n - 1].step), `${name}: chapters in another order`);
    for (const [n, ask] of base.asks.entries()) {
      if (n === 0) await stops(browser, url, ask);
      await replies(browser, url, base.asks, ask);
      asks++;
    }
  }
  check(asks > 0, 'no lesson asks anything');
  await compares(browser);
  fs.rmSync(state, { recursive: true, force: true });
  return `${asks} predictions, 4 runs in one page`;
});
