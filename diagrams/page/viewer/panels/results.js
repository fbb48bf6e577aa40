// What can be seen outside: printed rows, transactions and files pending and published, rows kept by key; ‡ marks what
// came a second time.
import { h, set, table } from '../dom.js';
import { rowParts, stepCell } from './cells.js';
import { outcome } from './transaction_facts.js';

const MOST = 60, MOST_TX = 12, MOST_KEYS = 60;
const FILES = { open: '□ in progress', prepared: '□ pending', committed: '■ published', aborted: '⊗ aborted', replaced: '⊟ replaced', lost: '⊗ lost with its attempt' };
const ROWS = { open: '□ open', prepared: '□ pre-committed', committed: '■ visible', aborted: '⊗ aborted', replaced: '⊟ replaced', lost: '⊗ lost with its attempt' };

/** How many rows there are by transaction, kept while the page steps: a sink's list only grows and shrinks at its end. */
class Counts {
  constructor(index) { this.index = index; this.clear(); }
  clear() { this.seen = []; /** @type {Map<string, {n:number, dup:number}>} */ this.byTx = new Map(); }
  #add(r, by) {
    const tx = r.tx ?? '', c = this.byTx.get(tx) ?? { n: 0, dup: 0 };
    c.n += by;
    if (r.dup) c.dup += by;
    c.n ? this.byTx.set(tx, c) : this.byTx.delete(tx);
  }
  sync(list) {
    const { seen } = this;
    if (seen.length && list.length && seen[Math.min(seen.length, list.length) - 1].by !== list[Math.min(seen.length, list.length) - 1].by) this.clear();
    while (this.seen.length > list.length) this.#add(this.seen.pop(), -1);
    for (let k = this.seen.length; k < list.length; k++) {
      const r = { by: list[k].by, tx: list[k].tx, dup: this.index.event(list[k].by)?.dup !== undefined };
      this.seen.push(r);
      this.#add(r, 1);
    }
    return this;
  }
}

export function results(root, { index, words, act }) {
  const sinks = new Map();
  for (const { plan } of index.plans) {
    for (const x of plan.sinks) sinks.set(x.op, { op: x.op, is: x.is });
    for (const t of plan.tasks) for (const o of t.ops) if (['print', 'commit', 'file', 'sink', 'upsert'].includes(o.is) && !sinks.has(o.uid)) sinks.set(o.uid, { op: o.uid, is: o.is });
  }
  for (const e of index.events) if (e.k === 'sink.write' && e.op && !sinks.has(e.op)) sinks.set(e.op, { op: e.op, is: 'sink' });
  const box = h(sinks.size > 1 ? 'div.sinks' : 'div'), blocks = [];
  root.append(box);
  for (const sink of sinks.values()) {
    const say = h('p.sinksay'), txs = h('div.scroll'), at = h('div.scroll'), kept = h('div.scroll');
    box.append(h('section', { 'aria-label': `sink ${words.text(sink.op)}` }, say, txs, at, kept));
    blocks.push({ sink, say, txs, at, kept, counts: new Counts(index) });
  }
  if (!sinks.size) root.append(h('p.none', { text: 'This job has no sink.' }));

  function draw({ sink, say, txs, at, kept, counts }, state) {
    const { world } = index, list = world.get('out', sink.op) ?? [], file = sink.is === 'file', label = file ? FILES : ROWS;
    counts.sync(list);
    const status = (tx) => (tx ? outcome(index, tx) : 'committed'), sum = { visible: 0, pending: 0, dead: 0, twice: 0 };
    for (const [tx, { n, dup }] of counts.byTx) {
      const s = status(tx || null);
      if (s === 'committed') { sum.visible += n; sum.twice += dup; } else if (s === 'open' || s === 'prepared') sum.pending += n;
      else sum.dead += n;
    }
    const how = file ? ': files, published when their checkpoint is complete' : sink.is === 'print' ? ', at once' : counts.byTx.size && !counts.byTx.has('') ? ', when its transaction commits' : '';
    set(say, { text: `${words.text(sink.op)}${how}: ${sum.visible} visible${sum.pending ? `, ${sum.pending} pending` : ''}${sum.dead ? `, ${sum.dead} never to be seen` : ''}${sum.twice ? `, ${sum.twice} ‡ a second time` : ''}` });
    const ours = [...(world.tables.get('tx') ?? [])].filter(([tx]) => tx.startsWith(sink.op + '#'));
    txs.hidden = !ours.length;
    if (ours.length) table(txs, {
      caption: `${file ? 'Files' : 'Transactions'}${ours.length > MOST_TX ? `: the last ${MOST_TX} of ${ours.length}` : ''}`, head: [file ? 'file' : 'transaction', 'rows', 'now', 'waits for'],
      rows: ours.slice(-MOST_TX).reverse().map(([tx]) => { const s = status(tx), cp = world.get('txcp', tx); return { key: tx, cls: s === 'committed' ? 'visible' : s === 'aborted' || s === 'replaced' || s === 'lost' ? 'aborted' : 'pending', cells: [{ text: words.text(tx), sel: 'tx:' + tx, title: 'follow it with , and .' }, String(counts.byTx.get(tx)?.n ?? 0), { text: label[s] ?? String(s), cls: s === 'committed' ? 'commit' : '' }, s === 'prepared' && cp !== undefined ? { text: `checkpoint ${cp}`, sel: 'cp:' + cp } : s === 'open' ? 'the next barrier' : '–'] }; }),
    }, act);
    const rows = [];
    for (let k = list.length - 1; k >= Math.max(0, list.length - MOST); k--) {
      const r = list[k], ev = index.event(r.by), s = status(r.tx), names = index.planAt(ev.seq).namesOf(ev, 'val'), dup = ev.dup !== undefined && s !== 'aborted';
      const origin = ev.r.includes('/') ? ev.r.split('/')[0] : ev.r, of = index.recs.has(origin) ? { text: words.rec(origin), sel: 'r:' + origin, title: 'follow this record' } : origin.startsWith('win') || origin.includes('[') ? origin.slice(origin.lastIndexOf('[')) : words.rec(ev.r);
      rows.push({ key: String(r.by), cls: `${s === 'committed' ? 'visible' : s === 'aborted' || s === 'replaced' || s === 'lost' ? 'aborted' : 'pending'}${ev.seq >= state.from ? ' new' : ''}`, cells: [[words.val(r.val, names), dup ? { text: ' ‡', cls: 'alarm', title: `a second result for the same record: first in step ${index.event(ev.dup)?.step}` } : ''], of, r.tx ? { text: label[s] ?? s, title: r.tx, go: ev.seq } : stepCell(index, ev.seq)] });
    }
    table(at, { caption: `Rows, newest first${list.length > MOST ? `: the last ${MOST} of ${list.length}` : ''}`, head: ['result', 'of', counts.byTx.size && !counts.byTx.has('') ? 'can be seen' : 'written'], rows, empty: 'Nothing has been written yet.' }, act);
    const table_ = [...(world.tables.get('table') ?? [])].filter(([k]) => rowParts(k)[0] === sink.op);
    kept.hidden = !table_.length;
    if (table_.length) table(kept, { caption: `Rows by key${table_.length > MOST_KEYS ? `: ${MOST_KEYS} of ${table_.length}` : ''}`, head: ['key', 'row'], rows: table_.slice(0, MOST_KEYS).map(([k, v]) => ({ key: k, cells: [words.val(rowParts(k)[1]), words.val(v)] })) }, act);
    at.hidden = !list.length && !!table_.length;
  }
  return { update(state) { for (const b of blocks) draw(b, state); } };
}
