import { type FunctionText, get, i32, loop } from "./functionText.js";
import { HEAD, type RingPlace } from "./rings.js";

type Write = (neuron: string) => void;

/**
 * Runs what `write` adds for each neuron of a ring's list at an address; `write` gets the local that holds the neuron.
 */
export function eachSpike(text: FunctionText, ring: RingPlace, list: string, write: Write): string {
  const count = ring.segments?.firsts.length ?? 1;
  if (count === 1) return eachOf(text, ring, list, write);
  const [at, end] = [text.fresh("i32"), text.fresh("i32")];
  return [
    `(local.set ${at} ${list})`,
    `(local.set ${end} (i32.add ${get(at)} ${i32(count * HEAD)}))`,
    loop(at, get(at), get(end), HEAD, eachOf(text, ring, get(at), write)),
  ].join("\n");
}

/** The same for the neurons that this thread owns. */
export const eachOwnSpike = (text: FunctionText, ring: RingPlace, list: string, write: Write): string =>
  eachOf(text, ring, ownPart(ring, list), write);

function eachOf(text: FunctionText, ring: RingPlace, list: string, write: Write): string {
  const at = text.fresh("i32");
  const end = text.fresh("i32");
  const neuron = text.fresh("i32");
  const body = text.inner(() => {
    text.add(`(local.set ${neuron} (i32.load offset=4 ${get(at)}))`);
    write(neuron);
  });
  const start = text.fresh("i32");
  const first = ring.segments ? text.fresh("i32") : start;
  return [
    `(local.set ${start} ${list})`,
    ...(ring.segments ? [`(local.set ${first} ${neuronsOf(ring, get(start))})`] : []),
    `(local.set ${end} (i32.add ${get(first)} (i32.shl (i32.load ${get(start)}) (i32.const 2))))`,
    loop(at, get(first), get(end), 4, body),
  ].join("\n");
}

/** The word after which the neurons of a list or a segment are stored. */
export const neuronsOf = ({ segments }: RingPlace, list: string): string =>
  segments ? `(i32.load offset=4 ${list})` : list;

/** The part of a list that this thread writes. */
export function ownPart({ segments }: RingPlace, list: string): string {
  if (!segments) return list;
  if (segments.own === undefined) throw new TypeError("a thread that finds no spikes writes them");
  return segments.own === 0 ? list : `(i32.add ${list} ${i32(segments.own * HEAD)})`;
}

/** The number of spikes in the first `count` segments of a list, by default in all of them. */
export const spikesIn = ({ segments }: RingPlace, list: string, count = segments?.firsts.length ?? 1): string =>
  Array.from({ length: count }, (_, s) => `(i32.load ${s === 0 ? "" : `offset=${s * HEAD} `}${list})`).reduce(
    (sum, spikes) => `(i32.add ${sum} ${spikes})`,
  );

/** The list of a number of steps ago. */
export function delayedList(ring: RingPlace, delay: number): string {
  const current = `(i32.load (i32.const ${ring.current}))`;
  if (delay === 0) return current;
  const bytes = ring.slots * ring.stride;
  const back = `(i32.sub ${current} (i32.const ${delay * ring.stride}))`;
  const wrapped = `(i32.add ${back} (i32.const ${bytes}))`;
  // Distances are compared rather than addresses, which may lie on both sides of 2 GiB.
  const behind = `(i32.sub ${current} (i32.const ${ring.address}))`;
  return `(select ${back} ${wrapped} (i32.ge_u ${behind} (i32.const ${delay * ring.stride})))`;
}

/** Advances a ring to its next list and empties the part that this thread writes. */
export function advanceRing(ring: RingPlace): string {
  const current = `(i32.load (i32.const ${ring.current}))`;
  const next = `(i32.add ${current} (i32.const ${ring.stride}))`;
  const end = `(i32.const ${ring.address + ring.slots * ring.stride})`;
  const moved =
    ring.slots === 1
      ? ""
      : `(i32.store (i32.const ${ring.current}) (select (i32.const ${ring.address}) ${next} (i32.eq ${next} ${end})))\n`;
  const isRead = ring.segments && ring.segments.own === undefined;
  return isRead ? moved : `${moved}(i32.store ${ownPart(ring, current)} (i32.const 0))`;
}
