import { ms, mV } from "../../units/units.js";
import { clopathStdp } from "./clopathStdp.js";

/**
 * `clopathStdp` with its homeostasis: the amplitude of depression follows the mean squared depolarization of each
 * postsynaptic neuron,
 *
 *     pre: w ← w − aLtd · uMean [uMinus − thetaMinus]₊,   tauMean duMean/dt = ([v − vRest]₊/uRef)² − uMean,
 *
 * so that the synapses of a neuron that is strongly or often depolarized weaken, and those of a quiet one strengthen.
 * At a held potential uMean goes to ([v − vRest]₊/uRef)². The values are those of the program of Larisch (2019), who
 * describes this mechanism by the program of the paper; an amplitude as in `clopathStdp` is uMean = 1.
 *
 * @see Clopath, Büsing, Vasilaki & Gerstner (2010), doi:10.1038/nn.2479, eqs. 1–3; Larisch (2019), ReScience,
 *   "Connectivity reflects coding: a model of voltage-based STDP with homeostasis", "Synaptic model"
 */
export const homeostaticClopathStdp = {
  ...clopathStdp,
  equations: { ...clopathStdp.equations, "duMean/dt": "((max(post.v - vRest, 0 * mV) / uRef)^2 - uMean) / tauMean" },
  parameters: { ...clopathStdp.parameters, vRest: mV(-70.6), uRef: mV(Math.sqrt(60)), tauMean: ms(2400) },
  initial: { ...clopathStdp.initial, uMean: 1 },
  onPre: { ...clopathStdp.onPre, w: "w - aLtd * uMean * max(uMinus - thetaMinus, 0 * mV) / mV" },
} as const;
