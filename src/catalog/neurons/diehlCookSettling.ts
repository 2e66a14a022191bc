import { mV } from "../../units/units.js";
import { diehlCookExcitatory } from "./diehlCook.js";

/**
 * The excitatory neuron of Diehl & Cook (2015) with a threshold that settles: a neuron's first spike raises theta by thetaFirst, later ones by
 * less and less, in the end by thetaPlus,
 *
 *     theta ← theta + thetaFirst + (thetaPlus − thetaFirst) settled,   settled ← settled + (1 − settled) / thetaSpikes.
 *
 * In all, theta gains (thetaFirst − thetaPlus) · thetaSpikes more than with thetaPlus alone, here 18.75 mV. In a large network with a
 * small thetaPlus, the neurons that fire first win again and again, and most others learn nothing, until the thresholds of the winners
 * have risen; with a large thetaPlus, thresholds never come to rest.
 */
export const diehlCookSettling = {
  ...diehlCookExcitatory,
  equations: { ...diehlCookExcitatory.equations, "dsettled/dt": "0 / ms" },
  parameters: { ...diehlCookExcitatory.parameters, thetaFirst: mV(0.8), thetaSpikes: 25 },
  reset: {
    ...diehlCookExcitatory.reset,
    theta: "theta + thetaFirst + (thetaPlus - thetaFirst) * settled",
    settled: "settled + (1 - settled) / thetaSpikes",
  },
  plastic: ["theta", "settled"],
} as const;
