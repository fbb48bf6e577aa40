// What the names of a condition mean, of which kinds its parts are, and what does not fit: the
// rules of engine/core/expression/check.cc.
import { UNKNOWN_TYPE, typeOfKind, typeIs, isNumberType, isOpenType } from './syntax.js';
import { acceptsKind, findFunction, parameterOf } from './functions.js';
import { aKind, aggregateInside, castAdvice, noCommonKind, notComparable, unknownFunction, unknownName, wrongArgument, wrongCount, wrongOperand } from './check_words.js';

/** @typedef {import('./syntax.js').Syntax} Syntax */
/** @typedef {{fields:{name:string, kind:string}[], constants:{name:string, value:bigint}[]}} ConditionScope */

const isScalarType = (type) => isNumberType(type) || typeIs(type, 'string') || typeIs(type, 'bool');
const typeFits = (type, accepts) => isOpenType(type) || acceptsKind(accepts, type.kind);
const sameType = (a, b) => a.known === b.known && a.kind === b.kind && a.of === b.of;
const literalKind = (v) => typeOfKind(v === null ? 'null' : typeof v === 'bigint' ? 'int64' : typeof v === 'number' ? 'double' : typeof v === 'boolean' ? 'bool' : 'string');

export class ConditionChecker {
  /** @param {ConditionScope} scope @param {import('./lexer.js').Mistake[]} mistakes */
  constructor(scope, mistakes) {
    this.scope = scope;
    this.mistakes = mistakes;
  }
  mistake(span, what) { this.mistakes.push({ begin: span.begin, end: span.end, what }); }

