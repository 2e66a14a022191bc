import type { Field, Transmission } from "../program/program.js";

/**
 * The function that adds to one neuron's target of a transmission, for backends that keep fields as arrays; without
 * loss if the target has a compensation.
 */
export function prepareAddition(
  { target, compensation }: Transmission,
  arrayOf: (field: Field) => Float64Array | Float32Array,
): (neuron: number, amount: number) => void {
  const values = arrayOf(target);
  if (!compensation) {
    return (neuron, amount) => {
      values[neuron] += amount;
    };
  }
  const rests = arrayOf(compensation);
  return (neuron, amount) => {
    const before = values[neuron];
    const sum = before + amount;
    const added = sum - before;
    const rest = rests[neuron] + (before - (sum - added) + (amount - added));
    values[neuron] = sum + rest;
    rests[neuron] = rest - (values[neuron] - sum);
  };
}
