// A condition as it was written: its parts, and how it is written again with the fewest
// parentheses. See engine/core/expression/syntax.h.
import { literalText } from './lexer.js';

/**
 * What is known of a value before there is one. kind 'null': a null literal.
 * @typedef {{known:boolean, kind:import('./typed.js').ValueKind, of?:string}} ValueType
 */
/**
 * @typedef {{kind:string, span:import('./lexer.js').Span, mark:import('./lexer.js').Span, name:string, value:any, op:string,
 *   negated:boolean, tries:boolean, isCut:boolean, hasSubject:boolean, hasElse:boolean, castTo:string, depth:number, parts:Syntax[],
 *   type:ValueType, index:number, isConstant:boolean, fn:any}} Syntax
 */

export const UNKNOWN_TYPE = Object.freeze({ known: false, kind: 'null' });
/** @returns {ValueType} */
export const typeOfKind = (kind) => ({ known: true, kind });
export const typeIs = (type, kind) => type.known && type.kind === kind;
export const isNumberType = (type) => typeIs(type, 'int64') || typeIs(type, 'double');
/** Goes with every kind. */
export const isOpenType = (type) => !type.known || type.kind === 'null';

const RESERVED_WORDS = new Set(['or', 'and', 'not', 'between', 'in', 'like', 'is', 'null', 'true', 'false', 'case', 'when', 'then', 'else', 'end']);
/** A word of the language: a column of that name stands in backquotes. @param {string} name */
export const isReservedWord = (name) => RESERVED_WORDS.has(name);

/** @returns {Syntax} */
export function newSyntax(kind, span) {
  return { kind, span: { ...span }, mark: { ...span }, name: '', value: null, op: '', negated: false, tries: false, isCut: false, hasSubject: false, hasElse: false, castTo: 'null', depth: 1, parts: [], type: UNKNOWN_TYPE, index: 0, isConstant: false, fn: null };
}

// How strongly a whole expression holds together.
const STRENGTH = { or: 0, and: 1, not: 2, compare: 3, is: 3, in: 3, between: 3, like: 3, concat: 4, negate: 6 };
const SUM_STRENGTH = 4, WHOLE_STRENGTH = 7;

/** @param {Syntax} s @returns {number} */
function strengthOf(s) {
  if (s.kind === 'arithmetic') return s.op === '+' || s.op === '-' ? SUM_STRENGTH : 5;
  if (s.kind === 'literal') return typeof s.value !== 'string' && literalText(s.value).startsWith('-') ? 6 : WHOLE_STRENGTH;
  return STRENGTH[s.kind] ?? WHOLE_STRENGTH;
}

const heldIn = (part, least) => (strengthOf(part) < least ? `(${syntaxText(part)})` : syntaxText(part));
const inParentheses = (parts) => `(${parts.map(syntaxText).join(', ')})`;
const writtenName = (name) => (/^[A-Za-z_]\w*$/.test(name) && !isReservedWord(name) ? name : '`' + name.replaceAll('`', '``') + '`');

/** From left to right: what stands on the right holds together more strongly. */
function infixText(s, sign) {
  const strength = strengthOf(s), first = heldIn(s.parts[0], strength === STRENGTH.compare ? SUM_STRENGTH : strength);
  return [first, ...s.parts.slice(1).map((part) => heldIn(part, strength + 1))].join(` ${sign} `);
}

function caseText(s) {
  let out = 'case', n = 0;
  if (s.hasSubject) out += ' ' + syntaxText(s.parts[n++]);
  for (; n + 1 < s.parts.length; n += 2) out += ` when ${syntaxText(s.parts[n])} then ${syntaxText(s.parts[n + 1])}`;
  if (n < s.parts.length) out += ' else ' + syntaxText(s.parts[n]);
  return out + ' end';
}

/** As it would be written. @param {Syntax} s @returns {string} */
export function syntaxText(s) {
  const compared = () => `${heldIn(s.parts[0], SUM_STRENGTH)}${s.negated ? ' not' : ''} `;
  switch (s.kind) {
    case 'literal': return literalText(s.value);
    case 'name': return writtenName(s.name);
    case 'field': return `${heldIn(s.parts[0], WHOLE_STRENGTH)}.${writtenName(s.name)}`;
    case 'index': return `${heldIn(s.parts[0], WHOLE_STRENGTH)}[${syntaxText(s.parts[1])}]`;
    case 'negate': return '-' + heldIn(s.parts[0], WHOLE_STRENGTH);
    case 'not': return 'not ' + heldIn(s.parts[0], STRENGTH.not);
    case 'and':
    case 'or': return s.parts.map((part) => heldIn(part, strengthOf(s) + 1)).join(` ${s.kind} `);
    case 'arithmetic':
    case 'compare': return infixText(s, s.op);
    case 'concat': return infixText(s, '||');
    case 'is': return `${heldIn(s.parts[0], SUM_STRENGTH)}${s.negated ? ' is not ' : ' is '}${literalText(s.value)}`;
    case 'in': return `${compared()}in ${inParentheses(s.parts.slice(1))}`;
    case 'between': return `${compared()}between ${heldIn(s.parts[1], SUM_STRENGTH)} and ${heldIn(s.parts[2], SUM_STRENGTH)}`;
    case 'like': return `${compared()}like ${heldIn(s.parts[1], SUM_STRENGTH)}`;
    case 'case': return caseText(s);
    case 'cast': return `${s.tries ? 'try_cast' : 'cast'}(${syntaxText(s.parts[0])} as ${s.castTo})`;
    case 'call': return s.name + inParentheses(s.parts);
    default: return '?';
  }
}
