import type { Grid, WindowPattern } from "../model/window.js";
import type { Domain, Field } from "./field.js";
import type { SparseTopology } from "./sparse.js";
import type { Value } from "./value.js";

export type { Domain, Field } from "./field.js";
export { type Side, sideOf } from "./value.js";

/**
 * The loop program, which every backend executes. Values live in fields, one number for each element of a domain; each
 * step runs loops over domains and over spikes, in the order of docs/architecture.md ("A step"). All references are
 * direct: no name has to be looked up. `verify` (verify.ts) checks all that is promised here.
 */
export interface Program {
  /** Step in ms. */
  readonly dt: number;
  readonly seed: number;
  /** Decaying values closer than this to their target are set to it: denormal numbers are slow. */
  readonly flush: number;
  /** By full name: `exc.v`, `inputToExc.w`. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly sources: readonly Source[];
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
  /** The fields that merely decay, each at most once. */
  readonly decays: readonly Decay[];
  /** The steps of a presentation that learns. */
  readonly learning: Schedule;
  /** The same without changes of plastic fields. */
  readonly frozen: Schedule;
}

/** Neurons whose spikes are given for each presentation. */
export interface Source {
  readonly kind: "source";
  readonly name: string;
  readonly size: number;
  readonly input: "rates" | "spikes";
  /** In steps, over the projections from it. */
  readonly longestDelay: number;
}

export interface Population {
  readonly kind: "population";
  readonly name: string;
  readonly size: number;
  /** Whether it has a threshold. */
  readonly spikes: boolean;
  /** In steps, over the projections from it and postsynaptic events. */
  readonly longestDelay: number;
}

export interface Projection {
  readonly name: string;
  readonly pre: Source | Population;
  readonly post: Population;
  /** The distinct delays in steps, ascending. */
  readonly delays: readonly number[];
  /** Steps from the postsynaptic neuron's spike to the postsynaptic event. */
  readonly postDelay: number;
  /** Presynaptic neurons × delays: row = pre · delays.length + index of the delay. */
  readonly rows: number;
  readonly topology: Topology;
  readonly normalization?: Normalization;
}

/**
 * Which synapses exist. In a convolution, synapses share weights: the elements of the synapse domain are those of the
 * filters, and the changes by events are summed ({@link isShared}). Pools have transmission, but no other events.
 */
export type Topology = { readonly kind: "dense" | "oneToOne" | "allButSelf" } | SparseTopology | WindowPattern;

/**
 * Whether several synapses share one element of the synapse domain. Then all spikes of a step are one event: all right
 * sides read the values from before it, the changes of all synapses are summed, and the variable moves by their sum,
 * within its field's bounds.
 */
export const isShared = ({ topology }: Pick<Projection, "topology">): boolean => topology.kind === "convolution";

/**
 * Normalization at the start of a presentation: the weights of each marked group are scaled to the sum, w ← w·sum/total
 * if the total is positive, but to no more than `bound`, which events enforce (infinite if they do not). A group is a
 * column, or a filter of a convolution; column j belongs to group j mod `groups`, and so does element j of a filter.
 * Groups with a weight that has changed since are marked; the executable keeps the marks.
 */
export interface Normalization {
  readonly weight: Field;
  /** The number of groups. */
  readonly groups: number;
  readonly sum: number;
  readonly bound: number;
}

/** x ← target + (x − target)·factor at every step, with |x − target| below `Program.flush` set to 0. */
export interface Decay {
  readonly field: Field;
  readonly factor: number;
  readonly target: number;
  /** Whether it continues while nothing is learned. */
  readonly whileFrozen: boolean;
}

export interface Assignment {
  readonly field: Field;
  readonly value: Value;
}

export interface Schedule {
  readonly populations: readonly PopulationStep[];
  readonly projections: readonly ProjectionStep[];
  /** The program's decays that run. */
  readonly decays: readonly Decay[];
}

/** After a spike, a neuron is refractory, and cannot spike again, while a field is above 0. */
export interface Refractory {
  readonly left: Field;
  /** What a spike sets the field to: a number, or one for each neuron. */
  readonly steps: number | Field;
  /**
   * If absent, the field is counted down in each step. If given, it is set to 0 once this is 0, by the values before
   * the step.
   */
  readonly during?: Value;
}

/**
 * Of the neurons that meet the threshold and are not refractory, those spike for which the limits leave room, taken by
 * descending margin, then by descending lot, then by ascending index.
 */
export interface Competition {
  readonly margin: Value;
  /** Drawn for each neuron, if a lot decides between equal margins. */
  readonly lot?: Value;
  /** Neuron (y·width + x)·maps + map; 1 × 1 × size for a population without a grid. */
  readonly grid: Grid;
  /** Maximum number of winners, in all and in each map; infinite without a limit. */
  readonly count: number;
  readonly perMap: number;
  /** No two winners are at most this many places apart along both axes; undefined without such a limit. */
  readonly radius?: number;
  /** Whether all neurons for which the winners leave no room become refractory, as if they had spiked. */
  readonly inhibits: boolean;
}

