// asks.mjs: predictions of a page, without the page: where a walk stops, what is kept, what counts as the same answer.
import { check, finish, load } from './golden.mjs';
const { Asks } = await load('ask.js'), { readAnswer, replyTo } = await load('answers.js');

// As lessons/book/question.h reads answers.
for (const [kind, typed, want] of [
  ['number', ' 3 ', '3'], ['number', '3.0', '3'], ['number', '-4', '-4'], ['number', '\u22124', '-4'], ['number', 'min', 'MIN'], ['number', '0.5', '0.5'], ['number', 'three', null], ['number', '', null], ['number', '3 4', null],
  ['step', '6', '6'], ['step', '6.5', null], ['step', 'max', null], ['yes_no', 'Y', 'yes'], ['yes_no', 'false', 'no'], ['yes_no', 'maybe', null],
  ['record', 'Eel', 'eel'], ['record', 'eel perch', null], ['records', 'perch, eel and perch', 'eel, perch'], ['records', 'None', 'none'], ['text', ' FISH ', 'fish'],
]) check(readAnswer(kind, typed) === want, () => `${kind} '${typed}' is read as ${readAnswer(kind, typed)}, not ${want}`);

const list = [
  { id: '9.1', before: 6, kind: 'number', text: '?', answer: '1', right: 'Right.', otherwise: 'Look.', wrong: [{ when: '3', say: 'Three?', because: 'all are counted' }] },
  { id: '9.2', before: 6, kind: 'yes_no', text: '?', answer: 'no', right: 'Right.', otherwise: 'Look.', wrong: [] },
  { id: '9.3', before: 11, kind: 'records', text: '?', answer: 'eel', right: 'Right.', otherwise: 'Look.', wrong: [] },
];
const disk = new Map(), keep = { get: (k) => disk.get(k) ?? null, set: (k, v) => disk.set(k, v) };
let asks = new Asks(list, keep, '9-');
check(asks.stop(0, 20) === 5 && asks.stop(5, 6) === 5 && asks.stop(0, 5) === 5 && asks.stop(6, 9) === 9 && asks.stop(8, 30) === 10, () => 'a walk goes over a question');
check(asks.due(5).id === '9.1' && asks.due(4) === undefined && asks.due(6) === undefined && asks.due(10).id === '9.3', () => 'another question is due');
check(asks.answer(list[0], 'many') === null && asks.due(5).id === '9.1' && disk.size === 0, () => 'a slip is kept');
check(asks.answer(list[0], '3') === '3' && asks.due(5).id === '9.2' && asks.stop(0, 20) === 5, () => 'the second question of a step is forgotten');
check(asks.replies(5)[0] === 'Kept: 3. Step on and see.', () => asks.replies(5).join());
asks.skip(5);
check(asks.due(5) === undefined && asks.stop(0, 20) === 10 && asks.open, () => 'what was skipped is asked');
check(asks.replies(6).length === 2 && asks.replies(6)[0].includes('Three?') && asks.replies(6)[0].includes('all are counted') && asks.replies(6)[1] === '9.2: the run says no.', () => asks.replies(6).join('\n'));
check(asks.replies(9).length === 0 && asks.replies(4).length === 0, () => 'a reply stays too long, or comes too early');
asks.answer(list[2], 'EEL');
check(!asks.open && asks.stop(0, 20) === 20 && asks.replies(11).join().includes('Right.'), () => asks.replies(11).join());

// Opened again: answers stay, what was skipped is asked, and another lesson knows nothing of it.
asks = new Asks(list, keep, '9-');
check(asks.due(5).id === '9.2' && asks.said.get('9.1') === '3' && asks.stop(6, 20) === 20, () => 'an answer is not kept');
check(new Asks(list, keep, '8-').due(5).id === '9.1', () => 'an answer is kept for another lesson');
disk.set('weir-said-9--9.1', '<img>');
check(new Asks(list, keep, '9-').due(5).id === '9.1', () => 'what is no answer counts as one');
const parts = ['9.1.1', '9.1.2'].map((id) => ({ ...list[0], id })), both = new Asks(parts, { get: () => null, set: () => {} }, '9-');
both.answer(parts[0], '1');
both.answer(parts[1], '1');
check(both.replies(6).filter((r) => r === 'Right.').length === 1, () => both.replies(6).join('\n'));
both.answer(parts[1], '2');
check(!both.replies(6).includes('Right.'), () => both.replies(6).join('\n'));
check(replyTo(list[0], '5') === 'You said 5, the run says 1. Look.', () => replyTo(list[0], '5'));
finish('asks');
