// Data of users is text. A job whose rows, keys, names and messages are markup, quotes, control characters, writing from
// right to left and very long texts: no element and no attribute comes of it, and no script runs.
import path from 'node:path';
import fs from 'node:fs';
import { check, folder, goldens, made, opened, weir, withBrowser } from './browser.mjs';

const SIGNS = [/<\/?script/i, /<img/i, /onerror/i, /javascript:/i];

await withBrowser(async (browser) => {
  const trace = path.join(goldens, 'job-hostile.jsonl'), text = fs.readFileSync(trace, 'utf8');
  check(SIGNS.filter((s) => s.test(text)).length >= 2, 'the job is not hostile enough');
  const at = await opened(browser, made('job-hostile', trace)), { page, name } = at, steps = await at.steps();
  const html = fs.readFileSync(path.join(folder, 'job-hostile.html'), 'utf8'), blocks = html.match(/<script\b/g).length;
  check(blocks === (html.match(/<\/script>/g) ?? []).length, `${name}: ${blocks} blocks begin, others end`);
  const tabs = await page.$$eval('[role=tab]', (all) => all.map((t) => t.id));
  const seen = await page.evaluate((ids) => {
    const ours = new Set(['HTML', 'BODY', 'A', 'HEADER', 'P', 'H1', 'H2', 'H3', 'H4', 'SPAN', 'STRONG', 'BUTTON', 'DIV', 'MAIN', 'SECTION', 'FORM', 'LABEL', 'INPUT', 'OL', 'UL', 'LI', 'FOOTER', 'DIALOG', 'DL', 'DT', 'DD', 'TABLE', 'CAPTION', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'DETAILS', 'SUMMARY', 'NOSCRIPT', 'FIELDSET', 'LEGEND', 'SELECT', 'OPTION', 'SMALL', 'CODE', 'PRE', 'FIGURE', 'FIGCAPTION', 'OUTPUT', 'TIME', 'BR', 'HR']);
    const strange = new Set(), scripts = document.scripts.length;
    let shown = 0;
    for (let n = 0; n <= weir.index.steps; n++) {
      weir.goto(n);
      if (n % 5 === 0) for (const id of ids) document.getElementById(id).click();
      for (const el of document.body.querySelectorAll('*')) {
        for (const a of el.attributes) if (a.name.startsWith('on') || /^\s*javascript:/i.test(a.value)) strange.add(`${el.tagName} ${a.name}=${a.value}`);
        if (el instanceof SVGElement || el.tagName === 'SCRIPT') continue;
        if (!ours.has(el.tagName)) strange.add(el.tagName);
      }
      if (/<img|<script/i.test(document.body.innerText)) shown++;
    }
    return { strange: [...strange], scripts: document.scripts.length - scripts, pwned: globalThis.pwned, shown, foreign: document.querySelectorAll('foreignObject, svg script, svg a, iframe, object, embed, img, link[rel=stylesheet]').length };
  }, tabs);
  check(!seen.strange.length, `${name}: ${seen.strange.join(', ')}`);
  check(seen.scripts === 0 && seen.pwned === undefined && seen.foreign === 0, `${name}: ${JSON.stringify(seen)}`);
  check(seen.shown > 0, `${name}: the markup is never seen as text`);
  check(at.requests.length === 1, `${name} asks for ${at.requests.join(' ')}`);
  // What is in the address is text, too.
  await at.link('#s=5&f=' + encodeURIComponent('<img src=x onerror="pwned=1">') + '&sel=' + encodeURIComponent('"><script>pwned=1</script>'));
  check(await page.evaluate(() => globalThis.pwned === undefined && !document.querySelector('img')), `${name}: the address makes elements`);
  await at.close();
  return `${steps + 1} steps of a hostile job`;
});
