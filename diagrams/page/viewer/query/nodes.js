// The parts of a compiled query (engine/trace/query/node.h); parts stand before what they are parts of.

/**
 * @typedef {{kind:'constant'|'events'|'open'|'origin'|'union'|'field'|'count'|'compare'|'is'|'not'|'and'|'or', parts:number[],
 *   event?:string|null, condition?:import('./condition.js').Condition|null, columns?:import('./names.js').Access[],
 *   access?:import('./names.js').Access, values?:any[], sign?:string, some?:boolean}} QueryNode
 */
/** @param {QueryNode} node */
export const isEventsNode = (node) => ['events', 'open', 'origin', 'union'].includes(node.kind);
/** @param {QueryNode} node */
export const isValueNode = (node) => ['constant', 'field', 'count'].includes(node.kind);
