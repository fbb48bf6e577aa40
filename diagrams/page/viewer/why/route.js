// Why a record went to this subtask and to no other: the arithmetic of its key group where a
// channel is partitioned by a key, else what the channel's partitioner does. The plan is the one
// that held when it was sent. See diagrams/why/route.h.
import { columnIn } from '../query/names.js';
import { traceValue } from '../query/typed.js';
import { shown } from '../text.js';
import { isThere } from './moment.js';
import { flinkMurmur, javaHash } from './key_group.js';
import { wholeNumber } from './times.js';

/** @typedef {import('./moment.js').Moment} Moment */
/** What held when a record was sent. @typedef {{sent:any, plan:import('../plan.js').Plan, words:import('../words.js').Words, channel:any, to:any}} Route */

const subtaskOf = ({ id }) => (id.includes('#') ? Number(wholeNumber(id.slice(id.lastIndexOf('#') + 1)) ?? 0) : 0);
const listOfNames = (v) => (typeof v === 'string' ? [v] : v ?? []);

/** @param {Moment} m @returns {Route|null} */
function routeFound(m, sent) {
  const plan = m.index.planAt(sent.seq + 1), channel = plan.channelOf.get(sent.ch), to = channel && plan.taskOf.get(channel.to);
  return to ? { sent, plan, words: m.wordsAt(sent.seq + 1), channel, to } : null;
}

/** The fields that key_by names; undefined: it cannot be seen. @param {Moment} m */
function keyIn(m, { sent, channel }) {
  const info = m.index.rec(sent.r, sent.seq + 1), names = listOfNames(channel.key_by);
  if (!info || !names.length) return undefined;
  const parts = names.map((name) => columnIn(info.val, info.names, name));
  if (!parts.every(isThere)) return undefined;
  return parts.length === 1 ? parts[0] : { r: parts };
}

/** The two sums that lead from a key to a subtask; null: none is known. @param {Moment} m @param {Route} route */
function sumsOf(m, route) {
  const { sent, plan, words, channel, to } = route, key = keyIn(m, route);
  if (!isThere(key) || !to.kg) return null;
  const hash = flinkMurmur(javaHash(traceValue(key))), groups = plan.maxpar, group = hash % groups, p = plan.tasksNamed(to.name), [first, last] = to.kg;
  const subtask = Math.floor((group * p) / groups);
  // Of an operator with a maximum of its own the sums would be others: then none is said.
  if (group < first || group > last || subtask !== subtaskOf(to) || sent.kg !== group) return null;
  return { names: listOfNames(channel.key_by).map(shown).join(', '), key: words.val(key), who: words.place(to.id), hash, groups, group, p, to: subtask, first, last };
}

/** To which subtask of the same vertex the sender sent a record before. @param {Moment} m @param {Route} route */
function turnBefore(m, { sent, plan, to }) {
  return m.last((e) => e.k === 'rec.send' && e.at === sent.at && (e.g ?? 1) === (sent.g ?? 1) && plan.taskOf.get(plan.channelOf.get(e.ch)?.to)?.name === to.name, sent.seq);
}

/** @param {Moment} m @param {Route} route */
function howSent(m, route) {
  const { plan, words, channel, to } = route, who = words.place(to.id), p = plan.tasksNamed(to.name);
  if (p === 1) return m.say('route.one', { who });
  switch (channel.part) {
    case 'forward': return m.say('route.forward', { from: subtaskOf(plan.taskOf.get(channel.from)), to: subtaskOf(to) });
    case 'rebalance':
    case 'rescale': {
      const before = turnBefore(m, route);
      const turn = before ? m.say('route.turn_before', { step: before.step, who: words.chan(before.ch, 'to') }) : m.say('route.first_turn');
      return m.say(`route.${channel.part}`, { p, turn });
    }
    case 'broadcast':
    case 'shuffle': return m.say(`route.${channel.part}`, { p });
    case 'global': return m.say('route.global');
    case 'custom': return m.say('route.custom', { p, to: subtaskOf(to) });
    default: return m.say('route.hash_unseen', { who });
  }
}

/** Of a rec.send: "hash", "key group", "subtask"; or one line, how. @param {Moment} m @returns {import('./moment.js').WhyLine[]} */
export function routeLines(m, sent) {
  const route = routeFound(m, sent);
  if (!route) return [];
  const sums = sumsOf(m, route);
  if (!sums) return [m.line('label.goes_to', howSent(m, route), { who: route.words.place(route.to.id) })];
  return [m.line('label.hash', m.say('route.hash', sums)), m.line('label.key_group', m.say('route.group', sums)), m.line('label.subtask', m.say('route.subtask', sums))];
}

/** The same in one line of text: of one record among several that a step sent. @param {Moment} m */
export function shortRoute(m, sent) {
  const route = routeFound(m, sent), sums = route && sumsOf(m, route);
  return !route ? '' : sums ? m.say('route.short', sums) : howSent(m, route);
}

/** The last time that a record was sent to a task before a place, or null. @param {Moment} m @param {string} r @param {string} task */
export const sentTo = (m, r, task, before) => m.last((e) => e.k === 'rec.send' && e.r === r && m.plan.taskOf.get(m.plan.channelOf.get(e.ch)?.to)?.id === task, before);
