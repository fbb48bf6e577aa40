// The state of the page as the end of its address, and back: a link opens the same step, panels, key and filter.

/** @param {any} state @param {import('./index.js').Index} index @param {string} [run] its name @param {number} [step] another one than that of the page */
export function linkOf(state, index, run, step) {
  const p = new URLSearchParams();
  if (run) p.set('run', run);
  p.set('s', String(step ?? state.step));
  if (step === undefined && state.n < index.endOf(state.step)) p.set('i', String(state.n));
  p.set('view', state.view);
  p.set('tab', state.tab);
  if (state.sel) p.set('sel', state.sel);
  if (state.key) p.set('key', state.key);
  if (state.task) p.set('task', state.task);
  if (state.filter) p.set('f', state.filter);
  if (state.marks.length) p.set('m', state.marks.join(','));
  return '#' + p;
}

/** What a link asks for; `notice` is what it asks for in vain. @param {string} hash @param {import('./index.js').Index} index @param {(name:string, id:string|null) => boolean} known @param {number} first the step without a link */
export function readLink(hash, index, known, first) {
  const p = new URLSearchParams(hash.slice(1)), change = { link: true, filter: p.get('f') ?? '', key: p.get('key') ?? '', task: p.get('task'), sel: null, notice: '' };
  const s = Number(p.get('s')), asked = p.has('s') && p.get('s').trim() !== '';
  change.step = asked && Number.isFinite(s) ? Math.round(s) : first;
  if (asked && (!Number.isFinite(s) || s > index.steps || s < 0)) change.notice = `This run has ${index.steps} steps; the link asks for ${p.get('s')}.`;
  if (p.has('i') && Number.isFinite(Number(p.get('i')))) { change.n = Number(p.get('i')); delete change.step; }
  for (const name of ['view', 'tab']) if (known(name, p.get(name))) change[name] = p.get(name);
  change.marks = (p.get('m') ?? '').split(',').filter(Boolean).map(Number).filter((x) => Number.isInteger(x) && x >= 0 && x <= index.steps);
  const sel = p.get('sel');
  if (sel && index.entities.has(sel)) change.sel = sel;
  else if (sel) change.notice ||= `Nothing in this run is called ${sel}.`;
  return change;
}
