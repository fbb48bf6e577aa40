// decode → index → store → panels. There is one state, one step, and every panel is a function of both.
import { decode, textOf } from './decode.js';
import { Index } from './index.js';
import { Words } from './words.js';
import { h, set, forget } from './dom.js';
import { partsOf } from './values.js';
import { shown } from './text.js';
import { LiveRows } from './live.js';
import { linkOf, readLink } from './link.js';
import { coach } from './coach.js';
import { Asks } from './ask.js';
import { Runs, chooser, comparePanel } from './compare_panel.js';
import { controls } from './controls.js';
import { graph } from './panels/graph.js';
import { plot } from './panels/plot.js';
import { spacetime } from './panels/spacetime.js';
import { windows } from './panels/windows.js';
import { timers } from './panels/timers.js';
import { channels } from './panels/channels.js';
import { stateTable } from './panels/state.js';
import { keyGroups } from './panels/keygroups.js';
import { results } from './panels/results.js';
import { checkpoints } from './panels/checkpoints.js';
import { why } from './panels/why.js';
import { log } from './panels/log.js';
import { lanes } from './panels/lanes.js';

/** @typedef {{n:number, step:number, from:number, ev:number|null, sel:string|null, view:string, tab:string, filter:string, key:string, task:string|null, ghost:boolean, marks:number[]}} State
 * n: events that have happened; from: first event of the current step; ev: the event asked about; sel: the entity followed;
 * key: which keys are shown; task: which task the plot is about; marks: steps that somebody marked. */

const $ = (id) => document.getElementById(id);
const keep = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } }, set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* a page from disk may have no storage */ } } };
const FIELDS = ['view', 'tab', 'filter', 'ghost', 'key', 'task', 'marks', 'ev'];

/** Which of the runs the address asks for. */
const runNumber = (runs) => Math.max(0, runs.findIndex((r) => r.name === new URLSearchParams(location.hash.slice(1)).get('run')));

