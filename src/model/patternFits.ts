import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { isMade } from "./declared.js";
import { type Ends, ownOffset } from "./ends.js";
import { PairFunction } from "./pairFunction.js";
import type { DegreePattern, Pattern } from "./pattern.js";
import type { Population } from "./population.js";
import type { SynapseModel } from "./synapse.js";
import type { Weights } from "./weights.js";
import { gridSize, type Window, type WindowPattern } from "./window.js";

export const isWindow = (pattern: Pattern): pattern is WindowPattern =>
  typeof pattern === "object" && "window" in pattern && pattern.kind !== "local";

const NAMED: readonly unknown[] = ["dense", "oneToOne", "allButSelf"];
const MADE = ["random", "profile", "degree", "pairs", "local", "convolution", "maxPool", "avgPool"];

/** What a pattern needs to know about one end. */
type End = Pick<Population, "size" | "grid">;

/**
 * Checks that a pattern suits the neurons that it joins.
 * @param pre @param post the ends as given: populations, with their grids, or slices
 * @throws ModelError unless it is a pattern, and suits them
 */
export function checkPattern(
  where: string,
  pattern: Pattern,
  { pre, post }: { pre: End; post: End },
  joined: Ends,
): void {
  if (!NAMED.includes(pattern) && !isMade(pattern, MADE)) {
    throw new ModelError(
      `${where}, pattern: found ${nameOf(pattern)}, expected "dense", "oneToOne", "allButSelf", sparse(…), pairs(…), ` +
        "local(…), convolution(…), maxPool(…) or avgPool(…).",
    );
  }
  if ((pattern === "oneToOne" || pattern === "allButSelf") && pre.size !== post.size) {
    throw new ModelError(
      `${where}: found ${pre.size} pre and ${post.size} post neurons, expected the same number of each for "${pattern}".`,
    );
  }
  if (typeof pattern !== "object") return;
  if ("window" in pattern) checkGrids(`${where}, ${pattern.kind}`, pattern.window, pre, post);
  if (pattern.kind === "degree") checkDegree(where, pattern, joined);
  if (pattern.kind !== "pairs") return;
  for (const [side, indices, size] of [
    ["pre", pattern.pre, pre.size],
    ["post", pattern.post, post.size],
  ] as const) {
    const at = indices.findIndex((i) => i < 0 || i >= size);
    if (at < 0) continue;
    throw new ModelError(
      `${where}, pairs: found the ${side} index ${indices[at]} at ${at}, expected 0 to ${size - 1}.`,
    );
  }
}

/** A population needs a neuron for each place and channel; if it has a grid itself, that must be the same. */
function checkGrids(where: string, { input, output }: Window, pre: End, post: End): void {
  for (const [side, { size, grid: own }, grid] of [
    ["pre", pre, input],
    ["post", post, output],
  ] as const) {
    if (own && own.join() !== grid.join()) {
      throw new ModelError(
        `${where}: found ${side} neurons on a grid of ${own.join(" × ")}, expected ${grid.join(" × ")} (height × width × channels).`,
      );
    }
    if (size === gridSize(grid)) continue;
    throw new ModelError(
      `${where}: found ${size} ${side} neurons, expected ${grid.join(" × ")} = ${gridSize(grid)} (height × width × channels).`,
    );
  }
}

function checkDegree(where: string, { side, count, self }: DegreePattern, joined: Ends): void {
  const { pre, post } = joined.ends;
  // Slices of one population may be disjoint.
  const offset = ownOffset(joined);
  const isSelfThere = offset > -pre.size && offset < post.size;
  const most = (side === "in" ? pre.size : post.size) - (self || !isSelfThere ? 0 : 1);
  if (count <= most) return;
  const [name, partners] = side === "in" ? ["inDegree", "presynaptic"] : ["outDegree", "postsynaptic"];
  throw new ModelError(
    `${where}, ${name}: found ${count}, expected at most ${most}, as each neuron has that many ${partners} neurons to choose ` +
      `from${self ? "" : " without itself"}.`,
  );
}

/** The properties of a projection's synapses. */
interface Synapses {
  readonly plasticity?: SynapseModel<string, string, string>;
  readonly normalize?: unknown;
  readonly w: Weights["value"];
  readonly delay: Weights["value"];
  /** Whether one end is a slice. */
  readonly isSlice: boolean;
}

/**
 * Patterns that keep nothing for single synapses join whole populations, with one delay, and weights that are constant
 * or shared.
 * @throws ModelError for anything else, with a pattern that supports it
 */
export function checkSynapses(where: string, pattern: Pattern, given: Synapses): void {
  const isDrawn = typeof pattern === "object" && pattern.kind === "random" && !pattern.stored;
  if (given.isSlice && (isWindow(pattern) || isDrawn)) {
    const [what, remedy] = isWindow(pattern)
      ? [pattern.kind, "Use pairs(…)"]
      : ["sparse({ stored: false })", "Leave out stored: false"];
    throw new ModelError(`${where}: found a slice with ${what}, expected whole populations. ${remedy}.`);
  }
  if (isWindow(pattern)) checkWindow(where, pattern, given);
  else if (pattern === "allButSelf" || isDrawn) checkCommon(where, pattern, given);
}

/** The synapses of a window share their weights; a pool has one constant weight. */
function checkWindow(where: string, { kind }: WindowPattern, { plasticity, normalize, w, delay }: Synapses): void {
  if (w instanceof PairFunction) {
    throw new ModelError(
      `${where}, ${kind}, w: found a function of two neurons, expected weights that all places share. Give them as an array.`,
    );
  }
  const isPool = kind !== "convolution";
  const found = firstOf([
    [isPool && plasticity !== undefined, "plasticity"],
    [isPool && normalize !== undefined, "normalize"],
    [isPool && typeof w !== "number", "several weights"],
    [(plasticity?.summed.length ?? 0) > 0, "sums over synapses"],
    [typeof delay !== "number", "several delays"],
  ]);
  if (found === undefined) return;
  const expected = isPool ? "one constant weight" : "weights that all places share, which spikes transmit";
  throw new ModelError(
    `${where}, ${kind}: found ${found}, expected ${expected}, and one delay. Use local(…) or pairs(…) for synapses with values ` +
      "of their own.",
  );
}

/** `"allButSelf"` and patterns that are not stored keep nothing per synapse. */
function checkCommon(where: string, pattern: Pattern, { plasticity, normalize, w, delay }: Synapses): void {
  const isNamed = pattern === "allButSelf";
  const events = [...(plasticity?.onPre ?? []), ...(plasticity?.onPost ?? []), ...(plasticity?.odes ?? [])];
  const found = firstOf([
    [events.some((e) => e.state === "w"), "weights that learn"],
    [!isNamed && (plasticity?.summed.length ?? 0) > 0, "sums over synapses"],
    [normalize !== undefined, "normalize"],
    [typeof w !== "number", "several weights"],
    [typeof delay !== "number", "several delays"],
  ]);
  if (found === undefined) return;
  const [what, remedy] = isNamed
    ? ['the pattern "allButSelf"', "Use sparse({ probability: 1, self: false })."]
    : ["sparse({ stored: false })", "Leave out stored: false."];
  throw new ModelError(`${where}: found ${found} with ${what}, which has one constant weight and one delay. ${remedy}`);
}

/** The first reason that applies. */
const firstOf = (reasons: readonly (readonly [isThere: boolean, what: string])[]): string | undefined =>
  reasons.find(([isThere]) => isThere)?.[1];
