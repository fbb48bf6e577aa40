// Queries over the events of a run, as for --until and break: late(ts > 12), win.fire(fish = 1),
// origin(late()). The language is that of engine/trace/query/query.h, all of it.
import { byBytes } from '../values.js';
import { lexQuery } from './lexer.js';
import { QueryError } from './query_error.js';
import { QueryNames } from './names.js';
import { QueryParser } from './parser.js';
import { QueryRun } from './evaluation.js';
import { isEventsNode, isValueNode } from './nodes.js';

/** @typedef {{kinds:Map<string, any>, lists?:Record<string, any[]>, columns?:string[], use?:'anything'|'search'}} CompileScope */

/** What is known of a run when a query is read. @param {import('../index.js').Index} index @param {Record<string, any[]>} lists of the catalogue @returns {CompileScope} */
export function queryScope(index, lists) {
  const columns = new Set(), { plan } = index.plans[0], listOf = (v) => (typeof v === 'string' ? [v] : v ?? []);
  for (const task of plan.tasks) for (const op of task.ops) {
    for (const name of plan.opNames.get(op).out) columns.add(name);
    for (const name of listOf(plan.windowOf.get(op.uid)?.result)) columns.add(name);
  }
  const states = [...plan.states].sort((a, b) => byBytes(a.op, b.op) || byBytes(a.state, b.state));
  for (const state of states) for (const name of listOf(state.row)) columns.add(name);
  return { kinds: index.kinds, lists, columns: [...columns] };
}

export class Query {
  /** @param {string} text @param {import('./nodes.js').QueryNode[]} nodes @param {QueryNames} names */
  constructor(text, nodes, names) {
    this.text = text;
    this.nodes = nodes;
    this.names = names;
    const root = nodes.at(-1);
    /** @type {'events'|'value'|'condition'} */
    this.form = isEventsNode(root) ? 'events' : isValueNode(root) ? 'value' : 'condition';
  }
  /** Places of the events it finds among the first n. @param {import('../index.js').Index} index @returns {{hits:number[], error:string|null}} */
  hits(index, n = index.events.length) {
    try {
      return { hits: new QueryRun(this, index).goTo(n).found, error: null };
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return { hits: [], error: error.message };
    }
  }
  /** What it says where the World of the index stands. @param {import('../index.js').Index} index */
  answer(index) {
    try {
      const run = new QueryRun(this, index).goTo(index.at);
      return { form: this.form, hits: this.form === 'events' ? run.found : [], values: this.form === 'value' ? run.values : [], holds: run.holds, error: null };
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return { form: this.form, hits: [], values: [], holds: false, error: error.message };
    }
  }
}

/** The end of a window is called like the word that ends a `case`: where no `case` is open it is the field. */
function endIsAField(tokens) {
  let open = 0;
  for (const token of tokens) {
    if (token.kind !== 'name' || token.quoted) continue;
    if (token.text === 'case') open++;
    if (token.text !== 'end') continue;
    token.quoted = open === 0;
    open -= open > 0 ? 1 : 0;
  }
}

/**
 * `error`: the mistakes as sentences, one a line; `mistakes`: the same with places in the text.
 * @param {string} text @param {CompileScope} scope
 * @returns {{query:Query|null, error:string|null, mistakes:import('./lexer.js').Mistake[]}}
 */
export function compileQuery(text, scope) {
  const { tokens, mistakes } = lexQuery(text), failed = (list) => ({ query: null, error: list.map((m) => m.what).join('\n'), mistakes: list });
  if (mistakes.length) return failed(mistakes);
  endIsAField(tokens);
  const names = new QueryNames(scope.kinds, { columns: scope.columns }, scope.lists), parsed = new QueryParser(tokens, names).parse(scope.use ?? 'anything');
  return parsed.nodes ? { query: new Query(text, parsed.nodes, names), error: null, mistakes: [] } : failed(parsed.mistakes);
}
