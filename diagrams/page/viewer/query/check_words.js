// The words of what is wrong with the names and kinds in a condition, as
// engine/core/expression/check_text.cc.
import { typeIs, isNumberType, isReservedWord, syntaxText } from './syntax.js';
import { smallLetters, didYouMean } from './texts.js';
import { acceptedText, findFunction, functionNames, parameterOf } from './functions.js';

const LISTED_COLUMNS = 20, SHORT_SYNTAX = 40;
const ELSEWHERE_CALLED = {
  len: 'length', char_length: 'length', character_length: 'length', substr: 'substring', instr: 'position', locate: 'position', strpos: 'position', indexof: 'position',
  ifnull: 'coalesce', nvl: 'coalesce', iif: 'if', cardinality: 'size', ceiling: 'ceil', startswith: 'starts_with', endswith: 'ends_with', truncate: 'floor',
};

function listedNames(names) {
  return names.slice(0, LISTED_COLUMNS).join(', ') + (names.length > LISTED_COLUMNS ? ` and ${names.length - LISTED_COLUMNS} more` : '');
}
const isWholeSyntax = (s) => s.kind !== 'mistake' && s.parts.every(isWholeSyntax);

/** As it would be written, or "…" for what is not whole or would hide the sentence around it. */
function shortText(s) {
  const text = isWholeSyntax(s) ? syntaxText(s) : '…';
  return new TextEncoder().encode(text).length <= SHORT_SYNTAX ? text : '…';
}

/** @param {import('./syntax.js').ValueType} type */
export function aKind(type) {
  if (!type.known) return 'of unknown kind';
  return type.kind === 'null' ? 'null' : `${type.kind === 'int64' ? 'an' : 'a'} ${type.kind}`;
}

const readsAsNumber = (text) => /^-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text) || /^-?(inf|infinity|nan)$/i.test(text);

/** What to do about two values of different kinds that should be compared. */
function compareAdvice(left, right) {
  const isBool = (s) => typeIs(s.type, 'bool');
  if ((isBool(left) && isNumberType(right.type)) || (isBool(right) && isNumberType(left.type))) return '; a bool is true or false, and a condition by itself';
  for (const [text, other] of [[left, right], [right, left]]) {
    if (!typeIs(text.type, 'string')) continue;
    const literal = text.kind === 'literal', content = literal ? text.value : '';
    if (isNumberType(other.type)) {
      if (literal && readsAsNumber(content)) return `; write the number without quotes: ${content}`;
      if (other.kind === 'literal') return `; a text stands in quotes: '${syntaxText(other)}'`;
      return literal ? `; cast(${shortText(other)} as string) is a text` : `; cast(${shortText(text)} as ${other.type.kind}) is a number`;
    }
    if (isBool(other) && literal && (content === 'true' || content === 'false')) return `; write it without quotes: ${content}`;
    if (isBool(other)) return `; cast(${shortText(other)} as string) is a text`;
  }
  return '';
}

function formName(s) {
  switch (s.kind) {
    case 'case': case 'in': case 'between': case 'like': case 'not': case 'and': case 'or': return s.kind;
    case 'concat': return '||';
    case 'negate': return '-';
    case 'is': return s.value ? 'is true' : 'is false';
    case 'arithmetic': case 'compare': return s.op;
    case 'call': case 'cast': return s.name;
    default: return 'this';
  }
}

/** @param {{fields:{name:string}[], constants:{name:string}[]}} scope */
export function unknownName(name, scope) {
  const small = smallLetters(name), names = scope.fields.map((f) => f.name);
  if (small !== name && isReservedWord(small) && !names.includes(small)) return `'${name}' is written in small letters: ${small}`;
  const listed = names.length ? `the column${names.length === 1 ? ' is' : 's are'} ${listedNames(names)}` : 'there are no columns here';
  const all = [...names, ...scope.constants.map((c) => c.name)];
  let hint = didYouMean(name, all);
  for (const known of all) if (smallLetters(known) === small) hint = ` Did you mean '${known}'?`;
  if (!hint && findFunction(name)) hint = ` The function of that name is called with parentheses: ${findFunction(name).written}.`;
  if (!hint) hint = ` A text would stand in quotes: '${name}'.`;
  return `there is no column '${name}'; ${listed}.${hint}`;
}