async function start() {
  const catalogue = JSON.parse($('events').textContent), kinds = new Map(catalogue.event.map((e) => [e.kind, e]));
  const extra = JSON.parse($('extra').textContent), number = runNumber(extra.runs), run = extra.runs[number];
  const trace = decode(await textOf($(number ? `trace-${number}` : 'trace')), kinds), index = new Index(trace, kinds, run), words = new Words(index);
  index.timed = index.events.some((e) => (e.k === 'rec.emit' && e.ts !== undefined) || (e.k === 'wm.advance' && e.now !== 'MAX' && typeof e.now !== 'object'));
  index.hasMail = index.events.some((e) => e.k === 'ctl.send');
  const has = (...list) => index.events.some((e) => list.includes(e.k)), plans = index.plans.map((p) => p.plan);
  set($('title'), { text: shown(extra.title) });
  set($('number'), { text: extra.number ?? '' });
  // Another run is another page: it begins anew, where this one stands, and Back leads here again.
  const runs = new Runs(extra, kinds, number, { index, words }), asks = new Asks(run.asks, keep, `${extra.number ?? ''}-${run.name}`);
  const goRun = (n, step) => { location.hash = linkOf(state, index, extra.runs[n].name, step ?? state.step); };
  if (extra.runs.length > 1) $('run').append(chooser(runs, async (n) => goRun(n, await runs.step(n, state.step))));
  for (const p of trace.problems) $('problems').append(h('p', { text: p }));
  if (run.left) $('problems').append(h('p', { text: `This run has ${run.events} events, more than a page can show: ${run.left} of the smallest are left out. No milestone is, and what they changed is shown.` }));

  /** @type {State} */
  const state = { n: 0, step: 0, from: 0, ev: null, sel: null, view: 'space', tab: 'state', filter: '', key: '', task: null, ghost: false, marks: [] };
  const ctx = { index, words, act, state, extra, run, catalogue, live: { cells: new LiveRows(index, 'cell'), items: new LiveRows(index, 'items') } };

  // ---- panels: made when they are first looked at ---------------------------------------------------------------------
  const windowed = plans.some((p) => p.windows.length);
  const offered = {
    view: { plot: ['Event time', plot, index.timed], space: ['Space-time', spacetime, true] },
    tab: {
      windows: ['Windows', windows, windowed], state: ['State', stateTable, true], channels: ['Channels', channels, plans.some((p) => p.channels.length)], timers: ['Timers', timers, has('tm.reg', 'tm.fire')],
      groups: ['Key groups', keyGroups, plans.some((p) => p.tasks.some((t) => t.kg)) && index.entities.family('key').size > 0], checkpoints: ['Checkpoints', checkpoints, has('cp.trigger')], results: ['Results', results, true], why: ['Why', why, true], compare: ['Compare', comparePanel(runs, asks, goRun), extra.runs.length > 1],
    },
  };
  const panels = {}, parts = {};
  for (const [name, all] of Object.entries(offered)) for (const [id, [title, make, use]] of Object.entries(all)) {
    if (!use) continue;
    const panel = h('div.panel', { id: `${name}-${id}`, role: 'tabpanel', 'aria-labelledby': `tab-${id}`, tabindex: 0, hidden: true });
    const tab = h('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': panel.id, text: title, onclick: () => act({ [name]: id }) });
    tab.addEventListener('keydown', (e) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (!by) return;
      const ids = Object.keys(parts).filter((x) => parts[x].name === name), to = ids[(ids.indexOf(id) + by + ids.length) % ids.length];
      act({ [name]: to });
      $(`tab-${to}`).focus();
      e.preventDefault();
      e.stopPropagation();
    });
    $(name === 'view' ? 'views' : 'tabs').append(tab);
    $(name).append(panel);
    parts[id] = { panel, tab, name, make };
  }
  const names = Object.keys(parts), panelOf = (id) => (panels[id] ??= parts[id].make(parts[id].panel, ctx));
  const lesson = coach(ctx, run, asks);
  panels.graph = graph($('graph'), ctx);
  panels.log = log($('log'), ctx);
  panels.lanes = lanes($('lanes'), ctx);

  // ---- the one way to change anything ---------------------------------------------------------------------------------
  let said = 0, saying = 0, linking = 0, unwritten = '';
  /** @param {Partial<State> & {go?:number, quiet?:boolean, link?:boolean, notice?:string}} change */
  function act(change) {
    const was = state.n;
    if (change.go !== undefined) change.step = index.events[change.go].step;
    if (change.step !== undefined || change.n !== undefined) state.ev = change.go ?? null;
    for (const k of FIELDS) if (change[k] !== undefined) state[k] = change[k];
    if (change.sel !== undefined) state.sel = change.sel === state.sel && change.go === undefined && !change.link ? null : change.sel;
    if (change.step !== undefined) state.n = index.endOf(Math.max(0, Math.min(index.steps, change.step)));
    if (change.n !== undefined) state.n = Math.max(0, Math.min(index.events.length, change.n));
    if (change.notice !== undefined) set($('notice'), { text: change.notice });
    else if (state.n !== was) set($('notice'), { text: '' });
    draw();
    if (change.link) { clearTimeout(linking); unwritten = ''; return; }
    const jump = Math.abs(index.stepOf(was) - state.step) > 1 && !change.quiet;
    clearTimeout(linking);
    // Each step for itself would be more than a browser allows. Back leads to where a jump began.
    if (jump) {
      if (unwritten) write('replaceState', unwritten);
      write('pushState', linkOf(state, index, run.name));
    } else {
      unwritten = linkOf(state, index, run.name);
      linking = setTimeout(() => write('replaceState', unwritten), 80);
    }
  }
  function write(how, hash) {
    unwritten = '';
    if (hash === location.hash) return;
    try { history[how](null, '', hash); } catch { /* some viewers forbid it */ }
  }
  function draw() {
    const began = performance.now();
    index.seek(state.n);
    state.step = index.stepOf(state.n);
    state.from = state.step ? index.first[state.step] : 0;
    const partial = state.n < index.endOf(state.step);
    set($('where'), { text: `step ${state.step}${partial ? '.' + (state.n - state.from) : ''}` });
    set($('of'), { text: `of ${index.steps}` });
    set($('time'), { text: `t = ${index.timeOf(state.n)} ms` });
    set($('attempt'), { text: index.hasMail ? `attempt ${index.world.get('attempt') ?? 1}` : '' });
    set($('mark'), { 'aria-pressed': String(state.marks.includes(state.step)) });
    lesson.update(partial);
    for (const [id, { panel, tab, name }] of Object.entries(parts)) {
      const on = id === state[name];
      set(tab, { 'aria-selected': String(on), tabindex: on ? 0 : -1 });
      if (panel.hidden === on) panel.hidden = !on;
    }
    panels.graph.update(state);
    panelOf(state.view).update(state);
    panelOf(state.tab).update(state);
    panels.log.update(state);
    panels.lanes.update(state);
    for (const [id, off] of [['first', !state.n], ['back', !state.n], ['forward', state.n === index.events.length], ['prevmark', !state.n], ['nextmark', state.n === index.events.length], ['last', state.n === index.events.length]]) set($(id), { 'aria-disabled': String(off) });
    following();
    clearTimeout(saying);
    const now = Date.now();
    saying = setTimeout(() => { said = Date.now(); set($('live'), { text: words.sentence(state.step) }); }, Math.max(0, 500 - (now - said)));
    api.took = performance.now() - began;
  }
  function following() {
    const events = state.sel ? index.entities.get(state.sel) : null;
    $('follow').hidden = !events;
    if (events) set($('followname'), { text: `following ${nameOf(state.sel)}: ${events.filter((i) => i < state.n).length} of ${events.length} events` });
  }
  function nameOf(sel) {
    const kind = sel.slice(0, sel.indexOf(':')), parts_ = partsOf(sel.slice(kind.length + 1));
    switch (kind) {
      case 'r': return words.rec(sel.slice(2));
      case 'task': return words.place(sel.slice(5));
      case 'cp': return `checkpoint ${sel.slice(3)}`;
      case 'key': return `key ${words.val(parts_[0])}`;
      case 'win': return words.win({ key: parts_[0] ?? undefined, start: parts_[1], end: parts_[2] });
      case 'cell': return words.cellOf(parts_[2], parts_[3], parts_[5], parts_[4]);
      default: return words.text(sel.slice(kind.length + 1));
    }
  }

  /** The hook for tests and teachers. */
  const api = (globalThis.weir = {
    goto: (step) => act({ step }), act, state, index, words, took: 0,
    dump: () => Object.fromEntries([...index.world.tables].filter(([, t]) => t.size).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, t]) => [k, [...t].sort(([a], [b]) => (a < b ? -1 : 1))])),
    why: (n) => index.causes(index.events[n]),
  });
  controls(ctx, lesson, keep, { names, open: (n) => { act({ [parts[names[n]].name]: names[n] }); $(`tab-${names[n]}`).focus(); }, focus: (name) => panels[name].focus?.(), link: () => location.href.split('#')[0] + linkOf(state, index, run.name) });

  // ---- the link, the size, the rest -----------------------------------------------------------------------------------
  const follow = () => {
    if (runNumber(extra.runs) !== number) { location.reload(); return; }
    act(readLink(location.hash, index, (name, id) => parts[id]?.name === name, extra.at ?? 0));
  };
  addEventListener('popstate', follow);
  addEventListener('hashchange', follow);
  const sizes = new Map();
  const afresh = () => { forget($('graph'), $('lanes'), panels.log.view, ...Object.values(parts).map((x) => x.panel)); for (const p of Object.values(panels)) p.resize?.(); };
  const watch = new ResizeObserver((list) => {
    let changed = false;
    for (const { target: el } of list) { const size = `${el.clientWidth}x${el.clientHeight}`; if (sizes.get(el) !== size) { sizes.set(el, size); changed = true; } }
    if (!changed) return;
    afresh();
    draw();
  });
  state.view = parts.plot && windowed ? 'plot' : 'space';
  state.tab = parts.windows ? 'windows' : 'state';
  follow();
  for (const id of ['view', 'tab', 'log', 'lanes']) { sizes.set($(id), `${$(id).clientWidth}x${$(id).clientHeight}`); watch.observe($(id)); }
  afresh();
  draw();
  document.body.classList.add('ready');
  performance.mark('weir-ready');
  // The rest of the run is looked through while nothing else is to be done, so that no jump has to wait for it.
  const idle = globalThis.requestIdleCallback ?? ((f) => setTimeout(() => f({ timeRemaining: () => 8 }), 16));
  const goOn = (deadline) => { if (!index.reachOn(Math.max(2, deadline.timeRemaining() - 2))) idle(goOn); };
  idle(goOn);
}

const saved = keep.get('weir-theme');
if (saved) document.documentElement.dataset.theme = saved;
start().catch((e) => { $('problems').append(h('p', { text: 'This page cannot show its trace: ' + e.message })); throw e; });
