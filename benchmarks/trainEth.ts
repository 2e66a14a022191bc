/**
 * Trains the network of Diehl & Cook (2015) on the first digits of MNIST and prints one JSON line. Run by yardstick.ts
 * in a process of its own: node --import tsx benchmarks/trainEth.ts NEURONS DIGITS SEED
 */
import { compile, diehlCook2015, Hz, mnist, ms, ratesOf } from "../src/index.js";

const [neurons, digits, seed] = process.argv.slice(2).map(Number);
const data = await mnist("train", { limit: digits });
const beforeCompile = performance.now();
const sim = await compile(diehlCook2015({ neurons }), { dt: ms(0.5), backend: "wasm", seed });
const compileMs = performance.now() - beforeCompile;
const options = { duration: ms(350), rest: ms(150), minSpikes: { exc: 5 } } as const;
let spikes = 0;
const start = performance.now();
for (const { image } of data) {
  const { counts } = await sim.present({ input: ratesOf(image, { maximum: Hz(63.75) }) }, options);
  spikes += counts.exc.reduce((sum, n) => sum + n, 0);
}
console.log(
  JSON.stringify({
    neurons,
    digits,
    trainMsPerDigit: (performance.now() - start) / digits,
    compileMs,
    spikesPerDigit: spikes / digits,
    peakMB: process.resourceUsage().maxRSS / 1024,
  }),
);
