// What the whole run says of its checkpoints, found once: who started when, what each task did, how it ended.

/** @typedef {{first?:any, sync?:any, async?:any, ack?:any, switched?:any, writes:any[], late?:any}} Part */
/** @typedef {{cp:number, trigger:any, parts:Map<string,Part>, end:any, drop:any, restored:any[], inflight:any[], acks:any[]}} Checkpoint */

/** @param {import('../index.js').Index} index @returns {Checkpoint[]} */
export function checkpointFacts(index) {
  /** @type {Map<number, Checkpoint>} */ const all = new Map();
  const writes = new Map();
  for (const ev of index.events) {
    if (ev.k === 'cp.trigger') all.set(ev.cp, { cp: ev.cp, trigger: ev, parts: new Map(), end: null, drop: null, restored: [], inflight: [], acks: [] });
    if (ev.k === 'fx.end') { const b = writes.get(ev.fx); if (b) { b.end = ev; writes.delete(ev.fx); } }
    if (ev.k === 'fx.begin') {
      const cp = Number(/^cp-(\d+)\//.exec(ev.file ?? '')?.[1] ?? NaN), w = { begin: ev, end: null };
      writes.set(ev.fx, w);
      if (all.has(cp)) partOf(all.get(cp), ev.at).writes.push(w);
      continue;
    }
    const c = ev.cp === undefined ? undefined : all.get(ev.cp);
    if (!c) continue;
    switch (ev.k) {
      case 'bar.recv': partOf(c, ev.at).first ??= ev; break;
      case 'ctl.recv':
        if (ev.msg === 'trigger') partOf(c, ev.at).first ??= ev;
        if (ev.at === 'jm' && ev.msg === 'ack' && c.end) c.acks.push(ev);
        break;
      case 'al.switch': partOf(c, ev.at).switched = ev; break;
      case 'snap.sync': partOf(c, ev.at).sync = ev; break;
      case 'snap.async': partOf(c, ev.at).async = ev; break;
      case 'snap.chan': c.inflight.push(ev); break;
      case 'cp.ack': partOf(c, ev.task ?? ev.at).ack = ev; break;
      case 'cp.complete': case 'cp.abort': c.end ??= ev; break;
      case 'cp.drop': c.drop = ev; break;
      case 'restart': c.restored.push(ev); break;
    }
  }
  return [...all.values()];
}
function partOf(c, task) {
  let p = c.parts.get(task);
  if (!p) c.parts.set(task, (p = { writes: [] }));
  return p;
}
