// The part of a query that names events: a kind, what is asked of it in parentheses, one of its
// fields, the origin of events.
import { describeToken } from './lexer.js';
import { isReservedWord } from './syntax.js';
import { compileCondition } from './condition.js';
import { isEventsNode, isValueNode } from './nodes.js';
import { QueryMistakes } from './mistakes.js';
import { INT64_MIN, INT64_MAX } from './typed.js';

/** @typedef {import('./names.js').Subject} Subject */

export class EventsParser {
  /** @param {import('./lexer.js').TokenCursor} cursor @param {import('./names.js').QueryNames} names */
  constructor(cursor, names) {
    this.cursor = cursor;
    this.names = names;
    this.says = new QueryMistakes(names);
    /** @type {import('./nodes.js').QueryNode[]} */
    this.nodes = [];
    /** @type {import('./lexer.js').Mistake[]} */
    this.mistakes = [];
    this.stopped = false;
  }
  add(node, span) {
    this.nodes.push(node);
    return { node: this.nodes.length - 1, span };
  }
  nodeOf(part) { return part.node === null ? null : this.nodes[part.node]; }
  isCondition(part) {
    const node = this.nodeOf(part);
    return node !== null && !isEventsNode(node) && !isValueNode(node);
  }
  mistake(span, what) {
    if (!this.stopped) this.mistakes.push({ begin: span.begin, end: span.end, what });
    return { node: null, span };
  }
  /** A mistake behind which nothing is looked at. */
  stop(span, what, at = span) {
    this.mistake(span, what);
    this.stopped = true;
    return { node: null, span: at };
  }
  constant() {
    if (this.cursor.takeWord('MIN')) return { value: INT64_MIN };
    if (this.cursor.takeWord('MAX')) return { value: INT64_MAX };
    return this.cursor.literal();
  }

