// Arrows and cuts of a whole run, found once: an arrow for each element from who sent it to who took it, a cut for each
// checkpoint, attempts with the cut they went back to.

const DATA = new Set(['rec.recv', 'wm.recv', 'wm.old', 'bar.recv', 'end.recv', 'status.recv', 'bar.cancel', 'ctl.recv']);

/** @typedef {{id:number, kind:string, from:any, to:any, r:string|undefined, again:boolean, cross?:{cp:number, how:'flight'|'early'}}} Arrow id: place of the event that takes it */
/** @typedef {{cp:number, at:Map<string, any>}} Cut snapshots by task */
/** @typedef {{step:number, n:number, number:number, cp:number|undefined, failed:number}} Attempt failed: step of the failure before it */

/** @param {import('../index.js').Index} index @returns {{arrows:Arrow[], cuts:Map<number,Cut>, attempts:Attempt[], lanes:string[]}} */
export function spacetimeFacts(index) {
  const arrows = [], cuts = new Map(), attempts = [], read = new Set(), lanes = [];
  let failed = 0;
  for (const ev of index.events) {
    if (ev.k === 'snap.sync') { const cut = cuts.get(ev.cp) ?? cuts.set(ev.cp, { cp: ev.cp, at: new Map() }).get(ev.cp); cut.at.set(ev.at, ev); }
    if (ev.k === 'fail') failed ||= ev.step;
    if (ev.k === 'restart') { attempts.push({ step: ev.step, n: ev.seq, number: ev.now, cp: ev.cp, failed: failed || ev.step }); failed = 0; }
    if (!DATA.has(ev.k)) continue;
    const from = index.events[index.causes(ev)[0]];
    if (!from) continue;
    const again = ev.k === 'rec.recv' && read.has(`${ev.at}|${ev.r}`);
    if (ev.k === 'rec.recv') read.add(`${ev.at}|${ev.r}`);
    arrows.push({ id: ev.seq, kind: ev.k.split('.')[0], from, to: ev, r: ev.r, again });
  }
  if (index.hasMail) lanes.push('jm');
  // Subtasks of one operator stand together, those of a later plan too.
  const byName = new Map();
  for (const { plan } of index.plans) for (const t of plan.tasks) {
    const list = byName.get(t.name) ?? byName.set(t.name, []).get(t.name);
    if (!list.includes(t.id)) list.push(t.id);
  }
  lanes.push(...[...byName.values()].flat());
  if (index.events.some((e) => e.at === 'store')) lanes.push('store');
  return { arrows, cuts, attempts, lanes };
}

/** Does an arrow cross a cut: forwards, then it was in flight; backwards, then it is in the snapshot too early?
 * @param {Arrow} a @param {Cut[]} cuts @returns {Arrow['cross']} */
export function crossing(a, cuts) {
  if (a.kind === 'bar' || a.kind === 'ctl' || a.from.k === 'restore' || a.from.k === 'restore.flight') return undefined;
  for (const { cp, at } of cuts) {
    const s0 = at.get(a.from.at), s1 = at.get(a.to.at);
    if (!s0 || !s1 || (a.from.g ?? 1) !== (s0.g ?? 1)) continue;
    const sent = a.from.seq < s0.seq, taken = a.to.seq < s1.seq;
    if (sent && !taken) return { cp, how: 'flight' };
    if (!sent && taken) return { cp, how: 'early' };
  }
  return undefined;
}
