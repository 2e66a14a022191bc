import { type FieldPlace, isOfNeurons } from "./layout.js";
import type { Memory } from "./memory.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/** Description of a sampled field for the kernel; addresses come first, so that there is no padding. */
const PROBE = `\
struct Probe {
  const int* elements;  // elements of the field; 0: all
  int* samples;  // of the first network, [samples][length]
  long long stride;  // from one network's samples to the next
  int field, length, every;
};

// Copies the stored values of elements first to end - 1 of a field, or of those of them that are requested
INLINE void copySample(const Probe& probe, const void* from, int first, int end, int* to) {
  for (int i = (probe.elements ? 0 : first) + threadIdx.x; i < (probe.elements ? probe.length : end); i += blockDim.x) {
    const int e = probe.elements ? probe.elements[i] : i;
    if (e >= first && e < end) to[i] = ((const int*)from)[e - first];
  }
}
`;

/** Size of a probe in bytes. */
export const PROBE_BYTES = 40;

interface ProbeArgument {
  /** Address, or 0 for all elements. */
  readonly elements: number;
  /** Address. */
  readonly samples: number;
  readonly stride: number;
  /** Index of the field in `Layout.sampled`. */
  readonly field: number;
  readonly length: number;
  readonly every: number;
}

export function packProbes(probes: readonly ProbeArgument[]): Int32Array {
  const view = new DataView(new ArrayBuffer(PROBE_BYTES * probes.length));
  for (const [p, { elements, samples, stride, field, length, every }] of probes.entries()) {
    for (const [i, wide] of [elements, samples, stride].entries()) {
      view.setBigInt64(PROBE_BYTES * p + 8 * i, BigInt(wide), true);
    }
    for (const [i, word] of [field, length, every].entries()) view.setInt32(PROBE_BYTES * p + 24 + 4 * i, word, true);
  }
  return new Int32Array(view.buffer);
}

/** Must precede the launch argument, which refers to it. */
export function writeProbe(out: Writer): void {
  for (const line of PROBE.split("\n")) out.line(line);
}

/**
 * Samples at the end of a step. Each block copies its own range of the field, from its shared memory if necessary. Rows
 * and synapses, which other blocks may have written, can be read safely between barriers of the network.
 */
export function writeSample(out: Writer, memory: Memory, cached: ReadonlySet<FieldPlace>, wait: string): void {
  const { layout } = memory;
  const owned = layout.sampled.filter(isOfNeurons).length;
  out.line("// Samples of fields, as stored");
  out.block("INLINE void sample(const Net& net, const At& at, const Shared& shared, const Launch& launch)", () => {
    out.line("bool due = false, isForeign = false;");
    out.block("for (int p = 0; p < launch.probeCount; p++)", () => {
      out.line("if ((at.k + 1) % launch.probes[p].every != 0) continue;");
      out.line("due = true;");
      out.line(`isForeign |= launch.probes[p].field >= ${owned};`);
    });
    out.line("if (!due) return;");
    out.line(`if (isForeign) ${wait}`);
    out.line("else __syncthreads();");
    out.block("for (int p = 0; p < launch.probeCount; p++)", () => {
      out.line("const Probe probe = launch.probes[p];");
      out.line("if ((at.k + 1) % probe.every != 0) continue;");
      const row = "(long long)((at.k + 1) / probe.every - 1) * probe.length";
      out.line(`int* const to = probe.samples + net.network * probe.stride + ${row};`);
      out.block("switch (probe.field)", () => {
        for (const [f, place] of layout.sampled.entries()) {
          const share = shareOf(place.length, layout.shape);
          const range = `min(net.rank * ${share}, ${place.length}), min((net.rank + 1) * ${share}, ${place.length})`;
          const from = cached.has(place)
            ? `shared.${place.id}`
            : `net.${place.id} + min(net.rank * ${share}, ${place.length})`;
          out.line(`case ${f}: copySample(probe, ${from}, ${range}, to); break;  // ${place.field.name}`);
        }
      });
    });
    out.line(`if (isForeign) ${wait}`);
    out.line("else __syncthreads();");
  });
  out.line();
}
