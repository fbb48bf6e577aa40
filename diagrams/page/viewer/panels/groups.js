// Which key group a key is in, and which subtask has it, with the numbers on the way.
import { flinkMurmur, javaHash } from '../why/key_group.js';
import { traceValue } from '../query/typed.js';
import { keyOf } from '../values.js';

const known = new Map();

/** @param {any} key as a trace writes it @param {number} maxpar @returns {{hash:number, murmur:number, kg:number}} */
export function groupOfKey(key, maxpar) {
  const id = keyOf(key) + '/' + maxpar;
  let out = known.get(id);
  if (!out) {
    const hash = javaHash(traceValue(key)), murmur = flinkMurmur(hash);
    known.set(id, (out = { hash, murmur, kg: murmur % maxpar }));
  }
  return out;
}

/** Tasks that own key groups, by operator: those of the same name stand together. @param {import('../plan.js').Plan} plan @returns {Map<string, any[]>} */
export function owners(plan) {
  const out = new Map();
  for (const t of plan.tasks) {
    if (!t.kg) continue;
    const list = out.get(t.name);
    list ? list.push(t) : out.set(t.name, [t]);
  }
  return out;
}

/** The subtask of a group: group · parallelism / max parallelism, without what is behind the point. @param {number} kg @param {number} p @param {number} maxpar */
export const subtaskOf = (kg, p, maxpar) => Math.floor((kg * p) / maxpar);
