// node refill.mjs PAGE.html…: puts the viewer of this source tree into pages that `weir html` wrote earlier, without a
// build. For those who work on the viewer. The modules are joined as diagrams/page/assets_gen.cc joins them.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const viewer = join(dirname(fileURLToPath(import.meta.url)), '../../diagrams/page/viewer');

/** @param {string} name @param {Map<string, string>} done @returns {string} */
function joined(name, done) {
  let before = '', body = '';
  const exports = [];
  for (const line of readFileSync(join(viewer, name), 'utf8').split('\n')) {
    const from = line.match(/^import \{ ([^}]*) \} from '(\.[^']*)';$/), out = line.match(/^export (?:(?:async )?function\*?|class|const) ([A-Za-z_$][\w$]*)/);
    if (from) {
      const file = normalize(join(dirname(name), from[2]));
      if (!done.has(file)) before += joined(file, done);
      body += `const { ${from[1].replaceAll(' as ', ': ')} } = ${done.get(file)};\n`;
    } else if (out) {
      exports.push(out[1]);
      body += line.slice('export '.length) + '\n';
    } else if (/^(import|export) /.test(line)) throw new Error(`${name}: ${line}`);
    else body += line + '\n';
  }
  const id = `m${done.size}`;
  done.set(name, id);
  return `${before}const ${id} = (() => { // ${name}\n${body}return { ${exports.join(', ')} };\n})();\n`;
}

const sum = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const script = `'use strict';\n${joined('viewer.js', new Map())}`, style = readFileSync(join(viewer, 'viewer.css'), 'utf8');
const policy = `default-src 'none'; script-src ${sum(script)}; style-src ${sum(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
for (const file of process.argv.slice(2)) {
  const page = readFileSync(file, 'utf8'), from = (begin, end) => page.slice(page.indexOf(begin) + begin.length, page.indexOf(end, page.indexOf(begin)));
  const traces = page.slice(page.indexOf('<script type="application/x-ndjson"'), page.lastIndexOf('<script type="module">'));
  const parts = {
    CSP: policy, CSS: style, JS: script, TITLE: from('<title>', '</title>'), TRACES: traces,
    EVENTS: from('id="events">', '</script>'), EXTRA: from('id="extra">', '</script>'),
  };
  writeFileSync(file, readFileSync(join(viewer, 'shell.html'), 'utf8').replace(/@([A-Z]+)@/g, (_, name) => parts[name]));
}
