// From events to sentences, by the templates of the catalogue: diagrams/words.h, word for word.
// A sentence about an event knows the World after it, wherever the page stands.
import { compare, keyOf, markOf, partsOf, rowOf } from './values.js';
import { shown, cutToWidth } from './text.js';
import { LONGEST_NAME, LONGEST_RECORD, LONGEST_VALUE, arrow, changeWords, cutMark, timeWords, valueWords, windowWords } from './value_words.js';

const SIGNS = [[' → ', ' -> ', ' to '], ['≤', '<=', 'is at most'], ['≥', '>=', 'is at least']];
const TEMPLATES = new Map();

/** A template as a list: texts, and {name, mark, rest}. @param {string} text @returns {any[]} */
function parse(text) {
  let out = TEMPLATES.get(text);
  if (out) return out;
  out = [];
  for (let n = 0; n < text.length; ) {
    const open = text.indexOf('{', n);
    if (open !== n) out.push(text.slice(n, open < 0 ? undefined : open));
    if (open < 0) break;
    let depth = 1, m = open + 1;
    while (depth) { if (text[m] === '{') depth++; if (text[m] === '}') depth--; m++; }
    const inside = text.slice(open + 1, m - 1), at = inside.search(/[?!:]/);
    out.push(at < 0 ? { name: inside, mark: ':', rest: '' } : { name: inside.slice(0, at), mark: inside[at], rest: inside.slice(at + 1) });
    n = m;
  }
  TEMPLATES.set(text, out);
  return out;
}

/** The first few of many, and how many there are beside them. */
class Few {
  constructor(most, between) { this.most = most; this.between = between; this.list = []; this.more = 0; }
  add(make) { this.list.length < this.most ? this.list.push(make()) : this.more++; }
  take(none) { return this.list.length || this.more ? this.list.join(this.between) + (this.more ? ` and ${this.more} more` : '') : none; }
}

export class Words {
  /** @param {import('./index.js').Index} index @param {import('./value_words.js').Writing} [writing] */
  constructor(index, writing = 'unicode') {
    this.index = index;
    this.writing = writing;
    this.types = new Map([...index.kinds].map(([k, e]) => [k, new Map((e.fields ?? []).map((f) => [f.name, f]))]));
  }
  /** The plan after an event. @param {any} [ev] */
  plan(ev) { return this.index.planAt(ev ? ev.seq + 1 : undefined); }
  own(text) {
    if (this.writing === 'unicode') return text;
    const n = this.writing === 'ascii' ? 1 : 2;
    for (const sign of SIGNS) text = text.replaceAll(sign[0], sign[n]);
    return text;
  }
  cut(text, columns = LONGEST_VALUE) { return cutToWidth(text, columns, cutMark(this.writing)); }
  /** A text of users, or any value. @param {any} v */
  text(v) { return typeof v === 'string' ? this.cut(shown(v)) : this.val(v); }
  /** @param {any} v @param {string[]|null} [names] */
  val(v, names = null) { return valueWords(v, names, this.writing); }
  /** @param {any} was @param {any} now @param {string[]|null} [names] */
  change(was, now, names = null) { return changeWords(was, now, names, this.writing); }

  // ---- who and where ------------------------------------------------------------------------------------------------

  /** @param {string} at @param {any} [ev] */
  place(at, ev) {
    if (at === 'jm') return 'job master';
    const plan = this.plan(ev), task = plan.taskOf.get(at);
    if (!task) return this.text(at);
    if (plan.tasksNamed(task.name) <= 1) return this.text(task.name);
    const id = this.text(at), number = id.lastIndexOf('#');
    return this.writing === 'speech' && number >= 0 ? id.slice(0, number) + ' ' + id.slice(number + 1) : id;
  }
  /** The operator where an event happened, or its place. @param {any} ev */
  who(ev) {
    if (ev.op === undefined) return this.place(ev.at, ev);
    const number = ev.at.lastIndexOf('#');
    if (this.plan(ev).parallelism(ev.op) <= 1 || number < 0) return this.text(ev.op);
    return this.text(ev.op) + (this.writing === 'speech' ? ' ' : '#') + shown(ev.at.slice(number + 1));
  }
  /** @param {string} ch @param {string} end "from" or "to" @param {any} [ev] */
  chan(ch, end, ev) {
    if (typeof ch !== 'string') return '';
    const c = this.plan(ev).channelOf.get(ch);
    if (c) return this.place(end === 'to' ? c.to : c.from, ev);
    const at = ch.indexOf('>');
    return at < 0 ? this.text(ch) : this.place(end === 'to' ? ch.slice(at + 1) : ch.slice(0, at), ev);
  }

  // ---- what ---------------------------------------------------------------------------------------------------------

