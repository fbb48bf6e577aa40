// The words of the mistakes in queries, apart from the rules that find them: those of
// engine/trace/query/mistakes.cc.
import { byBytes } from '../values.js';
import { describeToken } from './lexer.js';
import { didYouMean } from './texts.js';

const LISTED_NAMES = 16;
const joinedNames = (names) => names.slice(0, LISTED_NAMES).join(', ') + (names.length > LISTED_NAMES ? ` and ${names.length - LISTED_NAMES} more` : '');
const familyOf = (kind) => kind.split('.')[0];

export class QueryMistakes {
  /** @param {import('./names.js').QueryNames} names */
  constructor(names) { this.names = names; }

  kindsOf(family) { return [...this.names.kinds.keys()].filter((k) => familyOf(k) === family).sort(byBytes); }
  families() { return [...new Set([...this.names.kinds.keys()].map(familyOf))].sort(byBytes); }
  callable() { return ['any', 'count', 'open', 'origin', ...this.names.kinds.keys()]; }

  unknownKind(name) {
    const near = this.kindsOf(familyOf(name)), hint = didYouMean(name, this.callable());
    if (near.length === 1 && near[0] === familyOf(name)) return `there is no kind of event '${name}'; it is ${near[0]}() alone`;
    if (near.length) return `there is no kind of event '${name}'; those of ${familyOf(name)} are ${joinedNames(near)}${hint && '.' + hint}`;
    if (hint) return `there is no kind of event '${name}'.${hint}`;
    return `there is no kind of event '${name}'; they are called ${this.families().join(', ')}, most with a point and a second word, as in win.fire(), and there are any(), open(), origin() and count()`;
  }
  kindWithoutParentheses(kind) { return `what is asked of '${kind}' stands in parentheses behind it: ${kind}() are all of them`; }
  /** @param {import('./lexer.js').Token} token @param {boolean} called a parenthesis stands behind it, so a kind was meant and not a text */
  unknownWord(token, called) {
    if (token.kind !== 'name') return `a query begins with a kind of event, as in late(); here is ${describeToken(token)}`;
    const near = this.kindsOf(token.text);
    if (near.length) return `'${token.text}' alone is no kind of event; those of ${token.text} are ${joinedNames(near)}`;
    const hint = didYouMean(token.text, this.callable());
    if (hint) return `there is no kind of event '${token.text}'.${hint}`;
    return called ? this.unknownKind(token.text) : `'${token.text}' is no kind of event; a text stands in quotes: '${token.text}'`;
  }
  /** @param {import('./names.js').Subject} subject @param {string} name */
  unknownField(subject, name) {
    const { names } = this, own = names.ownNames(subject), record = names.recordNames(subject), all = [...own, ...record];
    let has = subject.what === 'any' ? 'no kind of event has it' : own.length ? `it has ${joinedNames(own)}` : '';
    if (record.length) has += `; its record has ${joinedNames(record)}`;
    if (subject.what !== 'open') {
      has += `${has && '; '}every event has ${joinedNames(names.envelopeNames())}`;
      all.push(...names.envelopeNames());
    }
    const { columns } = names.scope;
    if (names.hasColumns(subject) && columns?.length) {
      has += `; the columns of the job are ${joinedNames(columns)}`;
      all.push(...columns);
    }
    const hint = didYouMean(name, all);
    return `${names.subjectText(subject)}() has no field '${name}': ${has}${hint && '.' + hint}`;
  }
}
