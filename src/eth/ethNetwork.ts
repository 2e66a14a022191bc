import type { Layer } from "../catalog/networks/competition.js";
import { diehlCook2015, weightScale } from "../catalog/networks/diehlCook2015.js";
import { diehlCookV2 } from "../catalog/networks/diehlCookV2.js";
import { lmSnn } from "../catalog/networks/lmSnn.js";
import { locallyConnected } from "../catalog/networks/locallyConnected.js";
import { twoLayer } from "../catalog/networks/twoLayer.js";
import { diehlCookExcitatory } from "../catalog/neurons/diehlCook.js";
import type { Network } from "../model/network.js";
import { compile } from "../simulate/compile.js";
import { scalar } from "../units/quantity.js";
import { Hz, ms, mV } from "../units/units.js";
import { type EthConfig, INCREASE, MAX_TRIES } from "./ethConfig.js";
import { learningRule } from "./ethRule.js";

/**
 * The network of a configuration, ready to run.
 * @param threads that share it, which the configuration leaves out since they do not change the results
 */
export async function compileEth(config: EthConfig, threads?: number) {
  const { seed, backend } = config;
  return compile(ethNetwork(config), { dt: ms(config.dt), seed, backend, threads });
}

export type EthSimulation = Awaited<ReturnType<typeof compileEth>>;

/** A configuration's network, typed by the parts that all of them share. */
export function ethNetwork(config: EthConfig): Network<Layer> {
  const { neurons, rule, etaPre, etaPost, wMax, tauPre, tauPost, tauPost2, inhibition, normalize } = config;
  const { inhibitionProbability, maxInhibition, filters, size, stride, data, thetaFirst, thetaSpikes } = config;
  const pixels = data.rows * data.columns;
  const scale = weightScale(pixels);
  const rates = { etaPre: etaPre * scale, etaPost: etaPost * scale, wMax: wMax * scale };
  const common = {
    plasticity: learningRule(rule, { ...rates, tauPre, tauPost, tauPost2 }),
    thetaPlus: mV(config.thetaPlus),
    tauTheta: ms(config.tauTheta),
    ...(thetaFirst > 0 && { thetaFirst: mV(thetaFirst), thetaSpikes }),
    normalize,
  };
  switch (config.network) {
    case "diehlCook2015":
      return diehlCook2015({
        ...{ ...common, neurons, pixels, inhibition, inhibitionProbability },
        excitation: config.excitation,
      });
    case "diehlCookV2":
      return diehlCookV2({ ...common, neurons, pixels, inhibition, inhibitionProbability });
    case "lmSnn":
      return lmSnn({ ...common, neurons, pixels, inhibition, maxInhibition });
    case "twoLayer":
      return twoLayer({ ...common, neurons, pixels });
    case "locallyConnected":
      return locallyConnected({ ...common, image: [data.rows, data.columns], filters, size, stride, inhibition });
  }
}

/** How a digit is presented. */
export function ethPresentation({ presentation, rest, minSpikes }: EthConfig) {
  return {
    duration: ms(presentation),
    rest: ms(rest),
    minSpikes: { exc: minSpikes },
    maxTries: MAX_TRIES,
    increase: INCREASE,
  };
}

/** Maximum seconds of rest; a neuron far below needs one or two. */
const LONGEST_REST = 100;

/**
 * Lets the network rest, with theta free to change, until no neuron fires without input.
 *
 * If a neuron has not fired for long, theta decays below vRest − vThresh = 7 mV, where its threshold is below the
 * resting potential. While thresholds change, its spikes soon raise it again; frozen, it would fire forever and inhibit
 * all others. Among 6,400 neurons a few dozen get there. Without input, weights do not change.
 */
export async function restUntilSilent(sim: EthSimulation): Promise<void> {
  const { vRest, vThresh } = diehlCookExcitatory.parameters;
  const least = scalar(vRest, "vRest") - scalar(vThresh, "vThresh");
  for (let second = 0; second < LONGEST_REST; second++) {
    if ((await sim.state.exc.theta.read()).every((theta) => theta >= least)) return;
    await sim.run(ms(1000));
  }
}

/** How the brightness of pixels becomes rates. */
export const ethRates = ({ rate, brightness }: EthConfig) => ({
  maximum: Hz(rate),
  ...(brightness > 0 && { brightness }),
});
