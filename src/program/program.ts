import type { Expr } from "../equations/ast.js";
import type { WindowPattern } from "../model/window.js";

/**
 * The loop program: what every backend executes. Values live in fields, one number per element of a domain; each step
 * runs element loops over domains and event loops over spikes, in the order of docs/architecture.md ("A step").
 *
 * Expressions name fields by their full name (`exc.v`, `inputToExc.w`). In the loops of a projection, `pre.v` and
 * `post.v` are the fields of the two populations at the pre- and postsynaptic neuron of the synapse.
 */
export interface Program {
  /** Step in ms. */
  readonly dt: number;
  readonly seed: number;
  /** Decaying values that come nearer than this to their target are set to it (denormals; see Decay). */
  readonly flush: number;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly fields: ReadonlyMap<string, Field>;
  readonly sources: readonly Source[];
  readonly topologies: ReadonlyMap<string, Topology>;
  readonly normalizations: readonly Normalization[];
  /** What runs in a presentation that learns, and in one where plastic variables are frozen. */
  readonly learning: Schedule;
  readonly frozen: Schedule;
}

/**
 * A set of elements that carry fields: the neurons of a population, or of a projection its rows (one per presynaptic
 * neuron and delay), its columns (one per postsynaptic neuron) or its synapses.
 */
export interface Domain {
  readonly name: string;
  readonly level: "neuron" | "row" | "column" | "synapse";
  readonly size: number;
}

export interface Field {
  readonly name: string;
  readonly domain: string;
  readonly initial: number | Float64Array;
  /** Whole numbers (counters and flags) are kept as 32-bit integers. */
  readonly type: "float" | "int";
  /** Part of what is learned: changed only in presentations that learn. */
  readonly plastic: boolean;
  /** Bounds that every step keeps, found by the compiler; values written from outside must lie within. */
  readonly bounds: readonly [low: number, high: number];
}

/** A population whose spikes are given for each presentation. */
export interface Source {
  readonly name: string;
  readonly size: number;
  readonly input: "rates" | "spikes";
}

export interface Assignment {
  readonly field: string;
  readonly value: Expr;
}

/** x ← target + (x − target)·factor at every step, with |x − target| below `Program.flush` set to 0. */
export interface Decay {
  readonly field: string;
  readonly factor: number;
  readonly target: number;
}

/** One update of every element of a domain; all right sides read the values from before the step. */
export interface ElementLoop {
  readonly domain: string;
  readonly locals: readonly (readonly [name: string, value: Expr])[];
  readonly next: readonly Assignment[];
}

export interface PopulationStep extends ElementLoop {
  readonly size: number;
  /** Fields that stay at their value while the neuron is refractory. */
  readonly held: readonly string[];
  readonly threshold?: Expr;
  /** Steps after a spike before the neuron can spike again, and the field that counts those that are left. */
  readonly refractory: number;
  readonly refractoryField?: string;
  readonly reset: readonly Assignment[];
}

/**
 * Which synapses exist. Rows are numbered pre · delays.length + index of the delay. In a window, synapses share weights:
 * the elements of its synapse domain are the weights of the filters, and there are no events but transmission.
 */
export type Topology =
  | { readonly kind: "dense" | "oneToOne" | "allButSelf" }
  | {
      readonly kind: "sparse";
      /** Synapses of row r: rowStart[r] … rowStart[r + 1], each with its postsynaptic neuron, ascending. */
      readonly rowStart: Int32Array;
      readonly post: Int32Array;
      /** Synapses of column j: columnStart[j] … columnStart[j + 1], as synapse and row, ascending rows. */
      readonly columnStart: Int32Array;
      readonly columnSynapse: Int32Array;
      readonly columnRow: Int32Array;
    }
  | WindowPattern;

export interface ProjectionStep {
  readonly name: string;
  readonly pre: string;
  readonly post: string;
  /** The distinct delays in steps, ascending. */
  readonly delays: readonly number[];
  /** The field that an arriving spike adds `transmit` to. */
  readonly target: string;
  /** Held variables take no input: nothing is added where this field of the postsynaptic neuron is above 0. */
  readonly closedBy?: string;
  readonly transmit: Expr;
  /** Assignments at the arrival of a spike and at a postsynaptic spike, to fields of rows, columns or synapses. */
  readonly onPre: readonly Assignment[];
  readonly onPost: readonly Assignment[];
  /** The column field that marks columns whose weights these events change, for normalization. */
  readonly changed?: string;
}

/**
 * Before each presentation, the weights of each changed column are scaled to the sum: w ← w·sum/total where
 * the total is positive, but to no more than `bound`, which the events keep (infinite where they keep none).
 */
export interface Normalization {
  readonly projection: string;
  readonly weight: string;
  readonly changed: string;
  readonly sum: number;
  readonly bound: number;
}

export interface Schedule {
  /** Per-step updates of fields of rows, columns and synapses that do not merely decay. */
  readonly loops: readonly ElementLoop[];
  readonly populations: readonly PopulationStep[];
  readonly decays: readonly Decay[];
  readonly projections: readonly ProjectionStep[];
}

export const rowDomain = (projection: string): string => `${projection}:rows`;
export const columnDomain = (projection: string): string => `${projection}:columns`;
export const synapseDomain = (projection: string): string => projection;
