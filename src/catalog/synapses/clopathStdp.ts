import { ms, mV } from "../../units/units.js";

/**
 * Voltage-based STDP: a presynaptic spike weakens a synapse if the postsynaptic neuron has recently been depolarized;
 * the synapse is strengthened while the neuron is strongly depolarized after a presynaptic spike and has recently been
 * so,
 *
 *     pre:   w ← w − aLtd [uMinus − thetaMinus]₊,
 *     dw/dt = aLtp x [v − thetaPlus]₊ [uPlus − thetaMinus]₊,   0 ≤ w ≤ 3,
 *
 * where x is the trace of presynaptic spikes, each of which raises it by 1/tauX, and uMinus and uPlus follow the
 * potential v with the time constants tauMinus and tauPlus, but 3 ms late, so that a spike does not see its own
 * depolarization: the paper's program reads their values of three steps ago, here v passes through three filters of 1
 * ms. If the potential is clamped, n presynaptic spikes change the weight by n [v − thetaMinus]₊ (aLtp [v − thetaPlus]₊
 * − aLtd). The values are those for visual cortex (table 1); the amplitude of depression is constant here, as in the
 * paper's pairing experiments; `homeostaticClopathStdp` adapts it.
 *
 * @see Clopath, Büsing, Vasilaki & Gerstner (2010), doi:10.1038/nn.2479, eqs. 1–3
 */
export const clopathStdp = {
  equations: {
    "dw/dt": "aLtp * x * max(post.v - thetaPlus, 0 * mV) * max(uPlus - thetaMinus, 0 * mV) / mV^2",
    "dx/dt": "-x / tauX",
    "duMinus/dt": "(late - uMinus) / tauMinus",
    "duPlus/dt": "(late - uPlus) / tauPlus",
    "dlate/dt": "(late2 - late) / tauLate",
    "dlate2/dt": "(late1 - late2) / tauLate",
    "dlate1/dt": "(post.v - late1) / tauLate",
  },
  parameters: {
    aLtd: 14e-5,
    aLtp: 8e-5,
    thetaMinus: mV(-70.6),
    thetaPlus: mV(-45.3),
    tauX: ms(15),
    tauMinus: ms(10),
    tauPlus: ms(7),
    tauLate: ms(1),
  },
  initial: { uMinus: mV(-70.6), uPlus: mV(-70.6), late: mV(-70.6), late1: mV(-70.6), late2: mV(-70.6) },
  bounds: { w: [0, 3] },
  onPre: { w: "w - aLtd * max(uMinus - thetaMinus, 0 * mV) / mV", x: "x + 1 / tauX" },
} as const;
