// The XOR experiment of Florian (2007) in full: 200 epochs, by default 20 seeds of each rule.
//
//     node --import tsx benchmarks/xor.ts [SEEDS]
import { hasLearned, learnXor } from "../test/catalog/xor.js";

const seeds = Number(process.argv[2] ?? 20);
for (const rule of ["MSTDP", "MSTDPET"] as const) {
  let learned = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const spikes = await learnXor(seed, { rule });
    if (hasLearned(spikes)) learned++;
    console.log(`${rule}, seed ${seed}: ${spikes.join(", ")} spikes in 500 ms for 00, 01, 10, 11`);
  }
  console.log(`${rule}: learned by ${learned} of ${seeds}`);
}
