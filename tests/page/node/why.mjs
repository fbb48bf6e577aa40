// why.mjs FOLDER [NAME]: the page answers every question of NAME.why as weir why does: subject, headline and
// lines, or the sentence that says what was not found.
import path from 'node:path';
import { catalogue, check, finish, lines, load, names, open } from './golden.mjs';
const { why } = await load('why/why.js');
const { Words } = await load('words.js');

const folder = process.argv[2], only = process.argv[3], { kinds, phrases } = catalogue(folder);
const counts = { answered: 0, refused: 0 }, byTopic = new Map();
const TOPICS = new Set(['window', 'watermark', 'state', 'timer', 'step', 'record']);

for (const name of names(folder)) {
  if (only && name !== only) continue;
  const index = open(folder, name, kinds), words = new Words(index, 'unicode');
  for (const line of lines(path.join(folder, name + '.why'))) {
    const { n, q, ...want } = JSON.parse(line), expected = want.e === undefined ? want : { error: want.e };
    index.seek(n);
    let got;
    try { got = why(index, n, q, words, phrases); } catch (error) { got = { thrown: error.stack }; }
    const one = JSON.stringify({ error: got.error, subject: got.subject, headline: got.headline, lines: got.lines }), other = JSON.stringify({ error: expected.error, subject: expected.subject, headline: expected.headline, lines: expected.lines });
    check(one === other, () => `${name} at ${n}: why ${q.join(' ')}\n  page: ${got.thrown ?? one}\n  C++:  ${other}`);
    check(index.at === n, () => `${name}: why ${q.join(' ')} leaves the World at ${index.at} instead of ${n}`);
    want.e === undefined ? counts.answered++ : counts.refused++;
    const [first, second] = q, asks = first === 'not' ? second : first, topic = TOPICS.has(asks) ? asks : 'another';
    byTopic.set(topic, (byTopic.get(topic) ?? 0) + 1);
  }
}
console.log(`${counts.answered} answers and ${counts.refused} refusals over ${names(folder).length} runs: ${[...byTopic].map(([topic, n]) => `${topic} ${n}`).join(', ')}`);
finish('why');
