import { activeTfjs } from "../../tfjs/useTfjs.js";
import type { Backend } from "../backend.js";
import { TensorExecutable } from "./executable.js";

/**
 * The loop program as TensorFlow.js operations, one step at a time, on the active TensorFlow.js backend, or on `wasm`
 * if none is active.
 */
export const tensor: Backend = {
  name: "tensor",
  unavailable: async () => undefined,
  async compile(program) {
    await activeTfjs();
    return new TensorExecutable(program);
  },
};
