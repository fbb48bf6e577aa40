// What conditions do with texts. Characters are code points.
import { QueryError } from './query_error.js';
import { MapValue } from './typed.js';

const LONGEST_TEXT = 16 * 1024 * 1024;
const countCharacters = (text) => { let n = 0; for (const c of text) n += c ? 1 : 0; return n; };

/** A few nested calls can ask for more than any machine has. */
function limitedText(text) {
  if (text.length * 3 > LONGEST_TEXT && new TextEncoder().encode(text).length > LONGEST_TEXT) throw new QueryError('this makes a text of more than 16 MiB');
  return text;
}

/** Where the first `count` characters end. @param {string} text @param {bigint} count */
function placeBehind(text, count) {
  let at = 0;
  for (const c of text) {
    if (count-- <= 0n) break;
    at += c.length;
  }
  return at;
}

/** From 1; 0 is 1; a negative begin counts from the end. @param {string} text @param {bigint} from @param {bigint} length */
function substringOf(text, from, length = 2n ** 63n) {
  if (length < 0n) return null;
  let begin = 0;
  if (from > 0n) begin = placeBehind(text, from - 1n);
  if (from < 0n) {
    const count = BigInt(countCharacters(text));
    if (from < -count) return '';
    begin = placeBehind(text, count + from);
  }
  const rest = text.slice(begin);
  return rest.slice(0, placeBehind(rest, length));
}

function positionIn(text, part) {
  const at = text.indexOf(part);
  return at < 0 ? 0n : BigInt(countCharacters(text.slice(0, at)) + 1);
}

/** Does the whole text fit the pattern: % stands for any characters, _ for one? @param {string} text @param {string} pattern */
export function isLike(text, pattern) {
  const t = [...text], p = [...pattern];
  let i = 0, j = 0, backText = 0, backPattern = -1;
  while (i < t.length) {
    if (p[j] === '%') {
      backPattern = ++j;
      backText = i;
    } else if (j < p.length && (p[j] === '_' || p[j] === t[i])) {
      i++;
      j++;
    } else {
      if (backPattern < 0) return false;
      i = ++backText;
      j = backPattern;
    }
  }
  while (p[j] === '%') j++;
  return j === p.length;
}

export const concatTexts = (...parts) => limitedText(parts.join(''));

export const TEXT_FUNCTIONS = {
  length: (text) => BigInt(countCharacters(text)),
  lower: (text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase()),
  upper: (text) => text.replace(/[a-z]/g, (c) => c.toUpperCase()),
  trim: (text) => text.replace(/^ +| +$/g, ''),
  ltrim: (text) => text.replace(/^ +/, ''),
  rtrim: (text) => text.replace(/ +$/, ''),
  substring: substringOf,
  replace: (text, part, by) => (part ? limitedText(text.split(part).join(by)) : text),
  starts_with: (text, part) => text.startsWith(part),
  ends_with: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
  position: positionIn,
  concat: concatTexts,
  split: (text, separator) => (separator ? text.split(separator) : [...text]),
  size: (list) => BigInt(list instanceof MapValue ? list.entries.length : list.length),
};
