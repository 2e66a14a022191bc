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

/** The brightness of pixels as rates. */
export const ethRates = ({ rate }: EthConfig) => ({ maximum: Hz(rate) });
