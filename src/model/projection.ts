import { checkFlag } from "../check/flag.js";
import { checkOptions, nameOf, optionsOf, unknownName } from "../check/names.js";
import type { Expr } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { formatDimension, NUMBER, sameDimension, TIME } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { readValues } from "../units/values.js";
import { checkKind, declared, isDeclared } from "./declared.js";
import type { LocalPattern } from "./local.js";
import type { Known } from "./parameters.js";
import type { Population, SpikeSource } from "./population.js";
import { type SynapseModel, synapse } from "./synapse.js";
import { type Distribution, type ResolvedValue, resolveValue, type Value } from "./values.js";
import { gridSize, type Window, type WindowPattern } from "./window.js";

/**
 * Which pairs of neurons are joined. `dense`: all; `oneToOne`: equal indices; `allButSelf`: all but equal indices, with
 * one weight for all; `sparse`: each pair with a probability, or the pairs that are listed; or by a window that slides
 * over a grid, with weights that all its places share, or with weights of their own (`local`).
 */
export type Pattern =
  | "dense"
  | "oneToOne"
  | "allButSelf"
  | { readonly kind: "random"; readonly probability: number; readonly self: boolean; readonly stored: boolean }
  | { readonly kind: "pairs"; readonly pre: Int32Array; readonly post: Int32Array }
  | LocalPattern
  | WindowPattern;

export interface SparseOptions {
  /** With which each pair is joined, independently of all others: 0 to 1. */
  readonly probability: number;
  /** False leaves out equal indices. */
  readonly self?: boolean;
  /**
   * False keeps no lists: which neurons a spike reaches is drawn again each time, the same ones. It takes no memory and,
   * at a spike, some nanoseconds for each synapse; for synapses with one constant weight and one delay.
   */
  readonly stored?: boolean;
}

const SPARSE = optionsOf<SparseOptions>({ probability: true, self: true, stored: true });

/** Joins each pair with the given probability, drawn from the network's seed. */
export function sparse(options: SparseOptions): Pattern {
  checkOptions("sparse", options, SPARSE, { example: "{ probability: 0.1 }", Problem: ModelError });
  const { probability, self = true, stored = true } = options;
  if (!(typeof probability === "number" && probability >= 0 && probability <= 1)) {
    throw new ModelError(`sparse: found the probability ${nameOf(probability)}, expected a number from 0 to 1.`);
  }
  checkFlag("sparse, self", self, ModelError);
  checkFlag("sparse, stored", stored, ModelError);
  return declared({ kind: "random", probability, self, stored });
}

/** Joins the listed pairs: synapse s goes from pre[s] to post[s]. Weights given as an array follow this order. */
export function pairs(pre: ArrayLike<number>, post: ArrayLike<number>): Pattern {
  const indices = { kind: "pairs" as const, pre: readIndices("pre", pre), post: readIndices("post", post) };
  if (pre.length === post.length) return declared(indices);
  throw new ModelError(`pairs: found ${pre.length} pre and ${post.length} post indices, expected as many of each.`);
}

function readIndices(side: "pre" | "post", given: ArrayLike<number>): Int32Array {
  const values = readValues(`pairs, ${side}`, given, "an array of indices");
  if (typeof values === "number")
    throw new ModelError(`pairs, ${side}: found ${values}, expected an array of indices.`);
  const wrong = values.findIndex((x) => !Number.isInteger(x) || Math.abs(x) >= 2 ** 31);
  if (wrong < 0) return Int32Array.from(values);
  throw new ModelError(`pairs, ${side}, [${wrong}]: found ${values[wrong]}, expected the index of a neuron.`);
}

/**
 * `to` is the variable of the postsynaptic neurons that an arriving spike is added to; it is left out where a synapse
 * model names the variables itself.
 */
export type ProjectionOptions<
  To extends string,
  S extends string = string,
  I extends string = never,
  A extends string = string,
> = Synapses<To, S, I, A> &
  ({ readonly to: To } | { readonly to?: undefined; readonly plasticity: SynapseModel<S, To, I, A> });

interface Synapses<To extends string, S extends string, I extends string, A extends string> {
  /**
   * Weights: one value, one per synapse (dense: [pre, post], convolution: [height, width, channels, filters], row by
   * row), or a distribution.
   */
  readonly w: Value;
  readonly pattern?: Pattern;
  /** Conduction delay, rounded to whole steps: one for all, or drawn for each synapse. */
  readonly delay?: Quantity<"time"> | Distribution;
  /** How long after its neuron's spike the postsynaptic event, `onPost`, happens; rounded to whole steps. */
  readonly postDelay?: Quantity<"time">;
  readonly plasticity?: SynapseModel<S, To, I, A>;
  /**
   * Sum that the weights onto each postsynaptic neuron are scaled to before each presentation that learns; of a
   * convolution, those of each filter.
   */
  readonly normalize?: number | Quantity;
}

