// A condition over the fields of an event, compiled from its text and asked of values. Null is
// neither true nor false, as in SQL; see engine/core/expression/expression.h.
import { QueryError } from './query_error.js';
import { kindOfValue } from './typed.js';
import { calculateValues, castValue, compareBy, elementOf, failKind, negatedValue, rankOf, truthOfValue } from './calculate.js';
import { acceptedText, acceptsKind, parameterOf } from './functions.js';
import { concatTexts, isLike } from './text_functions.js';
import { syntaxText, typeIs } from './syntax.js';
import { shown, cutToWidth } from '../text.js';
import { ConditionParser } from './grammar.js';
import { ConditionChecker, checkCondition } from './check.js';

/** @typedef {import('./syntax.js').Syntax} Syntax */
const LONGEST_CONDITION = 160;

/** One argument, of a kind that the function takes, or null. */
function takeArgument(s, n, row) {
  const v = conditionValue(resultWanted(s, n), row), { name, accepts } = parameterOf(s.fn, n);
  if (v !== null && !acceptsKind(accepts, kindOfValue(v))) failKind(`'${name}' of ${s.fn.written}`, acceptedText(accepts), v);
  return v;
}
/** An int64 among results of kind double becomes one. */
function resultWanted(s, n) {
  const part = s.parts[n];
  return s.fn?.call || s.name === 'nullif' || !typeIs(s.type, 'double') || !typeIs(part.type, 'int64') ? part : { kind: 'as double', parts: [part] };
}

function twoTexts(who, s, row) {
  const texts = s.parts.map((part) => {
    const v = conditionValue(part, row);
    return v === null || typeof v === 'string' ? v : failKind(who, 'strings', v);
  });
  return texts.includes(null) ? null : texts;
}

function callValue(s, row) {
  switch (s.name) {
    case 'if': return conditionValue(resultWanted(s, conditionTruth(s.parts[0], row) === true ? 1 : 2), row);
    case 'coalesce':
      for (let n = 0; n < s.parts.length; n++) {
        const v = conditionValue(resultWanted(s, n), row);
        if (v !== null) return v;
      }
      return null;
    case 'nullif': {
      const a = conditionValue(s.parts[0], row), b = conditionValue(s.parts[1], row);
      return compareBy('=', a, b) === true ? null : a;
    }
  }
  const all = s.parts.map((_, n) => takeArgument(s, n, row));
  if (s.fn.call) return all.includes(null) ? null : s.fn.call(...all);
  let best = null, there = true;
  for (const v of all) {
    there = there && v !== null;
    if (there && (best === null || (s.name === 'greatest' ? rankOf(v, best) > 0 : rankOf(v, best) < 0))) best = v;
  }
  return there ? best : null;
}

function caseValue(s, row) {
  const first = s.hasSubject ? 1 : 0, subject = s.hasSubject ? conditionValue(s.parts[0], row) : null;
  let n = first;
  for (; n + 1 < s.parts.length; n += 2) {
    const fits = s.hasSubject ? compareBy('=', subject, conditionValue(s.parts[n], row)) : conditionTruth(s.parts[n], row);
    if (fits === true) return conditionValue(resultWanted(s, n + 1), row);
  }
  return n < s.parts.length ? conditionValue(resultWanted(s, n), row) : null;
}

/** @param {Syntax} s @param {any[]} row the values of the columns @returns {any} */
function conditionValue(s, row) {
  switch (s.kind) {
    case 'literal': return s.value;
    case 'name': return s.isConstant ? s.value : row[s.index];
    case 'field': return elementOf(conditionValue(s.parts[0], row), s.name);
    case 'index': return elementOf(conditionValue(s.parts[0], row), conditionValue(s.parts[1], row));
    case 'negate': return negatedValue(conditionValue(s.parts[0], row));
    case 'arithmetic': return calculateValues(s.op, conditionValue(s.parts[0], row), conditionValue(s.parts[1], row));
    case 'concat': {
      const texts = twoTexts("'||'", s, row);
      return texts && concatTexts(...texts);
    }
    case 'case': return caseValue(s, row);
    case 'cast': return castValue(conditionValue(s.parts[0], row), s.castTo, s.tries);
    case 'call': return callValue(s, row);
    case 'as double': {
      const v = conditionValue(s.parts[0], row);
      return v === null ? null : Number(v);
    }
    default: return conditionTruth(s, row);
  }
}

const contraryOf = (truth) => (truth === null ? null : !truth);

/** and, or: true or false as soon as that is known; else null if one is null. */
function joinedTruth(s, row) {
  const decides = s.kind === 'or';
  let out = !decides;
  for (const part of s.parts) {
    const truth = conditionTruth(part, row);
    if (truth === decides) return truth;
    if (truth === null) out = null;
  }
  return out;
}

/** @param {Syntax} s @returns {boolean|null} */
function conditionTruth(s, row) {
  const value = (n) => conditionValue(s.parts[n], row), sign = (truth) => (s.negated ? contraryOf(truth) : truth);
  switch (s.kind) {
    case 'not': return contraryOf(conditionTruth(s.parts[0], row));
    case 'and':
    case 'or': return joinedTruth(s, row);
    case 'compare': return compareBy(s.op, value(0), value(1));
    case 'is': return (s.value === null ? value(0) === null : conditionTruth(s.parts[0], row) === s.value) !== s.negated;
    case 'in': {
      const of = value(0);
      let out = false;
      for (let n = 1; n < s.parts.length; n++) {
        const same = compareBy('=', of, value(n));
        if (same === true) return sign(true);
        if (same === null) out = null;
      }
      return sign(out);
    }
    case 'between': {
      const of = value(0), above = compareBy('>=', of, value(1));
      if (above === false) return sign(false);
      const below = compareBy('<=', of, value(2));
      return sign(below === false || above === true ? below : above);
    }
    case 'like': {
      const texts = twoTexts("'like'", s, row);
      return sign(texts && isLike(...texts));
    }
    default: return truthOfValue(conditionValue(s, row));
  }
}

/** Is it true (or false, if that is wanted)? What need not be looked at cannot fail. */
function conditionHolds(s, row, wanted) {
  if (s.kind === 'not') return conditionHolds(s.parts[0], row, !wanted);
  if (s.kind !== 'and' && s.kind !== 'or') return conditionTruth(s, row) === wanted;
  const test = (part) => conditionHolds(part, row, wanted);
  return (s.kind === 'and') === wanted ? s.parts.every(test) : s.parts.some(test);
}

export class Condition {
  /** @param {Syntax} syntax a checked one */
  constructor(syntax) {
    this.syntax = syntax;
    this.text = syntaxText(syntax);
  }
  /** @param {any[]} row @returns {boolean} */
  test(row) {
    try {
      return conditionHolds(this.syntax, row, true);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      throw new QueryError(`${cutToWidth(shown(this.text), LONGEST_CONDITION, '…')}: ${error.message}`);
    }
  }
}

/**
 * Stops in front of the first token that does not belong to it.
 * @param {import('./lexer.js').TokenCursor} cursor @param {import('./check.js').ConditionScope} scope
 * @returns {{condition:Condition|null, mistakes:import('./lexer.js').Mistake[]}}
 */
export function compileCondition(cursor, scope) {
  const mistakes = [], syntax = new ConditionParser(cursor, mistakes).parse();
  new ConditionChecker(scope, mistakes).visit(syntax);
  if (!mistakes.length) checkCondition(syntax, mistakes);
  mistakes.sort((a, b) => a.begin - b.begin);
  return { condition: mistakes.length ? null : new Condition(syntax), mistakes };
}
