// Buttons and keys: every way to move, to play, to follow, to copy.
import { set } from './dom.js';

const $ = (id) => document.getElementById(id);
const SPEEDS = [0.5, 1, 2, 4];

/** @param {any} ctx @param {any} coach @param {{get:(k:string)=>string|null, set:(k:string, v:string)=>void}} keep @param {any} page panels: open(n), focus(name), link() */
export function controls(ctx, coach, keep, page) {
  const { index, act, state, run } = ctx;
  const fixed = [...new Set([...index.milestones, ...coach.chapters])].filter(Boolean);
  const stops = () => [...new Set([...fixed, ...state.marks])].sort((a, b) => a - b);
  const moves = {
    first: () => act({ step: 0 }),
    last: () => coach.walk(index.steps),
    back: () => act({ step: state.n < index.endOf(state.step) ? state.step : index.stepBefore(state.step) }),
    forward: () => (state.n < index.endOf(state.step) ? act({ step: state.step }) : coach.walk(index.stepAfter(state.step))),
    prevmark: () => act({ step: stops().filter((x) => x < state.step).at(-1) ?? 0 }),
    nextmark: () => coach.walk(stops().find((x) => x > state.step) ?? index.steps),
    inner: (d) => (d > 0 && state.n === index.endOf(state.step) && coach.due() ? coach.insist() : act({ n: state.n + d })),
    follow: (d) => {
      const list = state.sel && index.entities.get(state.sel);
      if (!list) return;
      const here = state.ev ?? state.n - 1, to = d > 0 ? list.find((i) => i > here) : list.findLast((i) => i < here);
      if (to !== undefined) act({ go: to });
    },
  };
  for (const [id, f] of Object.entries(moves)) $(id)?.addEventListener('click', () => f());
  $('nextof').addEventListener('click', () => moves.follow(1));
  $('prevof').addEventListener('click', () => moves.follow(-1));

  // ---- play ---------------------------------------------------------------------------------------------------------
  let timer = 0, speed = 1;
  const play = (on = !timer) => {
    clearInterval(timer);
    timer = 0;
    if (on && state.step < index.steps) timer = setInterval(() => {
      if (coach.due() || state.step >= index.steps) return play(false);
      moves.forward();
      if (coach.chapters.includes(state.step)) play(false);
    }, 1000 / speed);
    set($('play'), { text: timer ? '❚❚' : '▶▶', 'aria-label': timer ? 'Pause' : 'Play', 'aria-pressed': String(!!timer) });
  };
  $('play').addEventListener('click', () => play());
  $('speed').addEventListener('click', () => { speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length]; set($('speed'), { text: `${speed}×` }); if (timer) play(true); });
  $('stage').addEventListener('pointerdown', () => play(false));

  // ---- what is kept, copied, printed --------------------------------------------------------------------------------
  $('unfollow').addEventListener('click', () => act({ sel: null }));
  $('theme').addEventListener('click', () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    keep.set('weir-theme', dark ? 'light' : 'dark');
  });
  const copy = async (text, where) => {
    try { await navigator.clipboard.writeText(text); set(where, { text: 'copied' }); }
    catch { prompt('To copy:', text); }
    setTimeout(() => set(where, { text: where.dataset.label }), 2500);
  };
  const command = () => (run.command ? `${run.command} --at ${state.step}` : '');
  $('copylink').addEventListener('click', () => copy(page.link(), $('copylink')));
  $('copycmd').addEventListener('click', () => copy(command(), $('copycmd')));
  $('copycmd').hidden = !run.command;
  $('print').addEventListener('click', () => print());
  addEventListener('beforeprint', () => set($('sheet'), { text: `Step ${state.step} of ${index.steps}, t = ${index.timeOf(state.n)} ms.${run.command ? ` The same in a terminal: ${command()}` : ''}` }));

  // ---- keys ---------------------------------------------------------------------------------------------------------
  const help = $('help'), show = (tab, where) => { act({ tab }); if (where) document.querySelector(where)?.focus(); };
  $('ask-help').addEventListener('click', () => help.showModal());
  const mark = () => act({ marks: state.marks.includes(state.step) ? state.marks.filter((x) => x !== state.step) : [...state.marks, state.step].sort((a, b) => a - b) });
  $('mark').addEventListener('click', mark);
  const keys = {
    ArrowRight: (e) => (e.shiftKey ? moves.inner(1) : moves.forward()), ArrowLeft: (e) => (e.shiftKey ? moves.inner(-1) : moves.back()),
    PageDown: () => coach.walk(Math.min(index.steps, state.step + 10)), PageUp: () => act({ step: state.step - 10 }), Home: moves.first, End: moves.last,
    ']': moves.nextmark, '[': moves.prevmark, '.': () => moves.follow(1), ',': () => moves.follow(-1), ' ': () => play(),
    w: () => show('why', '#question-of-why'), e: () => { show('why'); $('led')?.scrollIntoView({ block: 'nearest' }); }, h: () => { show('state'); $('history')?.scrollIntoView({ block: 'nearest' }); },
    m: mark, p: () => $('answer').focus(), t: () => { const all = [...document.querySelectorAll('details.twin')], open = !all.some((d) => d.open); for (const d of all) d.open = open; },
    '/': () => page.focus('log'), '?': () => help.showModal(),
    Escape: () => { play(false); act({ ev: null, sel: null, filter: '', key: '' }); },
    g: () => { const s = prompt(`Go to which step? 0 to ${index.steps}`, String(state.step)); if (s !== null && s.trim() !== '' && Number.isFinite(+s)) act({ step: Math.round(+s) }); },
  };
  let live = keep.get('weir-keys') !== 'off';
  $('keys').checked = live;
  $('keys').addEventListener('change', () => { live = $('keys').checked; keep.set('weir-keys', live ? 'on' : 'off'); });
  addEventListener('keydown', (e) => {
    if (!live || e.ctrlKey || e.metaKey || e.altKey || help.open) return;
    const el = e.target instanceof HTMLElement ? e.target : document.body;
    if (el.matches('input:not([type=range]):not([type=checkbox]), textarea, select') || (el.matches('input[type=range]') && e.key.startsWith('Arrow') && !e.shiftKey)) {
      if (e.key === 'Escape') el.blur();
      return;
    }
    if (e.key === ' ' && el.matches('button, summary, label, a, input')) return;
    const number = '123456789'.indexOf(e.key), f = keys[e.key] ?? (number >= 0 && page.names[number] ? () => page.open(number) : null);
    if (!f) return;
    e.preventDefault();
    f(e);
  });
  return { moves, command };
}
