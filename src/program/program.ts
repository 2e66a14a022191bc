import type { Grid, WindowPattern } from "../model/window.js";
import type { Domain, Field } from "./field.js";
import type { SparseTopology } from "./sparse.js";
import type { Value } from "./value.js";

export type { Domain, Field } from "./field.js";
export { type Side, sideOf } from "./value.js";

/**
 * The loop program: what every backend executes. Values live in fields, one number for each element of a domain; each
 * step runs loops over domains and over spikes, in the order of docs/architecture.md ("A step"). Everything refers to
 * everything else directly: no name has to be looked up. `verify` (verify.ts) checks all that is promised here.
 */
export interface Program {
  /** Step in ms. */
  readonly dt: number;
  readonly seed: number;
  /** Decaying values that come nearer than this to their target are set to it: denormal numbers are slow. */
  readonly flush: number;
  /** By full name: `exc.v`, `inputToExc.w`. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly sources: readonly Source[];
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
  /** Every field that merely decays, at most once each. */
  readonly decays: readonly Decay[];
  /** What runs in a presentation that learns. */
  readonly learning: Schedule;
  /** The same without what changes plastic fields. */
  readonly frozen: Schedule;
}

/** Neurons whose spikes are given for each presentation. */
export interface Source {
  readonly kind: "source";
  readonly name: string;
  readonly size: number;
  readonly input: "rates" | "spikes";
  /** In steps: of the projections from it. */
  readonly longestDelay: number;
}

