import { InputError } from "../errors.js";
import type { Projection, Topology } from "../program/program.js";
import { activeTfjs } from "../tfjs/useTfjs.js";
import type { Access } from "./variable.js";

/**
 * A weight that is a constant of the program, so that no field holds it. Drawn synapses are counted when it is read.
 */
export function constantWeight(projection: Projection, value: number): Access {
  return {
    read: async () => new Float32Array(shapeOf(projection).reduce((product, n) => product * n, 1)).fill(value),
    tensor: async () => (await activeTfjs()).fill(shapeOf(projection), value, "float32"),
    write: async (name) => {
      throw isConstant(`write, "${name}"`, projection);
    },
  };
}

/** The error for operations that need weights in a field. */
export const isConstant = (where: string, { topology }: Projection): InputError =>
  new InputError(
    `${where}: found a weight that is one constant of the program, expected weights that are stored. ${REMEDIES[topology.kind]}`,
  );

const LIST = "Declare w as an array, with one weight for each synapse.";
const REMEDIES: Readonly<Record<Topology["kind"], string>> = {
  dense: LIST,
  oneToOne: LIST,
  sparse: LIST,
  convolution: LIST,
  allButSelf: `Use the pattern sparse({ probability: 1, self: false }). ${LIST}`,
  maxPool: `Use the pattern pairs(…). ${LIST}`,
  avgPool: `Use the pattern pairs(…). ${LIST}`,
};

function shapeOf({ topology, pre, post, rows }: Projection): number[] {
  switch (topology.kind) {
    case "dense":
      return [pre.size, post.size];
    case "oneToOne":
      return [pre.size];
    case "allButSelf":
      return [pre.size * (pre.size - 1)];
    case "sparse":
      return [topology.rowStart[rows]];
    default:
      return [1];
  }
}
