// What the C++ program `goldens` wrote: traces, and what it says of them. And the little that all tests need.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';

export const viewer = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../diagrams/page/viewer');
/** A module of the viewer, as it stands. */
export const load = (name) => import(pathToFileURL(path.join(viewer, name)).href);

const { decode } = await load('decode.js');
const { Index } = await load('index.js');

export const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
export function catalogue(folder) {
  const read = JSON.parse(fs.readFileSync(path.join(folder, 'catalogue.json'), 'utf8'));
  return { ...read, kinds: new Map(read.event.map((e) => [e.kind, e])) };
}
export const names = (folder) => fs.readdirSync(folder).filter((f) => f.endsWith('.jsonl')).map((f) => f.slice(0, -6)).sort();
export function open(folder, name, kinds, ending = '.jsonl') {
  const trace = decode(fs.readFileSync(path.join(folder, name + ending), 'utf8'), kinds);
  if (trace.problems.length) throw new Error(name + ': ' + trace.problems.join(' '));
  const layouts = lines(path.join(folder, name + '.layouts')).map((l) => JSON.parse(l));
  return new Index(trace, kinds, { layouts });
}

let failed = 0, checked = 0;
export function check(ok, text) {
  checked++;
  if (ok) return;
  if (++failed <= 20) console.log('FAILED ' + text());
}
/** The end of a test: says what it has looked at. */
export function finish(what) {
  console.log(`${what}: ${checked} checks, ${failed} failed`);
  process.exit(failed || !checked ? 1 : 0);
}
