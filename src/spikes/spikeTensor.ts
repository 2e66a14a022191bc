import { checkOptions, nameOf } from "../check/names.js";
import { stepLength } from "../check/stepLength.js";
import { InputError } from "../errors.js";
import type { Rank, Tensor } from "../tfjs/tensor.js";
import { type WithTensor, withTensor } from "../tfjs/withTensor.js";
import type { Quantity } from "../units/quantity.js";
import { type SpikeTrain, trainOf } from "./spikeTrain.js";

/** A spike train that `tensor()` makes dense: zeros and ones, [steps, neurons]. */
export type SpikeTensor = WithTensor<SpikeTrain, Rank.R2>;

export function spikeTensor(train: SpikeTrain): SpikeTensor {
  return withTensor<SpikeTrain, Rank.R2>(train, (tf) => {
    const { steps, neurons, offsets, indices } = train;
    const dense = new Float32Array(steps * neurons);
    for (let k = 0; k < steps; k++) {
      for (let s = offsets[k]; s < offsets[k + 1]; s++) dense[k * neurons + indices[s]] = 1;
    }
    return tf.tensor2d(dense, [steps, neurons]);
  });
}

const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "dataSync" in value && "shape" in value;

/**
 * The spike train of a tensor [steps, neurons]: a spike wherever it is not 0. For encoders made of tensor operations.
 * @param options `dt`: length of a step, for uses that need times
 * @throws InputError for another shape, and for NaN
 */
export async function tensorToSpikes(
  tensor: Tensor,
  options: { readonly dt?: Quantity<"time"> } = {},
): Promise<SpikeTensor> {
  checkOptions("tensorToSpikes", options, ["dt"]);
  const { dt } = options;
  if (dt !== undefined) stepLength("tensorToSpikes", dt);
  if (!isTensor(tensor)) {
    throw new InputError(
      `tensorToSpikes: found ${nameOf(tensor)}, expected a tensor of shape [steps, neurons]. Use spikeTrain(…) for a list.`,
    );
  }
  const [steps, neurons] = tensor.shape;
  if (tensor.shape.length !== 2 || steps < 1 || neurons < 1) {
    throw new InputError(`tensorToSpikes: found the shape [${tensor.shape.join(", ")}], expected [steps, neurons].`);
  }
  const [at, who]: number[][] = [[], []];
  for (const [i, value] of (await tensor.data()).entries()) {
    if (value === 0) continue;
    if (Number.isNaN(value)) throw new InputError(`tensorToSpikes, [${i}]: found NaN, expected 0 or a spike.`);
    at.push(Math.floor(i / neurons));
    who.push(i % neurons);
  }
  return spikeTensor(trainOf({ steps, neurons, dt }, Int32Array.from(at), Int32Array.from(who)));
}