  #named(info) {
    if (info.row !== undefined) return info.row;
    if (typeof info.val === 'string') return info.val;
    const row = rowOf(info.val, info.names), show = info.source?.show;
    if (!row) return null;
    const at = typeof show === 'string' ? info.names?.indexOf(show) ?? -1 : -1;
    if (at >= 0 && at < row.length) return row[at];
    return row.find((x) => typeof x === 'string') ?? null;
  }
  /** "trout@15"; a result by its value. @param {string} r @param {any} [ev] */
  rec(r, ev) {
    const info = this.index.rec(r, ev ? ev.seq + 1 : Infinity);
    if (!info) return this.text(r);
    const all = this.cut(this.val(info.val, info.names), LONGEST_RECORD), row = info.made ? null : this.#named(info);
    if (row === null) return all;
    const name = this.cut(this.val(row), LONGEST_NAME);
    if (info.ts !== undefined) return `${name}@${timeWords(info.ts)}`;
    return info.row !== undefined ? `${name}(${all})` : all;
  }
  win(ev) {
    const bounds = typeof ev.start === 'number' || typeof ev.start === 'string' ? windowWords(ev.start, ev.end) : '[]';
    return (ev.key !== undefined && ev.key !== null ? this.val(ev.key) : '') + bounds;
  }
  cellOf(state, key, mk, ns) {
    let out = this.text(state);
    if ((key ?? null) !== null) out += `[${this.val(key)}]`;
    if ((mk ?? null) !== null) out += `[${this.val(mk)}]`;
    if ((ns ?? null) !== null) out += ` of ${this.text(ns)}`;
    return out;
  }
  cell(ev) { return this.cellOf(ev.state, ev.key, ev.mk, ev.ns); }
  formula(inputs, ev) {
    if (!(inputs?.length > 1)) return '';
    return ` = min(${inputs.map((x) => `${this.chan(x.ch, 'from', ev)} ${x.status === 'ACTIVE' ? timeWords(x.wm) : this.text(x.status)}`).join(', ')})`;
  }
  /** What a snapshot holds: positions of splits and cells of the task. */
  holds(ev) {
    const { index } = this, plan = this.plan(ev), n = ev.seq + 1, few = new Few(4, ', ');
    for (const s of plan.sources) {
      if ((index.valueAt('owner', keyOf(s.part), n) ?? s.task) !== ev.at) continue;
      few.add(() => `position ${this.val(index.valueAt('pos', keyOf(s.part), n) ?? 0)} of ${this.text(s.part)}`);
    }
    for (const [k, v] of this.#rowsOf('cell', ev.at, n)) few.add(() => `${this.cellOf(k[2], k[3], k[5], k[4])} = ${this.val(v, plan.rowNames(k[1], k[2]))}`);
    for (const [k, v] of this.#rowsOf('items', ev.at, n)) few.add(() => `${this.cellOf(k[2], k[3], null, k[4])} with ${v} elements`);
    return few.take('it holds nothing');
  }
  // Rows of a task in the order of the World of C++; only the first few are wanted in order, the others are counted.
  #rowsOf(table, task, n) {
    const out = [], begin = keyOf(task) + '\u001f';
    for (const key of this.index.past.get(table).keys()) {
      if (!key.startsWith(begin)) continue;
      const v = this.index.valueAt(table, key, n);
      if (v !== undefined) out.push([partsOf(key), v]);
    }
    return out.sort((a, b) => compare(a[0], b[0]));
  }
  /** What a restore changes: positions, cells, elements that are in flight again. */
  back(ev) {
    const plan = this.plan(ev), few = new Few(4, '; '), number = (v) => ((v ?? null) === null ? '0' : this.val(v));
    for (const x of ev.offs ?? []) few.add(() => this.text(x.part) + ((x.had ?? x.was) === x.now ? ` stays at ${number(x.now)}` : ` goes from ${number(x.had ?? x.was)} back to ${number(x.now)}`));
    for (const x of ev.cells ?? []) few.add(() => `${this.cellOf(x.state, x.key, x.mk, x.ns)} ${this.change(x.was, x.now, plan.rowNames(x.op, x.state))}`);
    for (const x of ev.items ?? []) few.add(() => `${this.cellOf(x.state, x.key, null, x.ns)} has ${x.now?.length ?? 0}${x.now?.length === 1 ? ' element' : ' elements'}`);
    for (const x of ev.queues ?? []) {
      const n = x.now?.length ?? 0;
      if (n) few.add(() => `${n}${n === 1 ? ' element' : ' elements'} from ${this.chan(x.ch, 'from', ev)}${n === 1 ? ' is' : ' are'} in flight again`);
    }
    // Which splits a source gets is said behind this, if other subtasks had them.
    if (plan.taskOf.get(ev.at)?.ops[0].is === 'source') return few.take(ev.cp === undefined ? 'reads from the beginning' : 'the positions of its splits');
    return few.take('nothing to take back');
  }

  // ---- fields -------------------------------------------------------------------------------------------------------

  #list(v, records, ev) {
    const list = Array.isArray(v) ? v : v && typeof v === 'object' && markOf(v) === 'r' ? v.r : null;
    if (!list) return this.val(v);
    const few = new Few(6, ', ');
    for (const x of list) few.add(() => (records ? this.rec(x, ev) : this.text(x)));
    return few.take('nothing');
  }
  /** @param {any} ev @param {string} name @param {string} [form] */
  field(ev, name, form = '') {
    const f = this.types.get(ev.k)?.get(name), v = ev[name];
    if (!f) switch (name) {
      case 'n': return String(v);
      case 'win': return this.win(ev);
      case 'cell': return this.cell(ev);
      case 'change': return this.change(ev.was, ev.now, this.plan(ev).namesOf(ev, 'now', this.types.get(ev.k)?.get('now')?.type));
      case 'holds': return this.holds(ev);
      case 'back': return this.back(ev);
      default: return '';
    }
    if (form === 'to' || form === 'from') return this.chan(v, form, ev);
    if (form === 'formula') return this.formula(v, ev);
    if (form === 'recs') return this.#list(v, true, ev);
    if (form === 'list') return this.#list(v, false, ev);
    if (form === 'wins') return (v ?? []).map((w) => windowWords(w.start, w.end)).join(' ');
    if (f.type === 'time') return timeWords(v);
    if (v === undefined) return f.type === 'val' && !f.optional ? 'nothing' : '';
    switch (f.type) {
      case 'rec': return this.rec(v, ev);
      case 'task': return this.place(v, ev);
      case 'val': return this.val(v, this.plan(ev).namesOf(ev, name, 'val'));
      case 'key': return this.val(v);
      case 'list': return this.#list(v, false, ev);
      default: return this.text(v);
    }
  }
  /** Is the field there and true? */
  there(ev, name) {
    if (name === 'idle') return ev.now === 'IDLE';
    if (name === 'again' && ev.k === 'win.fire') return ev.now > 1;
    return (ev[name] ?? null) !== null && ev[name] !== false;
  }
  fill(text, ev) {
    let out = '';
    for (const part of parse(text ?? '')) {
      if (typeof part === 'string') out += this.own(part);
      else if (part.mark === ':') out += this.field(ev, part.name, part.rest);
      else if (this.there(ev, part.name) === (part.mark === '?')) out += this.fill(part.rest, ev);
    }
    return out;
  }
  say(ev) { return this.fill(this.index.face(ev).say, ev); }
  /** What the event adds to the line of the event before. */
  join(ev) { return this.fill(this.index.kinds.get(ev.k)?.join, ev); }
  tail(ev) { return this.fill(this.index.kinds.get(ev.k)?.tail, ev); }

  // ---- lines --------------------------------------------------------------------------------------------------------

  #joins(ev, last) { return !!this.index.kinds.get(ev.k)?.join && last?.k === 'win.assign' && ev.ns === windowWords(last.start, last.end); }
  /** The lines of one step: what the log and the coach show. @param {number} step @returns {{ev:any, glyph:string, letter:string, role:string, text:string, strong?:boolean}[]} */
  lines(step, micro = false, upTo = Infinity) {
    const { index } = this, out = [];
    for (let n = index.first[step]; n < Math.min(index.endOf(step), upTo); n++) {
      const ev = index.events[n], face = index.face(ev), last = out.at(-1);
      if (!micro && this.#joins(ev, last?.ev)) {
        last.text += this.join(ev) + this.tail(last.ev);
        continue;
      }
      if (face.log === 'micro' && !micro) continue;
      out.push({ ev, glyph: face.glyph, letter: face.letter, role: face.role, text: this.say(ev), strong: face.milestone });
    }
    if (!out.length && step && index.first[step] < index.endOf(step)) {
      const ev = index.events[index.first[step]], face = index.face(ev);
      out.push({ ev, glyph: face.glyph, letter: face.letter, role: face.role, text: this.say(ev) });
    }
    return out;
  }
  /** How many lines a step has, without making them. @param {number} step */
  count(step) {
    const { index } = this;
    let n = 0, assign = null;
    for (let i = index.first[step]; i < index.endOf(step); i++) {
      const ev = index.events[i];
      if (this.#joins(ev, assign)) { assign = null; continue; }
      if (index.face(ev).log === 'micro') continue;
      assign = ev.k === 'win.assign' ? ev : null;
      n++;
    }
    return n || 1;
  }
  /** One sentence for speech. @param {number} step */
  sentence(step) {
    if (!step) return 'Before the first step.';
    const ev = this.index.events[this.index.first[step]];
    return `Step ${step} of ${this.index.steps}, ${ev.t} ms, ${this.place(ev.at, ev)}: ${this.lines(step).map((l) => l.text).join('; ')}.`.replaceAll('→', 'to');
  }
  get arrow() { return arrow(this.writing); }
}
