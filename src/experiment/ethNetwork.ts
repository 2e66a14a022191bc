import { diehlCook2015 } from "../catalog/networks/diehlCook2015.js";
import { compile } from "../simulate/compile.js";
import { Hz, ms } from "../units/units.js";
import { type EthConfig, INCREASE, MAX_TRIES } from "./ethConfig.js";

/** The network of Diehl & Cook (2015) with a configuration's numbers, ready to run. */
export async function compileEth(config: EthConfig) {
  const { neurons, etaPre, etaPost, wMax, excitation, inhibition, seed, backend, data } = config;
  const pixels = data.rows * data.columns;
  const net = diehlCook2015({ neurons, pixels, etaPre, etaPost, wMax, excitation, inhibition });
  return compile(net, { dt: ms(config.dt), seed, backend });
}

export type EthSimulation = Awaited<ReturnType<typeof compileEth>>;

/** How a digit is shown. */
export function ethPresentation({ presentation, rest, minSpikes }: EthConfig) {
  return {
    duration: ms(presentation),
    rest: ms(rest),
    minSpikes: { exc: minSpikes },
    maxTries: MAX_TRIES,
    increase: INCREASE,
  };
}

/**
 * Scales the input weights onto each neuron to their sum, as it is done before each digit that is learned: shows nothing
 * for one step. The digit that was learned last has left some neurons with up to a fifth more than the others; with
 * frozen weights they would answer to every digit.
 */
export async function settle(sim: EthSimulation): Promise<void> {
  await sim.present({}, { duration: ms(sim.dt) });
}

/** The brightness of pixels as rates. */
export const ethRates = ({ rate }: EthConfig) => ({ maximum: Hz(rate) });
