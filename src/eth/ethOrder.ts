import { checkName } from "../check/names.js";
import { permutation } from "../random/distributions.js";

/** The order of the training digits: as in the data set, or another random one for each pass. */
export type EthOrder = "given" | "shuffled";

const ETH_ORDERS: readonly EthOrder[] = ["given", "shuffled"];

/** What determines the order of a training. */
interface Ordered {
  readonly order: EthOrder;
  /** Digits in a pass. */
  readonly examples: number;
  readonly seed: number;
}

/** @throws InputError for an unknown name */
export function checkOrder(where: string, order: unknown): EthOrder {
  checkName(where, "an order", order, ETH_ORDERS);
  return order as EthOrder;
}

/**
 * Finds the digits of a training by their place in it, counted over all passes. Orders come from the seed and the pass,
 * so that a run that continues has the same ones.
 */
export function digitOrder({ order, examples, seed }: Ordered): (place: number) => number {
  if (order === "given") return (place) => place % examples;
  let shuffled: Int32Array = new Int32Array(0);
  let pass = -1;
  return (place) => {
    const own = Math.floor(place / examples);
    if (own !== pass) {
      pass = own;
      shuffled = permutation(examples, { seed, stream: pass });
    }
    return shuffled[place % examples];
  };
}
