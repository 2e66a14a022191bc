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
import { fuse } from "./fuse.js";
import { type Argument, KernelLauncher, keyOf, type Launch } from "./kernelLauncher.js";
import { type Block, MemoryPool } from "./memoryPool.js";
import {
  BYTES,
  C_TYPE,
  type Constant,
  type HostValues,
  isConstant,
  isSameShape,
  type Operand,
  type Pending,
  type StoredType,
  type TensorData,
} from "./tensorData.js";

/** Operations in one kernel, and values that it reads. More are computed by several. */
const MOST_OPERATIONS = 32;
/** Values up to this number stay on the host too: they are often shapes and indices, which are read there. */
const KEPT_ON_HOST = 1024;
/** Keys that are remembered until they are asked for again. */
const MOST_ASKED = 4096;
/** Threads of a block in kernels that work element by element. */
const THREADS = 256;

/** A tensor as an argument of a kernel, to be read. */
export const read = (backend: CudaTensors, x: TensorInfo): Argument => ({
  type: `const ${C_TYPE[storedType(x.dtype)]}*`,
  value: backend.addressOf(x),
});

/** A tensor as an argument of a kernel, to be written. */
export const write = (backend: CudaTensors, x: TensorInfo): Argument => ({
  type: `${C_TYPE[storedType(x.dtype)]}*`,
  value: backend.addressOf(x),
});

export const int = (value: number): Argument => ({ type: "int", value });
export const ints = (value: readonly number[]): Argument => ({ type: "int", value });
export const float = (value: number): Argument => ({ type: "float", value });

/** @throws BackendError for a dtype that has no values of its own on the device */
export function storedType(dtype: DataType): StoredType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new BackendError(`cuda: found a tensor of ${dtype}, expected float32, int32 or bool.`);
}

/**
 * Tensors of TensorFlow.js in CUDA memory, and kernels that are compiled at run time. Elementwise operations are noted
 * down and computed together, when somebody needs their values. Knows nothing of what it computes for.
 */
export class CudaTensors extends KernelBackend {
  readonly data: DataStorage<TensorData>;
  private readonly pool: MemoryPool;
  private readonly launcher: KernelLauncher;
  /** What is not computed yet, in the order of asking. */
  private readonly pendings = new Set<TensorData>();
  /** Keys of kernels that would have been worth compiling, had they been asked for twice. */
  private readonly asked = new Set<string>();

