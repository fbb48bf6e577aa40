// From the inert data blocks of the page to plain objects. Nothing here knows what an event means.

/** @typedef {{i:number, p?:number, step:number, t:number, k:string, at:string, op?:string, g?:number, c?:number[], [field:string]:any}} Event */
/** @typedef {{header:any, events:Event[], end:any, problems:string[]}} Trace */

/** @param {string} base64 @returns {Promise<string>} */
async function gunzip(base64) {
  const binary = atob(base64), bytes = new Uint8Array(binary.length);
  for (let n = 0; n < bytes.length; n++) bytes[n] = binary.charCodeAt(n);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** The text of a block of data: as it stands, or packed. @param {{textContent:string|null, dataset:{enc?:string}}} block @returns {Promise<string>} */
export async function textOf(block) {
  const text = (block.textContent ?? '').trim();
  return block.dataset.enc === 'gzip' ? gunzip(text) : text;
}

/** NDJSON, the full form of a trace. @param {string} text @param {Map<string, any>} kinds @returns {Trace} */
export function decode(text, kinds) {
  const problems = [];
  let from = text.indexOf('\n'), to = text.endsWith('\n') ? text.length - 1 : text.length;
  const header = JSON.parse(from < 0 ? text : text.slice(0, from));
  const last = text.lastIndexOf('\n', to - 1);
  let end = last < from || last < 0 ? null : JSON.parse(text.slice(last + 1, to));
  if (end?.k === 'end') to = last;
  else {
    problems.push('This trace was cut off: its last line is missing.');
    end = null;
  }
  /** @type {Event[]} */
  const events = from < 0 || from + 1 > to ? [] : JSON.parse('[' + text.slice(from + 1, to).replaceAll('\n', ',') + ']');
  if (end && end.n !== events.length) problems.push(`This trace says ${end.n} events and has ${events.length}.`);
  for (const e of events) if (!kinds.has(e.k) && e.k !== 'left') { problems.push(`Unknown event ${e.k}: this page is older than the trace.`); break; }
  return { header, events, end, problems };
}
