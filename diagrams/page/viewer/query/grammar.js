// From the tokens of a condition to its syntax, or the mistakes in it. The grammar and the words
// are those of engine/core/expression/parser.cc.
import { newSyntax, isReservedWord } from './syntax.js';
import { infixAt, isShouted, stoppedText, LEVEL } from './infix.js';
import { describeToken } from './lexer.js';
import { smallLetters, didYouMean } from './texts.js';

const DEEPEST_CONDITION = 200;
const CAST_KINDS = ['int64', 'double', 'string', 'bool'];
const CAST_ELSEWHERE = { int: 'int64', integer: 'int64', bigint: 'int64', long: 'int64', float: 'double', real: 'double', number: 'double', varchar: 'string', char: 'string', text: 'string', boolean: 'bool' };

export class ConditionParser {
  /** @param {import('./lexer.js').TokenCursor} cursor @param {import('./lexer.js').Mistake[]} mistakes */
  constructor(cursor, mistakes) {
    this.cursor = cursor;
    this.mistakes = mistakes;
    this.behind = '';
    this.depth = 0;
    this.failed = false;
  }
  parse() { return this.binary(LEVEL.or); }

  start(kind) { return newSyntax(kind, this.cursor.peek().span); }
  endHere(out) {
    if (this.cursor.position > 0) out.span.end = this.cursor.spanFrom(this.cursor.position - 1).end;
  }
  add(out, part) {
    out.depth = Math.max(out.depth, part.depth + 1);
    out.span.begin = Math.min(out.span.begin, part.span.begin);
    out.parts.push(part);
    this.endHere(out);
    if (out.depth > DEEPEST_CONDITION) this.tooDeep(out.mark);
  }
  /** Whoever walks the tree finds as many parts as there should be. */
  fill(out, parts) {
    while (out.parts.length < parts) out.parts.push(newSyntax('mistake', { begin: 0, end: 0 }));
  }
  take() { this.behind = describeToken(this.cursor.take()); }
  takeSign(sign) { return this.cursor.isSign(sign) && (this.take(), true); }
  takeWord(word) { return this.cursor.isWord(word) && (this.take(), true); }

  tooDeep(span) { return this.fail(span, `this is nested deeper than ${DEEPEST_CONDITION} levels; take it apart into several steps`); }
  fail(span, what) {
    if (!this.failed) this.mistakes.push({ begin: span.begin, end: span.end, what });
    this.failed = true;
    return newSyntax('mistake', span);
  }
  failHere(what) { return this.fail(this.cursor.peek().span, what); }
  valueExpected() {
    const { cursor } = this, seen = describeToken(cursor.peek()), behind = this.behind ? ' behind ' + this.behind : '';
    if (cursor.atEnd && !this.behind) return this.failHere('there is no expression here');
    if (cursor.atEnd) return this.failHere(`a value is expected${behind}`);
    if (this.behind === "'='" && cursor.isSign('>')) return this.failHere("'=>' is written '>='");
    if (cursor.isSign('[')) return this.failHere('a list cannot be written down; to look for several values, write in (1, 2)');
    if (cursor.peek().kind === 'name') return this.failHere(`${seen} is a word of the language where a value is expected; a column of that name is written \`${cursor.peek().text}\``);
    return this.failHere(`a value is expected${behind}, and not ${seen}`);
  }
  /** The sign that closes what is open at a place; `expected`: what else might stand here. */
  close(open, sign, expected) {
    const { cursor } = this;
    if (this.failed || this.takeSign(sign)) return;
    if (cursor.atEnd) this.fail(open, `this '${sign === ')' ? '(' : '['}' is not closed: '${sign}' is missing`);
    else if (isShouted(cursor.peek()) || cursor.isSign('?') || cursor.isSign(':') || cursor.isWord('not')) this.failHere(stoppedText(cursor));
    else this.failHere(`${expected} is expected in front of ${describeToken(cursor.peek())}`);
  }