const OPTIONS = [
  "to",
  "w",
  "pattern",
  "delay",
  "postDelay",
  "plasticity",
  "normalize",
] as const satisfies readonly (keyof ProjectionOptions<string>)[];

/** In ms, more than a day: what is longer was meant in another unit. */
const LONGEST = 1e8;

/**
 * The synapses from one population to another. `S` is the union of the names of their variables, without `w`, and of the
 * parameters that can be written.
 */
export interface Projection<S extends string = string> {
  readonly kind: "projection";
  readonly pre: Population | SpikeSource;
  readonly post: Population;
  /** What an arriving spike adds to which variables of the postsynaptic neurons. */
  readonly transmit: readonly { readonly target: string; readonly value: Expr }[];
  readonly w: ResolvedValue;
  readonly pattern: Pattern;
  /** In ms. */
  readonly delay: number | Float64Array | Distribution;
  /** In ms, of the postsynaptic event. */
  readonly postDelay: number;
  readonly plasticity?: SynapseModel<S, string, string>;
  readonly normalize?: number;
}

/**
 * Joins two populations.
 *
 * @throws ModelError for a target variable, pattern, weight or delay that does not fit the two populations
 */
export function connect<Post extends Population, S extends string = never, A extends string = string>(
  pre: Population | SpikeSource,
  post: Post,
  options: ProjectionOptions<Post["model"]["states"][number], S, Post["model"]["inputs"][number], A>,
): Projection<S | Known<A>> {
  const where = "connect";
  checkKind(`${where}, pre`, pre, ["population", "source"], "a population or a source: poisson(100)");
  checkKind(`${where}, post`, post, ["population"], "a population: population(100, model)");
  checkOptions(where, options, OPTIONS, { example: '{ to: "v", w: 1 }', Problem: ModelError });
  if (options.plasticity !== undefined) {
    checkKind(`${where}, plasticity`, options.plasticity, ["synapse"], "a synapse model: synapse({ … })");
  }
  const pattern = options.pattern === undefined ? "dense" : options.pattern;
  const w = resolveValue(options.w, `${where}, w`);
  checkPattern(pattern, pre, post, where);
  const delay = resolveDelay(options.delay, where);
  const isOneWeight = typeof w.value === "number";
  const isDrawn = typeof pattern === "object" && pattern.kind === "random" && !pattern.stored;
  if (pattern === "allButSelf" || isDrawn)
    checkCommon(pattern, { options, isOneWeight, isOneDelay: typeof delay === "number" });
  if (isWindow(pattern)) checkWindow(pattern, { options, isOneWeight, isOneDelay: typeof delay === "number" });
  const [shortest, longest] = extent(delay);
  if (typeof delay === "object" && "kind" in delay && delay.kind === "normal") {
    throw new ModelError(`${where}, delay: found a normal distribution, which has negative values. Use uniform(…).`);
  }
  if (!(shortest >= 0)) throw new ModelError(`${where}, delay: found ${shortest} ms, expected at least 0 ms.`);
  if (!(longest <= LONGEST)) {
    throw new ModelError(`${where}, delay: found ${longest} ms, expected at most ${LONGEST} ms.`);
  }
  const normalize = resolveSum(options.normalize, w, where);
  const transmit = resolveTargets(where, post, options);
  checkSummed(where, post, options.plasticity);
  checkBounds(where, w, options.plasticity);
  return declared({
    kind: "projection",
    pre,
    post,
    transmit,
    w,
    pattern,
    delay,
    postDelay: resolvePostDelay(options, where),
    plasticity: options.plasticity,
    normalize,
  });
}

