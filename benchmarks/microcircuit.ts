// The rates of the cortical microcircuit of Potjans & Diesmann (2014) at any scale, beside the paper's.
//
//     node --import tsx benchmarks/microcircuit.ts [SCALE] [SEED]
//
// At 0.2 it takes some 400 MB; memory goes with the square of the scale. At 1, with its 300 million synapses, it takes 5.4 GB
// and a minute and a half of one core (AMD EPYC), most of it for building.
import { measureMicrocircuit, PAPER } from "../test/catalog/microcircuit.js";

const [scale = 0.2, seed = 1] = process.argv.slice(2).map(Number);
const { rates, variation } = await measureMicrocircuit(scale, { seed });
for (const [k, [name, paper]] of PAPER.entries()) console.log(`${name}: ${rates[k].toFixed(2)} Hz (${paper})`);
console.log(`CV of intervals in layer 5: ${variation.toFixed(2)}`);