export function unknownFunction(name) {
  const small = smallLetters(name), names = functionNames();
  let hint = didYouMean(small, names);
  if (Object.hasOwn(ELSEWHERE_CALLED, small)) hint = ` Did you mean '${ELSEWHERE_CALLED[small]}'?`;
  if (findFunction(small)) hint = ` It is written in small letters: ${small}.`;
  return `there is no function '${name}'.${hint || ` The functions are ${names.join(', ')}.`}`;
}

/** @param {import('./functions.js').FunctionInfo} fn */
export function aggregateInside(fn) {
  const hint = fn.name === 'min' ? ' The smaller of two values is least(a, b).' : fn.name === 'max' ? ' The greater of two values is greatest(a, b).' : '';
  return `'${fn.name}' is an aggregate over many rows; this is about one row.${hint}`;
}

export function wrongCount(fn, seen) {
  const { least, most } = fn, wanted = most > least ? `${least}${most === least + 1 ? ' or ' : ' to '}${most}` : String(least);
  return `${fn.written} takes ${wanted} argument${most === 1 ? '' : 's'}, and here ${seen === 1 ? 'is' : 'are'} ${seen}`;
}

/** @param {import('./syntax.js').Syntax} seen @param {import('./functions.js').Accepts} wanted */
export function castAdvice(seen, wanted) {
  const { type } = seen, text = typeIs(type, 'string'), bool = typeIs(type, 'bool'), number = isNumberType(type);
  if (wanted === 'string' && (text || number || bool)) return `; cast(${shortText(seen)} as string) is one`;
  if ((wanted === 'int' && (text || typeIs(type, 'double'))) || (wanted === 'number' && (text || bool))) return `; cast(${shortText(seen)} as int64) is one`;
  if (wanted === 'bool' && number) return `; compare it, as in ${shortText(seen)} != 0`;
  return wanted === 'bool' && text ? `; compare it, as in ${shortText(seen)} != ''` : '';
}

export function wrongArgument(fn, n, seen) {
  const { name, accepts } = parameterOf(fn, n);
  return `'${name}' of ${fn.written} is ${acceptedText(accepts)}, and this is ${aKind(seen.type)}${castAdvice(seen, accepts)}`;
}

export function wrongOperand(whole, seen) {
  const name = formName(whole), is = aKind(seen.type);
  if (whole.kind === 'arithmetic' && whole.op === '+' && typeIs(seen.type, 'string')) return `'+' adds numbers, and this is a string; texts are put together with '||', and cast(${shortText(seen)} as int64) is a number`;
  if (whole.kind === 'arithmetic' || whole.kind === 'negate') return `'${name}' wants numbers, and this is ${is}${castAdvice(seen, 'number')}`;
  if (whole.kind === 'concat' || whole.kind === 'like') return `'${name}' wants strings, and this is ${is}${castAdvice(seen, 'string')}`;
  return `'${name}' wants conditions, which are true or false, and this is ${is}${castAdvice(seen, 'bool')}`;
}

export function notComparable(whole, left, right) {
  const name = formName(whole);
  if (typeIs(left.type, 'null') || typeIs(right.type, 'null')) return `nothing is known to be '${name}' null, not even null; write 'is null' or 'is not null'`;
  if (left.type.kind === right.type.kind) return `a ${left.type.kind} has no order: only '=' and '!=' compare two of them`;
  return `'${name}' compares values of one kind, and here are ${aKind(left.type)} and ${aKind(right.type)}${compareAdvice(left, right)}`;
}

export const noCommonKind = (whole, one, other) => `the results of '${formName(whole)}' are of one kind, and here are ${aKind(one)} and ${aKind(other)}; make them one with cast`;
