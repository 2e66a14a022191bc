import { checkFlag } from "../check/flag.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { NUMBER } from "../units/dimension.js";
import { readValues } from "../units/values.js";
import { declared } from "./declared.js";
import type { LocalPattern } from "./local.js";
import { PairFunction, type PairValue } from "./pairFunction.js";
import { checkSize } from "./population.js";
import type { WindowPattern } from "./window.js";

/**
 * Which pairs of neurons are joined. `dense`: all; `oneToOne`: equal indices; `allButSelf`: all but equal indices, with
 * one weight for all; `sparse`: each pair with a probability, a fixed number of partners for each neuron, or listed
 * pairs; or a window that slides over a grid, with weights shared by all its places or with weights of their own
 * (`local`).
 */
export type Pattern =
  | "dense"
  | "oneToOne"
  | "allButSelf"
  | { readonly kind: "random"; readonly probability: number; readonly self: boolean; readonly stored: boolean }
  | { readonly kind: "profile"; readonly probability: PairFunction; readonly self: boolean }
  | DegreePattern
  | { readonly kind: "pairs"; readonly pre: Int32Array; readonly post: Int32Array }
  | LocalPattern
  | WindowPattern;

/** Each neuron of one side has the same number of distinct partners. */
export interface DegreePattern {
  readonly kind: "degree";
  /** `in`: presynaptic partners of each postsynaptic neuron; `out`: postsynaptic ones of each presynaptic neuron. */
  readonly side: "in" | "out";
  readonly count: number;
  readonly self: boolean;
}

interface Common {
  /** False excludes equal indices; between slices of one population, it excludes pairs of a neuron and itself. */
  readonly self?: boolean;
}

/** Each pair is joined with a probability, independently of all others. */
interface ProbabilityOptions extends Common {
  /** From 0 to 1: one for all pairs, or a function of the two neurons. */
  readonly probability: number | PairValue<number>;
  /**
   * False keeps no lists: the targets of a spike are drawn again at every spike, always the same. This takes no memory
   * and, at a spike, some nanoseconds for each synapse. Only for synapses with one constant probability, weight and
   * delay.
   */
  readonly stored?: boolean;
  readonly inDegree?: undefined;
  readonly outDegree?: undefined;
}

/** Each postsynaptic neuron has exactly this number of distinct presynaptic partners. */
interface InDegreeOptions extends Common {
  readonly inDegree: number;
  readonly outDegree?: undefined;
  readonly probability?: undefined;
  readonly stored?: undefined;
}

/** Each presynaptic neuron has exactly this number of distinct postsynaptic partners. */
interface OutDegreeOptions extends Common {
  readonly outDegree: number;
  readonly inDegree?: undefined;
  readonly probability?: undefined;
  readonly stored?: undefined;
}

export type SparseOptions = ProbabilityOptions | InDegreeOptions | OutDegreeOptions;

const SPARSE = optionsOf<SparseOptions>({
  probability: true,
  inDegree: true,
  outDegree: true,
  self: true,
  stored: true,
});
const WAYS = ["probability", "inDegree", "outDegree"] as const;

/**
 * Joins some pairs, drawn from the network's seed: each with a probability, which may be a function of the two neurons,
 * `sparse({ probability: (i, j) => Math.exp(-distance(i, j)) })`; or so that each neuron has a fixed number of distinct
 * partners, `sparse({ inDegree: 100 })` or `sparse({ outDegree: 100 })`.
 *
 * @throws ModelError unless exactly one valid probability or number of partners is given
 */
export function sparse(options: SparseOptions): Pattern {
  checkOptions("sparse", options, SPARSE, { example: "{ probability: 0.1 }", Problem: ModelError });
  const { probability, self = true, stored = true } = options;
  const given = WAYS.filter((way) => options[way] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "neither a probability nor a number of partners" : given.join(" and ");
    throw new ModelError(`sparse: found ${found}, expected one of ${WAYS.join(", ")}.`);
  }
  checkFlag("sparse, self", self, ModelError);
  checkFlag("sparse, stored", stored, ModelError);
  if (typeof probability === "number" && probability >= 0 && probability <= 1) {
    return declared({ kind: "random", probability, self, stored });
  }
  if (!stored) {
    throw new ModelError(
      "sparse: found stored: false without one probability for all pairs, expected one, from which rows are redrawn. Leave " +
        "out stored: false.",
    );
  }
  if (typeof probability === "function") {
    const profile = new PairFunction("sparse, the probability", probability, NUMBER, [0, 1]);
    return declared({ kind: "profile", probability: profile, self });
  }
  const [way] = given;
  if (way === "probability") {
    throw new ModelError(
      `sparse: found the probability ${nameOf(probability)}, expected a number from 0 to 1, or a function of (i, j).`,
    );
  }
  const count = Number(options[way]);
  if (!(typeof options[way] === "number" && Number.isInteger(count) && count >= 0)) {
    throw new ModelError(`sparse, ${way}: found ${nameOf(options[way])}, expected a whole number of at least 0.`);
  }
  if (count > 0) checkSize(count, `sparse, ${way}`);
  return declared({ kind: "degree", side: way === "inDegree" ? "in" : "out", count, self });
}

/** Joins the listed pairs: synapse s goes from pre[s] to post[s]. Weights given as an array follow this order. */
export function pairs(pre: ArrayLike<number>, post: ArrayLike<number>): Pattern {
  const indices = { kind: "pairs" as const, pre: readIndices("pre", pre), post: readIndices("post", post) };
  if (pre.length === post.length) return declared(indices);
  throw new ModelError(
    `pairs: found ${pre.length} pre and ${post.length} post indices, expected the same number of each.`,
  );
}

function readIndices(side: "pre" | "post", given: ArrayLike<number>): Int32Array {
  const values = readValues(`pairs, ${side}`, given, "an array of indices");
  if (typeof values === "number")
    throw new ModelError(`pairs, ${side}: found ${values}, expected an array of indices.`);
  const wrong = values.findIndex((x) => !Number.isInteger(x) || Math.abs(x) >= 2 ** 31);
  if (wrong < 0) return Int32Array.from(values);
  throw new ModelError(`pairs, ${side}, [${wrong}]: found ${values[wrong]}, expected the index of a neuron.`);
}
