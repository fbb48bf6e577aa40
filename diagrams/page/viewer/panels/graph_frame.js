// Where the boxes, queues and lines of the job stand. Columns and rows come from the layout that `weir graph` has too;
// only their size in pixels is found here.

/** @typedef {{id:string, name:string, tasks:string[], x:number, y:number, w:number, h:number, lanes:Lane[]}} Box */
/** What waits before a box: one channel, or all of them together. @typedef {{id:string, channels:any[], x1:number, x2:number, y:number, slots:number, cap:number}} Lane */
/** @typedef {{boxes:Box[], boxOf:Map<string,Box>, laneOf:Map<string,Lane>, lines:{id:string, from:Box, lane:Lane, channels:any[]}[], slot:number, high:number, width:number, height:number, small:boolean}} Frame */

/** Rows of slots for each channel, up to so many; then one row for all. */
const MOST_LANES = 4;

/** @param {import('../plan.js').Plan} plan @param {any} layout @param {number} wide @returns {Frame} */
export function frameOf(plan, layout, wide) {
  const given = layout?.boxes ?? plan.tasks.map((t) => ({ id: t.id, name: t.name, column: t.pos?.[0] ?? 0, row: t.pos?.[1] ?? 0, tasks: [t.id] }));
  const columns = Math.max(1, ...given.map((b) => b.column + 1)), rows = Math.max(1, ...given.map((b) => b.row + 1));
  const small = rows > 6, phone = wide < 520;
  const insOf = (b) => b.tasks.flatMap((t) => (plan.ins.get(t) ?? []).map((c) => plan.channelOf.get(c)));
  const together = (b, ins) => b.tasks.length > 1 || ins.length > MOST_LANES || (small && ins.length > 1);
  const lanesOf = (b) => { const ins = insOf(b); return !ins.length ? [] : together(b, ins) ? [ins] : ins.map((c) => [c]); };
  const most = Math.max(1, ...given.map((b) => lanesOf(b).length)), laneHeight = small ? 22 : most > 2 ? 28 : 34;
  const tiny = wide < 330;
  const w = tiny ? 92 : phone ? 104 : columns > 2 ? 128 : 156, h = Math.max(small ? 26 : rows > 2 ? 46 : 64, most * laneHeight), dy = h + (small ? 5 : 12), pad = 6;
  const gapLeast = tiny ? 76 : phone ? 96 : 118, gap = columns > 1 ? Math.max(gapLeast, (wide - 2 * pad - columns * w) / (columns - 1)) : 0;
  const room = gap - (phone ? 14 : 34), cap = Math.max(1, ...plan.channels.map((c) => c.cap ?? 1));
  const slots = Math.max(3, Math.min(cap, 8, Math.floor(room / (small ? 22 : 46)))), slot = Math.max(16, Math.min(small ? 26 : 56, (room - 8) / slots));
  /** @type {Frame} */
  const frame = { boxes: [], boxOf: new Map(), laneOf: new Map(), lines: [], slot, small, high: small ? 18 : laneHeight - 12, width: 2 * pad + columns * w + (columns - 1) * gap, height: 8 + rows * dy };
  for (const b of given) {
    const box = { id: b.id, name: b.name, tasks: b.tasks, x: pad + b.column * (w + gap), y: 4 + b.row * dy, w, h, lanes: [] };
    lanesOf(b).forEach((channels, k, all) => {
      const y = box.y + (all.length === 1 ? h / 2 + (small ? 0 : 6) : (k + 0.5) * (h / all.length) + 6), x2 = box.x - 8;
      const lane = { id: channels.length > 1 ? `all>${b.id}` : channels[0].id, channels, x1: x2 - slots * slot, x2, y, slots, cap: channels.reduce((sum, c) => sum + (c.cap ?? 0), 0) };
      box.lanes.push(lane);
      for (const c of channels) frame.laneOf.set(c.id, lane);
    });
    frame.boxes.push(box);
    for (const t of b.tasks) frame.boxOf.set(t, box);
  }
  const lines = new Map();
  for (const c of plan.channels) {
    const from = frame.boxOf.get(c.from), lane = frame.laneOf.get(c.id);
    if (!from || !lane) continue;
    const id = `${from.id}|${lane.id}`, line = lines.get(id);
    line ? line.channels.push(c) : lines.set(id, { id, from, lane, channels: [c] });
  }
  frame.lines = [...lines.values()];
  return frame;
}