  // ---- operators --------------------------------------------------------------------------------
  binary(least) {
    this.depth++;
    try {
      if (this.depth > DEEPEST_CONDITION) return this.tooDeep(this.cursor.peek().span);
      let left = this.prefix(least);
      while (!this.failed) {
        const infix = infixAt(this.cursor);
        if (!infix || infix.level < least) break;
        left = this.join(left, infix);
      }
      return left;
    } finally {
      this.depth--;
    }
  }
  join(left, infix) {
    const { cursor } = this, out = this.start(infix.kind);
    out.op = infix.op;
    if (this.takeWord('not')) {
      out.negated = true;
      out.mark.end = cursor.peek().span.end;
    }
    const word = cursor.peek().text;
    this.take();
    this.add(out, left);
    if (!this.failed) this.rightSide(out, infix, word);
    if (infix.kind !== 'is') this.fill(out, infix.kind === 'between' ? 3 : 2);
    const next = infixAt(cursor);
    if (!this.failed && infix.level === LEVEL.compare && next?.level === LEVEL.compare) this.failHere(`${describeToken(cursor.peek())} cannot follow on another comparison; write a < b and b < c, or put the first one in parentheses`);
    return out;
  }
  rightSide(out, infix, word) {
    if (infix.kind === 'is') return this.isOperand(out);
    if (infix.kind === 'in') return this.inOperands(out);
    if (infix.kind === 'between') return this.betweenOperands(out);
    this.add(out, this.binary(infix.level + 1));
    if (infix.kind === 'and' || infix.kind === 'or') while (!this.failed && this.takeWord(word)) this.add(out, this.binary(infix.level + 1));
  }
  isOperand(out) {
    const { cursor } = this;
    if (this.takeWord('not')) out.negated = true;
    if (cursor.isWord('true') || cursor.isWord('false')) out.value = cursor.isWord('true');
    else if (isShouted(cursor.peek())) return this.failHere(stoppedText(cursor));
    else if (!cursor.isWord('null')) return this.failHere(`behind 'is' stands null, true or false, and not ${describeToken(cursor.peek())}; to compare, write '='`);
    this.take();
    this.endHere(out);
  }
  inOperands(out) {
    const open = this.cursor.peek().span;
    if (!this.takeSign('(')) return this.failHere(`behind 'in' stands a list in parentheses, as in (1, 2, 3), and not ${describeToken(this.cursor.peek())}`);
    do this.add(out, this.binary(LEVEL.or));
    while (!this.failed && this.takeSign(','));
    this.close(open, ')', "',' or ')'");
    this.endHere(out);
  }
  betweenOperands(out) {
    this.add(out, this.binary(LEVEL.add));
    if (this.failed) return;
    if (!this.takeWord('and')) return this.fail(out.mark, "'between' wants two values: between 1 and 9");
    this.add(out, this.binary(LEVEL.add));
  }
  prefix(least) {
    const { cursor } = this;
    if (cursor.isSign('-')) return this.minus();
    if (!cursor.isWord('not')) return this.postfix(this.primary());
    if (least > LEVEL.not) return this.failHere("'not' stands in front of a whole condition; put parentheses around both");
    const out = this.start('not');
    this.take();
    this.add(out, this.binary(LEVEL.not));
    return out;
  }
  /** A minus in front of a number is a part of it: else the smallest int64 could not be written. */
  minus() {
    const out = this.start('negate'), literal = this.cursor.literal();
    if (literal) {
      out.kind = 'literal';
      out.value = literal.value;
      this.endHere(out);
      return out;
    }
    this.take();
    const part = this.binary(LEVEL.sign);
    const number = part.kind === 'literal' && (typeof part.value === 'bigint' || typeof part.value === 'number');
    if (!number) {
      this.add(out, part);
      return out;
    }
    part.value = typeof part.value === 'bigint' ? BigInt.asIntN(64, -part.value) : -part.value;
    part.span.begin = out.span.begin;
    return part;
  }
  postfix(left) {
    const { cursor } = this;
    while (!this.failed) {
      if (cursor.isSign('.')) {
        const out = this.start('field');
        this.take();
        if (cursor.peek().kind !== 'name') return this.failHere(`behind '.' stands the name of a field, and not ${describeToken(cursor.peek())}`);
        out.mark = { ...cursor.peek().span };
        out.name = cursor.peek().text;
        this.take();
        this.add(out, left);
        left = out;
      } else if (cursor.isSign('[')) {
        const out = this.start('index');
        this.take();
        this.add(out, left);
        if (!this.failed) this.add(out, this.binary(LEVEL.or));
        this.fill(out, 2);
        this.close(out.mark, ']', "an operator or ']'");
        out.isCut = this.failed;
        this.endHere(out);
        left = out;
      } else break;
    }
    return left;
  }

