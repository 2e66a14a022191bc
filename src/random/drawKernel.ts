import { hasSimd, PAGE, type WasmMemory, webAssembly } from "../host/webAssembly.js";
import { drawBinary } from "./drawBinary.js";
import type { Drawn } from "./drawn.js";
import { PLACES } from "./drawText.js";
import { type Joined, joinedSchedule, type VisitRows } from "./joined.js";
import { PURPOSE, scheduleOf } from "./key.js";

interface Exports {
  uniform(block: number, end: number, low: number, width: number, out: number): void;
  normal(pair: number, end: number, mean: number, deviation: number, out: number): void;
  rows(
    row: number,
    end: number,
    columns: number,
    self: number,
    factor: number,
    out: number,
    limit: number,
    counts: number,
  ): number;
}

/** Draws what drawn.ts and joined.ts define, bit for bit, with SIMD. */
export interface DrawKernel {
  values(drawn: Drawn, count: number, visit: (values: Float32Array, first: number) => void): void;
  rows(joined: Joined, scale: number, first: number, end: number, visit: VisitRows): void;
}

/** Numbers in a chunk: few enough to stay in the processor's cache until they are copied. */
const PART = 8192;
/** Rows in a chunk. */
const ROWS = 1024;

function makeKernel(): DrawKernel {
  const out = PLACES.out;
  const memory: WasmMemory = new webAssembly.Memory({ initial: 2, maximum: PAGE });
  const module = new webAssembly.Module(drawBinary());
  const { uniform, normal, rows } = new webAssembly.Instance(module, { host: { memory } }).exports as Exports;
  const ints = (address: number, count: number) => new Int32Array(memory.buffer, address, count);
  return {
    values(drawn, count, visit) {
      const { kind, a, b } = drawn;
      ints(PLACES.schedule, 10).set(scheduleOf(kind, drawn, PURPOSE[kind]));
      for (let first = 0; first < count; first += PART) {
        // A block of words gives four uniform numbers, a point two normal ones; both are computed four at a time.
        if (kind === "uniform") uniform(first / 4, (first + PART) / 4, a, b - a, out);
        else normal(first / 2, (first + PART) / 2, a, b, out);
        visit(new Float32Array(memory.buffer, out, Math.min(PART, count - first)), first);
      }
    },
    rows(joined, scale, first, end, visit) {
      const { columns, self } = joined;
      const starts = out + 4 * ROWS;
      const limit = starts + 4 * (Math.max(4 * PART, 2 * columns) + 16);
      const missing = Math.ceil((limit + 64 - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      ints(PLACES.schedule, 10).set(joinedSchedule(joined));
      for (let row = first; row < end; ) {
        const next = rows(row, Math.min(end, row + ROWS), columns, Number(self), scale, starts, limit, out);
        const counts = ints(out, next - row);
        let total = 0;
        for (let i = 0; i < counts.length; i++) total += counts[i];
        visit(ints(starts, total), counts, row);
        row = next;
      }
    },
  };
}

let made: DrawKernel | undefined;

/** The kernel, made once; null where the JavaScript engine has no WebAssembly SIMD. */
export function drawKernel(): DrawKernel | null {
  if (!hasSimd()) return null;
  made ??= makeKernel();
  return made;
}
