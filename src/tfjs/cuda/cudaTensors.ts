import {
  type BackendTimingInfo,
  backend_util,
  buffer,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  type Tensor,
  type TensorBuffer,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import type { Device } from "../../cuda/device.js";
import { BackendError } from "../../errors.js";
import { DeviceMemory } from "./deviceMemory.js";
import { Expressions } from "./expressions.js";
import { type Argument, KernelLauncher, type Launch } from "./kernelLauncher.js";
import {
  BYTES,
  C_TYPE,
  type Constant,
  type HostValues,
  type Operand,
  type StoredType,
  storedType,
  type TensorData,
  typedArray,
} from "./tensorData.js";

/** Tensors up to this size are kept on the host too, as they are often shapes and indices, which are read there. */
const KEPT_ON_HOST = 1024;
/** Threads per block in element-wise kernels. */
const THREADS = 256;

/** A tensor as a kernel argument to be read. */
export const read = (backend: CudaTensors, x: TensorInfo): Argument => ({
  type: `const ${C_TYPE[storedType(x.dtype)]}*`,
  value: backend.addressOf(x),
});

/** A tensor as a kernel argument to be written. */
export const write = (backend: CudaTensors, x: TensorInfo): Argument => ({
  type: `${C_TYPE[storedType(x.dtype)]}*`,
  value: backend.addressOf(x),
});

export const int = (value: number): Argument => ({ type: "int", value });
export const ints = (value: readonly number[]): Argument => ({ type: "int", value });
export const float = (value: number): Argument => ({ type: "float", value });

/**
 * TensorFlow.js tensors in CUDA memory, and kernels that are compiled at run time. Elementwise operations are recorded,
 * and computed together when their values are needed. Knows nothing about neurons.
 */
export class CudaTensors extends KernelBackend {
  readonly data: DataStorage<TensorData>;
  private readonly onDevice: DeviceMemory;
  /** Values in memory that belongs to someone else; expressions may need them after their tensor is gone. */
  private readonly borrowed = new WeakMap<DataId, TensorData>();
  private readonly launcher: KernelLauncher;
  private readonly expressions: Expressions;

  constructor(
    readonly device: Device,
    compile: (source: string) => Uint8Array,
  ) {
    super();
    this.data = new DataStorage<TensorData>(this, { moveData: moveHere });
    this.onDevice = new DeviceMemory(device);
    this.launcher = new KernelLauncher(device, compile);
    this.expressions = new Expressions(this.onDevice, this.launcher);
  }

  // ---- TensorFlow.js's storage ------------------------------------------------------------------------------------

  override write(values: HostValues, shape: number[], dtype: DataType): DataId {
    const dataId: DataId = {};
    this.put(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(dataId: DataId, values: HostValues, shape: number[], dtype: DataType, refCount: number): void {
    if (dtype === "complex64") {
      throw new BackendError(
        "cuda: found a complex tensor of another backend, expected one made here. Move its real and imaginary parts.",
      );
    }
    this.put(dataId, values, shape, dtype, refCount);
  }

  /** Stores a copy, as the caller may modify its array afterward. */
  private put(dataId: DataId, values: HostValues, shape: number[], dtype: DataType, refCount: number): void {
    const size = util.sizeFromShape(shape);
    const data: TensorData = { dtype, size, refCount, uses: 0 };
    this.data.set(dataId, data);
    if (values === null || values === undefined) return;
    if (dtype === "string" || dtype === "complex64") data.host = values;
    else if (size <= KEPT_ON_HOST) data.host = typedArray(values, dtype).slice();
    else this.onDevice.upload(data, typedArray(values, dtype));
  }

  override numDataIds(): number {
    return this.data.numDataIds();
  }

  override refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.data.get(dataId).refCount++;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const data = this.data.get(dataId);
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    data.refCount = 0;
    if (data.complexTensorInfos) {
      // Others may share them, as the real part of a complex tensor is not a copy.
      this.disposeData(data.complexTensorInfos.real.dataId);
      this.disposeData(data.complexTensorInfos.imag.dataId);
    }
    this.data.delete(dataId);
    this.expressions.freeIfUnused(data);
    return true;
  }

  disposeIntermediateTensorInfo(info: TensorInfo): void {
    this.disposeData(info.dataId);
  }

  override async read(dataId: DataId): Promise<HostValues> {
    const data = this.data.get(dataId);
    if (data.complexTensorInfos) {
      const { real, imag } = data.complexTensorInfos;
      const parts = await Promise.all([this.read(real.dataId), this.read(imag.dataId)]);
      return backend_util.mergeRealAndImagArrays(parts[0] as Float32Array, parts[1] as Float32Array);
    }
    if (data.host) return handOut(data);
    const { address, bytes } = this.computed(data);
    return typedArray(await this.onDevice.download(address, bytes), data.dtype);
  }

  override readSync(dataId: DataId): HostValues {
    const data = this.data.get(dataId);
    if (data.complexTensorInfos) {
      const { real, imag } = data.complexTensorInfos;
      return backend_util.mergeRealAndImagArrays(
        this.readSync(real.dataId) as Float32Array,
        this.readSync(imag.dataId) as Float32Array,
      );
    }
    if (data.host) return handOut(data);
    const { address, bytes } = this.computed(data);
    return typedArray(this.onDevice.downloadSync(address, bytes), data.dtype);
  }

  /** The address of values to be read, after computing everything pending. */
  private computed(data: TensorData): { readonly address: number; readonly bytes: number } {
    const bytes = data.size * BYTES[storedType(data.dtype)];
    this.expressions.computePending();
    return { address: this.expressions.materialize(data), bytes };
  }

  bufferSync(t: TensorInfo): TensorBuffer<never, DataType> {
    const values = this.readSync(t.dataId);
    const decoded = t.dtype === "string" ? (values as Uint8Array[]).map((d) => util.decodeString(d)) : values;
    return buffer(t.shape as never, t.dtype, decoded as never);
  }

  override async time(f: () => void): Promise<BackendTimingInfo> {
    const { device } = this;
    device.activate();
    const begun = device.mark();
    f();
    const ended = device.mark();
    await device.reached(ended);
    const kernelMs = device.between(begun, ended);
    for (const mark of [begun, ended]) device.forget(mark);
    return { kernelMs };
  }

  override memory() {
    return {
      unreliable: false,
      numBytesInGPU: this.onDevice.pool.used,
      numBytesInGPUAllocated: this.onDevice.pool.held,
    };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return super.epsilon();
  }

  override dispose(): void {
    this.device.dispose();
  }

  // ---- for kernels ------------------------------------------------------------------------------------------------

  /** A new tensor whose values a kernel will write. */
  output(shape: readonly number[], dtype: DataType): TensorInfo {
    const info = this.makeTensorInfo(shape, dtype);
    this.onDevice.reserve(this.data.get(info.dataId));
    return info;
  }

  /** A new tensor, with values from the host if given. Strings may be passed as such. */
  makeTensorInfo(shape: readonly number[], dtype: DataType, values?: HostValues | string[]): TensorInfo {
    const encoded =
      dtype === "string" && values && values.length > 0 && typeof values[0] === "string"
        ? (values as string[]).map((s) => util.encodeString(s))
        : values;
    const copy = [...shape];
    return { dataId: this.write(encoded as HostValues, copy, dtype), shape: copy, dtype };
  }

  makeOutput<T extends Tensor>(values: HostValues, shape: number[], dtype: DataType): T {
    return engine().makeTensorFromTensorInfo(this.makeTensorInfo(shape, dtype, values), this) as T;
  }

  /** The same values with another shape. */
  view(x: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
  }

  /** The device address of a tensor's values, which are computed and copied there if necessary. */
  addressOf(x: TensorInfo): number {
    return this.expressions.materialize(this.data.get(x.dataId));
  }

  /** A tensor's values on the host; waits for the device if necessary. */
  valuesOf(x: TensorInfo): Float32Array | Int32Array | Uint8Array {
    const data = this.data.get(x.dataId);
    return (data.host ?? this.readSync(x.dataId)) as Float32Array | Int32Array | Uint8Array;
  }

  launch(launch: Launch): void {
    this.launcher.launch(launch);
  }

  /** Launches one thread for each of `elements`, whose index is `i` in the body. */
  launchElements(launch: Omit<Launch, "threads" | "blocks"> & { readonly elements: number }): void {
    const { elements, args, body } = launch;
    this.launcher.launch({
      ...launch,
      args: { ...args, elements: int(elements) },
      body: () => `  const int i = blockIdx.x * blockDim.x + threadIdx.x;\n  if (i >= elements) return;\n${body()}`,
      threads: THREADS,
      blocks: [Math.ceil(elements / THREADS)],
    });
  }

  /**
   * A tensor that is an elementwise expression of others, computed when needed. Operands are broadcast to `shape`.
   * @param template in C, with $0, $1 … for the operands
   */
  elementwise(
    template: string,
    operands: readonly (TensorInfo | Constant)[],
    shape: readonly number[],
    dtype: StoredType,
  ): TensorInfo {
    const info = this.makeTensorInfo(shape, dtype);
    const data = this.data.get(info.dataId);
    if (data.size === 0) return info;
    const prepared = operands.map((o): Operand | Constant =>
      "value" in o ? o : { data: this.data.get(o.dataId), dtype: storedType(o.dtype), shape: o.shape },
    );
    this.expressions.add(data, prepared, { template, dtype, shape: [...shape] });
    return info;
  }

  /**
   * A tensor in memory that belongs to someone else, without a copy.
   * @param release called when no tensor and no expression needs the memory anymore
   */
  borrow(address: number, shape: readonly number[], dtype: StoredType, release: () => void): TensorInfo {
    const info = this.makeTensorInfo(shape, dtype);
    const data = this.data.get(info.dataId);
    data.block = { address, bytes: 0 };
    data.release = release;
    this.borrowed.set(info.dataId, data);
    return info;
  }

  /** Copies borrowed memory to memory of its own, as its owner is about to modify it; the owner is notified. */
  detach(x: TensorInfo): void {
    const data = this.borrowed.get(x.dataId);
    if (!data?.block || !data.release) return;
    const { block, release } = data;
    this.device.activate();
    data.block = undefined;
    data.release = undefined;
    const bytes = data.size * BYTES[storedType(data.dtype)];
    this.device.copy(this.onDevice.reserve(data).address, block.address, bytes);
    release();
  }
}

/** A copy, as the values of a tensor must not change. */
const handOut = ({ host, dtype }: TensorData): HostValues =>
  dtype === "string" || host === undefined ? (host as HostValues) : typedArray(host, dtype).slice();

/** Asks TensorFlow.js for values that are not here, such as those of another backend's tensor. */
function moveHere(backend: KernelBackend, dataId: DataId): void {
  const known = engine().state.tensorInfo.get(dataId);
  if (known === undefined || known.backend === backend) {
    throw new BackendError(
      "cuda: found a tensor that has been disposed of, expected one in use. Keep it with tf.keep, or use it before.",
    );
  }
  engine().moveData(backend, dataId);
}