  constructor(
    readonly device: Device,
    compile: (source: string) => Uint8Array,
  ) {
    super();
    this.data = new DataStorage<TensorData>(this, { moveData: moveHere });
    this.pool = new MemoryPool(device);
    this.launcher = new KernelLauncher(device, compile);
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
        "cuda: found a complex tensor of another backend, expected one made here. Move its real and imaginary part.",
      );
    }
    this.put(dataId, values, shape, dtype, refCount);
  }

  /** The caller may change its array afterwards: what is kept is a copy. */
  private put(dataId: DataId, values: HostValues, shape: number[], dtype: DataType, refCount: number): void {
    const size = util.sizeFromShape(shape);
    const data: TensorData = { dtype, size, refCount, uses: 0 };
    this.data.set(dataId, data);
    if (values === null || values === undefined) return;
    if (dtype === "string" || dtype === "complex64") data.host = values;
    else if (size <= KEPT_ON_HOST) data.host = typedArray(values, dtype).slice();
    else this.upload(data, typedArray(values, dtype));
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
      // Others may share them: the real part of a complex tensor is no copy.
      this.disposeData(data.complexTensorInfos.real.dataId);
      this.disposeData(data.complexTensorInfos.imag.dataId);
    }
    this.data.delete(dataId);
    this.freeIfUnused(data);
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
    const dtype = storedType(data.dtype);
    const bytes = data.size * BYTES[dtype];
    this.computePending();
    const address = this.materialize(data);
    const { device } = this;
    device.activate();
    const pinned = device.borrow(bytes);
    device.download(pinned, address, bytes);
    const mark = device.mark();
    try {
      await device.reached(mark);
      const copy = new Uint8Array(bytes);
      copy.set(pinned.bytes.subarray(0, bytes));
      return typedArray(copy.buffer, dtype);
    } finally {
      device.forget(mark);
      device.giveBack(pinned);
    }
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
    const dtype = storedType(data.dtype);
    const bytes = new Uint8Array(data.size * BYTES[dtype]);
    this.computePending();
    const address = this.materialize(data);
    if (bytes.length > 0) {
      this.device.activate();
      this.device.driver.call("cuMemcpyDtoHAsync_v2", bytes, address, bytes.length, this.device.stream);
      this.device.finish();
    }
    return typedArray(bytes.buffer, dtype);
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
    return { unreliable: false, numBytesInGPU: this.pool.used, numBytesInGPUAllocated: this.pool.held };
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
    this.reserve(this.data.get(info.dataId));
    return info;
  }

  /** A new tensor, with values of the host if any. Strings may be given as such. */
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

  /** The same values under another shape. */
  view(x: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
  }

  /** Where a tensor's values lie on the device, computed and copied there if they are not. */
  addressOf(x: TensorInfo): number {
    return this.materialize(this.data.get(x.dataId));
  }

  /** Values of a tensor on the host: waits for the device where they are not there already. */
  valuesOf(x: TensorInfo): Float32Array | Int32Array | Uint8Array {
    const data = this.data.get(x.dataId);
    return (data.host ?? this.readSync(x.dataId)) as Float32Array | Int32Array | Uint8Array;
  }

  launch(launch: Launch): void {
    this.launcher.launch(launch);
  }

  /** One thread for each of `elements`, which the body finds as `i`. */
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
   * A tensor that is an elementwise expression of others, to be computed when it is needed. Operands are broadcast to
   * `shape`.
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
    let operations = 1;
    for (const operand of prepared) {
      if (isConstant(operand)) continue;
      const { pending } = operand.data;
      if (!pending) continue;
      const fits =
        isSameShape(pending.shape, shape) ||
        (pending.isFlat && operand.data.size === data.size && isSameShape(operand.shape, shape));
      if (!fits || operations + pending.operations > MOST_OPERATIONS) this.materialize(operand.data);
      else operations += pending.operations;
    }
    for (const operand of prepared) if (!isConstant(operand)) operand.data.uses++;
    const isFlat = prepared.every(
      (o) => isConstant(o) || o.data.size === 1 || (o.data.size === data.size && (o.data.pending?.isFlat ?? true)),
    );
    this.pendings.add(data);
    data.pending = { template, dtype, shape: [...shape], operands: prepared, operations, isFlat };
    return info;
  }

  /**
   * A tensor in memory of somebody else, without a copy.
   * @param release is called when no tensor and no expression needs the memory any more
   */
  borrow(address: number, shape: readonly number[], dtype: StoredType, release: () => void): TensorInfo {
    const info = this.makeTensorInfo(shape, dtype);
    const data = this.data.get(info.dataId);
    data.block = { address, bytes: 0 };
    data.release = release;
    return info;
  }

  /** Copies what was borrowed to memory of its own, as its owner is about to change it; the owner is told. */
  detach(x: TensorInfo): void {
    if (!this.data.has(x.dataId)) return;
    const data = this.data.get(x.dataId);
    const { block, release } = data;
    if (!block || !release) return;
    data.block = undefined;
    data.release = undefined;
    const bytes = data.size * BYTES[storedType(data.dtype)];
    this.device.copy(this.reserve(data).address, block.address, bytes);
    release();
  }

  // ---- values -----------------------------------------------------------------------------------------------------

  private materialize(data: TensorData): number {
    if (data.pending) this.compute(data);
    if (data.block) return data.block.address;
    if (!data.host) return this.reserve(data).address;
    return this.upload(data, data.host as Float32Array).address;
  }

  /**
   * Computes an expression, and with it those within it that others will need too. In one kernel, if just this has been
   * asked for before: compiling takes as long as ten thousand operations, and some are asked for once.
   */
  private compute(data: TensorData): void {
    const found = new Set<TensorData>([data]);
    let isNested = false;
    const visit = (pending: Pending) => {
      for (const operand of pending.operands) {
        if (isConstant(operand)) continue;
        const inner = operand.data.pending;
        if (!inner) {
          const isOnHost = operand.data.size === 1 && operand.data.host && !operand.data.block;
          if (!isOnHost) this.materialize(operand.data);
          continue;
        }
        isNested = true;
        if (found.has(operand.data)) continue;
        if (operand.data.refCount > 0 && operand.data.uses > 1) found.add(operand.data);
        visit(inner);
      }
    };
    if (data.pending) visit(data.pending);
    const roots = [...found].flatMap((d) =>
      d.pending ? [{ data: d, pending: d.pending, address: this.reserve(d).address }] : [],
    );
    const launch = fuse(roots, { address: (d) => d.block?.address ?? 0 });
    if (isNested && !this.launcher.knows(launch) && !this.isAskedAgain(launch)) {
      this.computeOneByOne(data);
      return;
    }
    this.launch(launch);
    for (const root of roots) this.pendings.delete(root.data);
    for (const root of roots) root.data.pending = undefined;
    for (const root of roots) this.releaseOperands(root.pending);
  }

  /** Every operation by a kernel of its own, of which there are few. */
  private computeOneByOne(data: TensorData): void {
    const { pending } = data;
    if (!pending) return;
    for (const operand of pending.operands) if (!isConstant(operand)) this.computeOneByOne(operand.data);
    const root = { data, pending, address: this.reserve(data).address };
    this.launch(fuse([root], { address: (d) => d.block?.address ?? 0 }));
    data.pending = undefined;
    this.pendings.delete(data);
    this.releaseOperands(pending);
  }

  private isAskedAgain(launch: Launch): boolean {
    const key = keyOf(launch);
    if (this.asked.delete(key)) return true;
    if (this.asked.size >= MOST_ASKED) this.asked.clear();
    this.asked.add(key);
    return false;
  }

  /**
   * What is pending when somebody reads a value is computed then too. A loop that reads in each round has the same
   * expressions in each round so, instead of some that grow over several.
   */
  private computePending(): void {
    for (const data of this.pendings) if (data.refCount > 0) this.materialize(data);
  }

  private releaseOperands({ operands }: Pending): void {
    for (const operand of operands) {
      if (isConstant(operand)) continue;
      operand.data.uses--;
      this.freeIfUnused(operand.data);
    }
  }

  private freeIfUnused(data: TensorData): void {
    if (data.refCount > 0 || data.uses > 0) return;
    const { block, release, pending } = data;
    data.block = undefined;
    data.pending = undefined;
    this.pendings.delete(data);
    data.release = undefined;
    if (release) release();
    else if (block) this.pool.giveBack(block);
    if (pending) this.releaseOperands(pending);
  }

  private reserve(data: TensorData): Block {
    const dtype = storedType(data.dtype);
    data.block ??= this.pool.take(data.size * BYTES[dtype], `a tensor of ${data.size} values (${dtype})`);
    return data.block;
  }

  private upload(data: TensorData, values: ArrayBufferView): Block {
    const block = this.reserve(data);
    if (values.byteLength > 0) {
      this.device.activate();
      // From memory that is not pinned: the driver has read all of it when the call returns.
      this.device.driver.call("cuMemcpyHtoDAsync_v2", block.address, values, values.byteLength, this.device.stream);
    }
    return block;
  }
}

/** A copy, as the values of a tensor cannot be changed. */
const handOut = ({ host, dtype }: TensorData): HostValues =>
  dtype === "string" || host === undefined ? (host as HostValues) : typedArray(host, dtype).slice();

function typedArray(values: HostValues | ArrayBuffer, dtype: DataType): Float32Array | Int32Array | Uint8Array {
  const Type = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : Uint8Array;
  if (values instanceof Type) return values;
  if (values instanceof ArrayBuffer) return new Type(values);
  return Type.from(values as ArrayLike<number>);
}

/** Asks TensorFlow.js for values that are not here: those of another backend's tensor. */
function moveHere(backend: KernelBackend, dataId: DataId): void {
  const known = engine().state.tensorInfo.get(dataId);
  if (known === undefined || known.backend === backend) {
    throw new BackendError(
      "cuda: found a tensor that has been disposed of, expected one in use. Keep it with tf.keep, or use it before.",
    );
  }
  engine().moveData(backend, dataId);
}
