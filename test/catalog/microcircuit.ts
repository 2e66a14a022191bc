import { compile, ms, potjansDiesmann2014, spikeIntervals, variation } from "../../src/index.js";

/** Spikes a second of each population in the paper's spontaneous state. */
export const PAPER = [
  ["l23Exc", 0.86],
  ["l23Inh", 2.8],
  ["l4Exc", 4.45],
  ["l4Inh", 5.93],
  ["l5Exc", 7.59],
  ["l5Inh", 8.64],
  ["l6Exc", 1.09],
  ["l6Inh", 7.88],
] as const;

/** Rates of the eight populations in Hz, and the mean CV of the intervals of layer 5. */
export async function measureMicrocircuit(scale: number, { duration = 1000, seed = 1 } = {}) {
  const sim = await compile(potjansDiesmann2014({ scale }), { dt: ms(0.1), seed });
  await sim.present({}, { duration: ms(200) });
  const { counts, spikes } = await sim.present({}, { duration: ms(duration), record: ["l5Exc"] });
  sim.dispose();
  const own = variation(spikeIntervals(spikes.l5Exc).filter(({ value }) => value.length > 5));
  const rates = PAPER.map(([name]) => {
    const total = counts[name].reduce((sum, count) => sum + count, 0);
    return (1000 * total) / counts[name].length / duration;
  });
  return { rates, variation: own.reduce((a, b) => a + b) / own.length };
}
