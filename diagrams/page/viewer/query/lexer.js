// The words of a query and of its conditions, as engine/core/lexer.h: names, whole numbers (with a
// unit a length of time), numbers, texts, signs. Places are those of the JavaScript string.
import { javaDouble, valueText, INT64_MIN, INT64_MAX } from './typed.js';

/** @typedef {{begin:number, end:number}} Span */
/** @typedef {Span & {what:string}} Mistake */
/** @typedef {{kind:'name'|'integer'|'number'|'text'|'sign'|'end', span:Span, text:string, value:any, quoted:boolean}} Token */

const LONG_SIGNS = ['==', '!=', '<>', '<=', '>=', '||'];
const ONE_SIGNS = '+-*/%()[],.?:=<>';
const MIN_DIGITS = '9223372036854775808';
const UNITS_OF_TIME = { ms: 1n, s: 1000n, min: 60000n, h: 3600000n, d: 86400000n };
const OTHER_SIGNS = [['&&', 'and'], ['!', 'not'], ['&', 'and'], ['|', 'or']];

class TokenScanner {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    /** @type {Token[]} */
    this.tokens = [];
    /** @type {Mistake[]} */
    this.mistakes = [];
  }
  run() {
    while (this.match(/[ \t\n\r]*/y), this.at < this.text.length) this.token();
    this.tokens.push({ kind: 'end', span: { begin: this.at, end: this.at }, text: '', value: null, quoted: false });
    return this;
  }
  /** Takes what the sticky expression fits. @param {RegExp} rule @returns {string} */
  match(rule) {
    rule.lastIndex = this.at;
    const found = rule.exec(this.text);
    if (!found) return '';
    this.at += found[0].length;
    return found[0];
  }
  push(kind, begin, text, value = null, quoted = false) {
    this.tokens.push({ kind, span: { begin, end: this.at }, text, value, quoted });
  }
  mistake(begin, what) { this.mistakes.push({ begin, end: this.at, what }); }

  token() {
    const begin = this.at, c = this.text[begin];
    if (/[A-Za-z_]/.test(c)) return this.push('name', begin, this.match(/\w+/y));
    if (/[0-9]/.test(c)) return this.number(begin);
    if (c === "'" || c === '`') return this.quoted(begin, c);
    for (const sign of LONG_SIGNS) {
      if (!this.text.startsWith(sign, begin)) continue;
      this.at += 2;
      return this.push('sign', begin, sign);
    }
    if (ONE_SIGNS.includes(c)) {
      this.at++;
      return this.push('sign', begin, c);
    }
    this.unknown(begin);
  }
  quoted(begin, quote) {
    let content = '';
    for (this.at++; ; ) {
      const end = this.text.indexOf(quote, this.at);
      if (end < 0) {
        this.at = this.text.length;
        return this.mistake(begin, quote === "'" ? 'this text has no closing quote' : 'this name has no closing backquote');
      }
      content += this.text.slice(this.at, end);
      this.at = end + 1;
      if (this.text[this.at] !== quote) break;
      content += quote;
      this.at++;
    }
    if (quote === "'") return this.push('text', begin, content, content);
    if (!content) return this.mistake(begin, 'a name between backquotes is empty');
    this.push('name', begin, content, null, true);
  }
  number(begin) {
    let number = this.match(/[0-9]+/y);
    const whole = number;
    number += this.match(/\.[0-9]+/y);
    number += this.match(/[eE][+-]?[0-9]+/y);
    const unit = this.match(/\w+/y);
    if (number !== whole) return this.real(begin, number, unit);
    this.integer(begin, number, unit);
  }
  real(begin, number, unit) {
    if (unit) return this.mistake(begin, `'${number}${unit}' is no number; a length of time has no fraction, write it in a smaller unit`);
    const value = Number(number);
    if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(number.split(/[eE]/)[0]))) return this.mistake(begin, `${number} is outside of what a double can hold`);
    this.push('number', begin, number, value);
  }
  integer(begin, number, unit) {
    let value = BigInt(number);
    if (value > INT64_MAX) {
      if (number === MIN_DIGITS && !unit) return this.push('integer', begin, number);
      return this.mistake(begin, `${number} is too large for an int64 (the largest is ${INT64_MAX}); 1e30 is a double`);
    }
    if (unit) {
      if (!Object.hasOwn(UNITS_OF_TIME, unit)) return this.mistake(begin, `'${number}${unit}' is neither a number nor a name; the units of time are ms, s, min, h and d`);
      value *= UNITS_OF_TIME[unit];
      if (value > INT64_MAX) return this.mistake(begin, `${number}${unit} is longer than an int64 of ms can say`);
    }
    this.push('integer', begin, this.text.slice(begin, this.at), value);
  }
  unknown(begin) {
    if (this.text[begin] === '"') {
      const end = this.text.indexOf('"', begin + 1);
      this.at = end < 0 ? this.text.length : end + 1;
      return this.mistake(begin, "a text stands in single quotes: 'like this'");
    }
    for (const [seen, word] of OTHER_SIGNS) {
      if (!this.text.startsWith(seen, begin)) continue;
      this.at += seen.length;
      return this.mistake(begin, `'${seen}' is not used here; write '${word}'`);
    }
    if (!this.match(/[\u0080-\uffff]+/y)) this.at++;
    this.mistake(begin, 'this means nothing here; a name with other characters than letters, digits and _ stands in backquotes: `per page`');
  }
}

