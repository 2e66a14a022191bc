/**
 * How one network is distributed over the device: its neurons are divided into equal ranges, one for each block of
 * threads, and the blocks wait for one another at a barrier.
 *
 * - `block`: one block, with the block's barrier.
 * - `cluster`: up to 8 blocks that the hardware keeps together (compute capability 9.0 and newer).
 * - `grid`: any number of blocks that fit on the device at once; the barrier is a counter in memory.
 */
export interface Shape {
  readonly barrier: "block" | "cluster" | "grid";
  readonly blocks: number;
  /** Threads of one block. */
  readonly threads: number;
}

/** Elements in a block's range, of `size` elements in all; the last range may be shorter. */
export const shareOf = (size: number, { blocks }: Shape): number => Math.ceil(size / blocks);
