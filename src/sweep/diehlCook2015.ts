import { ETH_RULES } from "../eth/ethRule.js";
import type { SweepSpec } from "./spec.js";

/** Published accuracy by number of neurons. @see doi:10.3389/fncom.2015.00099 */
export const PUBLISHED: Readonly<Record<number, number>> = { 100: 0.829, 400: 0.87, 1600: 0.919, 6400: 0.95 };

/** Passes over the training digits by number of neurons, 3 to 15. */
const PASSES: Readonly<Record<number, number>> = { 100: 3, 400: 3, 1600: 7, 6400: 15 };

/** The network of ours that is compared with the paper's: our constants, and direct inhibition. */
const OURS = { constants: "tuned", network: "diehlCookV2" } as const;

/** Four sizes, each with its passes; all four rules with the paper's constants, and our network; three seeds. */
export const diehlCook2015Sweep: SweepSpec = {
  cases: Object.entries(PASSES).flatMap(([size, passes]) => {
    const own = { neurons: Number(size), passes };
    return [...ETH_RULES.map((rule) => ({ ...own, rule })), { ...own, ...OURS }];
  }),
  seeds: [0, 1, 2],
};

/** A quick version: small networks, some of the digits, the rule of the published code. */
export const diehlCook2015Quick: SweepSpec = {
  base: { examples: 10_000, labelExamples: 5000, testExamples: 2000 },
  cases: [100, 400].flatMap((neurons) => [{ neurons }, { neurons, ...OURS }]),
  seeds: [0],
};
