import * as tf from "@tensorflow/tfjs-core";
import type { Backend } from "../backend.js";
import { TensorExecutable } from "./executable.js";
import { useTfjs } from "./tfjs.js";

/**
 * The loop program as TensorFlow.js operations, one step at a time, on the TensorFlow.js backend that is active; where
 * none is, on `wasm`.
 */
export const tensor: Backend = {
  name: "tensor",
  unavailable: async () => undefined,
  async compile(program) {
    if (!tf.getBackend()) await useTfjs("wasm");
    await tf.ready();
    return new TensorExecutable(program);
  },
};
