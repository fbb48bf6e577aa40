// Letters that become small, and the word of a list that is nearest to what was typed.

/** The letters A to Z become small, as nothing else does. @param {string} text */
export const smallLetters = (text) => text.replace(/[A-Z]/g, (c) => c.toLowerCase());

/** Insertions, deletions, changes and swaps of neighbours, each 1. @param {Uint8Array} a @param {Uint8Array} b */
function editDistance(a, b) {
  const width = b.length + 1, d = new Uint32Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) d[i * width] = i;
  for (let j = 0; j <= b.length; j++) d[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(d[(i - 1) * width + j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), d[(i - 1) * width + j] + 1, d[i * width + j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, d[(i - 2) * width + j - 2] + 1);
      d[i * width + j] = best;
    }
  }
  return d[d.length - 1];
}

/** " Did you mean 'word'?", or nothing. As engine/core/suggest.h. @param {string} typed @param {string[]} known */
export function didYouMean(typed, known) {
  const bytes = new TextEncoder(), wanted = bytes.encode(typed);
  if (wanted.length > 64) return '';
  let nearest = null, smallest = 0;
  for (const word of known) {
    const other = bytes.encode(word), distance = editDistance(wanted, other);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    if (distance > allowed || (nearest !== null && distance >= smallest)) continue;
    nearest = word;
    smallest = distance;
  }
  return nearest === null ? '' : ` Did you mean '${nearest}'?`;
}
