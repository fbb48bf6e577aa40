// decode → index → store → panels. There is one state, one step, and every panel is a function of both.
import { decode, textOf } from './decode.js';
import { Index } from './index.js';
import { Words } from './words.js';
import { h, set, keyed, forget } from './dom.js';
import { partsOf } from './values.js';
import { shown } from './text.js';
import { readAnswer, replyTo, wanted } from './answers.js';
import { graph } from './panels/graph.js';
import { plot } from './panels/plot.js';
import { spacetime } from './panels/spacetime.js';
import { channels, stateTable, windows, results } from './panels/tables.js';
import { checkpoints } from './panels/checkpoints.js';
import { why } from './panels/why.js';
import { log } from './panels/log.js';
import { lanes } from './panels/lanes.js';

/** @typedef {{n:number, step:number, from:number, ev:number|null, sel:string|null, view:string, tab:string, filter:string, ghost:boolean}} State
 * n: events that have happened; from: first event of the current step; ev: the event asked about; sel: the entity followed. */

const $ = (id) => document.getElementById(id);
const keep = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } }, set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* a page from disk may have no storage */ } } };

async function start() {
  const catalogue = JSON.parse($('events').textContent);
  const kinds = new Map(catalogue.event.map((e) => [e.kind, e]));
  const extra = JSON.parse($('extra').textContent), asked = new URLSearchParams(location.hash.slice(1)).get('run');
  const number = Math.max(0, extra.runs.findIndex((r) => r.name === asked)), run = extra.runs[number];
  const trace = decode(await textOf($(number ? `trace-${number}` : 'trace')), kinds);
  const index = new Index(trace, kinds, run);
  index.timed = index.events.some((e) => e.k === 'rec.emit' && e.ts !== undefined);
  index.hasMail = index.events.some((e) => e.k === 'ctl.send');
  const words = new Words(index);
  /** What the page knows beside the trace. */
  const header = { ...index.header, unit: 'ms', chapters: run.chapters, asks: run.asks, command: run.command };
  set($('title'), { text: shown(extra.title) });
  set($('number'), { text: extra.number ?? '' });
  if (extra.runs.length > 1) {
    // Another run is another page: it begins anew, at the same step.
    const choose = h('select', { 'aria-label': 'Run' }, ...extra.runs.map((r, n) => h('option', { value: r.name, selected: n === number, text: r.title || 'the run itself' })));
    choose.addEventListener('change', () => { history.replaceState(null, '', link({ run: choose.value })); location.reload(); });
    $('run').append(choose);
  }
  for (const p of trace.problems) $('problems').append(h('p', { text: p }));
  if (run.left) $('problems').append(h('p', { text: `This run has ${run.events} events, more than a page can show: ${run.left} of the smallest are left out. No milestone is, and what they changed is shown.` }));

  /** @type {State} */
  const state = { n: 0, step: 0, from: 0, ev: null, sel: null, view: 'space', tab: 'state', filter: '', ghost: false };
  const views = { plot: ['Event time', plot, index.timed && index.plan.windows?.length], space: ['Space-time', spacetime, true] };
  const tabs = {
    windows: ['Windows', windows, index.plan.windows?.length], channels: ['Channels', channels, true], state: ['State', stateTable, true],
    checkpoints: ['Checkpoints', checkpoints, index.events.some((e) => e.k === 'cp.trigger')], results: ['Results', results, true], why: ['Why', why, true],
  };
  const panels = {}, parts = {};
  const ctx = { index, words, act, phrases: catalogue.phrases, lists: catalogue.lists };
  const setup = (all, list, body, name) => {
    for (const [id, [title, make, use]] of Object.entries(all)) {
      if (!use) continue;
      const panel = h('div.panel', { id: `${name}-${id}`, role: 'tabpanel', 'aria-labelledby': `tab-${id}`, tabindex: 0 });
      const tab = h('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': panel.id, text: title, onclick: () => act({ [name]: id }) });
      tab.addEventListener('keydown', (e) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
        if (!step) return;
        const ids = Object.keys(all).filter((x) => all[x][2]), to = ids[(ids.indexOf(id) + step + ids.length) % ids.length];
        act({ [name]: to });
        $(`tab-${to}`).focus();
        e.preventDefault();
        e.stopPropagation();
      });
      list.append(tab);
      body.append(panel);
      panels[id] = make(panel, ctx);
      parts[id] = { panel, tab, name };
    }
  };
  panels.graph = graph($('graph'), ctx);
  setup(views, $('views'), $('view'), 'view');
  setup(tabs, $('tabs'), $('tab'), 'tab');
  panels.log = log($('log'), ctx);
  panels.lanes = lanes($('lanes'), ctx);
  const order = Object.keys(parts);

  // ---- the one way to change anything ---------------------------------------------------------------------------
  let said = 0, saying = 0;
  /** @param {Partial<State> & {go?:number, quiet?:boolean, link?:boolean}} change */
  function act(change) {
    const before = state.n;
    if (change.go !== undefined) { state.ev = change.go; change.step = index.events[change.go].step; }
    else if (change.step !== undefined || change.n !== undefined) state.ev = null;
    for (const k of ['view', 'tab', 'filter', 'ghost']) if (change[k] !== undefined) state[k] = change[k];
    if (change.sel !== undefined) state.sel = change.sel === state.sel && change.go === undefined ? null : change.sel;
    if (change.step !== undefined) state.n = index.endOf(Math.max(0, Math.min(index.steps, change.step)));
        if (change.n !== undefined) state.n = Math.max(0, Math.min(index.events.length, change.n));
    if (change.go !== undefined && !change.link) state.tab = state.tab === 'why' ? 'why' : state.tab;
    draw();
    if (change.link) return;
    const hash = link();
    if (hash !== location.hash) {
      const jump = Math.abs(index.stepOf(before) - state.step) > 1 && !change.quiet;
      try { history[jump ? 'pushState' : 'replaceState'](null, '', hash); } catch { /* some viewers forbid it */ }
    }
  }
  function draw() {
    const began = performance.now();
    index.seek(state.n);
    state.step = index.stepOf(state.n);
    state.from = state.step ? index.first[state.step] : 0;
    const partial = state.n < index.endOf(state.step);
    set($('where'), { text: `step ${state.step}${partial ? '.' + (state.n - state.from) : ''}` });
    set($('of'), { text: `of ${index.steps}` });
    set($('time'), { text: `t = ${index.timeOf(state.n)} ${header.unit ?? ''}` });
    const g = index.world.get('attempt') ?? 1;
    set($('attempt'), { text: index.hasMail ? `attempt ${g}` : '' });
    coach(partial);
    for (const { panel, tab, name } of Object.values(parts)) {
      const on = tab.id === `tab-${state[name]}`;
      set(tab, { 'aria-selected': String(on), tabindex: on ? 0 : -1 });
      if (panel.hidden === on) panel.hidden = !on;
    }
    panels.graph.update(state);
    panels[state.view]?.update(state);
    panels[state.tab]?.update(state);
    panels.log.update(state);
    panels.lanes.update(state);
    for (const [id, off] of [['first', !state.n], ['back', !state.n], ['forward', state.n === index.events.length], ['last', state.n === index.events.length]]) set($(id), { 'aria-disabled': String(off) });
    const followed = state.sel ? index.entities.get(state.sel) : null;
    $('follow').hidden = !followed;
    if (followed) set($('followname'), { text: `following ${nameOf(state.sel)}: ${followed.filter((i) => i < state.n).length} of ${followed.length} events` });
    clearTimeout(saying);
    const now = Date.now();
    saying = setTimeout(() => { said = Date.now(); set($('live'), { text: words.sentence(state.step) }); }, Math.max(0, 500 - (now - said)));
    api.took = performance.now() - began;
  }
  const nameOf = (sel) => (sel.startsWith('r:') ? words.rec(sel.slice(2)) : sel.startsWith('win:') ? (([k, a, b]) => words.win({ key: k, start: a, end: b }))(partsOf(sel.slice(4))) : partsOf(sel.slice(sel.indexOf(':') + 1)).filter((x) => x !== null).slice(-2).map((x) => words.val(x)).join(' '));

  // ---- the coach: what just happened, where we are in the lesson, what is asked ---------------------------------------
  const answers = new Map(), asks = header.asks;
  function coach(partial) {
    const lines = state.step ? words.lines(state.step, partial, state.n) : [];
    const ev = state.step ? index.events[state.from] : null;
    set($('who'), { text: ev ? words.place(ev.at) : 'before the first step' });
    keyed($('said'), ev ? lines : [{ text: header.chapters.length ? 'Press → to take the first step.' : 'Press → to start.', glyph: '', role: 'quiet', ev: { seq: -1 } }], (l) => String(l.ev.seq), () => h('li', {}, h('span.glyph', { 'aria-hidden': 'true' }), h('button.plain', { type: 'button', title: 'why?' }), h('span')), (el, l) => {
      const [g, b, t] = el.children;
      el.className = `${l.role}${l.strong ? ' strong' : ''}`;
      set(g, { text: l.glyph });
      b.hidden = l.ev.seq < 0;
      t.hidden = l.ev.seq >= 0;
      set(l.ev.seq < 0 ? t : b, { text: l.text });
      b.onclick = () => { state.ev = l.ev.seq; act({ tab: 'why' }); };
    });
    const chapter = header.chapters.filter((c) => c.step <= state.step).at(-1);
    $('chapter').hidden = !chapter;
    set($('chapter'), { text: chapter?.title ?? '' });
    set($('text'), { text: chapter?.text ?? '' });
    const due = asks.find((a) => a.before === state.step + 1 && !answers.has(a.id));
    const done = asks.filter((a) => answers.has(a.id) && a.before <= state.step).find((a) => state.step - a.before < 3);
    const kept = asks.find((a) => answers.has(a.id) && a.before === state.step + 1);
    $('ask').hidden = !due;
    if (due) { set($('question'), { text: due.text }); set($('qid'), { text: `predict ${due.id}` }); set($('answer'), { placeholder: wanted(due.kind), 'aria-describedby': 'misfit' }); }
    $('reply').hidden = !(done || kept);
    if (kept) set($('reply'), { text: `Kept: ${answers.get(kept.id)}. Step on and see.` });
    else if (done) set($('reply'), { text: replyTo(done, answers.get(done.id)) });
    document.body.classList.toggle('asked', !!(due || done || kept));
  }
  $('ask').addEventListener('submit', (e) => {
    e.preventDefault();
    const due = asks.find((a) => a.before === state.step + 1 && !answers.has(a.id));
    if (!due) return;
    const value = readAnswer(due.kind, $('answer').value);
    set($('misfit'), { text: value === null ? `The answer is ${wanted(due.kind)}.` : '' });
    if (value === null) return;
    answers.set(due.id, value);
    $('answer').value = '';
    $('forward').focus();
    draw();
  });
  $('skip').addEventListener('click', () => { for (const a of asks) if (a.before === state.step + 1 && !answers.has(a.id)) answers.set(a.id, null); act({ step: state.step + 1 }); });

  // ---- moving -------------------------------------------------------------------------------------------------------
  const chapters = header.chapters.map((c) => c.step);
  const stops = [...new Set([...index.milestones, ...chapters])].filter(Boolean).sort((a, b) => a - b);
  const stopBefore = () => asks.find((a) => a.before === state.step + 1 && !answers.has(a.id));
  const moves = {
    first: () => act({ step: 0 }),
    last: () => act({ step: index.steps }),
    back: () => act({ step: state.n < index.endOf(state.step) ? state.step : index.stepBefore(state.step) }),
    forward: () => act({ step: state.n < index.endOf(state.step) ? state.step : index.stepAfter(state.step) }),
    prevmark: () => act({ step: stops.filter((x) => x < state.step).at(-1) ?? 0 }),
    nextmark: () => {
      const to = stops.find((x) => x > state.step) ?? index.steps, ask = asks.find((a) => a.before > state.step + 1 && a.before <= to && !answers.has(a.id));
      act({ step: ask ? ask.before - 1 : to });
    },
    inner: (d) => act({ n: state.n + d }),
    follow: (d) => {
      const list = state.sel && index.entities.get(state.sel);
      if (!list) return;
      const here = state.ev ?? state.n - 1, to = d > 0 ? list.find((i) => i > here) : list.filter((i) => i < here).at(-1);
      if (to !== undefined) act({ go: to });
    },
  };
  let timer = 0;
  const speeds = [0.5, 1, 2, 4];
  let speed = 1;
  const play = (on = !timer) => {
    clearInterval(timer);
    timer = 0;
    if (on && state.step < index.steps) timer = setInterval(() => { if (stopBefore() || state.step >= index.steps || chapters.includes(state.step + 1)) { const stop = stopBefore() || state.step >= index.steps; if (!stop) moves.forward(); play(false); } else moves.forward(); }, 1000 / speed);
    set($('play'), { text: timer ? '❚❚' : '▶▶', 'aria-label': timer ? 'Pause' : 'Play', 'aria-pressed': String(!!timer) });
  };
  for (const [id, f] of Object.entries(moves)) $(id)?.addEventListener('click', () => f());
  $('play').addEventListener('click', () => play());
  $('speed').addEventListener('click', () => { speed = speeds[(speeds.indexOf(speed) + 1) % speeds.length]; set($('speed'), { text: `${speed}×` }); if (timer) play(true); });
  $('unfollow').addEventListener('click', () => act({ sel: state.sel }));
  const theme = (t) => { document.documentElement.dataset.theme = t; keep.set('weir-theme', t); };
  $('theme').addEventListener('click', () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    theme(dark ? 'light' : 'dark');
  });
  const help = $('help');
  $('ask-help').addEventListener('click', () => help.showModal());
  const copy = async (text, where) => { try { await navigator.clipboard.writeText(text); set(where, { text: 'copied' }); } catch { set(where, { text: text }); } setTimeout(() => set(where, { text: where.dataset.label }), 2500); };
  $('copylink').addEventListener('click', () => copy(location.href, $('copylink')));
  $('copycmd').hidden = !header.command;
  $('copycmd').addEventListener('click', () => copy(`${header.command} --at ${state.step}`, $('copycmd')));

  const keys = {
    ArrowRight: (e) => (e.shiftKey ? moves.inner(1) : moves.forward()), ArrowLeft: (e) => (e.shiftKey ? moves.inner(-1) : moves.back()),
    PageDown: () => act({ step: state.step + 10 }), PageUp: () => act({ step: state.step - 10 }), Home: moves.first, End: moves.last,
    ']': moves.nextmark, '[': moves.prevmark, '.': () => moves.follow(1), ',': () => moves.follow(-1), ' ': () => play(),
    w: () => act({ tab: 'why' }), t: () => { const all = [...document.querySelectorAll('details.twin')], open = !all.some((d) => d.open); for (const d of all) d.open = open; },
    '/': () => panels.log.focus(), '?': () => help.showModal(), Escape: () => { play(false); state.ev = null; state.sel = null; act({ filter: '' }); $('filter').value = ''; },
    g: () => { const s = prompt(`Go to which step? 0 to ${index.steps}`, String(state.step)); if (s !== null && s.trim() !== '' && Number.isFinite(+s)) act({ step: Math.round(+s) }); },
  };
  let live = keep.get('weir-keys') !== 'off';
  $('keys').checked = live;
  $('keys').addEventListener('change', () => { live = $('keys').checked; keep.set('weir-keys', live ? 'on' : 'off'); });
  addEventListener('keydown', (e) => {
    if (!live || e.ctrlKey || e.metaKey || e.altKey || help.open) return;
    const el = e.target instanceof HTMLElement ? e.target : document.body;
    if (el.matches('input:not([type=range]), textarea, select') || (el.matches('input[type=range]') && ['Home', 'End', 'PageUp', 'PageDown'].includes(e.key) === false && e.key.startsWith('Arrow') && !e.shiftKey)) { if (e.key === 'Escape') el.blur(); return; }
    if (e.key === ' ' && el.matches('button, summary, label, a')) return;
    if (/^[1-8]$/.test(e.key)) { const id = order[+e.key - 1]; if (id) act({ [parts[id].name]: id }); return; }
    const f = keys[e.key];
    if (!f) return;
    e.preventDefault();
    f(e);
  });
  $('stage').addEventListener('pointerdown', () => play(false));

  // ---- the link -----------------------------------------------------------------------------------------------------
  function link(change = {}) {
    const p = new URLSearchParams(), name = change.run ?? run.name;
    if (name) p.set('run', name);
    p.set('s', String(state.step));
    if (state.n < index.endOf(state.step)) p.set('i', String(state.n));
    p.set('view', state.view);
    p.set('tab', state.tab);
    if (state.sel) p.set('sel', state.sel);
    if (state.filter) p.set('f', state.filter);
    return '#' + p;
  }
  function follow() {
    const p = new URLSearchParams(location.hash.slice(1)), change = { link: true };
    if (extra.runs.some((r) => r.name === (p.get('run') ?? '')) && (p.get('run') ?? '') !== run.name) { location.reload(); return; }
    const s = Number(p.get('s'));
    change.step = p.has('s') && Number.isFinite(s) ? s : extra.at ?? 0;
    if (p.has('s') && (!Number.isFinite(s) || s > index.steps || s < 0)) set($('notice'), { text: `This run has ${index.steps} steps; the link asks for ${p.get('s')}.` });
    if (p.has('i')) { change.n = Number(p.get('i')) || 0; delete change.step; }
    if (parts[p.get('view')]?.name === 'view') change.view = p.get('view');
    if (parts[p.get('tab')]?.name === 'tab') change.tab = p.get('tab');
    state.sel = p.get('sel') && index.entities.has(p.get('sel')) ? p.get('sel') : null;
    change.filter = p.get('f') ?? '';
    $('filter').value = change.filter;
    act(change);
  }
  addEventListener('popstate', follow);
  addEventListener('hashchange', follow);
  const sizes = new Map();
  const watch = new ResizeObserver((list) => {
    let changed = false;
    for (const { target: el } of list) { const size = `${el.clientWidth}x${el.clientHeight}`; if (sizes.get(el) !== size) { sizes.set(el, size); changed = true; } }
    if (!changed) return;
    forget($('graph'), $('lanes'), panels.log.view, ...Object.values(parts).map((x) => x.panel));
    for (const p of Object.values(panels)) p.resize?.();
    draw();
  });

  /** The hook for tests and teachers. */
  const api = (globalThis.weir = {
    goto: (step) => act({ step }), state, index, words, took: 0,
    dump: () => Object.fromEntries([...index.world.tables].filter(([, t]) => t.size).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, t]) => [k, [...t].sort(([a], [b]) => (a < b ? -1 : 1))])),
    why: (n) => index.causes(index.events[n]),
  });
  state.view = views.plot[2] ? 'plot' : 'space';
  state.tab = views.plot[2] ? 'windows' : 'state';
  follow();
  for (const id of ['view', 'tab', 'log', 'lanes']) { sizes.set($(id), `${$(id).clientWidth}x${$(id).clientHeight}`); watch.observe($(id)); }
  forget($('graph'), $('lanes'), panels.log.view, ...Object.values(parts).map((x) => x.panel));
  for (const p of Object.values(panels)) p.resize?.();
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
