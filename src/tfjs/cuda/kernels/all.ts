import type { KernelConfig } from "@tensorflow/tfjs-core";
import { basicKernels } from "./basic.js";
import { binaryKernels } from "./binary.js";
import { complexKernels } from "./complex.js";
import { unaryKernels } from "./unary.js";

/** Every kernel of this backend. */
export const kernels: readonly KernelConfig[] = [...basicKernels, ...binaryKernels, ...complexKernels, ...unaryKernels];
