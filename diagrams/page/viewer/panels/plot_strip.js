// Windows in rows below the picture: a row for each key, and more where its windows overlap. Sessions grow and join here.
import { s, set, keyed } from '../dom.js';

/** Which windows stand in which row, the keys that were busy last. @returns {{placed:{life:any, row:number, key:string}[], left:number}} */
export function stripRows(view, n, ghost, words) {
  const alive = view.near.filter((l) => (l.n0 < n || ghost) && !((l.how === 'merged' || l.how === 'lost') && l.n1 < n)), byKey = new Map();
  const latest = (l) => (l.n1 < n ? l.n1 : l.fires.findLast((f) => f.n < n)?.n ?? l.n0);
  for (const l of alive) {
    const key = l.key === undefined || l.key === null ? '' : words.val(l.key), list = byKey.get(key) ?? { key, lives: [], last: 0, first: l.n0 };
    list.lives.push(l);
    list.last = Math.max(list.last, latest(l));
    byKey.set(key, list);
  }
  const chosen = [], placed = [];
  let used = 0, left = 0;
  for (const k of [...byKey.values()].sort((a, b) => b.last - a.last)) {
    const rows = [];
    for (const l of k.lives.sort((a, b) => a.start - b.start || a.n0 - b.n0)) {
      let r = rows.findIndex((end) => end <= l.start);
      if (r < 0) r = rows.push(0) - 1;
      rows[r] = l.end;
      l.row = r;
    }
    if (used + rows.length > view.most && chosen.length) { left += k.lives.length; continue; }
    const room = view.most - used;
    for (const l of k.lives.slice()) if (l.row >= room) { left++; k.lives.splice(k.lives.indexOf(l), 1); }
    k.rows = Math.min(rows.length, room);
    used += k.rows;
    chosen.push(k);
  }
  let base = 0;
  for (const k of chosen.sort((a, b) => a.first - b.first)) {
    for (const life of k.lives) placed.push({ life, row: base + life.row, key: k.key, named: life.row === 0 });
    base += k.rows;
  }
  return { placed, left };
}

/** @param {{placed:any[], left:number}|null} rows */
export function drawStrip(root, rows, view, state, { index, words, act }) {
  const n = state.n, label = new Map();
  for (const p of rows?.placed ?? []) if (p.named && p.key && !label.has(p.key)) label.set(p.key, p.row);
  const items = [...(rows?.placed ?? []).map((p) => ({ ...p, id: p.life.id })), ...[...label].map(([key, row]) => ({ id: 'key|' + key, key, row, life: null }))];
  keyed(root, items, (x) => x.id, (x) => (x.life ? s('g.win', { onclick: () => act({ sel: x.sel }) }, s('rect.stay', { rx: 2 }), s('rect', { rx: 3 }), s('text'), s('title')) : s('text.stripkey')), (g, x) => {
    const y = view.top + x.row * view.row;
    if (!x.life) { set(g, { x: view.left - 5, y: y + 11, 'text-anchor': 'end', text: x.key.length > 6 ? x.key.slice(0, 5) + '…' : x.key }); return; }
    const l = x.life, [stay, rect, text, title] = g.children, fires = l.fires.filter((f) => f.n < n), fired = fires.at(-1), gone = l.n1 < n, future = l.n0 >= n, x1 = view.X(l.start), x2 = Math.max(x1 + 3, view.X(l.end)), late = view.facts.lateness.get(l.op) ?? 0;
    const value = fired ? words.val(fired.ev.val, index.planAt(fired.n).namesOf(fired.ev, 'val')) : future ? '' : 'open', most = Math.floor((x2 - x1 - 4) / 6);
    set(g, { class: `win ${future ? 'ghost' : gone ? 'fired past' : fired ? 'fired' : 'open'}` });
    set(rect, { x: x1 + 0.5, width: x2 - x1 - 1, y: y + 1, height: view.row - 3 });
    set(stay, late && fired && !gone ? { x: x2, y: y + 3, width: Math.max(0, view.X(l.end + late) - x2), height: view.row - 7, visibility: 'visible' } : { x: 0, y: 0, width: 0, height: 0, visibility: 'hidden' });
    set(text, { x: (x1 + x2) / 2, y: y + 11, 'text-anchor': 'middle', text: most < 2 ? '' : value.length > most ? value.slice(0, most - 1) + '…' : value });
    set(title, { text: `${x.key}[${l.start},${l.end}) ${future ? '' : fires.length ? `fired ${fires.map((f) => `${words.val(f.ev.val, index.planAt(f.n).namesOf(f.ev, 'val'))} (${f.ev.pane ?? ''}, t=${f.t})`).join(', then ')}` : 'is open'}${gone ? `, ${l.how} at t=${l.t1}` : late && fired ? `, stays for late records until event time ${l.end - 1 + late}` : ''}` });
  });
}
