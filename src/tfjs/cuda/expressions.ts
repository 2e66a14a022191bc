import type { DeviceMemory } from "./deviceMemory.js";
import { fuse } from "./fuse.js";
import { type KernelLauncher, keyOf } from "./kernelLauncher.js";
import { type Constant, isConstant, isSameShape, type Operand, type Pending, type TensorData } from "./tensorData.js";

/** Maximum number of operations in one kernel, and of values that it reads; larger expressions are split. */
const MOST_OPERATIONS = 32;
/** Number of keys that are remembered until they are requested again. */
const MOST_ASKED = 4096;

/** Elementwise expressions, recorded when they are written and computed together when their values are needed. */
export class Expressions {
  /** What has not been computed yet, in the order of request. */
  private readonly pendings = new Set<TensorData>();
  /** Keys of kernels that are worth compiling if they are requested again. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly memory: DeviceMemory,
    private readonly launcher: KernelLauncher,
  ) {}

  /** Records that `data` is an expression of these operands. */
  add(
    data: TensorData,
    operands: readonly (Operand | Constant)[],
    written: Pick<Pending, "template" | "dtype" | "shape">,
  ): void {
    const { shape } = written;
    let operations = 1;
    for (const operand of operands) {
      if (isConstant(operand)) continue;
      const { pending } = operand.data;
      if (!pending) continue;
      const fits =
        isSameShape(pending.shape, shape) ||
        (pending.isFlat && operand.data.size === data.size && isSameShape(operand.shape, shape));
      if (!fits || operations + pending.operations > MOST_OPERATIONS) this.materialize(operand.data);
      else operations += pending.operations;
    }
    let isFlat = true;
    for (const operand of operands) {
      if (isConstant(operand)) continue;
      const { data: own } = operand;
      own.uses++;
      isFlat &&= own.size === 1 || (own.size === data.size && (own.pending?.isFlat ?? true));
    }
    this.pendings.add(data);
    const { template, dtype } = written;
    data.pending = { template, dtype, shape, operands, operations, isFlat };
  }

  /** The device address of values, which are computed and copied there if necessary. */
  materialize(data: TensorData): number {
    if (data.pending) this.compute(data);
    if (data.block) return data.block.address;
    if (!data.host) return this.memory.reserve(data).address;
    return this.memory.upload(data, data.host as Float32Array).address;
  }

  /**
   * Computes an expression, together with those within it that others will need too. One kernel is compiled for it only
   * if the same expression was requested before: compiling takes as long as ten thousand operations, and some
   * expressions occur only once.
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
      d.pending ? [{ data: d, pending: d.pending, address: this.memory.reserve(d).address }] : [],
    );
    const launch = fuse(roots, { address: (d) => d.block?.address ?? 0 });
    const key = keyOf(launch);
    if (isNested && !this.launcher.knows(key) && !this.isAskedAgain(key)) {
      this.computeOneByOne(data);
      return;
    }
    this.launcher.launch(launch, key);
    for (const root of roots) this.pendings.delete(root.data);
    for (const root of roots) root.data.pending = undefined;
    for (const root of roots) this.releaseOperands(root.pending);
  }

  /** Computes each operation by a kernel of its own, of which there are few. */
  private computeOneByOne(data: TensorData): void {
    const { pending } = data;
    if (!pending) return;
    for (const operand of pending.operands) if (!isConstant(operand)) this.computeOneByOne(operand.data);
    const root = { data, pending, address: this.memory.reserve(data).address };
    this.launcher.launch(fuse([root], { address: (d) => d.block?.address ?? 0 }));
    data.pending = undefined;
    this.pendings.delete(data);
    this.releaseOperands(pending);
  }

  private isAskedAgain(key: string): boolean {
    if (this.asked.delete(key)) return true;
    if (this.asked.size >= MOST_ASKED) this.asked.clear();
    this.asked.add(key);
    return false;
  }

  /**
   * Computes everything that is pending when a value is read. A loop that reads values then has the same expressions in
   * each iteration, instead of some that grow over several iterations.
   */
  computePending(): void {
    for (const data of this.pendings) if (data.refCount > 0) this.materialize(data);
  }

  private releaseOperands({ operands }: Pending): void {
    for (const operand of operands) {
      if (isConstant(operand)) continue;
      operand.data.uses--;
      this.freeIfUnused(operand.data);
    }
  }

  /** Frees the memory of values that no tensor and no expression needs. */
  freeIfUnused(data: TensorData): void {
    if (data.refCount > 0 || data.uses > 0) return;
    const { block, release, pending } = data;
    data.block = undefined;
    data.pending = undefined;
    this.pendings.delete(data);
    data.release = undefined;
    if (release) release();
    else if (block) this.memory.giveBack(block);
    if (pending) this.releaseOperands(pending);
  }
}
