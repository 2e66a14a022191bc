import { isSliced, ownOffset } from "../model/ends.js";
import type { DegreePattern } from "../model/pattern.js";
import type { Projection } from "../model/projection.js";
import { eachJoined } from "../random/eachJoined.js";
import { type Key, streamOf } from "../random/key.js";
import { PairNumbers, Partners } from "../random/partners.js";

/** The postsynaptic neurons of each presynaptic neuron, in ascending order; those of neuron i start at rowStart[i]. */
export interface Listing {
  readonly rowStart: Int32Array;
  readonly post: Int32Array;
}

/** Collects rows in order. */
class Rows {
  readonly rowStart: Int32Array;
  private posts = new Int32Array(1024);
  private count = 0;
  private rows = 0;

  constructor(size: number) {
    this.rowStart = new Int32Array(size + 1);
  }

  add(posts: ArrayLike<number>): void {
    if (this.count + posts.length > this.posts.length) {
      const larger = new Int32Array(Math.max(2 * this.posts.length, this.count + posts.length));
      larger.set(this.posts.subarray(0, this.count));
      this.posts = larger;
    }
    this.posts.set(posts, this.count);
    this.count += posts.length;
    this.rowStart[++this.rows] = this.count;
  }

  get listing(): Listing {
    return { rowStart: this.rowStart, post: this.posts.slice(0, this.count) };
  }
}

/**
 * Lists the pairs of a pattern that is neither listed nor a window; random ones are drawn from the seed.
 * @throws ModelError for an invalid probability, with the pair
 */
export function listed(key: string, projection: Projection, seed: number): Listing {
  const address = { seed, stream: streamOf(`${key}.pairs`) };
  const { pre, ends } = projection;
  const own = rowsOf(`network, "${key}"`, projection, address);
  if (!isSliced(projection)) return own;
  const rowStart = new Int32Array(pre.size + 1);
  for (let i = 0; i < pre.size; i++) {
    const within = Math.max(0, Math.min(i + 1 - ends.pre.begin, ends.pre.size));
    rowStart[i + 1] = own.rowStart[within];
  }
  return { rowStart, post: own.post.map((j) => j + ends.post.begin) };
}

/** The same, with neurons counted from the start of each end. */
function rowsOf(where: string, projection: Projection, address: Key): Listing {
  const { pattern, ends } = projection;
  const [rows, columns] = [ends.pre.size, ends.post.size];
  if (typeof pattern === "object" && pattern.kind === "degree") return withDegree(address, pattern, projection);
  const all = Int32Array.from({ length: columns }, (_, j) => j);
  const found = new Rows(rows);
  const selfOf = ownPartner(projection);
  const others = (posts: Int32Array, i: number) => posts.filter((j) => j !== selfOf(i));
  if (pattern === "dense") for (let i = 0; i < rows; i++) found.add(all);
  else if (pattern === "oneToOne") for (let i = 0; i < rows; i++) found.add([i]);
  else if (pattern === "allButSelf") for (let i = 0; i < rows; i++) found.add(others(all, i));
  else if (pattern.kind === "profile") {
    const numbers = new PairNumbers(address);
    for (let i = 0; i < rows; i++) {
      const uniform = numbers.row(i, columns);
      const candidates = pattern.self ? all : others(all, i);
      found.add(candidates.filter((j) => uniform[j] < pattern.probability.at(where, i, j)));
    }
  } else if (pattern.kind === "random") {
    const joined = { ...address, probability: pattern.probability, self: true, rows, columns };
    eachJoined(joined, 0, rows, (posts, counts, first) => {
      for (let r = 0, at = 0; r < counts.length; at += counts[r++]) {
        const row = posts.slice(at, at + counts[r]);
        found.add(pattern.self ? row : others(row, first + r));
      }
    });
  } else throw new TypeError(`${where}: no pairs to list`);
  return found.listing;
}

/** The pairs of a pattern in which each neuron of one side has a fixed number of partners. */
function withDegree(address: Key, { side, count, self }: DegreePattern, projection: Projection): Listing {
  const { pre, post } = { pre: projection.ends.pre.size, post: projection.ends.post.size };
  const [ones, others] = side === "in" ? [post, pre] : [pre, post];
  const offset = side === "in" ? -ownOffset(projection) : ownOffset(projection);
  const all = new Partners(address, others, Math.min(count, others));
  const without = new Partners(address, others - 1, Math.min(count, others - 1));
  /** The partners of a neuron, without itself if it is excluded. */
  const partnersOf = (one: number): Int32Array => {
    const own = one + offset;
    if (self || own < 0 || own >= others) return all.of(one);
    return without.of(one).map((n) => (n < own ? n : n + 1));
  };
  if (side === "out") {
    const rows = new Rows(pre);
    for (let i = 0; i < ones; i++) rows.add(partnersOf(i));
    return rows.listing;
  }
  const rowStart = new Int32Array(pre + 1);
  const chosen = new Int32Array(ones * count);
  for (let j = 0; j < ones; j++) {
    const partners = partnersOf(j);
    chosen.set(partners, j * count);
    for (const i of partners) rowStart[i + 1]++;
  }
  for (let i = 0; i < pre; i++) rowStart[i + 1] += rowStart[i];
  const next = rowStart.slice(0, pre);
  const posts = new Int32Array(chosen.length);
  for (let s = 0; s < chosen.length; s++) posts[next[chosen[s]]++] = Math.floor(s / count);
  return { rowStart, post: posts };
}

const ownPartner = (projection: Projection) => {
  const offset = ownOffset(projection);
  return (i: number): number => i + offset;
};
