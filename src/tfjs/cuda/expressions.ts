import type { DeviceMemory } from "./deviceMemory.js";
import { fuse } from "./fuse.js";
import { type KernelLauncher, keyOf, type Launch } from "./kernelLauncher.js";
import { type Constant, isConstant, isSameShape, type Operand, type Pending, type TensorData } from "./tensorData.js";

/** Operations in one kernel, and values that it reads. More are computed by several. */
const MOST_OPERATIONS = 32;
/** Keys that are remembered until they are asked for again. */
const MOST_ASKED = 4096;

/** Elementwise expressions, noted down when they are written and computed together when somebody needs their values. */
export class Expressions {
  /** What is not computed yet, in the order of asking. */
  private readonly pendings = new Set<TensorData>();
  /** Keys of kernels that would have been worth compiling, had they been asked for twice. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly memory: DeviceMemory,
    private readonly launcher: KernelLauncher,
  ) {}

  /** Notes down that `data` are an expression of these operands. */
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
    for (const operand of operands) if (!isConstant(operand)) operand.data.uses++;
    const isFlat = operands.every(
      (o) => isConstant(o) || o.data.size === 1 || (o.data.size === data.size && (o.data.pending?.isFlat ?? true)),
    );
    this.pendings.add(data);
    data.pending = { ...written, operands, operations, isFlat };
  }

  /** Where values lie on the device: computed and copied there, if they are not. */
  materialize(data: TensorData): number {
    if (data.pending) this.compute(data);
    if (data.block) return data.block.address;
    if (!data.host) return this.memory.reserve(data).address;
    return this.memory.upload(data, data.host as Float32Array).address;
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
      d.pending ? [{ data: d, pending: d.pending, address: this.memory.reserve(d).address }] : [],
    );
    const launch = fuse(roots, { address: (d) => d.block?.address ?? 0 });
    if (isNested && !this.launcher.knows(launch) && !this.isAskedAgain(launch)) {
      this.computeOneByOne(data);
      return;
    }
    this.launcher.launch(launch);
    for (const root of roots) this.pendings.delete(root.data);
    for (const root of roots) root.data.pending = undefined;
    for (const root of roots) this.releaseOperands(root.pending);
  }

  /** Every operation by a kernel of its own, of which there are few. */
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

  /** Gives back the memory of values that no tensor and no expression needs. */
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
