/**
 * How one network is laid over the device: its neurons are cut into equal runs, one for each block of threads, and the
 * blocks wait for one another at a barrier.
 *
 * - `block`: one block; the barrier is that of the block.
 * - `cluster`: up to 8 blocks that the hardware keeps together (compute capability 9.0 and newer).
 * - `grid`: any number of blocks that the device holds at once; a counter in memory is the barrier.
 */
export interface Shape {
  readonly barrier: "block" | "cluster" | "grid";
  readonly blocks: number;
  /** Of one block. */
  readonly threads: number;
}

/** Elements of a block's run, of `size` elements in all; the last run may be shorter. */
export const shareOf = (size: number, { blocks }: Shape): number => Math.ceil(size / blocks);
