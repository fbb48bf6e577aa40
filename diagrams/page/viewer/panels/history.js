// What happened to the thing that is followed: a line of its values, and its last events as a list.
import { h, s, set, keyed } from '../dom.js';
import { before } from '../live.js';

const LAST = 12, POINTS = 160;

/** A number in a value, for the line: the value itself, or the only number of a row. @param {any} v */
function numberIn(v) {
  if (typeof v === 'number') return v;
  if (v && typeof v === 'object') {
    if ('d' in v) return Number(v.d);
    if ('i' in v) return Number(v.i);
    const numbers = (Array.isArray(v.r) ? v.r : Object.values(v)).map(numberIn).filter((x) => x !== null);
    return numbers.length ? numbers[0] : null;
  }
  return null;
}

export function history(root, { index, words, act }) {
  const title = h('h3'), svg = s('svg', { role: 'img', width: 300, height: 44 }), line = s('polyline.spark'), dot = s('circle.sparknow', { r: 3 }), list = h('ol.chain');
  svg.append(line, dot);
  root.append(title, svg, list);

  function curve(row, n) {
    const past = index.past.get('cell')?.get(row) ?? [];
    index.reach(n);
    const upTo = before(past, n, (x) => x[0]), points = past.slice(Math.max(0, upTo - POINTS), upTo).map(([seq, v]) => [index.events[seq].step, v === undefined ? 0 : numberIn(v)]).filter((p) => p[1] !== null);
    svg.classList.toggle('none', points.length < 2);
    svg.style.display = points.length < 2 ? 'none' : 'block';
    if (points.length < 2) return;
    const lo = Math.min(0, ...points.map((p) => p[1])), hi = Math.max(...points.map((p) => p[1]), lo + 1), x0 = points[0][0], x1 = Math.max(x0 + 1, index.stepOf(n));
    const X = (step) => 4 + ((step - x0) / (x1 - x0)) * 290, Y = (v) => 40 - ((v - lo) / (hi - lo)) * 34, path = [];
    points.forEach(([step, v], k) => { if (k) path.push(`${X(step)},${Y(points[k - 1][1])}`); path.push(`${X(step)},${Y(v)}`); });
    path.push(`${X(x1)},${Y(points.at(-1)[1])}`);
    set(line, { points: path.join(' ') });
    set(dot, { cx: X(x1), cy: Y(points.at(-1)[1]) });
    set(svg, { 'aria-label': `Values so far, from ${points[0][1]} to ${points.at(-1)[1]}; lowest ${lo}, highest ${hi}.` });
  }
  function update(state) {
    const all = state.sel && !state.sel.startsWith('task:') ? index.entities.get(state.sel) : null;
    root.hidden = !all;
    if (!all) return;
    const upTo = before(all, state.n, (x) => x), cell = state.sel.startsWith('cell:'), last = all.slice(Math.max(0, upTo - LAST), upTo).reverse();
    set(title, { text: `History of what you follow: ${upTo} of ${all.length} events have happened${upTo > LAST ? `, the last ${LAST}` : ''}` });
    if (cell) curve(state.sel.slice(5), state.n);
    else svg.style.display = 'none';
    keyed(list, last.map((i) => index.events[i]), (e) => String(e.seq), () => h('li', {}, h('button.link', { type: 'button' }), h('span')), (el, e) => {
      const [b, t] = el.children;
      set(b, { text: `step ${e.step}` });
      b.onclick = () => act({ go: e.seq });
      set(t, { text: ` ${words.place(e.at, e)} ${index.face(e).glyph} ${words.say(e)}` });
    });
  }
  return { update };
}
