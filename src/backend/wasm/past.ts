import type { RingPlace } from "./layout.js";
import type { Memory } from "./memory.js";

/** The lists of a ring, one a slot, each with its segments: [count, neuron, neuron …]. */
function segmentsOf(memory: Memory, { address, slots, stride, segment, firsts }: RingPlace): Int32Array[][] {
  return Array.from({ length: slots }, (_, slot) =>
    firsts.map((_, s) => memory.ints(address + slot * stride + s * segment, segment / 4)),
  );
}

const present = (memory: Memory, { current, address, stride }: RingPlace): number =>
  (memory.ints(current, 1)[0] - address) / stride;

/** The neurons of each past step that is kept, the last step first. */
export function readPast(memory: Memory, ring: RingPlace): Int32Array[] {
  const lists = segmentsOf(memory, ring);
  const now = present(memory, ring);
  return Array.from({ length: ring.depth }, (_, i) => {
    const list = lists[(now + ring.slots - i) % ring.slots];
    return Int32Array.from(list.flatMap((segment) => [...segment.subarray(1, 1 + segment[0])]));
  });
}

/** Replaces them. The present list becomes that of the step before the next one. */
export function writePast(memory: Memory, ring: RingPlace, past: readonly Int32Array[]): void {
  const lists = segmentsOf(memory, ring);
  for (const list of lists) for (const segment of list) segment[0] = 0;
  const now = present(memory, ring);
  for (const [i, neurons] of past.entries()) {
    const list = lists[(now + ring.slots - i) % ring.slots];
    for (const [s, segment] of list.entries()) {
      const [first, end] = [ring.firsts[s], ring.firsts[s + 1] ?? ring.size];
      const own = neurons.filter((neuron) => neuron >= first && neuron < end);
      segment[0] = own.length;
      segment.set(own, 1);
    }
  }
}
