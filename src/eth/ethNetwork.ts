import { diehlCook2015, weightScale } from "../catalog/networks/diehlCook2015.js";
import { diehlCookExcitatory } from "../catalog/neurons/diehlCook.js";
import { compile } from "../simulate/compile.js";
import { scalar } from "../units/quantity.js";
import { Hz, ms, mV } from "../units/units.js";
import { type EthConfig, INCREASE, MAX_TRIES } from "./ethConfig.js";
import { learningOf } from "./ethRule.js";

/** The network of Diehl & Cook (2015) with a configuration's numbers, ready to run. */
export async function compileEth(config: EthConfig) {
  const { seed, backend } = config;
  return compile(ethNetwork(config), { dt: ms(config.dt), seed, backend });
}

export type EthSimulation = Awaited<ReturnType<typeof compileEth>>;

function ethNetwork(config: EthConfig) {
  const { neurons, rule, etaPre, etaPost, wMax, excitation, inhibition, data } = config;
  const pixels = data.rows * data.columns;
  const scale = weightScale(pixels);
  const learning = learningOf(rule, { etaPre: etaPre * scale, etaPost: etaPost * scale, wMax: wMax * scale });
  const threshold = { thetaPlus: mV(config.thetaPlus), tauTheta: ms(config.tauTheta) };
  return diehlCook2015({ neurons, pixels, ...learning, ...threshold, excitation, inhibition });
}

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

/** Seconds of rest at most; a neuron far below needs one or two. */
const LONGEST_REST = 100;

/**
 * Lets the network rest, with theta free to change, until no neuron fires without input.
 *
 * Where a neuron has not fired for long, theta decays below vRest − vThresh = 7 mV: its threshold lies under the resting
 * potential. While thresholds change, its spikes soon raise it again; frozen it would fire for ever and inhibit all
 * others. Among 6,400 neurons a few dozen get there. Without input, weights stay as they are.
 */
export async function restUntilSilent(sim: EthSimulation): Promise<void> {
  const { vRest, vThresh } = diehlCookExcitatory.parameters;
  const least = scalar(vRest, "vRest") - scalar(vThresh, "vThresh");
  for (let second = 0; second < LONGEST_REST; second++) {
    if ((await sim.state.exc.theta.read()).every((theta) => theta >= least)) return;
    await sim.run(ms(1000));
  }
}

/** The brightness of pixels as rates. */
export const ethRates = ({ rate }: EthConfig) => ({ maximum: Hz(rate) });