  // ---- values -----------------------------------------------------------------------------------
  primary() {
    const { cursor } = this;
    if (cursor.peek().kind === 'name') return this.name();
    const out = this.start('literal'), literal = cursor.literal();
    if (literal) {
      out.value = literal.value;
      return out;
    }
    if (cursor.peek().kind === 'integer') return this.failHere(`${cursor.peek().text} is too large for an int64, by 1; with a minus sign it is the smallest one`);
    if (!this.takeSign('(')) return this.valueExpected();
    const inner = this.binary(LEVEL.or);
    this.close(out.mark, ')', "an operator or ')'");
    inner.span.begin = out.span.begin;
    this.endHere(inner);
    return inner;
  }
  name() {
    const { cursor } = this, token = cursor.peek(), out = this.start('literal'), literal = cursor.literal();
    if (literal) {
      out.value = literal.value;
      return out;
    }
    if (cursor.isWord('case')) return this.caseForm();
    if (!token.quoted && isReservedWord(token.text)) return this.valueExpected();
    if (!token.quoted && cursor.isSign('(', 1)) return this.call();
    const goesOn = ['name', 'integer', 'text'].includes(cursor.peek(1).kind);
    if (isShouted(token) && goesOn && !infixAt(cursor, 1)) return this.failHere(stoppedText(cursor));
    out.kind = 'name';
    out.name = token.text;
    this.take();
    return out;
  }
  caseForm() {
    const out = this.start('case');
    this.take();
    if (!this.cursor.isWord('when')) {
      out.hasSubject = true;
      this.add(out, this.binary(LEVEL.or));
    }
    this.branches(out);
    if (!this.failed && !(out.parts.length > 1 && this.takeWord('end'))) this.endExpected(out);
    this.endHere(out);
    return out;
  }
  endExpected(out) {
    const { cursor } = this;
    if (cursor.atEnd) return this.fail(out.mark, "this 'case' has no 'end'");
    if (isShouted(cursor.peek())) return this.failHere(stoppedText(cursor));
    const wanted = out.hasElse ? "an operator or 'end'" : out.parts.length > 1 ? "an operator, 'when', 'else' or 'end'" : "an operator or 'when'";
    this.failHere(`${wanted} is expected in front of ${describeToken(cursor.peek())}`);
  }
  branches(out) {
    const { cursor } = this;
    while (!this.failed && this.takeWord('when')) {
      const when = cursor.spanFrom(cursor.position - 1);
      this.add(out, this.binary(LEVEL.or));
      if (this.failed) return;
      if (!this.takeWord('then')) {
        const shouted = isShouted(cursor.peek());
        this.fail(cursor.atEnd ? when : cursor.peek().span, shouted ? stoppedText(cursor) : `'then' is expected behind the condition of 'when', and not ${describeToken(cursor.peek())}`);
        return;
      }
      this.add(out, this.binary(LEVEL.or));
    }
    if (!this.failed && out.parts.length > 1 && this.takeWord('else')) {
      out.hasElse = true;
      this.add(out, this.binary(LEVEL.or));
    }
  }
  call() {
    const { cursor } = this, out = this.start('call');
    out.name = cursor.peek().text;
    this.take();
    const open = cursor.peek().span;
    this.take();
    if (out.name === 'cast' || out.name === 'try_cast') {
      out.kind = 'cast';
      out.tries = out.name === 'try_cast';
      this.castOperands(out);
    } else if (out.name === 'count' && cursor.isSign('*') && cursor.isSign(')', 1)) {
      this.take();
    } else if (!cursor.isSign(')')) {
      do this.add(out, this.binary(LEVEL.or));
      while (!this.failed && this.takeSign(','));
    }
    this.close(open, ')', out.kind === 'cast' ? "')'" : "',' or ')'");
    out.isCut = this.failed;
    this.endHere(out);
    return out;
  }
  castOperands(out) {
    const { cursor } = this;
    this.add(out, this.binary(LEVEL.or));
    if (this.failed) return;
    if (!this.takeWord('as')) return this.failHere(`${out.name} is written ${out.name}(a as kind); 'as' is expected where ${describeToken(cursor.peek())} is`);
    const token = cursor.peek(), kind = CAST_KINDS.find((k) => cursor.isWord(k));
    if (kind) {
      out.castTo = kind;
      return this.take();
    }
    const small = smallLetters(token.text);
    const hint = Object.hasOwn(CAST_ELSEWHERE, small) ? ` Did you mean '${CAST_ELSEWHERE[small]}'?` : didYouMean(token.text, CAST_KINDS);
    this.failHere(`${describeToken(token)} is no kind to cast to; the kinds are int64, double, string and bool.${hint}`);
  }
}
