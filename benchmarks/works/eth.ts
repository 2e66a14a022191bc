/**
 * Trains the network of Diehl & Cook (2015) on the first digits of MNIST: eth.ts NEURONS DIGITS [once]
 *
 * `once`: digits are not shown again where fewer than five spikes answer.
 */
import { compile, diehlCook2015, Hz, mnist, ms, ratesOf } from "../../src/index.js";
import { peakMB, report, sum, timed } from "./measure.js";

const [neurons, digits] = process.argv.slice(2, 4).map(Number);
const again = process.argv[4] === "once" ? {} : { minSpikes: { exc: 5 } };
const data = await mnist("train", { limit: digits });
const { value: sim, ms: compileMs } = await timed(() =>
  compile(diehlCook2015({ neurons }), { dt: ms(0.5), backend: "wasm", seed: 0 }),
);
const options = { duration: ms(350), rest: ms(150), ...again } as const;
let spikes = 0;
const training = await timed(async () => {
  for (const { image } of data) {
    spikes += sum((await sim.present({ input: ratesOf(image, { maximum: Hz(63.75) }) }, options)).counts.exc);
  }
});
report({ build: compileMs, run: training.ms / digits, memory: peakMB(), spikes });
