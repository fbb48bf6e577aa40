// The grammar of queries (engine/trace/query/query.h), and what does not fit in it. After a mistake
// in a condition it goes on behind the condition; after one in the grammar around, it stops.
import { describeToken, TokenCursor } from './lexer.js';
import { isEventsNode, isValueNode } from './nodes.js';
import { EventsParser } from './events_parser.js';

const DEEPEST_QUERY = 50;
const COMPARISON_SIGNS = ['=', '==', '!=', '<>', '<', '<=', '>', '>='];
const joinedSpan = (a, b) => ({ begin: a.begin, end: b.end });

/** A part that was read: its node, and where it stands. No node: a mistake. @typedef {{node:number|null, span:import('./lexer.js').Span}} Part */

export class QueryParser extends EventsParser {
  /** @param {import('./lexer.js').Token[]} tokens @param {import('./names.js').QueryNames} names */
  constructor(tokens, names) {
    super(new TokenCursor(tokens), names);
    this.depth = 0;
  }

  // ---- combinations -----------------------------------------------------------------------------
  wantTruth(part) {
    const node = this.nodeOf(part);
    if (node && isValueNode(node)) this.mistake(part.span, "this is a value and neither true nor false; compare it, as in '= 3', or ask whether it 'is some'");
  }
  combine(kind, parts, span, more = {}) {
    if (parts.some((part) => part.node === null)) return { node: null, span };
    return this.add({ kind, parts: parts.map((part) => part.node), ...more }, span);
  }
  anyOf() {
    const parts = [this.allOf()];
    while (!this.stopped && this.cursor.takeWord('or')) parts.push(this.allOf());
    if (parts.length === 1) return parts[0];
    const span = joinedSpan(parts[0].span, parts.at(-1).span);
    if (parts.every((part) => part.node !== null && isEventsNode(this.nodeOf(part)))) return this.combine('union', parts, span);
    for (const part of parts) this.wantTruth(part);
    return this.combine('or', parts, span);
  }
  allOf() {
    const parts = [this.negated()];
    while (!this.stopped && this.cursor.takeWord('and')) parts.push(this.negated());
    if (parts.length === 1) return parts[0];
    for (const part of parts) this.wantTruth(part);
    return this.combine('and', parts, joinedSpan(parts[0].span, parts.at(-1).span));
  }
  descend() {
    if (++this.depth <= DEEPEST_QUERY) return true;
    this.mistake(this.cursor.peek().span, 'this is nested too deeply to be read');
    this.stopped = true;
    return false;
  }
  negated() {
    const begin = this.cursor.position;
    if (!this.cursor.takeWord('not')) return this.test();
    if (!this.descend()) return { node: null, span: { begin: 0, end: 0 } };
    const part = this.negated();
    this.depth--;
    this.wantTruth(part);
    return this.combine('not', [part], this.cursor.spanFrom(begin));
  }
  test() {
    const left = this.value();
    if (this.stopped) return left;
    if (COMPARISON_SIGNS.some((sign) => this.cursor.isSign(sign))) return this.comparison(left);
    return this.cursor.isWord('is') ? this.existence(left) : left;
  }
  comparison(left) {
    const { cursor } = this, sign = cursor.take().text, right = this.value(), span = joinedSpan(left.span, right.span);
    if (!this.stopped && COMPARISON_SIGNS.some((s) => cursor.isSign(s))) {
      this.mistake(cursor.peek().span, "one comparison follows another; put 'and' between two of them");
      this.stopped = true;
    }
    let fine = left.node !== null && right.node !== null && !this.stopped;
    for (const part of [left, right]) {
      const node = this.nodeOf(part);
      if (!node || isValueNode(node)) continue;
      fine = false;
      this.mistake(part.span, isEventsNode(node) ? 'events cannot be compared: ask for one of their fields, as in late().ts, or for their number, as in count(late())' : 'this is true or false already, and not compared with anything');
    }
    return fine ? this.add({ kind: 'compare', parts: [left.node, right.node], sign: sign === '==' ? '=' : sign === '<>' ? '!=' : sign }, span) : { node: null, span };
  }
  existence(left) {
    const { cursor } = this;
    cursor.take();
    const negative = cursor.takeWord('not'), some = cursor.isWord('some');
    if (!some && !cursor.isWord('none')) return this.stop(cursor.peek().span, `behind 'is' stands none or some, and here is ${describeToken(cursor.peek())}`, left.span);
    const span = joinedSpan(left.span, cursor.take().span);
    if (this.isCondition(left)) return this.mistake(left.span, "this is true or false already; 'is some' is asked of events");
    return this.combine('is', [left], span, { some: some !== negative });
  }

