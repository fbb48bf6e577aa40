// The functions and forms of conditions: engine/core/expression/function_table.cc. A plain function
// gets as many arguments, and of such kinds, as it asks for, and never a null.
import { TEXT_FUNCTIONS } from './text_functions.js';
import { NUMBER_FUNCTIONS } from './number_functions.js';

/** @typedef {'anything'|'bool'|'int'|'number'|'string'|'scalar'|'sequence'} Accepts */
/** @typedef {{name:string, accepts:Accepts}} Parameter */
/** @typedef {{name:string, written:string, form:'form'|'function'|'aggregate', gives:string, parameters:Parameter[], least:number, most:number, call:((...args:any[])=>any)|null}} FunctionInfo */

const MOST_ARGUMENTS = 16;
// name; as written; what it gives; parameters (the last one stands for all that follow); how many.
const FUNCTION_TABLE = [
  ['if', 'if(condition, then, else)', 'form', 'common', 'condition:bool then else', 3, 3],
  ['coalesce', 'coalesce(a, b, …)', 'form', 'common', 'a b', 1, MOST_ARGUMENTS],
  ['nullif', 'nullif(a, b)', 'form', 'first', 'a b', 2, 2],
  ['cast', 'cast(a as kind)', 'form', 'own', 'a', 1, 1],
  ['try_cast', 'try_cast(a as kind)', 'form', 'own', 'a', 1, 1],
  ['length', 'length(text)', 'function', 'int64', 'text:string', 1, 1],
  ['lower', 'lower(text)', 'function', 'string', 'text:string', 1, 1],
  ['upper', 'upper(text)', 'function', 'string', 'text:string', 1, 1],
  ['trim', 'trim(text)', 'function', 'string', 'text:string', 1, 1],
  ['ltrim', 'ltrim(text)', 'function', 'string', 'text:string', 1, 1],
  ['rtrim', 'rtrim(text)', 'function', 'string', 'text:string', 1, 1],
  ['substring', 'substring(text, from[, length])', 'function', 'string', 'text:string from:int length:int', 2, 3],
  ['replace', 'replace(text, part, by)', 'function', 'string', 'text:string part:string by:string', 3, 3],
  ['starts_with', 'starts_with(text, part)', 'function', 'bool', 'text:string part:string', 2, 2],
  ['ends_with', 'ends_with(text, part)', 'function', 'bool', 'text:string part:string', 2, 2],
  ['contains', 'contains(text, part)', 'function', 'bool', 'text:string part:string', 2, 2],
  ['position', 'position(text, part)', 'function', 'int64', 'text:string part:string', 2, 2],
  ['concat', 'concat(a, b, …)', 'function', 'string', 'a:string b:string', 1, MOST_ARGUMENTS],
  ['split', 'split(text, separator)', 'function', 'strings', 'text:string separator:string', 2, 2],
  ['size', 'size(list)', 'function', 'int64', 'list:sequence', 1, 1],
  ['abs', 'abs(x)', 'function', 'first', 'x:number', 1, 1],
  ['sign', 'sign(x)', 'function', 'first', 'x:number', 1, 1],
  ['floor', 'floor(x)', 'function', 'first', 'x:number', 1, 1],
  ['ceil', 'ceil(x)', 'function', 'first', 'x:number', 1, 1],
  ['round', 'round(x[, digits])', 'function', 'first', 'x:number digits:int', 1, 2],
  ['mod', 'mod(a, b)', 'function', 'common', 'a:number b:number', 2, 2],
  ['least', 'least(a, b, …)', 'form', 'common', 'x:scalar', 1, MOST_ARGUMENTS],
  ['greatest', 'greatest(a, b, …)', 'form', 'common', 'x:scalar', 1, MOST_ARGUMENTS],
  ['floor_to', 'floor_to(x, step)', 'function', 'int64', 'x:int step:int', 2, 2],
  ['count', 'count([x])', 'aggregate', 'int64', 'x', 0, 1],
  ['sum', 'sum(x)', 'aggregate', 'first', 'x:number', 1, 1],
  ['min', 'min(x)', 'aggregate', 'first', 'x:scalar', 1, 1],
  ['max', 'max(x)', 'aggregate', 'first', 'x:scalar', 1, 1],
  ['avg', 'avg(x)', 'aggregate', 'double', 'x:number', 1, 1],
  ['first', 'first(x)', 'aggregate', 'first', 'x', 1, 1],
  ['last', 'last(x)', 'aggregate', 'first', 'x', 1, 1],
];

/** @type {Map<string, FunctionInfo>} */
const FUNCTIONS_BY_NAME = new Map(FUNCTION_TABLE.map(([name, written, form, gives, parameters, least, most]) => [name, {
  name, written, form, gives, least, most,
  parameters: parameters.split(' ').map((p) => ({ name: p.split(':')[0], accepts: p.split(':')[1] ?? 'anything' })),
  call: form === 'function' ? TEXT_FUNCTIONS[name] ?? NUMBER_FUNCTIONS[name] : null,
}]));

/** @param {string} name @returns {FunctionInfo|null} */
export const findFunction = (name) => FUNCTIONS_BY_NAME.get(name) ?? null;
/** Those that a condition may call, in the order of the reference. */
export const functionNames = () => [...FUNCTIONS_BY_NAME.values()].filter((f) => f.form !== 'aggregate').map((f) => f.name);
/** @param {FunctionInfo} fn @param {number} n @returns {Parameter} */
export const parameterOf = (fn, n) => fn.parameters[Math.min(n, fn.parameters.length - 1)];

const ACCEPTED_TEXTS = { anything: 'anything', bool: 'a condition', int: 'an int64', number: 'a number', string: 'a string', scalar: 'a number, a string or a bool', sequence: 'a list or a map' };
/** @param {Accepts} accepts */
export const acceptedText = (accepts) => ACCEPTED_TEXTS[accepts];

const ACCEPTED_KINDS = { bool: ['bool'], int: ['int64'], number: ['int64', 'double'], string: ['string'], scalar: ['int64', 'double', 'string', 'bool'], sequence: ['list', 'map'] };
/** @param {Accepts} accepts @param {import('./values.js').ValueKind} kind */
export const acceptsKind = (accepts, kind) => accepts === 'anything' || ACCEPTED_KINDS[accepts].includes(kind);
