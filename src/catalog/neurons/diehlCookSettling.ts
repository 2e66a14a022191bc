import { mV } from "../../units/units.js";
import { diehlCookExcitatory } from "./diehlCook.js";

/**
 * The excitatory neuron of Diehl & Cook (2015) with a threshold that settles: each spike raises theta by less than the
 * one before, at first by thetaFirst and in the end by thetaPlus,
 *
 *     theta ← theta + thetaPlus + (thetaFirst − thetaPlus) exp(−fired / thetaSpikes),   fired ← fired + 1.
 *
 * In all, theta gains (thetaFirst − thetaPlus) / (1 − exp(−1 / thetaSpikes)) more than with thetaPlus alone, here 20 mV.
 *
 * In a large network with a small thetaPlus, the neurons that fire first win again and again, and most others learn
 * nothing, until the thresholds of the winners have risen; with a large thetaPlus, thresholds never come to rest.
 */
export const diehlCookSettling = {
  ...diehlCookExcitatory,
  equations: { ...diehlCookExcitatory.equations, "dfired/dt": "0 / ms" },
  parameters: { ...diehlCookExcitatory.parameters, thetaFirst: mV(0.3), thetaSpikes: 80 },
  reset: {
    ...diehlCookExcitatory.reset,
    theta: "theta + thetaPlus + (thetaFirst - thetaPlus) * exp(-fired / thetaSpikes)",
    fired: "fired + 1",
  },
  plastic: ["theta", "fired"],
} as const;
