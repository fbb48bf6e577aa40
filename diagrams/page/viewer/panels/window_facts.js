// What the events of a run say of one window: the records that are in it, and its firings. Without the document, so
// that tests under Node can ask, too.
import { keyOf, same } from '../values.js';

const windowId = (key, start, end) => 'win:' + keyOf(key ?? undefined, start, end);

export class WindowFacts {
  /** @param {import('../index.js').Index} index */
  constructor(index) {
    this.index = index;
    /** Attempts begin: nothing is open, and then what a restore takes back. */ this.turns = index.events.filter((e) => e.k === 'deploy' || (e.k === 'restore' && e.wins?.length));
    this.snapshots = index.events.filter((e) => e.k === 'snap.sync');
    /** @type {Map<string, number[]>} a window -> when it became part of another one */ this.merged = new Map();
    for (const e of index.events) {
      if (e.k !== 'win.merge') continue;
      for (const w of e.from) {
        const id = windowId(e.key, w.start, w.end);
        if (w.start !== e.start || w.end !== e.end) this.merged.set(id, [...this.merged.get(id) ?? [], e.seq]);
      }
    }
  }
  opOf(e) { return e.op ?? this.index.planAt(e.seq).heads.get(e.at); }

  /** Up to event n. A window with a key is in one task at a time, and elsewhere when the job has been rescaled; without
   * keys every task has its own. A restore brings back what was in it at the snapshot.
   * @returns {{joined:any[], fires:any[]}} joined: win.assign events, the oldest first */
  story(task, op, key, start, end, n) {
    const keyed = key !== undefined && key !== null, fires = [], seen = [], id = windowId(key, start, end), merged = this.merged.get(id) ?? [];
    let joined = [], t = 0;
    const turnsBefore = (seq) => {
      for (; t < this.turns.length && this.turns[t].seq < seq; t++) {
        const e = this.turns[t];
        if (e.k === 'deploy') joined = [];
        else if ((keyed || e.at === task) && e.wins.some((w) => w.op === op && w.start === start && w.end === end && same(w.key ?? null, key ?? null))) joined = this.atSnapshot(e, seen, task, op, key, start, end);
      }
    };
    const own = this.index.entities.get(id) ?? [];
    for (const i of merged.length ? [...own, ...merged].sort((a, b) => a - b) : own) {
      if (i >= n) break;
      const e = this.index.events[i];
      if (!e.k.startsWith('win.') || (!keyed && e.at !== task) || this.opOf(e) !== op) continue;
      turnsBefore(i);
      seen.push(e);
      if (e.k === 'win.fire') fires.push(e);
      if (e.k === 'win.assign') joined.push(e);
      if (e.k === 'win.purge' || merged.includes(i)) joined = [];
      else if (e.k === 'win.merge') {
        const others = e.from.filter((w) => w.start !== start || w.end !== end);
        joined = [joined, ...others.map((w) => this.story(task, op, key, w.start, w.end, i).joined)].flat().sort((a, b) => a.seq - b.seq);
      }
    }
    turnsBefore(n);
    return { joined, fires };
  }
  /** What a window held when its task made the snapshot that an attempt begins with. A window of which an attempt says
   * nothing was the same at all of its snapshots. */
  atSnapshot(restore, seen, task, ...id) {
    const all = this.snapshots.filter((s) => s.cp === restore.cp && s.seq < restore.seq);
    const own = all.filter((s) => seen.some((e) => e.at === s.at && (e.g ?? 1) === (s.g ?? 1))), one = own.at(-1) ?? all.at(-1);
    return one ? this.story(task, ...id, one.seq).joined : [];
  }
}