/** The variables that are added to, and what; `to` stands for those that the synapse model does not name. */
function resolveTargets(
  where: string,
  { model: { states } }: Population,
  { to, plasticity = fixed }: { readonly to?: string; readonly plasticity?: SynapseModel<string, string, string> },
): Projection["transmit"] {
  // A synapse that sums transmits to a variable only where one is named.
  if (to === undefined && plasticity.summed.length > 0 && plasticity.transmitsByDefault) return [];
  const check = (at: string, given: unknown): string => {
    if (typeof given === "string" && states.includes(given)) return given;
    const problem = typeof given === "string" && unknownName("a state variable", given, states);
    throw new ModelError(
      `${where}, ${at}: ${problem || `found ${nameOf(given)}, expected a state variable: ${states.join(", ")}.`}`,
    );
  };
  const takesTo = plasticity.transmit.some(({ target }) => target === undefined);
  if (!takesTo && to !== undefined) {
    throw new ModelError(
      `${where}, to: found ${nameOf(to)}, expected none, as the synapse model names the variables itself. Leave it out.`,
    );
  }
  return plasticity.transmit.map(({ target, value }) => {
    return { target: target === undefined ? check("to", to) : check("plasticity, transmit", target), value };
  });
}

const fixed = synapse({});

/** Inputs that the postsynaptic neurons declare, on synapses that are not shared. */
function checkSummed(where: string, { model: { inputs } }: Population, rule: Projection["plasticity"]): void {
  for (const { target } of rule?.summed ?? []) {
    if (inputs.includes(target)) continue;
    const known = inputs.length === 0 ? 'none is declared: neuron({ inputs: ["iGap"], … })' : inputs.join(", ");
    throw new ModelError(
      `${where}, plasticity, summed: found "${target}", expected an input of the neurons: ${known}.`,
    );
  }
}

/** The weights lie within the bounds of the rule, and in their unit. */
function checkBounds(where: string, w: ResolvedValue, rule: Projection["plasticity"]): void {
  const bounds = rule?.bounds.get("w");
  if (!bounds) return;
  const { dimension, ends } = bounds;
  if (ends.some((end) => end !== 0) && !sameDimension(dimension, w.dimension)) {
    const [found, expected] = [dimension, w.dimension].map(formatDimension);
    throw new ModelError(
      `${where}, plasticity, bounds of "w": found ${found}, expected ${expected}, the unit of the weights.`,
    );
  }
  const [low, high] = extentOf(w.value);
  if (low >= ends[0] && high <= ends[1]) return;
  throw new ModelError(
    `${where}, w: found weights from ${low} to ${high}, expected them within the bounds of the synapse model, ` +
      `${ends[0]} to ${ends[1]}. Change either.`,
  );
}

/** The least and the largest; those that a normal distribution may give are not known. */
function extentOf(value: ResolvedValue["value"]): readonly [number, number] {
  if (typeof value === "number") return [value, value];
  if (!(value instanceof Float64Array)) return value.kind === "uniform" ? [value.a, value.b] : [value.a, value.a];
  return value.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [value[0], value[0]],
  );
}

function resolvePostDelay(
  { postDelay, plasticity }: { readonly postDelay?: Quantity<"time">; readonly plasticity?: Projection["plasticity"] },
  where: string,
): number {
  if (postDelay === undefined) return 0;
  const delay = valueIn(`${where}, postDelay`, postDelay, ms, "ms(1)");
  if (!(delay >= 0 && delay <= LONGEST)) {
    throw new ModelError(`${where}, postDelay: found ${delay} ms, expected from 0 to ${LONGEST} ms.`);
  }
  if (plasticity === undefined || plasticity.onPost.length === 0) {
    throw new ModelError(
      `${where}, postDelay: found one without a rule for onPost. Give such a rule, or leave it out.`,
    );
  }
  return delay;
}

function resolveDelay(given: Quantity<"time"> | Distribution | undefined, where: string): ResolvedValue["value"] {
  if (given === undefined) return 0;
  const { value, dimension } = resolveValue(given, `${where}, delay`);
  if (sameDimension(dimension, TIME)) return value;
  const found = sameDimension(dimension, NUMBER) ? "a number without a unit" : formatDimension(dimension);
  throw new ModelError(`${where}, delay: found ${found}, expected a time such as ms(1).`);
}

function extent(delay: ResolvedValue["value"]): readonly [shortest: number, longest: number] {
  if (typeof delay === "number") return [delay, delay];
  if (!(delay instanceof Float64Array)) return [delay.a, delay.b];
  return delay.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Number.POSITIVE_INFINITY, 0],
  );
}

function resolveSum(given: number | Quantity | undefined, w: ResolvedValue, where: string): number | undefined {
  if (given === undefined) return undefined;
  const { value, dimension } = resolveValue(given, `${where}, normalize`);
  if (!(typeof value === "number" && value > 0)) {
    throw new ModelError(
      `${where}, normalize: found ${given instanceof Quantity ? given : nameOf(given)}, expected one positive sum of weights.`,
    );
  }
  if (sameDimension(dimension, w.dimension)) return value;
  const [found, expected] = [dimension, w.dimension].map(formatDimension);
  throw new ModelError(`${where}, normalize: found a sum in ${found}, expected ${expected}, the unit of the weights.`);
}

