import type { Distribution } from "../model/values.js";
import { normalArray, uniformArray } from "../random/distributions.js";
import { streamOf } from "../random/key.js";

/** Which random numbers: the network's seed and the full name of what is drawn. */
export interface Key {
  readonly seed: number;
  readonly name: string;
}

/** Draws a distribution's values; what is already a number or an array is returned as it is. */
export function drawValues(
  value: number | Float64Array | Distribution,
  count: number,
  { seed, name }: Key,
): number | Float64Array {
  if (typeof value === "number" || value instanceof Float64Array) return value;
  const key = { seed, stream: streamOf(name) };
  if (value.kind === "normal") return normalArray(count, key).map((z) => value.a + value.b * z);
  return uniformArray(count, key).map((u) => value.a + (value.b - value.a) * u);
}

/**
 * Joins each of preSize × postSize pairs with the given probability. The distance from one joined pair to the next is
 * geometric, so that the cost follows the synapses and not the pairs.
 */
export function drawPairs(
  { probability, self }: { readonly probability: number; readonly self: boolean },
  preSize: number,
  postSize: number,
  { seed, name }: Key,
): { pre: Int32Array; post: Int32Array } {
  const total = preSize * postSize;
  let [pre, post]: [Int32Array, Int32Array] = [new Int32Array(1024), new Int32Array(1024)];
  let count = 0;
  const push = (pair: number) => {
    const [i, j] = [Math.floor(pair / postSize), pair % postSize];
    if (i === j && !self) return;
    if (count === pre.length) [pre, post] = [grown(pre), grown(post)];
    pre[count] = i;
    post[count++] = j;
  };
  if (probability >= 1) for (let pair = 0; pair < total; pair++) push(pair);
  else if (probability > 0) {
    const scale = 1 / Math.log1p(-probability);
    let pair = -1;
    for (let chunk = 0; pair < total; chunk++) {
      for (const u of uniformArray(4096, { seed, stream: streamOf(`${name}#${chunk}`) })) {
        pair += 1 + Math.floor(Math.log(u) * scale);
        if (pair >= total) break;
        push(pair);
      }
    }
  }
  return { pre: pre.slice(0, count), post: post.slice(0, count) };
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
