import * as tf from "@tensorflow/tfjs-core";
import type { Test } from "uvu";
import { BackendError } from "../../../src/errors.js";
import { registerCuda } from "../../../src/tfjs/cuda/register.js";
import { type TfjsBackend, useTfjs } from "../../../src/tfjs/useTfjs.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";

/** A test on a backend of TensorFlow.js; one whose packages or driver are missing is skipped, and why is printed. */
export function testOn(test: Test, backend: TfjsBackend, name: string, body: () => Promise<void>): void {
  const reason = missing.get(backend);
  if (reason !== undefined) {
    skip(test, name, reason);
    return;
  }
  test(name, async () => {
    await useTfjs(backend);
    // Below 1000 elements it would compute on the CPU, and its kernels would go untested.
    if (backend === "webgpu") tf.env().set("WEBGPU_CPU_FORWARD", false);
    await body();
  });
}

/** Why backends that do not come with SpikeTensor cannot be used here. */
const missing = new Map<TfjsBackend, string>();
// On stand-ins for the driver and NVRTC, so that it runs without a GPU.
const host = openHost(32);
if (typeof host === "string") missing.set("cuda", host);
else {
  registerCuda(host.paths);
  process.on("exit", host.dispose);
}
for (const backend of ["webgpu", "tensorflow"] as const) {
  try {
    await useTfjs(backend);
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    missing.set(backend, error.message);
  }
}
