import { checkOptions, nameOf, unknownName } from "../check/names.js";
import type { Expr } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { type Dimension, formatDimension, NUMBER, sameDimension, TIME } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { checkKind, declared, isDeclared } from "./declared.js";
import { dimensionOf, PairFunction, type PairValue } from "./pairFunction.js";
import type { Known } from "./parameters.js";
import type { DegreePattern, Pattern } from "./pattern.js";
import { type Drive, type DriveOptions, driveOf, type PoissonInput } from "./poissonInput.js";
import type { Population, PopulationSlice, SourceSlice, SpikeSource } from "./population.js";
import { type SynapseModel, synapse } from "./synapse.js";
import { type Distribution, type ResolvedValue, resolveValue, type Value } from "./values.js";
import { gridSize, type Window, type WindowPattern } from "./window.js";

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
   * row), a distribution, or a function of the two neurons: `(i, j) => nS(…)`.
   */
  readonly w: Value | PairValue;
  readonly pattern?: Pattern;
  /** Conduction delay, rounded to whole steps: one for all, drawn for each synapse, or a function of the two neurons. */
  readonly delay?: Quantity<"time"> | Distribution | PairValue<Quantity<"time">>;
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

/** Values of synapses, with their unit. */
export interface Weights {
  readonly value: ResolvedValue["value"] | PairFunction;
  readonly dimension: Dimension;
}

/** Neurons that lie one after the other. */
export interface Range {
  readonly begin: number;
  readonly size: number;
}

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
  /** The neurons of each side that are joined: the whole populations, or slices of them. */
  readonly ends: { readonly pre: Range; readonly post: Range };
  /** What an arriving spike adds to which variables of the postsynaptic neurons. */
  readonly transmit: readonly { readonly target: string; readonly value: Expr }[];
  readonly w: Weights;
  readonly pattern: Pattern;
  /** In ms. */
  readonly delay: Weights["value"];
  /** In ms, of the postsynaptic event. */
  readonly postDelay: number;
  readonly plasticity?: SynapseModel<S, string, string>;
  readonly normalize?: number;
}

/**
 * Joins two populations, or slices of them: patterns, and functions of (i, j), count the neurons of these.
 *
 * @throws ModelError for a target variable, pattern, weight or delay that does not fit the two populations
 */
export function connect<Post extends Population | PopulationSlice>(
  pre: PoissonInput,
  post: Post,
  options: DriveOptions<Post["model"]["states"][number]>,
): Drive;
export function connect<Post extends Population | PopulationSlice, S extends string = never, A extends string = string>(
  pre: Population | SpikeSource | PopulationSlice | SourceSlice,
  post: Post,
  options: ProjectionOptions<Post["model"]["states"][number], S, Post["model"]["inputs"][number], A>,
): Projection<S | Known<A>>;
export function connect(
  pre: Population | SpikeSource | PopulationSlice | SourceSlice | PoissonInput,
  post: Population | PopulationSlice,
  options: ProjectionOptions<string, string, string> | DriveOptions<string>,
): Projection | Drive {
  checkKind("connect, post", post, ["population", "slice"], "a population: population(100, model)");
  if (!("model" in post)) {
    throw new ModelError("connect, post: found a slice of a source, expected neurons: population(100, model).");
  }
  const kinds = ["population", "source", "slice", "poissonInput"];
  checkKind("connect, pre", pre, kinds, "a population or a source: poisson(100)");
  if (pre.kind === "poissonInput")
    return driveOf(pre, wholeOf<Population>(post), endOf(post), options as DriveOptions<string>);
  return projectionOf(pre, post, options as ProjectionOptions<string, string, string>);
}

function projectionOf(
  pre: Population | SpikeSource | PopulationSlice | SourceSlice,
  post: Population | PopulationSlice,
  options: ProjectionOptions<string, string, string>,
): Projection {
  const where = "connect";
  checkOptions(where, options, OPTIONS, { example: '{ to: "v", w: 1 }', Problem: ModelError });
  if (options.plasticity !== undefined) {
    checkKind(`${where}, plasticity`, options.plasticity, ["synapse"], "a synapse model: synapse({ … })");
  }
  const pattern = options.pattern === undefined ? "dense" : options.pattern;
  const w = resolveWeights(options.w, pre.size, post.size, options.plasticity);
  const joined = { pre: wholeOf(pre), post: wholeOf<Population>(post), ends: { pre: endOf(pre), post: endOf(post) } };
  checkPattern(pattern, pre, post, where);
  if (typeof pattern === "object" && pattern.kind === "degree") checkDegree(pattern, joined, where);
  const delay = resolveDelay(options.delay, where);
  const isOneWeight = typeof w.value === "number";
  const isDrawn = typeof pattern === "object" && pattern.kind === "random" && !pattern.stored;
  const isSlice = [pre, post].some((end) => end.kind === "slice");
  if (isSlice && (isWindow(pattern) || isDrawn)) {
    const [what, remedy] = isWindow(pattern)
      ? [pattern.kind, "Use pairs(…)"]
      : ["sparse({ stored: false })", "Leave out stored: false"];
    throw new ModelError(`${where}: found a slice with ${what}, expected whole populations. ${remedy}.`);
  }
  if (pattern === "allButSelf" || isDrawn)
    checkCommon(pattern, { options, isOneWeight, isOneDelay: typeof delay === "number" });
  if (isWindow(pattern) && w.value instanceof PairFunction) {
    throw new ModelError(
      `${where}, ${pattern.kind}, w: found a function of two neurons, expected weights that all places share. Give them as an array.`,
    );
  }
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
    ...joined,
    transmit,
    w,
    pattern,
    delay,
    postDelay: resolvePostDelay(options, where),
    plasticity: options.plasticity,
    normalize,
  });
}

