import { type FunctionText, get, i32, loop } from "./functionText.js";
import type { RingPlace } from "./layout.js";

/** Runs what `write` adds for each neuron of the list of a ring at an address, given the local that holds the neuron. */
export function eachSpike(
  text: FunctionText,
  { firsts: { length: segments }, segment }: RingPlace,
  list: string,
  write: (neuron: string) => void,
): string {
  if (segments === 1) return eachOf(text, list, write);
  const [at, end] = [text.fresh("i32"), text.fresh("i32")];
  return [
    `(local.set ${at} ${list})`,
    `(local.set ${end} (i32.add ${get(at)} ${i32(segments * segment)}))`,
    loop(at, get(at), get(end), segment, eachOf(text, get(at), write)),
  ].join("\n");
}

/** The same for the neurons that this thread owns. */
export const eachOwnSpike = (
  text: FunctionText,
  ring: RingPlace,
  list: string,
  write: (neuron: string) => void,
): string => eachOf(text, ownSegment(ring, list), write);

function eachOf(text: FunctionText, segment: string, write: (neuron: string) => void): string {
  const at = text.fresh("i32");
  const end = text.fresh("i32");
  const neuron = text.fresh("i32");
  const body = text.inner(() => {
    text.add(`(local.set ${neuron} (i32.load offset=4 ${get(at)}))`);
    write(neuron);
  });
  const start = text.fresh("i32");
  return [
    `(local.set ${start} ${segment})`,
    `(local.set ${end} (i32.add ${get(start)} (i32.shl (i32.load ${get(start)}) (i32.const 2))))`,
    loop(at, get(start), get(end), 4, body),
  ].join("\n");
}

/** The segment of a list that this thread writes. */
export function ownSegment({ own }: RingPlace, list: string): string {
  if (own === undefined) throw new TypeError("a thread that finds no spikes writes them");
  return own === 0 ? list : `(i32.add ${list} ${i32(own)})`;
}

/** How many spikes the first so many segments of a list have; all by default. */
export const spikesIn = (ring: RingPlace, list: string, segments = ring.firsts.length): string =>
  Array.from(
    { length: segments },
    (_, s) => `(i32.load ${s === 0 ? "" : `offset=${s * ring.segment} `}${list})`,
  ).reduce((sum, count) => `(i32.add ${sum} ${count})`);

/** The list of a number of steps ago. */
export function delayedList(ring: RingPlace, delay: number): string {
  const current = `(i32.load (i32.const ${ring.current}))`;
  if (delay === 0) return current;
  const bytes = ring.slots * ring.stride;
  const back = `(i32.sub ${current} (i32.const ${delay * ring.stride}))`;
  const wrapped = `(i32.add ${back} (i32.const ${bytes}))`;
  return `(select ${back} ${wrapped} (i32.ge_s ${back} (i32.const ${ring.address})))`;
}

/** Moves to the next list of a ring and empties what this thread writes of it. */
export function advanceRing(ring: RingPlace): string {
  const current = `(i32.load (i32.const ${ring.current}))`;
  const next = `(i32.add ${current} (i32.const ${ring.stride}))`;
  const end = `(i32.const ${ring.address + ring.slots * ring.stride})`;
  const moved =
    ring.slots === 1
      ? ""
      : `(i32.store (i32.const ${ring.current}) (select (i32.const ${ring.address}) ${next} (i32.eq ${next} ${end})))\n`;
  return ring.own === undefined ? moved : `${moved}(i32.store ${ownSegment(ring, current)} (i32.const 0))`;
}
