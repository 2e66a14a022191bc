import { SpikeTensorError } from "../../errors.js";
import { activeTfjs, usesGpu, useTfjs } from "../../tfjs/useTfjs.js";
import { adapterName } from "../../tfjs/webgpu.js";
import type { Check, CheckResult } from "./check.js";

const VERSIONS =
  "It needs Node.js 20 or 22 (24 with one extra line) and, with the library that it downloads (TensorFlow 2.9.1), " +
  "NVIDIA driver 450.80 or newer, CUDA 11.2 and cuDNN 8.1; a library for newer GPUs (driver 525.60 or newer, CUDA 12.5 and " +
  "cuDNN 9.3 unpacked with it) is built by scripts/build-tfjs-native.mjs: see docs/tensorflow-native.md.";

const WEBGPU =
  "It needs both packages, and a GPU with a driver for Vulkan, Metal or Direct3D 12; on Linux also a Vulkan loader " +
  "(libvulkan.so.1, Debian's package libvulkan1). No compiler, no install script: see docs/tensorflow-native.md.";

const TFJS = "npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm";

/** The backends of TensorFlow.js that need only packages. */
export const tensorCheck: Check = {
  name: "Backend tensor",
  required: false,
  async check() {
    try {
      await useTfjs("wasm");
    } catch (error) {
      return { ok: false, detail: messageOf(error), brief: `not installed: ${TFJS}` };
    }
    // `cpu` comes with wasm, but warns that others are faster.
    return { ok: true, detail: "TensorFlow.js on cpu, wasm" };
  },
};

/** TensorFlow.js on any GPU with a driver for Vulkan, Metal or Direct3D. */
export const webgpuCheck: Check = {
  name: "WebGPU",
  required: false,
  async check() {
    try {
      await useTfjs("webgpu");
      return { ok: true, detail: `TensorFlow.js on "webgpu", on ${await adapterName()}` };
    } catch (error) {
      return {
        ok: false,
        detail: messageOf(error),
        fix: WEBGPU,
        brief: "not here: npm install webgpu @tensorflow/tfjs-backend-webgpu, and a GPU",
      };
    }
  },
};

/** TensorFlow's own library for TensorFlow.js, on the CPU or an NVIDIA GPU; checked separately from the others. */
export const tensorflowCheck: Check = {
  name: "TensorFlow (CUDA)",
  required: false,
  async check(): Promise<CheckResult> {
    try {
      await useTfjs("tensorflow");
      const isGpu = usesGpu(await activeTfjs());
      const detail = isGpu
        ? 'TensorFlow.js on "tensorflow", on a GPU (nvidia-smi lists this node process while it computes)'
        : 'TensorFlow.js on "tensorflow", on the CPU: no GPU is used';
      return { ok: isGpu, detail, fix: VERSIONS, brief: "TensorFlow.js on the CPU: no GPU is used" };
    } catch (error) {
      return {
        ok: false,
        detail: messageOf(error),
        fix: VERSIONS,
        brief: "not here: npm install @tensorflow/tfjs-node-gpu",
      };
    }
  },
};

function messageOf(error: unknown): string {
  if (error instanceof SpikeTensorError) return error.message;
  throw error;
}
