// The elements that stand in the queues, oldest next to who takes them: what fits into the slots, then how many more.
import { s, set, keyed } from '../dom.js';
import { timeWords } from '../value_words.js';

const NAMES = { rec: 'record', wm: 'watermark', bar: 'barrier', end: 'end of', status: 'now', cancel: 'given up: checkpoint' };

/** @param {import('./graph_frame.js').Frame} frame @param {import('../index.js').Index} index */
export function tokensOf(frame, index) {
  const all = [], { world } = index, now = index.timeOf(index.at), filled = new Map();
  for (const [ch, queue] of world.rows('queue')) {
    const lane = frame.laneOf.get(ch);
    if (!lane) continue;
    const at = filled.get(lane) ?? { n: 0, more: 0 };
    filled.set(lane, at);
    let next = world.get('blocked', ch) !== undefined;
    for (let k = 0; k < queue.length; k++) {
      const el = queue[k], last = lane.slots - 1;
      if (at.n > last) { at.more += queue.length - k; break; }
      const due = index.event(el.by)?.due;
      all.push({ el, ch, lane, id: `${ch}|${el.by}|${el.e}|${el.r ?? ''}`, place: at.n++, x: lane.x2 - (at.n - 0.5) * frame.slot, y: lane.y, next, wire: due !== undefined && due > now });
      if (el.e === 'bar') next = true;
    }
  }
  for (const [lane, at] of filled) {
    if (!at.more) continue;
    // The last slot says how many are behind it.
    const last = all.findLast((t) => t.lane === lane);
    last.el = { e: 'more', n: at.more + 1 };
    last.id = lane.id + '|more';
    last.next = last.wire = false;
  }
  return all;
}

export function drawTokens(root, all, frame, state, { words, act }) {
  const label = (el) => ({ rec: () => words.rec(el.r), wm: () => timeWords(el.value), bar: () => String(el.cp), end: () => 'end', status: () => String(el.now).toLowerCase(), cancel: () => `⊗${el.cp}`, more: () => `+${el.n}` })[el.e]?.() ?? el.e;
  const wide = frame.slot > 40, high = Math.min(10, frame.high / 2 - 1);
  keyed(root, all, (t) => t.id, () => s('g.token', {}, s('rect'), s('path'), s('text'), s('title')), (g, t) => {
    const [rect, path, text, title] = g.children, { el } = t, word = label(el), slot = frame.slot;
    g.onclick = () => { if (el.r) act({ sel: 'r:' + el.r }); else if (el.e === 'bar') act({ sel: 'cp:' + el.cp }); };
    set(g, { transform: `translate(${t.x} ${t.y})`, class: `token ${el.e}${t.next ? ' next' : ''}${t.wire ? ' wire' : ''}${(el.r && state.sel === 'r:' + el.r) || (el.e === 'bar' && state.sel === 'cp:' + el.cp) ? ' sel' : ''}` });
    if (el.e === 'rec') set(rect, wide ? { x: -slot / 2 + 3, y: -high, width: slot - 6, height: 2 * high, rx: high } : { x: -7, y: -7, width: 14, height: 14, rx: 7 });
    else if (el.e === 'bar') set(rect, { x: wide ? -slot / 2 + 6 : -slot / 2 + 2, y: -high - 3, width: wide ? 6 : 4, height: 2 * high + 6, rx: 1 });
    else set(rect, { x: 0, y: 0, width: 0, height: 0, rx: 0 });
    set(path, { d: el.e === 'wm' ? `M${wide ? -slot / 2 + 5 : -5} 7 l0 -15 l11 5 l-11 5` : '' });
    const shift = el.e === 'bar' ? (wide ? 6 : 4) : el.e === 'wm' && wide ? 7 : 0, most = wide ? Math.floor((slot - (el.e === 'wm' ? 18 : 8)) / 7) : 3;
    const named = word.split('@')[0], short = el.e === 'rec' ? (named.length > most ? named.slice(0, most - 1) + '…' : named) : '…' + word.slice(1 - most); // of times the end tells them apart
    set(text, { x: shift, y: 4, text: el.e === 'more' || el.e === 'bar' ? word : !wide ? (el.e === 'rec' || el.e === 'wm' ? '' : word.slice(0, 3)) : word.length > most ? short : word });
    set(title, { text: `${el.e === 'more' ? `${el.n} more wait` : `${NAMES[el.e] ?? el.e} ${word} from ${words.chan(t.ch, 'from')}`}${t.wire ? ', still on the wire' : ''}${t.next ? ', after the barrier' : ''}` });
  });
}
