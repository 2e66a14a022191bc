import { type FunctionText, get, loop } from "./functionText.js";
import type { RingPlace } from "./layout.js";

/** Runs what `write` adds for each neuron of the spike list at an address, given the local that holds the neuron. */
export function eachSpike(text: FunctionText, list: string, write: (neuron: string) => void): string {
  const at = text.fresh("i32");
  const end = text.fresh("i32");
  const neuron = text.fresh("i32");
  const body = text.inner(() => {
    text.add(`(local.set ${neuron} (i32.load offset=4 ${get(at)}))`);
    write(neuron);
  });
  const start = text.fresh("i32");
  return [
    `(local.set ${start} ${list})`,
    `(local.set ${end} (i32.add ${get(start)} (i32.shl (i32.load ${get(start)}) (i32.const 2))))`,
    loop(at, get(start), get(end), 4, body),
  ].join("\n");
}

/** The list of a number of steps ago. */
export function delayedList(ring: RingPlace, delay: number): string {
  const current = `(i32.load (i32.const ${ring.current}))`;
  if (delay === 0) return current;
  const bytes = ring.slots * ring.stride;
  const back = `(i32.sub ${current} (i32.const ${delay * ring.stride}))`;
  const wrapped = `(i32.add ${back} (i32.const ${bytes}))`;
  // Distances are compared, not addresses, which may be on both sides of 2 GiB.
  const behind = `(i32.sub ${current} (i32.const ${ring.address}))`;
  return `(select ${back} ${wrapped} (i32.ge_u ${behind} (i32.const ${delay * ring.stride})))`;
}

/** Moves to the next list of a ring and empties it. */
export function advanceRing(ring: RingPlace): string {
  const current = `(i32.load (i32.const ${ring.current}))`;
  const next = `(i32.add ${current} (i32.const ${ring.stride}))`;
  const end = `(i32.const ${ring.address + ring.slots * ring.stride})`;
  const moved =
    ring.slots === 1
      ? ""
      : `(i32.store (i32.const ${ring.current}) (select (i32.const ${ring.address}) ${next} (i32.eq ${next} ${end})))\n`;
  return `${moved}(i32.store ${current} (i32.const 0))`;
}
