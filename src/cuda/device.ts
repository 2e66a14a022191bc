import { setImmediate } from "node:timers/promises";
import { BackendError } from "../errors.js";
import type { Driver, Handle } from "./driver.js";
import { viewMemory } from "./library.js";

/** CUdevice_attribute */
const ATTRIBUTE = { warp: 10, multiprocessors: 16, major: 75, minor: 76, cooperative: 95, clusters: 120 } as const;
const NON_BLOCKING = 1;

export interface DeviceFacts {
  readonly ordinal: number;
  readonly name: string;
  /** Compute capability, major · 10 + minor. */
  readonly architecture: number;
  readonly multiprocessors: number;
  /** In bytes. */
  readonly memory: number;
  /** Whether the blocks of a launch can wait for one another. */
  readonly cooperative: boolean;
  /** Whether it supports clusters of blocks. */
  readonly clusters: boolean;
  /** Threads of a warp. */
  readonly warp: number;
}

/** @throws BackendError for an ordinal without a device */
export function deviceFacts(driver: Driver, ordinal: number): DeviceFacts {
  const count = driver.get("cuDeviceGetCount");
  if (!(ordinal >= 0 && ordinal < count)) {
    throw new BackendError(
      `cuda: found the device ${ordinal}, expected one of 0 to ${count - 1}. See \`spiketensor doctor\`.`,
    );
  }
  const device = driver.get("cuDeviceGet", ordinal);
  const attribute = (name: keyof typeof ATTRIBUTE) => driver.get("cuDeviceGetAttribute", ATTRIBUTE[name], device);
  const name = Buffer.alloc(256);
  driver.call("cuDeviceGetName", name, name.length, device);
  return {
    ordinal,
    name: name.toString("utf8", 0, name.indexOf(0)),
    architecture: attribute("major") * 10 + attribute("minor"),
    multiprocessors: attribute("multiprocessors"),
    memory: Number(driver.get("cuDeviceTotalMem_v2", device)),
    cooperative: attribute("cooperative") === 1,
    clusters: attribute("clusters") === 1,
    warp: attribute("warp"),
  };
}

/** Size of a launch's arguments that every device and driver supports, in bytes. */
export const MOST_ARGUMENTS = 4096;

/** All devices that the driver reports. */
export const listDevices = (driver: Driver): DeviceFacts[] =>
  Array.from({ length: driver.get("cuDeviceGetCount") }, (_, ordinal) => deviceFacts(driver, ordinal));

/** Memory that both the host and the device's copy engine can access, viewed as bytes. */
export interface Pinned {
  readonly pointer: Handle;
  readonly bytes: Uint8Array;
}

/** A device with its context, one stream of work in order, and its allocations. */
export class Device {
  readonly facts: DeviceFacts;
  readonly stream: Handle;
  private readonly handle: number;
  private readonly context: Handle;
  private readonly allocated = new Set<number>();
  private readonly pinned = new Set<Pinned>();
  private readonly idle: Pinned[] = [];
  private readonly modules: Handle[] = [];
  private readonly marks = new Set<Handle>();
  private isOpen = true;

  /** @throws BackendError for an ordinal without a device */
  constructor(
    readonly driver: Driver,
    ordinal: number,
  ) {
    this.facts = deviceFacts(driver, ordinal);
    this.handle = driver.get("cuDeviceGet", ordinal);
    this.context = driver.get<Handle>("cuDevicePrimaryCtxRetain", this.handle);
    this.activate();
    this.stream = driver.get<Handle>("cuStreamCreate", NON_BLOCKING);
  }

  get isDisposed(): boolean {
    return !this.isOpen;
  }

  /** Directs the following calls of this thread to this device. */
  activate(): void {
    if (!this.isOpen) throw new BackendError("cuda: found a call after dispose(). Compile the network again.");
    this.driver.call("cuCtxSetCurrent", this.context);
  }

  /** Makes work submitted to this device from now on wait for all work submitted to `other` so far. */
  follow(other: Device): void {
    const mark = other.mark();
    this.driver.call("cuStreamWaitEvent", this.stream, mark, 0);
    other.forget(mark);
  }