  /** A name, or two with a point between them. @returns {Subject|null} */
  subject() {
    const { cursor } = this, first = cursor.peek();
    if (first.kind !== 'name') return null;
    for (const what of ['any', 'open']) {
      if (!cursor.isWord(what) || !cursor.isSign('(', 1)) continue;
      cursor.take();
      return { what };
    }
    const two = `${first.text}.${cursor.peek(2).text}`;
    if (cursor.isSign('.', 1) && cursor.peek(2).kind === 'name' && this.names.kinds.has(two)) {
      for (let n = 0; n < 3; n++) cursor.take();
      return { what: 'kind', kind: two };
    }
    if (!this.names.kinds.has(first.text)) return null;
    cursor.take();
    return { what: 'kind', kind: first.text };
  }
  kindOrMistake() {
    const { cursor } = this, begin = cursor.position, first = cursor.peek();
    if (cursor.isWord('origin') && cursor.isSign('(', 1)) return this.origin();
    const found = this.subject();
    if (found) return cursor.isSign('(') ? this.events(found, begin) : this.stop(cursor.spanFrom(begin), this.says.kindWithoutParentheses(this.names.subjectText(found)));
    if (cursor.atEnd) {
      this.mistake(first.span, begin === 0 ? 'the query is empty; one is late(), another count(rec.emit()) = 3' : 'the query breaks off: here a value is missing, as 3 or late().ts');
    } else if (first.kind === 'name' && !first.quoted && cursor.isSign('.', 1) && cursor.peek(2).kind === 'name') {
      const name = `${first.text}.${cursor.peek(2).text}`;
      for (let n = 0; n < 3; n++) cursor.take();
      this.mistake(cursor.spanFrom(begin), this.says.unknownKind(name));
      // Its parentheses may hold mistakes of their own, but nothing is known of their names.
      if (cursor.takeSign('(') && this.skipToClosing()) {
        while (cursor.takeSign('.') && cursor.peek().kind === 'name') cursor.take();
        return { node: null, span: cursor.spanFrom(begin) };
      }
    } else {
      this.mistake(first.span, this.says.unknownWord(first, cursor.isSign('(', 1)));
    }
    this.stopped = true;
    return { node: null, span: first.span };
  }
  origin() {
    const { cursor } = this, begin = cursor.position;
    cursor.take();
    if (cursor.isSign(')', 1)) {
      cursor.take();
      cursor.take();
      return this.mistake(cursor.spanFrom(begin), 'origin() wants the events whose origin is asked for, as in origin(win.fire(start = 10))');
    }
    const inner = this.parenthesised();
    if (this.stopped) return inner;
    const node = this.nodeOf(inner), fine = node !== null && isEventsNode(node) && node.kind !== 'open';
    if (node && !fine) this.mistake(inner.span, node.kind === 'open' ? 'open() are windows, not events: nothing was their cause; ask for origin(win.assign())' : 'origin() wants events, as in origin(late()); fields are asked of what it gives: origin(late()).row');
    const span = cursor.spanFrom(begin);
    return this.fieldOf(fine ? this.combine('origin', [inner], span) : { node: null, span }, { what: 'kind', kind: 'rec.emit' }, begin);
  }
  events(subject, begin) {
    const { cursor } = this, open = cursor.take(), before = this.mistakes.length;
    const node = { kind: subject.what === 'open' ? 'open' : 'events', parts: [], event: subject.kind ?? null, condition: null, columns: [] };
    if (!cursor.isSign(')') && !cursor.atEnd) this.condition(node, subject);
    if (!this.skipToClosing()) return this.stop(open.span, `the parenthesis of ${this.names.subjectText(subject)}( is not closed: ')' is missing`, cursor.spanFrom(begin));
    const span = cursor.spanFrom(begin);
    return this.fieldOf(this.mistakes.length > before ? { node: null, span } : this.add(node, span), subject, begin);
  }
  /** ".ts", ".val.fish" */
  fieldOf(events, subject, begin) {
    const { cursor } = this;
    if (!cursor.takeSign('.')) return events;
    const name = cursor.peek();
    if (name.kind !== 'name') return this.stop(name.span, `behind the point stands the name of a field, and here is ${describeToken(name)}`, cursor.spanFrom(begin));
    cursor.take();
    const access = this.names.find(subject, name.text);
    if (!access) this.mistake(name.span, this.says.unknownField(subject, name.text));
    while (cursor.isSign('.') && cursor.peek(1).kind === 'name') {
      cursor.take();
      access?.path.push(cursor.take().text);
    }
    const span = cursor.spanFrom(begin);
    return access && events.node !== null ? this.add({ kind: 'field', parts: [events.node], access }, span) : { node: null, span };
  }
  /** Behind the ')' that closes what is open here. False: there is none, and the cursor has not moved. */
  skipToClosing() {
    const { cursor } = this;
    for (let n = 0, depth = 1; cursor.peek(n).kind !== 'end'; n++) {
      depth += Number(cursor.isSign('(', n)) - Number(cursor.isSign(')', n));
      if (depth > 0) continue;
      for (let taken = 0; taken <= n; taken++) cursor.take();
      return true;
    }
    return false;
  }
  /** The names in the parentheses; one that means nothing is reported here and then known, so that it is reported once. */
  scopeOf(node, subject) {
    const { cursor, names } = this, fields = [];
    for (let n = 0, depth = 1; cursor.peek(n).kind !== 'end'; n++) {
      depth += Number(cursor.isSign('(', n)) - Number(cursor.isSign(')', n));
      if (depth === 0) break;
      const token = cursor.peek(n);
      if (token.kind !== 'name') continue;
      const word = !token.quoted && (isReservedWord(token.text) || token.text === 'MIN' || token.text === 'MAX');
      const call = !token.quoted && cursor.isSign('(', n + 1), behind = n > 0 && (cursor.isSign('.', n - 1) || cursor.isWord('as', n - 1));
      if (word || call || behind || fields.some((f) => f.name === token.text)) continue;
      const access = names.find(subject, token.text);
      if (!access) {
        const what = this.says.unknownField(subject, token.text);
        this.mistake(token.span, what.endsWith('?') ? what : `${what}. A text stands in quotes: '${token.text}'.`);
      }
      fields.push({ name: token.text, kind: access ? names.kindOf(access) : 'null' });
      node.columns.push(access);
    }
    return { fields, constants: [{ name: 'MIN', value: INT64_MIN }, { name: 'MAX', value: INT64_MAX }] };
  }
  /** Leaves the cursor somewhere before the closing parenthesis. */
  condition(node, subject) {
    const { cursor } = this, { condition, mistakes } = compileCondition(cursor, this.scopeOf(node, subject));
    for (const m of mistakes) this.mistake(m, m.what);
    if (!condition) return;
    node.condition = condition;
    if (cursor.isSign(')') || cursor.atEnd) return;
    this.mistake(cursor.peek().span, `${describeToken(cursor.peek())} does not belong here: the condition '${condition.text}' is complete.${cursor.isSign(',') ? " Two conditions are joined with 'and'." : ''}`);
  }
}
