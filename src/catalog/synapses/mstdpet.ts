import { ms, mV } from "../../units/units.js";
import { mstdp } from "./mstdp.js";

/**
 * STDP modulated by reward, with an eligibility trace: pairs of spikes change the trace z, and z changes the weight
 * while there is a reward,
 *
 *     dw/dt = gamma · reward · z,   tauZ dz/dt = −z,   0 ≤ w ≤ 5 mV,
 *     pre:  z ← z + aMinus · xPost / tauZ,   post: z ← z + aPlus · xPre / tauZ,
 *
 * so that the reward may come later. Otherwise like `mstdp`.
 *
 * @see Florian (2007), doi:10.1162/neco.2007.19.6.1468, MSTDPET
 */
export const mstdpet = {
  ...mstdp,
  equations: { ...mstdp.equations, "dw/dt": "gamma * reward * z", "dz/dt": "-z / tauZ" },
  parameters: { ...mstdp.parameters, gamma: mV(0.625), tauZ: ms(25) },
  onPre: { z: "z + aMinus * xPost / tauZ", xPre: "xPre + 1" },
  onPost: { z: "z + aPlus * xPre / tauZ", xPost: "xPost + 1" },
} as const;
