/** Compiles the network of Diehl & Cook (2015) with 100 neurons, for the first time in a process and again: small.ts */
import { compile, diehlCook2015, ms } from "../../src/index.js";
import { peakMB, report, sum, timed } from "./measure.js";

const again = async () => (await timed(() => compile(diehlCook2015({ neurons: 100 }), { dt: ms(0.5), seed: 1 }))).ms;
const first = await timed(() => compile(diehlCook2015({ neurons: 100 }), { dt: ms(0.5), seed: 1 }));
const warm: number[] = [];
for (let i = 0; i < 15; i++) warm.push(await again());
const { value, ms: run } = await timed(() =>
  first.value.present({ input: new Float32Array(784).fill(10) }, { duration: ms(350) }),
);
const build = warm.sort((a, b) => a - b)[warm.length >> 1];
report({ build, first: first.ms, run, memory: peakMB(), spikes: sum(value.counts.exc) });