export interface PopulationStep {
  readonly population: Population;
  /** Inputs from synapses: 0 at the start of each step, before the projections' `sums`. */
  readonly inputs: readonly Field[];
  /** The state update; all right sides read the values from before the step. Held fields stay while refractory. */
  readonly next: readonly (Assignment & { readonly held: boolean })[];
  /** The condition for a spike: true unless it is 0. */
  readonly threshold?: Value;
  readonly competition?: Competition;
  readonly refractory?: Refractory;
  /** What many sources add to each neuron in a step, before arriving spikes: see `Transmission`. */
  readonly drives: readonly Transmission[];
  /** What a spike sets at the end of the step; right sides read the values from before. */
  readonly reset: readonly Assignment[];
}

/** The update of all rows, columns or synapses; all right sides read the values from before the step. */
export interface ElementLoop {
  readonly domain: Domain;
  readonly next: readonly Assignment[];
}

export interface ProjectionStep {
  readonly projection: Projection;
  /** The start of a step: every synapse adds a value to an input of its postsynaptic neuron. */
  readonly sums: readonly Summation[];
  /** Updates in every step of fields that do not merely decay. */
  readonly loops: readonly ElementLoop[];
  /** What an arriving spike adds at each synapse, each to a different field; all values are those from before. */
  readonly transmit: readonly Transmission[];
  /** Assignments when a spike arrives: at each synapse, then once for its row. */
  readonly onPre: Event<"row">;
  /** Assignments when the postsynaptic neuron spikes: at each synapse, then once for its column. */
  readonly onPost: Event<"column">;
  /**
   * A column field that decays to 0, while which `onPre` changes no synapse: only columns where it is not 0 need a
   * visit.
   */
  readonly guard?: Field;
  /** Whether, within one population, arriving spikes may change what they read of their own neuron, `pre.target`. */
  readonly feedsBack: boolean;
  /**
   * Whether an event reads a target of the postsynaptic neuron, so that each spike sees the effect of those before it.
   */
  readonly readsTarget: boolean;
}

/** What every synapse adds, in every step, to an input of its postsynaptic neuron, from the values before the step. */
export interface Summation {
  readonly target: Field;
  readonly value: Value;
}

/** What an arriving spike adds to a field of the postsynaptic neurons. */
export interface Transmission {
  readonly target: Field;
  /** Holds the rounding error of the sum in 32 bits, if the target has such a field. */
  readonly compensation?: Field;
  readonly value: Value;
  /** Held variables take no input: nothing is added while this field of the postsynaptic neuron is above 0. */
  readonly closedBy?: Field;
}

/** Right sides read the values from before the event. */
export type Event<Whole extends "row" | "column"> = {
  readonly synapse: readonly Assignment[];
  /** Whether they change normalized weights, whose groups are then marked. */
  readonly marks: boolean;
} & { readonly [W in Whole]: readonly Assignment[] };

/** Whether postsynaptic events or normalization visit the synapses of single columns. */
export const goesAlongColumns = (step: ProjectionStep | undefined): boolean =>
  step !== undefined && (step.onPost.synapse.length > 0 || step.projection.normalization !== undefined);

/** The right sides of assignments, or transmitted values. */
export const valuesOf = (given: readonly { readonly value: Value }[]): readonly Value[] => given.map((a) => a.value);

/** The projections whose normalized weights change in every step that learns, so that all their columns are marked. */
export const driftingWeights = ({ learning }: Program): readonly Projection[] =>
  learning.projections.flatMap(({ projection, loops }) => {
    const weight = projection.normalization?.weight;
    return loops.some(({ next }) => next.some((a) => a.field === weight)) ? [projection] : [];
  });

/** All values that a program computes. */
export function allValues({ learning: { populations, projections } }: Program): readonly Value[] {
  return [
    ...populations.flatMap((step) => [
      ...valuesOf([...step.next, ...step.drives, ...step.reset]),
      ...conditionsOf(step),
    ]),
    ...projections.flatMap(({ sums, loops, transmit, onPre, onPost }) => [
      ...valuesOf(loops.flatMap((loop) => loop.next)),
      ...valuesOf([...onPre.synapse, ...onPre.row, ...onPost.synapse, ...onPost.column]),
      ...valuesOf([...sums, ...transmit]),
    ]),
  ];
}

/** The values that decide who spikes: the conditions for spikes and refractoriness, and those of the competition. */
export const conditionsOf = ({ threshold, refractory, competition }: PopulationStep): readonly Value[] =>
  [threshold, refractory?.during, competition?.margin, competition?.lot].flatMap((value) => value ?? []);
