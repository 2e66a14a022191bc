import type { Program } from "../../program/program.js";
import type { Allocator } from "./allocator.js";
import type { Division } from "./division.js";
import { padded } from "./padding.js";

/**
 * A ring of spike lists, one per step: [count, neuron, neuron …], as many as the longest delay needs. If several
 * threads find spikes, a list has segments.
 */
export interface RingPlace {
  readonly address: number;
  readonly slots: number;
  /** The number of past steps that are kept. */
  readonly depth: number;
  /** Bytes from one list to the next. */
  readonly stride: number;
  /** The address of the word that holds the address of the current step's list. */
  readonly current: number;
  readonly size: number;
  readonly segments?: Segments;
}

/**
 * The spikes that each thread finds, in the order of their neurons. A list has a count and an address for each segment.
 * Every thread has its own copy of these, so that looking for spikes fetches nothing from another core. The neurons
 * follow the word at the address, and all threads share them.
 */
interface Segments {
  /** The first neuron of each segment. */
  readonly firsts: readonly number[];
  /** The segment that this thread writes; undefined if it finds none of the spikes. */
  readonly own: number | undefined;
  readonly address: number;
  /** Of one segment. */
  readonly bytes: number;
}

/** A count and an address. */
export const HEAD = 8;

export function placeRings(
  memory: Allocator,
  { sources, populations }: Program,
  { threads, ranges, whole }: Division,
): ReadonlyMap<string, RingPlace> {
  const rings = new Map<string, RingPlace>();
  for (const { kind, name, size, longestDelay: depth } of [...sources, ...populations]) {
    if (kind === "source" || threads === 1) {
      rings.set(name, placeRing(memory, { slots: 1 + depth, depth, stride: 4 * padded(size + 1), size }));
      continue;
    }
    const divided = whole.has(name) ? [{ first: 0, end: size }] : (ranges.get(name) ?? []);
    const firsts = divided.map(({ first }) => first);
    const bytes = 4 * padded(Math.max(...divided.map(({ first, end }) => end - first)) + 1);
    // One more, as a thread may be part of a step ahead of others.
    const slots = 2 + depth;
    const address = memory.bytes(slots * firsts.length * bytes);
    const ring = placeRing(memory, { slots, depth, stride: HEAD * firsts.length, size });
    rings.set(name, { ...ring, segments: { firsts, own: 0, address, bytes } });
  }
  return rings;
}

function placeRing(memory: Allocator, ring: Omit<RingPlace, "address" | "current">): RingPlace {
  return { ...ring, address: memory.bytes(ring.slots * ring.stride), current: memory.words(1) };
}

/** The rings of an additional thread. */
export const placeRingsOf = (
  memory: Allocator,
  rings: ReadonlyMap<string, RingPlace>,
  thread: number,
): ReadonlyMap<string, RingPlace> =>
  new Map(
    [...rings].map(([name, ring]) => {
      const { segments } = ring;
      const own = segments && segments.firsts.length > 1 ? thread : undefined;
      return [name, { ...placeRing(memory, ring), segments: segments && { ...segments, own } }];
    }),
  );
