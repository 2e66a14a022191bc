import { BackendError } from "../errors.js";
import { installedMemory } from "../host/installedMemory.js";
import type { Program } from "../program/program.js";

/**
 * Refuses a network whose values exceed the machine's memory before any are allocated, as the system would otherwise
 * kill the process.
 *
 * @param bytes that the backend uses per value
 * @throws BackendError that states the memory needed
 */
export function checkRoom(backend: string, program: Program, bytes: number, memory = installedMemory()): void {
  const sizes = [...program.fields.values()].map(({ domain }) => domain.size);
  const lists = program.projections.map(({ topology }) => {
    if (topology.kind !== "sparse" || !topology.isStored) return 0;
    const { joined } = topology;
    return 4 * (joined ? joined.probability * joined.rows * joined.columns : topology.post.length);
  });
  const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);
  // While it is initialized, the largest field is in memory twice.
  const needed = bytes * (sum(sizes) + Math.max(0, ...sizes)) + sum(lists);
  if (needed <= memory) return;
  const gibibytes = (n: number) => `${(n / 2 ** 30).toPrecision(3)} GiB`;
  throw new BackendError(
    `${backend}: the network needs about ${gibibytes(needed)} of memory, but this machine has ${gibibytes(memory)}. ` +
      "Use fewer neurons, or a smaller probability.",
  );
}
