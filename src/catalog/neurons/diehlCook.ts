import { ms, mV } from "../../units/units.js";

const membrane = {
  "dv/dt": "(vRest - v + iExc + iInh) / tauMem",
  iExc: "gExc * (eExc - v)",
  iInh: "gInh * (eInh - v)",
  "dgExc/dt": "-gExc / tauExc",
  "dgInh/dt": "-gInh / tauInh",
} as const;

/**
 * The excitatory neuron of Diehl & Cook (2015), eqs. 1–2 and section 2.2: a leaky integrate-and-fire neuron with
 * conductance-based synapses (conductances in units of the leak conductance) and an adaptive threshold,
 *
 *     tauMem dv/dt = (vRest − v) + gExc (eExc − v) + gInh (eInh − v),   spike if v > theta − 72 mV.
 *
 * Each spike raises theta by 0.05 mV; theta learns, so it is frozen together with plastic weights. The published code
 * tests v > theta − 20 mV − 52 mV, from theta = 20 mV. Its potentials start 40 mV below rest, here at rest: the first
 * rest between two presentations removes the difference.
 *
 * Below theta = 7 mV the threshold is below the resting potential, and the neuron fires without input. While theta
 * learns, these spikes raise it again; frozen, the neuron fires forever. In large networks some neurons get there.
 *
 * @see doi:10.3389/fncom.2015.00099
 */
export const diehlCookExcitatory = {
  equations: { ...membrane, "dtheta/dt": "-theta / tauTheta" },
  parameters: {
    tauMem: ms(100),
    tauExc: ms(1),
    tauInh: ms(2),
    tauTheta: ms(1e7),
    eExc: mV(0),
    eInh: mV(-100),
    vRest: mV(-65),
    vReset: mV(-65),
    vThresh: mV(-72),
    thetaPlus: mV(0.05),
  },
  initial: { v: mV(-65), theta: mV(20) },
  threshold: "v > vThresh + theta",
  reset: { v: "vReset", theta: "theta + thetaPlus" },
  refractory: ms(5),
  plastic: ["theta"],
} as const;

/**
 * The inhibitory neuron of Diehl & Cook (2015): like the excitatory one, with a fixed threshold and shorter constants.
 */
export const diehlCookInhibitory = {
  equations: membrane,
  parameters: {
    tauMem: ms(10),
    tauExc: ms(1),
    tauInh: ms(2),
    eExc: mV(0),
    eInh: mV(-85),
    vRest: mV(-60),
    vReset: mV(-45),
    vThresh: mV(-40),
  },
  initial: { v: mV(-60) },
  threshold: "v > vThresh",
  reset: { v: "vReset" },
  refractory: ms(2),
} as const;
