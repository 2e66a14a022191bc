import type { Device } from "../../cuda/device.js";

/** Device memory of a size class. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Number of size classes between powers of two: at most an eighth of a block is unused. */
const STEPS = 8;
const SMALLEST = 256;

/**
 * Device memory that is reused. All work is in one stream in order, so a block may be handed out while kernels that
 * read its former contents have yet to run.
 */
export class MemoryPool {
  /** Bytes in blocks that are in use, and in all blocks. */
  used = 0;
  held = 0;
  private readonly idle = new Map<number, number[]>();

  constructor(private readonly device: Device) {}

  /** @throws BackendError with the requested size if the device has too little memory */
  take(bytes: number, purpose: string): Block {
    const size = sizeClass(bytes);
    const address = this.idle.get(size)?.pop() ?? this.allocate(size, purpose);
    this.used += size;
    return { address, bytes: size };
  }

  giveBack({ address, bytes }: Block): void {
    const same = this.idle.get(bytes);
    if (same) same.push(address);
    else this.idle.set(bytes, [address]);
    this.used -= bytes;
  }

  private allocate(size: number, purpose: string): number {
    const address = this.device.tryAllocate(size) ?? this.allocateAfterClearing(size, purpose);
    this.held += size;
    return address;
  }

  private allocateAfterClearing(size: number, purpose: string): number {
    this.device.finish();
    for (const [bytes, addresses] of this.idle) {
      for (const address of addresses) this.device.free(address);
      this.held -= bytes * addresses.length;
    }
    this.idle.clear();
    return this.device.allocate(size, purpose);
  }
}

function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const step = 2 ** Math.floor(Math.log2(bytes)) / STEPS;
  return Math.ceil(bytes / step) * step;
}