/** @param {string} text @returns {{tokens:Token[], mistakes:Mistake[]}} */
export function lexQuery(text) {
  const { tokens, mistakes } = new TokenScanner(text).run();
  return { tokens, mistakes };
}

/** How people are told of a token. @param {Token} token */
export function describeToken(token) {
  switch (token.kind) {
    case 'end': return 'the end';
    case 'name': return token.quoted ? '`' + token.text + '`' : `'${token.text}'`;
    case 'text': return literalText(token.value);
    case 'sign': return `'${token.text}'`;
    default: return token.text;
  }
}

/** As it is written in a query: texts in quotes, doubles with a point or an exponent. */
export function literalText(value) {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return typeof value === 'number' ? javaDouble(value) : valueText(value);
}

/** A place in the tokens of one text. */
export class TokenCursor {
  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.position = 0;
  }
  /** @returns {Token} */
  peek(ahead = 0) { return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]; }
  take() {
    const token = this.peek();
    if (this.position + 1 < this.tokens.length) this.position++;
    return token;
  }
  get atEnd() { return this.peek().kind === 'end'; }
  isSign(sign, ahead = 0) { const t = this.peek(ahead); return t.kind === 'sign' && t.text === sign; }
  isWord(word, ahead = 0) { const t = this.peek(ahead); return t.kind === 'name' && !t.quoted && t.text === word; }
  takeSign(sign) { return this.isSign(sign) && (this.take(), true); }
  takeWord(word) { return this.isWord(word) && (this.take(), true); }
  /** @param {number} begin an earlier position @returns {Span} */
  spanFrom(begin) {
    const first = this.tokens[begin].span;
    return { begin: first.begin, end: this.position > begin ? this.tokens[this.position - 1].span.end : first.end };
  }
  /** null, true, false, a text or a number with an optional minus sign; nothing is taken if it is none. @returns {{value:any}|null} */
  literal() {
    const minus = this.isSign('-'), token = this.peek(minus ? 1 : 0);
    let out = null;
    if (token.kind === 'integer') {
      if (token.value === null && minus) out = { value: INT64_MIN };
      else if (token.value !== null) out = { value: minus ? -token.value : token.value };
    } else if (token.kind === 'number') out = { value: minus ? -token.value : token.value };
    else if (minus) return null;
    else if (token.kind === 'text') out = { value: token.value };
    else if (this.isWord('null')) out = { value: null };
    else if (this.isWord('true') || this.isWord('false')) out = { value: this.isWord('true') };
    if (!out) return null;
    if (minus) this.take();
    this.take();
    return out;
  }
}
