// The key group of a key, as Flink counts it: engine/core/hash.h, key_group.h.
import { kindOfValue } from '../query/typed.js';

const bits64 = (n) => Number(BigInt.asIntN(32, n ^ (BigInt.asUintN(64, n) >> 32n)));
function doubleBits(d) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, d);
  return Number.isNaN(d) ? 0x7ff8000000000000n : view.getBigUint64(0);
}
const listHash = (list, begin) => list.reduce((h, x) => (Math.imul(h, 31) + javaHash(x)) | 0, begin);

/** Object.hashCode of Java. @param {any} v typed (query/typed.js) @returns {number} */
export function javaHash(v) {
  switch (kindOfValue(v)) {
    case 'null': return 0;
    case 'bool': return v ? 1231 : 1237;
    case 'int64': return bits64(v);
    case 'double': return bits64(doubleBits(v));
    case 'string': {
      let h = 0;
      for (let n = 0; n < v.length; n++) h = (Math.imul(h, 31) + v.charCodeAt(n)) | 0;
      return h;
    }
    case 'list': return listHash(v, 1);
    case 'map': return v.entries.reduce((h, [k, x]) => (h + (javaHash(k) ^ javaHash(x))) | 0, 0);
    default: return listHash(v.fields, 0);
  }
}

const rotate = (k, n) => (k << n) | (k >>> (32 - n));
/** MathUtils.murmurHash of Flink: never negative. @param {number} code */
export function flinkMurmur(code) {
  let k = Math.imul(rotate(Math.imul(code, 0xcc9e2d51), 15), 0x1b873593);
  k = (Math.imul(rotate(k, 13), 5) + 0xe6546b64) ^ 4;
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
  k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  k ^= k >>> 16;
  return k >= 0 ? k : k === -(2 ** 31) ? 0 : -k;
}

/** @param {any} key typed @param {number} maxParallelism */
export const keyGroupOf = (key, maxParallelism) => flinkMurmur(javaHash(key)) % maxParallelism;
