// The four regimes of Brunel (2000) at full size, 12,500 neurons and a second each, beside the paper's simulations.
//
//     node --import tsx benchmarks/brunel.ts [SEED]
import type { Brunel2000Regime } from "../src/index.js";
import { measureBrunel, PUBLISHED } from "../test/catalog/brunel.js";

const seed = Number(process.argv[2] ?? 1);
console.log("regime: rate, frequency of the population, CV of intervals, SD/mean of the population's spikes");
for (const [regime, { rate = "–", frequency = "–" }] of Object.entries(PUBLISHED)) {
  const found = await measureBrunel(regime as Brunel2000Regime, { duration: 1000, seed });
  const [own, cv, together] = [found.rate, found.variation, found.together].map((x) => x.toFixed(2));
  console.log(`${regime}: ${own} Hz (${rate}), ${found.frequency} Hz (${frequency}), ${cv}, ${together}`);
}
