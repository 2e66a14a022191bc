import { BackendError } from "../errors.js";
import { installedMemory } from "../host/installedMemory.js";
import type { Program } from "../program/program.js";

/**
 * Refuses a network whose values do not fit into the machine's memory, before they are made: otherwise the system would
 * end the process.
 *
 * @param bytes that a backend takes for a value
 * @throws BackendError with what it would take
 */
export function checkRoom(backend: string, program: Program, bytes: number, memory = installedMemory()): void {
  const sizes = [...program.fields.values()].map(({ domain }) => domain.size);
  const lists = program.projections.map(({ topology }) => {
    if (topology.kind !== "sparse" || !topology.isStored) return 0;
    const { joined } = topology;
    return 4 * (joined ? joined.probability * joined.rows * joined.columns : topology.post.length);
  });
  const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);
  // The largest field stands twice in memory while it is made.
  const needed = bytes * (sum(sizes) + Math.max(0, ...sizes)) + sum(lists);
  if (needed <= memory) return;
  const gibibytes = (n: number) => `${(n / 2 ** 30).toPrecision(3)} GiB`;
  throw new BackendError(
    `${backend}: the network needs some ${gibibytes(needed)}, expected what fits into the ${gibibytes(memory)} that this ` +
      "machine has. Use fewer neurons, or a smaller probability.",
  );
}
