import { ModelError } from "../errors.js";
import { formatDimension, NUMBER, sameDimension, TIME } from "../units/dimension.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { PairFunction, type PairValue } from "./pairFunction.js";
import type { SynapseModel } from "./synapse.js";
import { type Distribution, extentOf, LONGEST_TIME, resolveValue } from "./values.js";
import type { Weights } from "./weights.js";

/**
 * The conduction delays, in ms. Those given by a function are checked when they are read.
 * @throws ModelError unless they are times, not negative and not too long
 */
export function resolveDelay(
  given: Quantity<"time"> | Distribution | PairValue | undefined,
  where: string,
): Weights["value"] {
  if (given === undefined) return 0;
  if (typeof given === "function") return new PairFunction("delay", given, TIME, [0, LONGEST_TIME]);
  const { value, dimension } = resolveValue(given, `${where}, delay`);
  if (!sameDimension(dimension, TIME)) {
    const found = sameDimension(dimension, NUMBER) ? "a number without a unit" : formatDimension(dimension);
    throw new ModelError(`${where}, delay: found ${found}, expected a time such as ms(1).`);
  }
  if (typeof value === "object" && "kind" in value && value.kind === "normal") {
    throw new ModelError(`${where}, delay: found a normal distribution, which has negative values. Use uniform(…).`);
  }
  const [shortest, longest] = extentOf(value);
  if (!(shortest >= 0)) throw new ModelError(`${where}, delay: found ${shortest} ms, expected at least 0 ms.`);
  if (!(longest <= LONGEST_TIME)) {
    throw new ModelError(`${where}, delay: found ${longest} ms, expected at most ${LONGEST_TIME} ms.`);
  }
  return value;
}

/**
 * The time from a neuron's spike to its postsynaptic event, in ms.
 * @throws ModelError unless it is such a time, or if no rule has such an event
 */
export function resolvePostDelay(
  {
    postDelay,
    plasticity,
  }: {
    readonly postDelay?: Quantity<"time">;
    readonly plasticity?: SynapseModel<string, string, string>;
  },
  where: string,
): number {
  if (postDelay === undefined) return 0;
  const delay = valueIn(`${where}, postDelay`, postDelay, ms, "ms(1)");
  if (!(delay >= 0 && delay <= LONGEST_TIME)) {
    throw new ModelError(`${where}, postDelay: found ${delay} ms, expected from 0 to ${LONGEST_TIME} ms.`);
  }
  if (plasticity === undefined || plasticity.onPost.length === 0) {
    throw new ModelError(
      `${where}, postDelay: found a delay without a rule for onPost. Give such a rule, or leave out postDelay.`,
    );
  }
  return delay;
}