  /** Blocks until all submitted work is done. */
  finish(): void {
    this.driver.call("cuStreamSynchronize", this.stream);
  }

  load(ptx: Uint8Array, names: readonly string[]): Map<string, Handle> {
    this.activate();
    const module = this.driver.get<Handle>("cuModuleLoadData", ptx);
    this.modules.push(module);
    return new Map(names.map((name) => [name, this.driver.get<Handle>("cuModuleGetFunction", module, name)]));
  }

  allocate(bytes: number, purpose: string): number {
    const address = this.driver.allocate(Math.max(bytes, 4), purpose);
    this.allocated.add(address);
    return address;
  }

  /** Undefined if the device has too little memory. */
  tryAllocate(bytes: number): number | undefined {
    const address = this.driver.tryAllocate(Math.max(bytes, 4));
    if (address !== undefined) this.allocated.add(address);
    return address;
  }

  free(address: number): void {
    if (this.allocated.delete(address)) this.driver.call("cuMemFree_v2", address);
  }

  /** Takes pinned memory of at least this many bytes; {@link giveBack} it when the device is done with it. */
  borrow(bytes: number): Pinned {
    const fitting = this.idle.findIndex((p) => p.bytes.length >= bytes);
    if (fitting >= 0) return this.idle.splice(fitting, 1)[0];
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 4096)));
    const pointer = this.driver.get<Handle>("cuMemAllocHost_v2", size);
    const pinned = { pointer, bytes: viewMemory(pointer, size) };
    this.pinned.add(pinned);
    return pinned;
  }

  giveBack(pinned: Pinned): void {
    if (this.isOpen) this.idle.push(pinned);
  }

  upload(to: number, from: Pinned, bytes: number): void {
    if (bytes > 0) this.driver.call("cuMemcpyHtoDAsync_v2", to, from.pointer, bytes, this.stream);
  }

  download(to: Pinned, from: number, bytes: number): void {
    if (bytes > 0) this.driver.call("cuMemcpyDtoHAsync_v2", to.pointer, from, bytes, this.stream);
  }

  copy(to: number, from: number, bytes: number): void {
    if (bytes > 0) this.driver.call("cuMemcpyDtoDAsync_v2", to, from, bytes, this.stream);
  }

  /** Sets memory to 0. */
  clear(at: number, bytes: number): void {
    if (bytes > 0) this.driver.call("cuMemsetD32Async", at, 0, Math.ceil(bytes / 4), this.stream);
  }

  /** A point in the stream of work, to wait for. */
  mark(): Handle {
    const event = this.driver.get<Handle>("cuEventCreate", 0);
    this.marks.add(event);
    this.driver.call("cuEventRecord", event, this.stream);
    return event;
  }

  /** Waits until all work before a mark is done, without blocking the event loop. */
  async reached(event: Handle): Promise<void> {
    while (!this.driver.isDone(event)) {
      await setImmediate();
      this.activate();
    }
  }

  /** Milliseconds between two marks that have been reached. */
  between(from: Handle, to: Handle): number {
    return this.driver.get("cuEventElapsedTime", from, to);
  }

  forget(mark: Handle): void {
    if (this.marks.delete(mark)) this.driver.call("cuEventDestroy_v2", mark);
  }

  /** Frees everything. Errors are ignored: the context may have been lost. */
  dispose(): void {
    if (!this.isOpen) return;
    const quietly = (name: string, ...args: unknown[]) => {
      try {
        this.driver.call(name, ...args);
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
      }
    };
    quietly("cuCtxSetCurrent", this.context);
    for (const module of this.modules) quietly("cuModuleUnload", module);
    for (const address of this.allocated) quietly("cuMemFree_v2", address);
    for (const { pointer } of this.pinned) quietly("cuMemFreeHost", pointer);
    for (const mark of this.marks) quietly("cuEventDestroy_v2", mark);
    this.marks.clear();
    this.allocated.clear();
    this.idle.length = 0;
    quietly("cuStreamDestroy_v2", this.stream);
    quietly("cuDevicePrimaryCtxRelease_v2", this.handle);
    this.isOpen = false;
  }
}
