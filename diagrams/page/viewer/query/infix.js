// The operators of conditions, how strongly they bind, and what is said where one is missing.
import { describeToken } from './lexer.js';
import { isReservedWord } from './syntax.js';
import { smallLetters } from './texts.js';

// How strongly an operator binds.
export const LEVEL = { or: 0, and: 1, not: 2, compare: 3, add: 4, multiply: 5, sign: 6 };

const INFIX_SIGNS = new Map([
  ...['+', '-'].map((op) => [op, { kind: 'arithmetic', level: LEVEL.add, op }]),
  ['||', { kind: 'concat', level: LEVEL.add, op: '' }],
  ...['*', '/', '%'].map((op) => [op, { kind: 'arithmetic', level: LEVEL.multiply, op }]),
  ...['=', '==', '!=', '<>', '<', '<=', '>', '>='].map((op) => [op, { kind: 'compare', level: LEVEL.compare, op: op === '==' ? '=' : op === '<>' ? '!=' : op }]),
]);
const INFIX_WORDS = { or: LEVEL.or, and: LEVEL.and, is: LEVEL.compare };

/** The operator that stands here, if one does. @param {import('./lexer.js').TokenCursor} cursor */
export function infixAt(cursor, ahead = 0) {
  const token = cursor.peek(ahead);
  if (token.kind === 'sign') return INFIX_SIGNS.get(token.text) ?? null;
  for (const [word, level] of Object.entries(INFIX_WORDS)) if (cursor.isWord(word, ahead)) return { kind: word, level, op: '' };
  const at = ahead + (cursor.isWord('not', ahead) ? 1 : 0);
  for (const word of ['in', 'between', 'like']) if (cursor.isWord(word, at)) return { kind: word, level: LEVEL.compare, op: '' };
  return null;
}

/** A word of the language in capital letters? */
export const isShouted = (token) => token.kind === 'name' && !token.quoted && !isReservedWord(token.text) && isReservedWord(smallLetters(token.text));

/** What stands behind a complete value and does not go on with it. */
export function stoppedText(cursor) {
  const token = cursor.peek(), seen = describeToken(token);
  if (isShouted(token)) return `${seen} is written in small letters: ${smallLetters(token.text)}`;
  if (cursor.isWord('not')) return "behind a value 'not' is followed by in, between or like; not equal is '!='";
  if (cursor.isSign(':') && cursor.isSign('=', 1)) return "nothing is assigned in an expression; to compare, write '='";
  if (cursor.isSign('?')) return "there is no 'a ? b : c' here; write if(a, b, c)";
  if (cursor.isSign('(')) return "only a function's name, without backquotes, stands before '('";
  if (token.kind === 'name' && !token.quoted && isReservedWord(token.text)) return `${seen} is not inside of a case … end`;
  return `an operator, such as =, + or and, is missing in front of ${seen}`;
}
