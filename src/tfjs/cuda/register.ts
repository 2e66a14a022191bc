import "@tensorflow/tfjs-backend-cpu";
import { findBackendFactory, registerBackend, registerKernel } from "@tensorflow/tfjs-core";
import { Device } from "../../cuda/device.js";
import { compileKernels } from "../../cuda/kernelCache.js";
import { type DeviceOptions, openCompiler, openDriver, ordinalOf } from "../../cuda/open.js";
import { chooseTarget } from "../../cuda/target.js";
import { CudaTensors } from "./cudaTensors.js";
import { kernels } from "./kernels/all.js";
import { BACKEND_NAME } from "./kernels/kernel.js";
import { hostKernels, withHost } from "./kernels/onHost.js";

/** Higher than WebGL's, if both are available. */
const PRIORITY = 4;

/**
 * Registers the backend `cuda` with TensorFlow.js: `tf.setBackend("cuda")` then starts it on this device.
 * @param opened what it starts with, if that is open already
 */
export function registerCuda(options: DeviceOptions = {}, opened?: CudaTensors): void {
  if (findBackendFactory(BACKEND_NAME) !== null) return;
  for (const kernel of [...kernels.map(withHost), ...hostKernels(kernels)]) registerKernel(kernel);
  let first = opened;
  const start = async () => {
    const backend = first ?? (await openCudaTensors(options));
    first = undefined;
    return backend;
  };
  registerBackend(BACKEND_NAME, start, PRIORITY);
}

/** @throws BackendError if the driver, the device or NVRTC is missing */
export async function openCudaTensors(options: DeviceOptions = {}): Promise<CudaTensors> {
  const driver = openDriver(options);
  const compiler = await openCompiler(driver, options);
  const device = new Device(driver, ordinalOf(options));
  try {
    const { name } = chooseTarget(compiler, device.facts);
    return new CudaTensors(device, (source) => compileKernels(compiler, source, { architecture: name }));
  } catch (error) {
    device.dispose();
    throw error;
  }
}
