import type { Device } from "../../cuda/device.js";
import { type Block, MemoryPool } from "./memoryPool.js";
import { BYTES, storedType, type TensorData } from "./tensorData.js";

/** Values of tensors in the device's memory, with transfers in both directions. */
export class DeviceMemory {
  readonly pool: MemoryPool;

  constructor(private readonly device: Device) {
    this.pool = new MemoryPool(device);
  }

  /** The memory of these values, allocated if necessary. */
  reserve(data: TensorData): Block {
    const dtype = storedType(data.dtype);
    data.block ??= this.pool.take(data.size * BYTES[dtype], `a tensor of ${data.size} values (${dtype})`);
    return data.block;
  }

  giveBack(block: Block): void {
    this.pool.giveBack(block);
  }

  upload(data: TensorData, values: ArrayBufferView): Block {
    const block = this.reserve(data);
    if (values.byteLength > 0) {
      this.device.activate();
      // From memory that is not pinned: the driver has read all of it when the call returns.
      this.device.driver.call("cuMemcpyHtoDAsync_v2", block.address, values, values.byteLength, this.device.stream);
    }
    return block;
  }

  /** Bytes from an address on, once the device has reached this point. */
  async download(address: number, bytes: number): Promise<ArrayBuffer> {
    const { device } = this;
    device.activate();
    const pinned = device.borrow(bytes);
    device.download(pinned, address, bytes);
    const mark = device.mark();
    try {
      await device.reached(mark);
      const copy = new Uint8Array(bytes);
      copy.set(pinned.bytes.subarray(0, bytes));
      return copy.buffer;
    } finally {
      device.forget(mark);
      device.giveBack(pinned);
    }
  }

  /** The same synchronously: everything else waits for the device. */
  downloadSync(address: number, bytes: number): ArrayBuffer {
    const copy = new Uint8Array(bytes);
    if (bytes > 0) {
      this.device.activate();
      this.device.driver.call("cuMemcpyDtoHAsync_v2", copy, address, bytes, this.device.stream);
      this.device.finish();
    }
    return copy.buffer;
  }
}
