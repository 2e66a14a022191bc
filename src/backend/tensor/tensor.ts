import { activeTfjs } from "../../tfjs/useTfjs.js";
import type { Backend } from "../backend.js";
import { checkRoom } from "../room.js";
import { TensorExecutable } from "./executable.js";

/**
 * The loop program as TensorFlow.js operations, one step at a time, on the active TensorFlow.js backend, or on `wasm`
 * if none is active.
 */
export const tensor: Backend = {
  name: "tensor",
  unavailable: async () => undefined,
  async compile(program) {
    // An array of float32 here, and the tensor.
    checkRoom("tensor", program, 2 * Float32Array.BYTES_PER_ELEMENT);
    await activeTfjs();
    return new TensorExecutable(program);
  },
};