/** What a slice is one of. */
const wholeOf = <W extends Population | SpikeSource>(end: W | { readonly kind: "slice"; readonly of: W }): W =>
  end.kind === "slice" ? end.of : end;

const endOf = (end: Population | SpikeSource | PopulationSlice | SourceSlice): Range =>
  end.kind === "slice" ? { begin: end.begin, size: end.size } : { begin: 0, size: end.size };

export const isSliced = ({ pre, post, ends }: Projection): boolean =>
  ends.pre.size < pre.size || ends.post.size < post.size;

/**
 * What the number of a presynaptic neuron and that of its own partner differ by, which `self: false` leaves out: the
 * neuron itself in another slice of its population, else the one of the same number.
 */
export const ownOffset = ({ pre, post, ends }: Pick<Projection, "pre" | "post" | "ends">): number =>
  pre === post ? ends.pre.begin - ends.post.begin : 0;

/** Values of the bounds that a rule keeps are asked of each weight of a function when it is computed. */
function resolveWeights(
  given: Value | PairValue,
  preSize: number,
  postSize: number,
  rule: Projection["plasticity"],
): Weights {
  if (typeof given !== "function") return resolveValue(given, "connect, w");
  const dimension = dimensionOf("connect, w", given, preSize, postSize);
  return { value: new PairFunction("w", given, dimension, rule?.bounds.get("w")?.ends), dimension };
}

/** The variables that are added to, and what; `to` stands for those that the synapse model does not name. */
function resolveTargets(
  where: string,
  { model: { states } }: Pick<Population, "model">,
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
function checkSummed(
  where: string,
  { model: { inputs } }: Pick<Population, "model">,
  rule: Projection["plasticity"],
): void {
  for (const { target } of rule?.summed ?? []) {
    if (inputs.includes(target)) continue;
    const known = inputs.length === 0 ? 'none is declared: neuron({ inputs: ["iGap"], … })' : inputs.join(", ");
    throw new ModelError(
      `${where}, plasticity, summed: found "${target}", expected an input of the neurons: ${known}.`,
    );
  }
}

/** The weights lie within the bounds of the rule, and in their unit. */
function checkBounds(where: string, w: Weights, rule: Projection["plasticity"]): void {
  const bounds = rule?.bounds.get("w");
  if (!bounds) return;
  const { dimension, ends } = bounds;
  if (ends.some((end) => end !== 0) && !sameDimension(dimension, w.dimension)) {
    const [found, expected] = [dimension, w.dimension].map(formatDimension);
    throw new ModelError(
      `${where}, plasticity, bounds of "w": found ${found}, expected ${expected}, the unit of the weights.`,
    );
  }
  if (w.value instanceof PairFunction) return;
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

function resolveDelay(given: Quantity<"time"> | Distribution | PairValue | undefined, where: string): Weights["value"] {
  if (given === undefined) return 0;
  if (typeof given === "function") return new PairFunction("delay", given, TIME, [0, LONGEST]);
  const { value, dimension } = resolveValue(given, `${where}, delay`);
  if (sameDimension(dimension, TIME)) return value;
  const found = sameDimension(dimension, NUMBER) ? "a number without a unit" : formatDimension(dimension);
  throw new ModelError(`${where}, delay: found ${found}, expected a time such as ms(1).`);
}

function extent(delay: Weights["value"]): readonly [shortest: number, longest: number] {
  if (typeof delay === "number") return [delay, delay];
  if (delay instanceof PairFunction) return [0, 0];
  if (!(delay instanceof Float64Array)) return [delay.a, delay.b];
  return delay.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Number.POSITIVE_INFINITY, 0],
  );
}

function resolveSum(given: number | Quantity | undefined, w: Weights, where: string): number | undefined {
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

function checkDegree(
  { side, count, self }: DegreePattern,
  joined: Pick<Projection, "pre" | "post" | "ends">,
  where: string,
): void {
  const { pre, post } = joined.ends;
  // Slices of one population may have no neuron in common.
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
