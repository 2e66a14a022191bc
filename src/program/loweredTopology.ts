import type { Topology } from "./program.js";

export interface LoweredTopology {
  readonly topology: Topology;
  /** The distinct delays in steps, ascending. */
  readonly delays: readonly number[];
  /** The number of synapses that can have variables of their own: 0 if they are not stored. */
  readonly synapses: number;
  /** The position of synapse s in the order in which weights are declared; undefined if the order is the same. */
  readonly order?: Int32Array;
}
