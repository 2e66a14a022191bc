import type { KernelConfig } from "@tensorflow/tfjs-core";
import { basicKernels } from "./basic.js";
import { binaryKernels } from "./binary.js";
import { complexKernels } from "./complex.js";
import { convKernels } from "./conv.js";
import { gatherKernels } from "./gather.js";
import { matMulKernels } from "./matMul.js";
import { moveKernels } from "./move.js";
import { poolKernels } from "./pool.js";
import { reduceKernels } from "./reduce.js";
import { scanKernels } from "./scan.js";
import { unaryKernels } from "./unary.js";

/** Every kernel of this backend that runs on the device. */
export const kernels: readonly KernelConfig[] = [
  ...basicKernels,
  ...binaryKernels,
  ...complexKernels,
  ...convKernels,
  ...gatherKernels,
  ...matMulKernels,
  ...moveKernels,
  ...poolKernels,
  ...reduceKernels,
  ...scanKernels,
  ...unaryKernels,
];
