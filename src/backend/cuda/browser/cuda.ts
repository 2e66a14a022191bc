import { BackendError } from "../../../errors.js";
import type { CudaBackend, CudaOptions } from "../cuda.js";

const WHY = "a browser page reaches no NVIDIA driver; it runs networks on wasm and reference";

const none = async (): Promise<never> => {
  throw new BackendError(`backend "cuda": ${WHY}`);
};

/** A page's: never there. */
export const cudaBackend = (_options: CudaOptions = {}): CudaBackend => ({
  name: "cuda",
  unavailable: async () => WHY,
  compile: none,
  compileMany: none,
});

export const cuda: CudaBackend = cudaBackend();
