// Values as people read them: diagrams/value_words.h, word for word.
import { kindOf, mapOf, rowOf, same } from './values.js';
import { shown, cutToWidth } from './text.js';

/** How words are put down. @typedef {'unicode'|'ascii'|'speech'} Writing */

export const LONGEST_VALUE = 160, LONGEST_NAME = 24, LONGEST_RECORD = 48;
const ENOUGH = 4 * LONGEST_VALUE;

/** @param {Writing} writing */
export const arrow = (writing) => ({ unicode: ' → ', ascii: ' -> ', speech: ' to ' })[writing];
/** @param {Writing} writing */
export const cutMark = (writing) => ({ unicode: '…', ascii: '~', speech: '...' })[writing];

/** @param {any} t */
export const timeWords = (t) => (t === undefined || t === null ? 'MIN' : typeof t === 'object' ? t.i : String(t));
/** @param {any} start @param {any} end */
export const windowWords = (start, end) => `[${timeWords(start)},${timeWords(end)})`;

const CLEAR = /^[^ \t\r\n'",;()[\]{}=]+$/;
/** @param {string} text */
export const textWords = (text) => shown(CLEAR.test(text) ? text : `'${text.replaceAll("'", "''")}'`);

// Bytes of a text in UTF-8: how far the writer of C++ has got.
const bytesOf = (text) => { let n = text.length; for (let i = 0; i < text.length; i++) { const c = text.charCodeAt(i); n += c < 0x80 ? 0 : c < 0x800 ? 1 : c >= 0xd800 && c < 0xdc00 ? 1 : c >= 0xdc00 && c < 0xe000 ? 1 : 2; } return n; };
function firstBytes(text, most) {
  if (text.length * 3 <= most) return text;
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= most ? text : new TextDecoder().decode(bytes.subarray(0, most));
}

class Writer {
  out = '';
  bytes = 0;
  add(text) { this.out += text; this.bytes += bytesOf(text); }
  // The rows of a list are known by the names, and said without them.
  value(v, names, inside, named = true) {
    if (this.bytes > ENOUGH) return;
    switch (kindOf(v, names)) {
      case 'null': this.add('nothing'); return;
      case 'bool': this.add(String(v)); return;
      case 'int': this.add(typeof v === 'object' ? v.i : String(v)); return;
      case 'double': this.add(v.d); return;
      case 'string': this.add(textWords(firstBytes(v, ENOUGH))); return;
      case 'list': this.list(v, '[', ', ', ']', names); return;
      case 'map': this.map(mapOf(v, names), inside); return;
      case 'row': this.row(rowOf(v, names), named ? names : null, inside);
    }
  }
  list(list, open, between, close, names = null) {
    this.add(open);
    for (let n = 0; n < list.length && this.bytes <= ENOUGH; n++) {
      if (n) this.add(between);
      this.value(list[n], names, true, false);
    }
    this.add(close);
  }
  map(entries, inside) {
    const braces = inside || !entries.length;
    if (braces) this.add('{');
    for (let n = 0; n < entries.length && this.bytes <= ENOUGH; n++) {
      if (n) this.add(', ');
      this.value(entries[n][0], null, true);
      this.add('=');
      this.value(entries[n][1], null, true);
    }
    if (braces) this.add('}');
  }
  row(row, names, inside) {
    if (!names?.length || names.length !== row.length) {
      // One value is itself: brackets would say no more.
      if (row.length === 1 && !inside) this.value(row[0], null, false);
      else this.list(row, '(', ',', ')');
      return;
    }
    if (inside) this.add('{');
    const start = names.indexOf('window_start'), end = names.indexOf('window_end');
    const isTime = (v) => kindOf(v) === 'int';
    const window = start >= 0 && end >= 0 && isTime(row[start]) && isTime(row[end]);
    if (window) this.add(windowWords(timeOf(row[start]), timeOf(row[end])));
    let first = true;
    for (let n = 0; n < row.length && this.bytes <= ENOUGH; n++) {
      if (window && (n === start || n === end)) continue;
      this.add(!first ? ', ' : window ? ' ' : '');
      first = false;
      this.add(shown(names[n]) + '=');
      this.value(row[n], null, true);
    }
    if (inside) this.add('}');
  }
}
const ENDS = new Map([['-9223372036854775808', 'MIN'], ['9223372036854775807', 'MAX']]);
/** A time that stands where any value may stand. @param {any} v */
export const timeOf = (v) => (v && typeof v === 'object' ? ENDS.get(v.i) ?? v : v);

/** @param {any} v @param {string[]|null} names @param {Writing} [writing] */
export function valueWords(v, names, writing = 'unicode') {
  if (typeof v === 'number') return String(v);
  const w = new Writer();
  w.value(v ?? null, names, false);
  return cutToWidth(w.out, LONGEST_VALUE, cutMark(writing));
}

function fromTo(was, now, mayHaveBeenZero, writing) {
  const zero = mayHaveBeenZero && (was ?? null) === null && now === 1;
  return (zero ? '0' : valueWords(was, null, writing)) + arrow(writing) + valueWords(now, null, writing);
}

/** "1 → 2"; of a row with names only what differs. @param {any} was absent: there was nothing @param {any} now @param {string[]|null} names @param {Writing} [writing] */
export function changeWords(was, now, names, writing = 'unicode') {
  const nothing = (was ?? null) === null;
  if (same(was, now, names)) return 'stays ' + valueWords(now, names, writing);
  const row = rowOf(now ?? null, names), fields = row && names?.length === row.length ? names : null, before = nothing ? null : rowOf(was, names);
  if (!fields?.length || !(nothing || before?.length === row.length)) {
    if (!names) return fromTo(was, now, false, writing);
    return cutToWidth(valueWords(was, names, writing) + arrow(writing) + valueWords(now, names, writing), LONGEST_VALUE, cutMark(writing));
  }
  let out = '';
  for (let n = 0; n < fields.length && bytesOf(out) <= ENOUGH; n++) {
    const x = before ? before[n] : null;
    if (same(x, row[n])) continue;
    if (out) out += ', ';
    out += shown(fields[n]) + ' ' + fromTo(x, row[n], nothing, writing);
  }
  return cutToWidth(out, LONGEST_VALUE, cutMark(writing));
}
