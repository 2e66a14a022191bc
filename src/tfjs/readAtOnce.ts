import { InputError } from "../errors.js";
import { firstLine } from "../host/firstLine.js";
import type { Tensor } from "./tensor.js";

/**
 * A tensor's values, read synchronously. Some backends, such as webgpu in Node.js, do not support that.
 * @throws InputError if they cannot be read
 */
export function readAtOnce(where: string, tensor: Tensor): Float32Array | Int32Array | Uint8Array;
export function readAtOnce<V>(where: string, tensor: { dataSync(): V }): V;
export function readAtOnce(where: string, tensor: { dataSync(): unknown }): unknown {
  try {
    return tensor.dataSync();
  } catch (error) {
    throw new InputError(
      `${where}: found a tensor that cannot be read synchronously (${firstLine(error)}), expected numbers, or TensorFlow.js on ` +
        'cpu, wasm or tensorflow. Pass await tensor.data(), or call useTfjs("cpu") first.',
    );
  }
}
