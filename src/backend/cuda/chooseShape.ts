import type { DeviceFacts } from "../../cuda/device.js";
import type { Program } from "../../program/program.js";
import type { Shape } from "./source/shape.js";

const WARP = 32;
/** Maximum number of threads of a block on every device. */
export const MOST_THREADS = 1024;
/** Maximum cluster size on every device with clusters. */
export const MOST_CLUSTERED = 8;
/** With more neurons per thread than this, a grid is faster despite its slower barrier. */
const MOST_PER_THREAD = 4;

/** One block while each thread has few neurons; then a cluster, if the device supports them; then the whole grid. */
export function chooseShape(program: Program, facts: DeviceFacts): Shape {
  const largest = Math.max(1, ...program.populations.map((p) => p.size));
  const threadsFor = (neurons: number) => Math.min(MOST_THREADS, WARP * Math.ceil(neurons / WARP));
  const { clusters } = facts;
  if (largest <= MOST_THREADS || (!clusters && largest <= MOST_PER_THREAD * MOST_THREADS) || !facts.cooperative) {
    return { barrier: "block", blocks: 1, threads: threadsFor(largest) };
  }
  if (clusters && largest <= MOST_PER_THREAD * MOST_THREADS * MOST_CLUSTERED) {
    const blocks = Math.min(MOST_CLUSTERED, 2 ** Math.ceil(Math.log2(largest / (MOST_THREADS / 2))));
    return { barrier: "cluster", blocks, threads: threadsFor(Math.ceil(largest / blocks)) };
  }
  const blocks = Math.min(facts.multiprocessors, Math.ceil(largest / (MOST_THREADS / 2)));
  return { barrier: "grid", blocks, threads: threadsFor(Math.ceil(largest / blocks)) };
}
