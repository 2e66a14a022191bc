import type { Device } from "../../cuda/device.js";
import type { CudaTensors } from "../../tfjs/cuda/cudaTensors.js";
import type { Tensor, TensorInfo, Tfjs } from "../../tfjs/tensor.js";

/** Where TensorFlow.js computes, if it is in the memory of this device. */
export function sharedTensors(tf: Tfjs, device: Device): CudaTensors | undefined {
  if (tf.getBackend() !== "cuda") return undefined;
  const backend = tf.backend() as unknown as CudaTensors;
  const { driver, facts } = backend.device;
  return driver.path === device.driver.path && facts.ordinal === device.facts.ordinal ? backend : undefined;
}

/** Copies a tensor to memory of a network, from device to device. */
export function fetch(device: Device, backend: CudaTensors, values: TensorInfo, to: number, bytes: number): void {
  const from = backend.addressOf(values);
  device.activate();
  device.follow(backend.device);
  device.copy(to, from, bytes);
  // The tensor's memory may be used for others from now on, but not before the copy.
  backend.device.follow(device);
}

/** Tensors that lie in the memory of networks, until that changes. */
export class Lent {
  private readonly tensors = new Map<TensorInfo, CudaTensors>();

  lend(tf: Tfjs, backend: CudaTensors, address: number, shape: readonly number[]): Tensor {
    const info = backend.borrow(address, shape, "float32", () => this.tensors.delete(info));
    this.tensors.set(info, backend);
    return tf.engine().makeTensorFromTensorInfo(info, backend);
  }

  /** Tensors that are still in use become copies; the device's work from now on waits for that. */
  takeBack(device: Device): void {
    if (this.tensors.size === 0) return;
    // With a backend that has ended, its tensors have ended too.
    const lent = [...this.tensors].filter(([, backend]) => !backend.device.isDisposed);
    const backends = new Set(lent.map(([, backend]) => backend));
    for (const [info, backend] of lent) backend.detach(info);
    this.tensors.clear();
    device.activate();
    for (const backend of backends) device.follow(backend.device);
  }
}
