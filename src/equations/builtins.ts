import { type Dimension, NUMBER, power, TIME } from "../units/dimension.js";
import { isDraw, isNoise } from "./draws.js";

/** Constants that every equation may name. */
export const CONSTANTS: ReadonlyMap<string, number> = new Map([["pi", Math.PI]]);

/** The names of the time since the presentation began, and of the step. */
export const TIME_NAME = "t";
export const STEP_NAME = "dt";

const DIMENSIONS: ReadonlyMap<string, Dimension> = new Map([
  ["pi", NUMBER],
  [TIME_NAME, TIME],
  [STEP_NAME, TIME],
]);

/** White noise is the derivative of a random walk, whose variance grows with time: 1/√time. */
const NOISE: Dimension = power(TIME, -0.5);

/** The dimension of a name that is built in and needs no declaration; undefined for other names. */
export function builtinDimension(name: string): Dimension | undefined {
  if (isDraw(name)) return NUMBER;
  return isNoise(name) ? NOISE : DIMENSIONS.get(name);
}
