// query.mjs FOLDER: queries of the page find what those of --until and break find, and are refused in
// the same words: every line of NAME.query, which the program has answered.
import path from 'node:path';
import { catalogue, check, finish, lines, load, names, open } from './golden.mjs';
const { compileQuery, queryScope } = await load('query/query.js');
const { valueText } = await load('query/typed.js');

const folder = process.argv[2], { kinds, lists } = catalogue(folder), only = process.argv[3];
const counts = { queries: 0, found: 0, hits: 0, values: 0, refused: 0, failed: 0 };
/** Places as bytes of UTF-8, as the program counts them. */
const bytesUpTo = (text, at) => new TextEncoder().encode(text.slice(0, at)).length;

for (const name of names(folder)) {
  if (only && name !== only) continue;
  const index = open(folder, name, kinds), scope = queryScope(index, lists);
  index.seek(index.events.length);
  for (const line of lines(path.join(folder, name + '.query'))) {
    const want = JSON.parse(line), says = (what, got, wanted) => () => `${name}: ${want.q}\n  ${what}: ${JSON.stringify(got)}\n  C++:  ${JSON.stringify(wanted)}`;
    counts.queries++;
    const { query, mistakes } = compileQuery(want.q, { ...scope, use: want.use });
    if (want.mistakes || !query) {
      const got = mistakes.map((m) => [bytesUpTo(want.q, m.begin), bytesUpTo(want.q, m.end), m.what]);
      check(JSON.stringify(got) === JSON.stringify(want.mistakes), says('mistakes', got, want.mistakes));
      counts.refused++;
      continue;
    }
    const answer = query.answer(index);
    if (want.e !== undefined || answer.error !== null) {
      check(answer.error === want.e, says('fails', answer.error, want.e));
      counts.failed++;
      continue;
    }
    const hits = answer.hits.map((n) => [index.events[n].i, index.events[n].p ?? 0]), values = answer.values.map(valueText);
    check(JSON.stringify(hits) === JSON.stringify(want.hits), says('hits', hits, want.hits));
    check(JSON.stringify(values) === JSON.stringify(want.values), says('values', values, want.values));
    check(answer.holds === want.holds, says('holds', answer.holds, want.holds));
    counts.found += hits.length ? 1 : 0;
    counts.hits += hits.length;
    counts.values += values.length;
  }
}
console.log(`${counts.queries} queries over ${names(folder).length} runs: ${counts.found} find ${counts.hits} events, ${counts.values} values; ${counts.refused} are refused, ${counts.failed} fail while they are asked`);
finish('query');
