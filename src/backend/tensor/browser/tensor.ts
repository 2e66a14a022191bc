import { BackendError } from "../../../errors.js";
import type { Backend } from "../../backend.js";

const WHY = "a browser page runs networks on wasm and reference";

export const tensor: Backend = {
  name: "tensor",
  unavailable: async () => WHY,
  async compile() {
    throw new BackendError(`backend "tensor": ${WHY}`);
  },
};
