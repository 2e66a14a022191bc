import { PAGE, type WasmMemory, webAssembly } from "../host/webAssembly.js";
import { upperWord } from "../random/key.js";
import { poissonBinary } from "./poissonBinary.js";
import type { PoissonKernel, PoissonShape } from "./poissonSampler.js";
import { PLACES } from "./poissonText.js";

interface Exports {
  sample(
    count: number,
    scales: number,
    lower: number,
    upper: number,
    steps: number,
    at: number,
    who: number,
    counts: number,
    capacity: number,
  ): number;
  sort(spikes: number, at: number, who: number, ends: number, indices: number): void;
}

const line = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Memory after the active neurons; spikes come last, and move when they need more room. */
function layOut({ steps, neurons }: PoissonShape) {
  const scales = line(PLACES.active + 4 * neurons);
  const offsets = line(scales + 8 * neurons);
  return { scales, offsets, spikes: line(offsets + 4 * (steps + 2)) };
}

const kernelOf =
  (module: object): PoissonKernel =>
  (shape) => {
    const { steps, neurons, schedule } = shape;
    const place = layOut(shape);
    let capacity = Math.max(4096, 2 * steps);
    const pages = () => Math.ceil((place.spikes + 3 * 4 * capacity) / PAGE);
    const memory: WasmMemory = new webAssembly.Memory({ initial: pages(), maximum: PAGE });
    const { exports } = new webAssembly.Instance(module, { host: { memory } });
    const { sample, sort } = exports as Exports;
    const ints = (address: number, count: number) => new Int32Array(memory.buffer, address, count);
    ints(PLACES.schedule, schedule.length).set(schedule);

    return {
      get active() {
        return ints(PLACES.active, neurons);
      },
      get intervalScale() {
        return new Float64Array(memory.buffer, place.scales, neurons);
      },
      sample(count, presentation) {
        for (;;) {
          const [at, who, indices] = [0, 1, 2].map((i) => place.spikes + 4 * capacity * i);
          const starts = ints(place.offsets, steps + 2).fill(0);
          const [lower, upper] = [presentation % 2 ** 32, upperWord(presentation)];
          // Counts are shifted by one, so that their sums are where the spikes of each step start.
          const spikes = sample(count, place.scales, lower, upper, steps, at, who, place.offsets + 4, capacity);
          if (spikes < 0) {
            capacity *= 2;
            memory.grow(Math.max(0, pages() - memory.buffer.byteLength / PAGE));
            continue;
          }
          for (let k = 1; k <= steps; k++) starts[k] += starts[k - 1];
          const offsets = starts.slice(0, steps + 1);
          sort(spikes, at, who, place.offsets, indices);
          return { steps, neurons, offsets, indices: ints(indices, spikes).slice() };
        }
      },
    };
  };

let compiled: PoissonKernel | undefined;

/**
 * The kernel as WebAssembly SIMD, made once: the same spikes as the plain one, bit for bit, in a fraction of the
 * time.
 */
export function poissonKernel(): PoissonKernel {
  compiled ??= kernelOf(new webAssembly.Module(poissonBinary()));
  return compiled;
}