export interface Population {
  readonly kind: "population";
  readonly name: string;
  readonly size: number;
  /** Whether it has a threshold. */
  readonly spikes: boolean;
  /** In steps: of the projections from it, and of postsynaptic events. */
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
 * filters, and what events change is added up ({@link isShared}). Pools have no events but transmission.
 */
export type Topology = { readonly kind: "dense" | "oneToOne" | "allButSelf" } | SparseTopology | WindowPattern;

/**
 * Whether several synapses are one element of the synapse domain. Then an event is all spikes of a step together: every
 * right side reads the values from before the first of them, the changes of all synapses are added up, and the variable is
 * moved by their sum, within its field's bounds.
 */
export const isShared = ({ topology }: Pick<Projection, "topology">): boolean => topology.kind === "convolution";

/**
 * A presentation may begin with it: the weights of each marked group are scaled to the sum, w ← w·sum/total where the
 * total is positive, but to no more than `bound`, which the events keep (infinite where they keep none). A group is a
 * column, or a filter of a convolution; column j belongs to group j mod `groups`, and so does a filter's element. Marked
 * are groups of which a weight has changed since: the executable keeps the marks.
 */
export interface Normalization {
  readonly weight: Field;
  /** How many there are. */
  readonly groups: number;
  readonly sum: number;
  readonly bound: number;
}

/** x ← target + (x − target)·factor at every step, with |x − target| below `Program.flush` set to 0. */
export interface Decay {
  readonly field: Field;
  readonly factor: number;
  readonly target: number;
  /** Whether it goes on where nothing is learned. */
  readonly whileFrozen: boolean;
}

export interface Assignment {
  readonly field: Field;
  readonly value: Value;
}

export interface Schedule {
  readonly populations: readonly PopulationStep[];
  readonly projections: readonly ProjectionStep[];
  /** Those of the program's decays that run. */
  readonly decays: readonly Decay[];
}

/** A neuron that spikes is refractory, and cannot spike again, while a field is above 0. */
export interface Refractory {
  readonly left: Field;
  /** What a spike sets it to: a number, or one for each neuron. */
  readonly steps: number | Field;
  /** At each step it is counted down, or, where this is given, set to 0 where this is 0, from the values before the step. */
  readonly during?: Value;
}

/**
 * Of the neurons that meet the threshold, and are not refractory, those spike for which the limits leave room: they are
 * taken by descending margin, then by descending lot, then by ascending index.
 */
export interface Competition {
  readonly margin: Value;
  /** Drawn for each neuron, where a lot decides between equal margins. */
  readonly lot?: Value;
  /** Neuron (y·width + x)·maps + map; of a population without places 1 × 1 × its size. */
  readonly grid: Grid;
  /** Most winners in all, and in each map; infinite where there is no limit. */
  readonly count: number;
  readonly perMap: number;
  /** No two winners are at most so many places apart along both axes; undefined where there is no such limit. */
  readonly radius?: number;
  /** Whether all neurons for which the winners leave no room become refractory, each as by a spike of its own. */
  readonly inhibits: boolean;
}

export interface PopulationStep {
  readonly population: Population;
  /** What synapses give in every step: 0 at its start, before the projections' `sums`. */
  readonly inputs: readonly Field[];
  /** The state update; all right sides read the values from before the step. Held fields stay while refractory. */
  readonly next: readonly (Assignment & { readonly held: boolean })[];
  /** The condition for a spike: not 0. */
  readonly threshold?: Value;
  readonly competition?: Competition;
  readonly refractory?: Refractory;
  /** What many sources add to each neuron in a step, before the spikes that arrive: see `Transmission`. */
  readonly drives: readonly Transmission[];
  /** What a spike sets at last; right sides read the values from before. */
  readonly reset: readonly Assignment[];
}

/** The update of all rows, columns or synapses; all right sides read the values from before the step. */
export interface ElementLoop {
  readonly domain: Domain;
  readonly next: readonly Assignment[];
}

export interface ProjectionStep {
  readonly projection: Projection;
  /** First in a step: an input of the postsynaptic neurons grows by the value at every synapse. */
  readonly sums: readonly Summation[];
  /** Updates at every step of what does not merely decay. */
  readonly loops: readonly ElementLoop[];
  /** What an arriving spike adds at each synapse, each to another field; all values are those from before it adds. */
  readonly transmit: readonly Transmission[];
  /** Assignments where a spike arrives: at each synapse, and after those once to its row. */
  readonly onPre: Event<"row">;
  /** Assignments where the postsynaptic neuron spikes: at each synapse, and after those once to its column. */
  readonly onPost: Event<"column">;
  /** A column field that decays to 0 and at whose 0 `onPre` changes no synapse: only other columns need a visit. */
  readonly guard?: Field;
  /** Within one population, what arrives may change what the spikes read of their own neuron, `pre.target`. */
  readonly feedsBack: boolean;
  /** Whether an event reads a target at the postsynaptic neuron, so that each spike sees those before it. */
  readonly readsTarget: boolean;
}

/** What every synapse adds, in every step, to an input of its postsynaptic neuron; it reads the values from before the step. */
export interface Summation {
  readonly target: Field;
  readonly value: Value;
}

/** What an arriving spike adds to a field of the postsynaptic neurons. */
export interface Transmission {
  readonly target: Field;
  /** Keeps what the sum leaves over in 32 bits, where the target has such a field. */
  readonly compensation?: Field;
  readonly value: Value;
  /** Held variables take no input: nothing is added where this field of the postsynaptic neuron is above 0. */
  readonly closedBy?: Field;
}

/** Right sides read the values from before the event. */
export type Event<Whole extends "row" | "column"> = {
  readonly synapse: readonly Assignment[];
  /** Whether they change weights that are normalized: then the groups of those that do are marked. */
  readonly marks: boolean;
} & { readonly [W in Whole]: readonly Assignment[] };

/** Whether postsynaptic events or normalization visit the synapses of single columns. */
export const goesAlongColumns = (step: ProjectionStep | undefined): boolean =>
  step !== undefined && (step.onPost.synapse.length > 0 || step.projection.normalization !== undefined);

/** The right sides of assignments, or what is transmitted. */
export const valuesOf = (given: readonly { readonly value: Value }[]): readonly Value[] => given.map((a) => a.value);

/** The projections whose normalized weights change in every step that learns: then all their columns are marked. */
export const driftingWeights = ({ learning }: Program): readonly Projection[] =>
  learning.projections.flatMap(({ projection, loops }) => {
    const weight = projection.normalization?.weight;
    return loops.some(({ next }) => next.some((a) => a.field === weight)) ? [projection] : [];
  });

/** All that a program computes. */
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

/** What decides who spikes: the conditions for a spike and for refractoriness, and what neurons compete by. */
export const conditionsOf = ({ threshold, refractory, competition }: PopulationStep): readonly Value[] =>
  [threshold, refractory?.during, competition?.margin, competition?.lot].flatMap((value) => value ?? []);
