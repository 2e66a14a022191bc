/** A piece of work that is measured, each time in a process of its own. */
export interface Work {
  readonly name: string;
  /** For the reader of the table. */
  readonly what: string;
  /** The program in `works/` and its arguments. */
  readonly command: readonly [file: string, ...args: string[]];
  /** What "run" is the time of. */
  readonly unit: string;
}

const eth = (neurons: number, digits: number): Work => ({
  name: `eth-${neurons}`,
  what: `Diehl & Cook (2015), ${neurons.toLocaleString("en")} neurons, learning MNIST`,
  command: ["eth.ts", String(neurons), String(digits)],
  unit: "ms a digit",
});

/** From the smallest to the largest of each kind. */
export const works: readonly Work[] = [
  {
    name: "small",
    what: "Diehl & Cook (2015), 100 neurons, compiled again",
    command: ["small.ts"],
    unit: "ms for 350 ms",
  },
  eth(100, 2000),
  eth(400, 1000),
  eth(1600, 400),
  eth(6400, 120),
  ...[250, 1000, 2500, 5000].map((n): Work => {
    const what = `${n.toLocaleString("en")} Poisson inputs, dense onto as many neurons`;
    return { name: `dense-${n}`, what, command: ["dense.ts", String(n), "1000"], unit: "ms for 1 s" };
  }),
  ...[4000, 10_000, 40_000].map((n): Work => {
    const what = `COBA (Brette et al. 2007), ${n.toLocaleString("en")} neurons`;
    return { name: `coba-${n}`, what, command: ["coba.ts", String(n), "1000"], unit: "ms for 1 s" };
  }),
  {
    name: "brunel-12500",
    what: "balanced network after Brunel (2000), 15.6 million synapses",
    command: ["brunel.ts", "12500", "1000"],
    unit: "ms for 1 s",
  },
  ...[3162, 10_000].map((n): Work => {
    const what = `pair STDP on ${n < 5000 ? "a million" : "ten million"} sparse synapses`;
    return { name: `plastic-${n}`, what, command: ["plastic.ts", String(n), "1000"], unit: "ms for 1 s" };
  }),
];
