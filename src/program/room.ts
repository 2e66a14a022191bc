import { ModelError } from "../errors.js";
import { installedMemory } from "../host/installedMemory.js";
import { isSliced } from "../model/ends.js";
import type { PairFunction } from "../model/pairFunction.js";
import type { Projection } from "../model/projection.js";

/** Indices of synapses are 32-bit integers. */
const MOST = 2 ** 31 - 1;

/** Bytes per synapse: its neuron; if delays differ, also its position in the order of declaration, and the delay. */
const LISTED = 4;
const SORTED = 16;

/**
 * Rejects lists of synapses that do not fit in memory, before they are made.
 * @throws ModelError with the number of synapses and the memory that they would take
 */
export function checkRoom(key: string, projection: Projection): void {
  const {
    pattern,
    delay,
    ends: { pre, post },
  } = projection;
  const [pairs, isOneDelay] = [pre.size * post.size, typeof delay === "number"];
  const where = `network, "${key}"`;
  if (pattern === "dense" && isOneDelay && !isSliced(projection)) {
    // Fast backends use 32-bit addresses.
    if (pairs <= 2 ** 29) return;
    throw new ModelError(
      `${where}: found ${pre.size} × ${post.size} dense synapses, expected at most ${2 ** 29}. ` +
        "Use sparse({ probability }).",
    );
  }
  const listed = listedPairs(where, projection);
  const bytes = listed * (isOneDelay && typeof pattern === "object" && !("pre" in pattern) ? LISTED : SORTED);
  const memory = installedMemory();
  if (listed <= MOST && bytes <= memory) return;
  const expected = listed > MOST ? `at most ${MOST}` : `what fits into the ${gibibytes(memory)} that this machine has`;
  const isRandom = typeof pattern === "object" && pattern.kind === "random";
  throw new ModelError(
    `${where}: found about ${listed.toPrecision(3)} synapses to list, which would take about ` +
      `${gibibytes(bytes)}, expected ${expected}. Use a smaller probability` +
      `${isRandom && isOneDelay ? ", or sparse({ probability, stored: false }), which keeps no lists" : ', or the pattern "dense" with one delay for all'}.`,
  );
}

const gibibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 30)} GiB`;

/** The approximate number of synapses to list. */
function listedPairs(where: string, projection: Projection): number {
  const {
    pattern,
    delay,
    ends: { pre, post },
  } = projection;
  if (typeof pattern === "string") {
    return typeof delay === "number" && !isSliced(projection)
      ? 0
      : pattern === "oneToOne"
        ? pre.size
        : pre.size * post.size;
  }
  if ("pre" in pattern) return pattern.pre.length;
  if (pattern.kind === "degree") return pattern.count * (pattern.side === "in" ? post.size : pre.size);
  if (pattern.kind === "profile") return meanOf(where, pattern.probability, pre.size, post.size) * pre.size * post.size;
  return pattern.kind === "random" && pattern.stored ? pattern.probability * pre.size * post.size : 0;
}

/** The mean probability over a lattice of sample pairs. */
function meanOf(where: string, probability: PairFunction, preSize: number, postSize: number): number {
  const places = (size: number) =>
    Array.from({ length: Math.min(size, 16) }, (_, k) => Math.floor((k + 0.5) * (size / Math.min(size, 16))));
  const values = places(preSize).flatMap((i) => places(postSize).map((j) => probability.at(where, i, j)));
  return values.reduce((sum, p) => sum + p, 0) / values.length;
}