  // ---- values -----------------------------------------------------------------------------------
  value() {
    const { cursor } = this, begin = cursor.position;
    if (cursor.isSign('(')) return this.parenthesised();
    if (cursor.isSign('[')) return this.list();
    const literal = this.constant();
    if (literal) return this.add({ kind: 'constant', parts: [], values: literal.value === null ? [] : [literal.value] }, cursor.spanFrom(begin));
    if (cursor.takeWord('none')) return this.add({ kind: 'constant', parts: [], values: [] }, cursor.spanFrom(begin));
    if (cursor.isWord('count') && cursor.isSign('(', 1)) return this.count();
    return this.kindOrMistake();
  }
  parenthesised() {
    const { cursor } = this, open = cursor.take();
    if (!this.descend()) return { node: null, span: { begin: 0, end: 0 } };
    const inner = this.anyOf();
    this.depth--;
    if (this.stopped) return inner;
    if (!cursor.isSign(')')) {
      this.stop(open.span, `this parenthesis is not closed: ')' is missing before ${describeToken(cursor.peek())}`);
      return inner;
    }
    return { node: inner.node, span: joinedSpan(open.span, cursor.take().span) };
  }
  list() {
    const { cursor } = this, open = cursor.take(), values = [];
    while (!cursor.isSign(']')) {
      const at = cursor.peek();
      if (cursor.atEnd) return this.stop(open.span, "this list is not closed: ']' is missing");
      const literal = this.constant();
      if (!literal) return this.stop(at.span, `a list holds numbers, texts, true, false, MIN and MAX; here is ${describeToken(at)}.${at.kind === 'name' ? ` A text stands in quotes: '${at.text}'.` : ''}`, open.span);
      values.push(literal.value);
      if (cursor.takeSign(',') || cursor.isSign(']') || cursor.atEnd) continue;
      return this.stop(cursor.peek().span, `between the values of a list stand commas; here is ${describeToken(cursor.peek())}`, open.span);
    }
    return this.add({ kind: 'constant', parts: [], values }, joinedSpan(open.span, cursor.take().span));
  }
  count() {
    const { cursor } = this, begin = cursor.position;
    cursor.take();
    if (cursor.isSign(')', 1)) {
      cursor.take();
      cursor.take();
      return this.mistake(cursor.spanFrom(begin), 'count() counts what stands in it, as in count(late())');
    }
    const inner = this.parenthesised();
    if (this.isCondition(inner)) return this.mistake(inner.span, 'count() counts events or values, and this is true or false');
    return this.combine('count', [inner], cursor.spanFrom(begin));
  }

  // ---- all of it --------------------------------------------------------------------------------
  /** @param {Part} all @param {'anything'|'search'} use */
  checkUse(all, use) {
    const node = this.nodeOf(all);
    if (!node || use !== 'search' || (isEventsNode(node) && node.kind !== 'open')) return;
    this.mistake(all.span, node.kind === 'open' ? 'a search finds events, and open() are windows; ask for win.assign()' : 'a search finds events, as in late(ts > 12); this is no list of events');
  }
  /** @param {'anything'|'search'} use @returns {{nodes:import('./nodes.js').QueryNode[]|null, mistakes:import('./lexer.js').Mistake[]}} */
  parse(use) {
    const all = this.anyOf();
    if (!this.stopped && !this.cursor.atEnd) {
      const token = this.cursor.peek(), word = token.kind === 'name' && !token.quoted;
      this.mistake(token.span, `${describeToken(token)} does not belong here: ${word ? 'what goes on with a query is =, <, is, and, or' : 'the query is complete before it'}`);
    }
    if (!this.mistakes.length) this.checkUse(all, use);
    if (!this.mistakes.length && all.node !== null) return { nodes: this.nodes, mistakes: [] };
    return { nodes: null, mistakes: this.mistakes.sort((a, b) => a.begin - b.begin) };
  }
}
