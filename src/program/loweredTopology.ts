import type { Topology } from "./program.js";

export interface LoweredTopology {
  readonly topology: Topology;
  /** The distinct delays in steps, ascending. */
  readonly delays: readonly number[];
  /** How many synapses have variables of their own, if any has: 0 where they are not stored. */
  readonly synapses: number;
  /** Where synapse s of the topology stands in the order in which weights are declared; undefined: the same order. */
  readonly order?: Int32Array;
}
