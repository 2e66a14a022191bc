import { BackendError } from "../../../errors.js";
import type { CudaBackend, CudaOptions } from "../cuda.js";

const WHY = "a browser page has no access to NVIDIA's driver; use wasm or reference";

const none = async (): Promise<never> => {
  throw new BackendError(`backend "cuda": ${WHY}`);
};

/** The backend in a page, where it is never available. */
export const cudaBackend = (_options: CudaOptions = {}): CudaBackend => ({
  name: "cuda",
  unavailable: async () => WHY,
  compile: none,
  compileMany: none,
});

export const cuda: CudaBackend = cudaBackend();
