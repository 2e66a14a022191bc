import type { Memory } from "./memory.js";
import { HEAD, type RingPlace } from "./rings.js";

/** The parts of the list from so many steps ago: a view of the count, and the address of the neurons. */
function partsOf(memory: Memory, { address, slots, stride, current, segments }: RingPlace, ago: number) {
  const now = (memory.addresses(current, 1)[0] - address) / stride;
  const list = address + ((now + slots - ago) % slots) * stride;
  if (!segments) return [{ count: memory.ints(list, 1), neurons: list + 4 }];
  return segments.firsts.map((_, s) => {
    const [, segment] = memory.addresses(list + s * HEAD, 2);
    return { count: memory.ints(list + s * HEAD, 1), neurons: segment + 4 };
  });
}

/** Splits the neurons of a list into its segments. */
const inParts = ({ segments }: RingPlace, neurons: Int32Array): Int32Array[] =>
  segments
    ? segments.firsts.map((first, s) => neurons.filter((n) => n >= first && n < (segments.firsts[s + 1] ?? 2 ** 31)))
    : [neurons];

/** Empties a ring and writes the addresses of its segments. */
export function clearRing(memory: Memory, { address, slots, stride, current, segments }: RingPlace): void {
  memory.addresses(current, 1)[0] = address;
  for (let slot = 0; slot < slots; slot++) {
    const list = address + slot * stride;
    memory.ints(list, 1)[0] = 0;
    for (const s of segments?.firsts.keys() ?? []) {
      const segment = (segments?.address ?? 0) + (slot * (stride / HEAD) + s) * (segments?.bytes ?? 0);
      memory.addresses(list + s * HEAD, 2).set([0, segment]);
    }
  }
}

/** The neurons of each past step that is kept, the latest step first. */
export const readPast = (memory: Memory, ring: RingPlace): Int32Array[] =>
  Array.from({ length: ring.depth }, (_, ago) =>
    Int32Array.from(partsOf(memory, ring, ago).flatMap(({ count, neurons }) => [...memory.ints(neurons, count[0])])),
  );

/** Replaces them. The current list becomes that of the step before the next one. */
export function writePast(memory: Memory, ring: RingPlace, past: readonly Int32Array[]): void {
  clearRing(memory, ring);
  for (const [ago, all] of past.entries()) {
    const parts = inParts(ring, all);
    for (const [i, { count, neurons }] of partsOf(memory, ring, ago).entries()) {
      count[0] = parts[i].length;
      memory.ints(neurons, parts[i].length).set(parts[i]);
    }
  }
}
