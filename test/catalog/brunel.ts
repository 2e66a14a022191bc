import { type Brunel2000Regime, brunel2000, compile, ms, spikeIntervals, variation } from "../../src/index.js";

/** Rate of a neuron and frequency of the population in Hz, of the simulations of Brunel (2000); where it gives none, undefined. */
export const PUBLISHED: Readonly<Record<Brunel2000Regime, { readonly rate?: number; readonly frequency?: number }>> = {
  "synchronous regular": {},
  "fast oscillation": { rate: 60.7, frequency: 180 },
  "asynchronous irregular": { rate: 37.7 },
  "slow oscillation": { rate: 5.5, frequency: 22 },
};

/** Steps of 0.1 ms in a bin of the population's spike count. */
const BIN = 5;

/** Rate, mean variation of intervals, and where the spectrum of the population's spikes is highest, in Hz. */
export async function measureBrunel(
  regime: Brunel2000Regime,
  { neurons = 12_500, duration = 500, seed = 1, settle = 200 } = {},
) {
  const sim = await compile(brunel2000({ regime, neurons }), { dt: ms(0.1), seed });
  await sim.present({}, { duration: ms(settle) });
  const { spikes } = await sim.present({}, { duration: ms(duration), record: ["exc"] });
  sim.dispose();
  const { offsets, steps, indices } = spikes.exc;
  const variations = variation(spikeIntervals(spikes.exc).filter(({ value }) => value.length > 3));
  const counts = Array.from({ length: Math.floor(steps / BIN) }, (_, k) => offsets[(k + 1) * BIN] - offsets[k * BIN]);
  const mean = counts.reduce((a, b) => a + b) / counts.length;
  let [power, frequency] = [0, 0];
  for (let f = 4; f < 400; f += 2) {
    let [re, im] = [0, 0];
    for (const [k, count] of counts.entries()) {
      const phase = 2 * Math.PI * f * k * BIN * 1e-4;
      re += (count - mean) * Math.cos(phase);
      im += (count - mean) * Math.sin(phase);
    }
    if (re ** 2 + im ** 2 > power) [power, frequency] = [re ** 2 + im ** 2, f];
  }
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  return {
    rate: indices.length / (0.8 * neurons) / (duration / 1000),
    variation: variations.reduce((a, b) => a + b, 0) / variations.length,
    frequency,
    /** Standard deviation over mean of the population's spikes in half a millisecond. */
    together: Math.sqrt(variance) / mean,
  };
}
