// The task that somebody means: by its name, by the name of one of its operators, or by its id.
import { didYouMean } from '../query/texts.js';
import { shown } from '../text.js';
import { WhyMistake } from './moment.js';
import { quotedText, someOf } from './mistakes.js';

/** Is it the task, its name, or one of its operators? @param {import('./moment.js').Moment} m @param {any} task of the plan @param {string} typed */
export function isTask(m, task, typed) {
  if (task.id === typed || task.name === typed) return true;
  const subtask = task.id.includes('#') ? task.id.slice(task.id.lastIndexOf('#')) : '';
  return task.ops.some((op) => op.uid === typed || op.uid + subtask === typed || m.words.who({ at: task.id, op: op.uid }) === typed);
}

/** @param {import('./moment.js').Moment} m @param {string[]} words @returns {any} of the plan */
export function findTask(m, words) {
  const typed = words.join(' '), { tasks } = m.plan;
  const found = typed ? tasks.filter((task) => isTask(m, task, typed)) : tasks.filter((task) => m.plan.ins.get(task.id).length);
  if (found.length === 1) return found[0];
  if (!found.length && !typed && tasks.length === 1) return tasks[0];
  if (!found.length) {
    const names = [...new Set(tasks.flatMap((task) => task.ops.map((op) => op.uid)))];
    throw new WhyMistake(`There is no task ${quotedText(typed)}.${didYouMean(typed, names)}\nTasks are: ${someOf(tasks.map((task) => m.words.place(task.id)))}.`);
  }
  const which = typed ? `${quotedText(typed)} runs in ${found.length} tasks.` : 'Of which task?';
  throw new WhyMistake(`${which} Say one of: ${someOf(found.map((task) => shown(task.id)))}.`);
}