export const isWindow = (pattern: Pattern): pattern is WindowPattern =>
  typeof pattern === "object" && "window" in pattern && pattern.kind !== "local";

/** Populations that lie on grids have a neuron for each place and channel, and the same grid where they have one. */
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

/** What a pattern has to know of the neurons at one end. */
type End = Pick<Population, "size" | "grid">;

/** The synapses of a window share their weights, of which pools have one that is constant. */
function checkWindow(
  { kind }: WindowPattern,
  given: {
    readonly options: { readonly plasticity?: Projection["plasticity"]; readonly normalize?: unknown };
    readonly isOneWeight: boolean;
    readonly isOneDelay: boolean;
  },
): void {
  const where = `connect, ${kind}`;
  const { plasticity, normalize } = given.options;
  const isPool = kind !== "convolution";
  const found = (
    [
      [isPool && plasticity !== undefined, "plasticity"],
      [isPool && normalize !== undefined, "normalize"],
      [isPool && !given.isOneWeight, "several weights"],
      [(plasticity?.summed.length ?? 0) > 0, "sums over synapses"],
      [!given.isOneDelay, "several delays"],
    ] as const
  ).find(([isThere]) => isThere)?.[1];
  if (found === undefined) return;
  const expected = isPool ? "one constant weight" : "weights that all places share, which spikes transmit";
  throw new ModelError(
    `${where}: found ${found}, expected ${expected}, and one delay. Use local(…) or pairs(…) for synapses with values ` +
      "of their own.",
  );
}

/** "allButSelf" and what is not stored keep nothing per synapse. */
function checkCommon(
  pattern: Pattern,
  given: {
    readonly options: { readonly plasticity?: Projection["plasticity"]; readonly normalize?: unknown };
    readonly isOneWeight: boolean;
    readonly isOneDelay: boolean;
  },
): void {
  const isNamed = pattern === "allButSelf";
  const { plasticity, normalize } = given.options;
  const events = [...(plasticity?.onPre ?? []), ...(plasticity?.onPost ?? []), ...(plasticity?.odes ?? [])];
  const found = (
    [
      [events.some((e) => e.state === "w"), "weights that learn"],
      [!isNamed && (plasticity?.summed.length ?? 0) > 0, "sums over synapses"],
      [normalize !== undefined, "normalize"],
      [!given.isOneWeight, "several weights"],
      [!given.isOneDelay, "several delays"],
    ] as const
  ).find(([isThere]) => isThere)?.[1];
  if (found === undefined) return;
  const [what, remedy] = isNamed
    ? ['the pattern "allButSelf"', "Use sparse({ probability: 1, self: false })."]
    : ["sparse({ stored: false })", "Leave out stored: false."];
  throw new ModelError(`connect: found ${found} with ${what}, which has one constant weight and one delay. ${remedy}`);
}

const NAMED_PATTERNS: readonly unknown[] = ["dense", "oneToOne", "allButSelf"];

function checkPattern(pattern: Pattern, pre: End, post: End, where: string): void {
  const [preSize, postSize] = [pre.size, post.size];
  if (!NAMED_PATTERNS.includes(pattern) && !isDeclared(pattern)) {
    throw new ModelError(
      `${where}, pattern: found ${nameOf(pattern)}, expected "dense", "oneToOne", "allButSelf", sparse(…), pairs(…), ` +
        "local(…), convolution(…), maxPool(…) or avgPool(…).",
    );
  }
  if ((pattern === "oneToOne" || pattern === "allButSelf") && preSize !== postSize) {
    throw new ModelError(
      `${where}: found ${preSize} pre and ${postSize} post neurons, expected as many of each for "${pattern}".`,
    );
  }
  if (typeof pattern === "object" && "window" in pattern) {
    checkGrids(`${where}, ${pattern.kind}`, pattern.window, pre, post);
  }
  if (typeof pattern === "object" && pattern.kind === "pairs") {
    const outside = (indices: Int32Array, size: number) => indices.findIndex((i) => i < 0 || i >= size);
    for (const [side, indices, size] of [
      ["pre", pattern.pre, preSize],
      ["post", pattern.post, postSize],
    ] as const) {
      const at = outside(indices, size);
      if (at < 0) continue;
      throw new ModelError(
        `${where}, pairs: found the ${side} index ${indices[at]} at ${at}, expected 0 to ${size - 1}.`,
      );
    }
  }
}
