// What somebody typed and what the engine says, in one form for each kind of answer: lessons/book/question.h.

/** @param {string} kind number, step, yes_no, record, records or text @param {string} typed @returns {string|null} null: no answer of this kind */
export function readAnswer(kind, typed) {
  const text = typed.trim().toLowerCase();
  if (!text) return null;
  switch (kind) {
    case 'number': case 'step': {
      const number = text.replace('−', '-');
      if (number === 'min' || number === 'max') return kind === 'number' ? number.toUpperCase() : null;
      if (!/^-?\d+(\.\d+)?$/.test(number)) return null;
      const plain = number.replace(/^(-?)0+(?=\d)/, '$1');
      const whole = /^(-?\d+)\.0*$/.exec(plain);
      if (kind === 'step' && plain.includes('.')) return null;
      return whole ? whole[1] : plain;
    }
    case 'yes_no': return ['yes', 'y', 'true'].includes(text) ? 'yes' : ['no', 'n', 'false'].includes(text) ? 'no' : null;
    case 'record': case 'records': {
      let names = text.split(/[ ,\n]+/).filter((x) => x && x !== 'and');
      if (names.length === 1 && names[0] === 'none') names = [];
      if (kind === 'record' && names.length > 1) return null;
      return [...new Set(names)].sort().join(', ') || 'none';
    }
    default: return text;
  }
}

/** @param {string} kind */
export const wanted = (kind) => ({ number: 'a number', step: 'the number of a step', yes_no: 'yes or no', record: 'the name of one record', records: 'names of records, or none' })[kind] ?? 'a text';

/** Is it what the run says? @param {any} ask @param {string|null|undefined} answer */
export const isRight = (ask, answer) => answer === readAnswer(ask.kind, ask.answer);

/** What is said when the answer is known; what the question says to who is right comes from its asker. @param {any} ask @param {string|null} answer null: skipped @returns {string} */
export function replyTo(ask, answer) {
  if (answer === null) return `${ask.id}: the run says ${ask.answer}.`;
  if (isRight(ask, answer)) return `You said ${answer}, and so does the run.`;
  const wrong = ask.wrong.find((w) => readAnswer(ask.kind, w.when) === answer);
  return `You said ${answer}, the run says ${ask.answer}. ${wrong?.say ?? ask.otherwise}${wrong?.because ? ` (What is behind that answer: ${wrong.because}.)` : ''}`;
}
