// How pages look to machines: nothing is wider than the window, axe finds nothing against WCAG 2.2 AA and its best
// practice, nothing moves where that is not wanted. In light, dark and forced colours, at three sizes, over tabs.
import path from 'node:path';
import { LESSONS, WIDTHS, axe, check, goldens, made, only, opened, withBrowser } from './browser.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Each size, each scheme and forced colours; all of both would ask the same questions twice.
const SETTINGS = [['light', 'none', WIDTHS[0]], ['dark', 'none', WIDTHS[0]], ['dark', 'active', WIDTHS[0]], ['light', 'none', WIDTHS[1]], ['dark', 'none', WIDTHS[2]]];

/** What moves between the boxes is on paper, too. */
async function printed(at, steps) {
  const { page } = at, shown = () => page.evaluate(() => [...document.querySelectorAll('#graph .token')].filter((x) => {
    const { width, height } = x.getBoundingClientRect();
    return width > 0 && height > 0 && x.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  }).length);
  let most = 0;
  for (let n = 0; n <= 12; n++) {
    await at.goto(Math.round((steps * n) / 12));
    const there = await shown();
    await page.emulateMedia({ media: 'print' });
    const paper = await shown();
    await page.emulateMedia({ media: 'screen' });
    // A wide graph has more room there.
    check(paper >= there, `${at.name}: ${there} tokens at step ${await at.step()}, ${paper} on paper`);
    most = Math.max(most, there);
  }
  check(most > 0, `${at.name}: no token in the graph at any step`);
}

await withBrowser(async (browser) => {
  const script = axe(), pages = [...LESSONS.filter((l) => l !== 'runs').map((l) => made(`lesson-${l}`, l))];
  if (!only.length || only.includes('runs')) pages.push(made('lesson-11-two', '11', '--variant', 'two-ticks'));
  if (!only.length) for (const job of ['job-hostile', 'job-sessions', 'random-3', 'random-4']) pages.push(made(job, path.join(goldens, job + '.jsonl')));
  let views = 0;
  for (const url of pages) for (const [scheme, forced, [width, height]] of SETTINGS) {
    const at = await opened(browser, url, { viewport: { width, height }, colorScheme: scheme, forcedColors: forced, reducedMotion: 'reduce', bypassCSP: true }), { page } = at;
    const steps = await at.steps(), asked = await page.evaluate(() => JSON.parse(document.getElementById('extra').textContent).runs[0].asks.map((a) => a.before - 1)), tabs = await page.$$eval('#tabs [role=tab], #views [role=tab]', (all) => all.map((t) => t.id));
    await page.evaluate(script);
    // What is asked first, with its question; then every panel, when all is said.
    const stops = [...asked.slice(0, 1).map((step) => [step, tabs[0], false]), ...tabs.map((tab, n) => [Math.round((steps * (n + 1)) / tabs.length), tab, true])];
    for (const [step, tab, said] of stops) {
      const where = `${at.name} ${scheme} ${forced} ${width}x${height} step ${step} ${tab}`;
      await page.evaluate(([to, id, skipped]) => {
        for (const s of skipped) { weir.goto(s); if (!document.getElementById('ask').hidden) document.getElementById('skip').click(); }
        weir.goto(to);
        document.getElementById(id).click();
      }, [step, tab, said ? asked : []]);
      const seen = await page.evaluate(async (rules) => {
        const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), root = document.documentElement;
        return {
          asks: !document.getElementById('ask').hidden, over: root.scrollWidth - innerWidth, tall: root.scrollHeight - innerHeight, moving: document.getAnimations().length,
          bad: found.violations.flatMap((v) => v.nodes.map((x) => `${v.id} at ${x.target}: ${x.any[0]?.message ?? v.help}`)),
        };
      }, RULES);
      check(seen.asks === !said, `${where}: ${said ? 'a question is in the way' : 'nothing is asked'}`);
      check(!seen.bad.length, () => `${where}: ${seen.bad.length} against axe: ${seen.bad.slice(0, 3).join(' | ')}`);
      check(seen.over <= 0, `${where}: ${seen.over} px too wide`);
      if (width >= 1200) check(seen.tall <= 0, `${where}: ${seen.tall} px too tall`);
      check(seen.moving === 0, `${where}: ${seen.moving} things move`);
      views++;
    }
    if (scheme === 'light' && width >= 1200) await printed(at, steps);
    await at.close();
  }
  return `${pages.length} pages, ${views} views`;
});