  /** @param {Syntax} s */
  visit(s) {
    for (const part of s.parts) this.visit(part);
    switch (s.kind) {
      case 'mistake': return;
      case 'literal': s.type = literalKind(s.value); return;
      case 'name': return this.name(s);
      case 'field': return this.field(s);
      case 'index': return this.index(s);
      case 'negate':
        this.operand(s, s.parts[0], 'number');
        s.type = isNumberType(s.parts[0].type) ? s.parts[0].type : UNKNOWN_TYPE;
        return;
      case 'not': case 'and': case 'or':
        for (const part of s.parts) this.operand(s, part, 'bool');
        break;
      case 'arithmetic': return this.arithmetic(s);
      case 'concat':
        for (const part of s.parts) this.operand(s, part, 'string');
        s.type = typeOfKind('string');
        return;
      case 'compare': this.compared(s, s.parts[0], s.parts[1], s.op !== '=' && s.op !== '!='); break;
      case 'is': if (s.value !== null) this.operand(s, s.parts[0], 'bool'); break;
      case 'in': case 'between':
        for (let n = 1; n < s.parts.length; n++) this.compared(s, s.parts[0], s.parts[n], s.kind === 'between');
        break;
      case 'like':
        for (const part of s.parts) this.operand(s, part, 'string');
        break;
      case 'case': return this.caseForm(s);
      case 'cast': return this.cast(s);
      case 'call': return this.call(s);
    }
    s.type = typeOfKind('bool');
  }
  operand(whole, part, accepts) {
    if (!typeFits(part.type, accepts)) this.mistake(part.span, wrongOperand(whole, part));
  }
  name(s) {
    const index = this.scope.fields.findIndex((f) => f.name === s.name);
    if (index >= 0) {
      s.index = index;
      const { kind } = this.scope.fields[index];
      s.type = kind === 'null' ? UNKNOWN_TYPE : typeOfKind(kind);
      return;
    }
    const constant = this.scope.constants.find((c) => c.name === s.name);
    if (!constant) return this.mistake(s.span, unknownName(s.name, this.scope));
    s.isConstant = true;
    s.value = constant.value;
    s.type = literalKind(constant.value);
  }
  /** The rows of queries have come as maps: only maps have fields. */
  field(s) {
    const { type } = s.parts[0];
    if (isOpenType(type) || typeIs(type, 'map')) return;
    this.mistake(s.mark, `only rows and maps have fields, and in front of '.${s.name}' stands ${aKind(type)}`);
  }
  index(s) {
    if (s.isCut) return;
    const { type } = s.parts[0], at = s.parts[1];
    if (isOpenType(type) || typeIs(type, 'map')) return;
    if (!typeIs(type, 'list')) return this.mistake(s.mark, `only lists and maps are read with [ ], and this is ${aKind(type)}`);
    if (!typeFits(at.type, 'int')) return this.mistake(at.span, `the elements of a list are numbered by int64, and this is ${aKind(at.type)}${castAdvice(at, 'int')}`);
    if (at.kind === 'literal' && typeof at.value === 'bigint' && at.value < 1n) this.mistake(at.span, 'the elements of a list are numbered from 1');
    if (type.of) s.type = typeOfKind(type.of);
  }
  arithmetic(s) {
    for (const part of s.parts) this.operand(s, part, 'number');
    if (!s.parts.every((part) => isNumberType(part.type))) return;
    const real = s.parts.some((part) => typeIs(part.type, 'double')), divisor = s.parts[1];
    s.type = typeOfKind(real ? 'double' : 'int64');
    if ((s.op === '/' || s.op === '%') && !real && divisor.kind === 'literal' && divisor.value === 0n) this.mistake(divisor.span, 'an int64 cannot be divided by 0');
  }
  compared(whole, left, right, order) {
    const a = left.type, b = right.type, none = typeIs(a, 'null') || typeIs(b, 'null');
    const alike = a.kind === b.kind || (isNumberType(a) && isNumberType(b));
    if (!none && (isOpenType(a) || isOpenType(b))) return;
    if (!none && alike && !(order && !isScalarType(a))) return;
    const at = typeIs(a, 'null') ? left : none || whole.kind !== 'compare' ? right : whole;
    this.mistake(at.span, notComparable(whole, left, right));
  }
  /** The kind that all of them have; `whole` is what they are results of. */
  common(whole, results) {
    let all = null, open = false;
    for (const { type, span } of results) {
      open = open || !type.known;
      if (isOpenType(type)) continue;
      if (!all) all = type;
      if (sameType(all, type)) continue;
      if (isNumberType(all) && isNumberType(type)) all = typeOfKind('double');
      else if (all.kind === type.kind) all = typeOfKind(all.kind);
      else {
        this.mistake(span, noCommonKind(whole, all, type));
        return UNKNOWN_TYPE;
      }
    }
    return open ? UNKNOWN_TYPE : all ?? typeOfKind('null');
  }
  caseForm(s) {
    const first = s.hasSubject ? 1 : 0, { parts } = s;
    for (let n = first; n + 1 < parts.length; n += 2) {
      if (s.hasSubject) this.compared(s, parts[0], parts[n], false);
      else this.operand(s, parts[n], 'bool');
    }
    if (parts.length < first + 2) return;
    s.type = this.common(s, parts.filter((_, n) => n >= first && ((n - first) % 2 === 1 || (s.hasElse && n + 1 === parts.length))));
  }
  cast(s) {
    if (s.isCut) return;
    const { type, span } = s.parts[0];
    if (!isOpenType(type) && !isScalarType(type)) this.mistake(span, `${aKind(type)} cannot be cast to ${aKind(typeOfKind(s.castTo))}`);
    if (typeIs(type, 'double') && s.castTo === 'bool') this.mistake(span, 'a double cannot be cast to a bool; compare it, as in x != 0');
    s.type = typeOfKind(s.castTo);
  }
  call(s) {
    s.fn = findFunction(s.name);
    if (!s.fn) return this.mistake(s.mark, unknownFunction(s.name));
    if (s.fn.form === 'aggregate') return this.mistake(s.mark, aggregateInside(s.fn));
    if (s.isCut) return;
    const before = this.mistakes.length, { fn, parts } = s;
    if (parts.length < fn.least || parts.length > fn.most) this.mistake(s.span, wrongCount(fn, parts.length));
    else parts.forEach((part, n) => { if (!typeFits(part.type, parameterOf(fn, n).accepts)) this.mistake(part.span, wrongArgument(fn, n, part)); });
    if ((fn.gives === 'first' || fn.gives === 'common') && this.mistakes.length > before) return;
    if (fn.name === 'nullif') this.compared(s, parts[0], parts[1], false);
    s.type = this.resultOf(s);
  }
  resultOf({ name, fn, parts, ...s }) {
    switch (fn.gives) {
      case 'strings': return { known: true, kind: 'list', of: 'string' };
      case 'first': return isOpenType(parts[0].type) ? UNKNOWN_TYPE : parts[0].type;
      case 'common': return this.common({ ...s, name }, name === 'if' ? parts.slice(1) : parts);
      case 'own': return UNKNOWN_TYPE;
      default: return typeOfKind(fn.gives);
    }
  }
}

/** A condition is true or false. @param {Syntax} s @param {import('./lexer.js').Mistake[]} mistakes */
export function checkCondition(s, mistakes) {
  if (typeFits(s.type, 'bool')) return;
  mistakes.push({ begin: s.span.begin, end: s.span.end, what: `a condition is true or false, and this is ${aKind(s.type)}${castAdvice(s, 'bool')}` });
}
