import type { Field, Program } from "../../../program/program.js";
import { changedFields } from "../../soundness.js";
import type { Layout } from "./layout.js";
import type { Writer } from "./writer.js";

/** The fields that are checked after a presentation, in the order of the result words. */
export const lookedAt = ({ learning }: Program): readonly Field[] => [...changedFields(learning)];

/**
 * The kernel that runs after a presentation: one word for each network and field, 0 if all values are finite, else the
 * field's length minus the index of the first element that is infinite or NaN. Networks are along the grid's second
 * axis.
 */
export function writeSoundness(out: Writer, layout: Layout): void {
  const { program } = layout;
  const fields = lookedAt(program);
  const whileFrozen = changedFields(program.frozen);
  out.block("INLINE void look(const float* values, int length, int* word)", () => {
    out.block("for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < length; i += gridDim.x * blockDim.x)", () =>
      out.line("if (!(values[i] - values[i] == 0.0f)) atomicMax(word, length - i);"),
    );
  });
  out.line();
  out.block('extern "C" __global__ void soundness(const Launch launch)', () => {
    out.line(`int* const words = launch.unsound + (size_t)blockIdx.y * ${Math.max(1, fields.length)};`);
    for (const [f, field] of fields.entries()) {
      const { section, offset, length } = layout.place(field);
      const values = `(const float*)(launch.memory + launch.sites[blockIdx.y].${section} + ${offset}LL)`;
      const condition = whileFrozen.has(field) ? "" : "if (launch.learning) ";
      out.line(`${condition}look(${values}, ${length}, words + ${f});  // ${field.name}`);
    }
  });
  out.line();
}
