import {
  avgPool,
  connect,
  convolution,
  ms,
  mV,
  type Network,
  network,
  neuron,
  population,
  sparse,
  spikeSource,
  synapse,
  uniform,
} from "../../src/index.js";
import type { Dice } from "./dice.js";

/** Its v is held while the neuron is refractory. */
export const heldCell = {
  equations: { "dv/dt": "-v / tau" },
  parameters: { tau: ms(20) },
  threshold: "v > 15 * mV",
  reset: { v: "0 * mV" },
  refractory: ms(5),
};

/** Every kind of projection onto v, with delays, and a rule that reads v as it has become. */
export function deltaNetwork(dice: Dice): Network {
  const [input, cells] = [spikeSource(16), population(16, neuron(heldCell))];
  const w = uniform(mV(0), mV(dice.between(2, 5)));
  const follows = synapse({ onPre: { w: "w + 0.01 * post.v" } });
  return network({
    input,
    cells,
    dense: connect(input, cells, { to: "v", w, delay: ms(dice.whole(0, 3)), plasticity: follows }),
    random: connect(cells, cells, {
      to: "v",
      w,
      pattern: sparse({ probability: 0.3 }),
      delay: uniform(ms(0), ms(4)),
    }),
    same: connect(input, cells, { to: "v", w: mV(3), pattern: "dense", delay: ms(1) }),
    others: connect(cells, cells, { to: "v", w: mV(-0.4), pattern: "allButSelf", delay: ms(dice.whole(0, 2)) }),
    filters: connect(input, cells, {
      to: "v",
      w,
      pattern: convolution({ input: [4, 4, 1], size: [3, 3], filters: 1, padding: "same" }),
    }),
    pool: connect(cells, cells, {
      to: "v",
      w: mV(2),
      pattern: avgPool({ input: [4, 4, 1], size: [2, 2], stride: [1, 1], padding: "same" }),
    }),
  });
}
