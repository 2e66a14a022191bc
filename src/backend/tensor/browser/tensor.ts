import { BackendError } from "../../../errors.js";
import type { Backend } from "../../backend.js";

const WHY = "it is not available in a browser page; use wasm or reference";

export const tensor: Backend = {
  name: "tensor",
  unavailable: async () => WHY,
  async compile() {
    throw new BackendError(`backend "tensor": ${WHY}`);
  },
};
