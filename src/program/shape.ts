import type { Program } from "./program.js";

/**
 * The shape of a field as a tensor: [pre, post] for the synapses of a dense projection, [height, width, channels,
 * filters] for the weights of a convolution, else [elements].
 */
export function shapeOf(program: Program, field: string): number[] {
  const domain = program.domains.get(program.fields.get(field)?.domain ?? "");
  if (!domain) throw new TypeError(`no field "${field}" in the program`);
  const topology = domain.level === "synapse" ? program.topologies.get(domain.name) : undefined;
  if (topology?.kind === "convolution") {
    const { input, output, size } = topology.window;
    return [...size, input[2], output[2]];
  }
  const step = program.learning.projections.find((p) => p.name === domain.name);
  if (topology?.kind !== "dense" || !step) return [domain.size];
  const columns = program.domains.get(step.post)?.size ?? 1;
  return [domain.size / columns, columns];
}
