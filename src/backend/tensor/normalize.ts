import * as tf from "@tensorflow/tfjs-core";
import type { Normalization } from "../../program/program.js";
import type { Fields } from "./fields.js";
import { download, gather, kernel, reshape, scatterSum, sumOverRows } from "./kernels.js";
import type { Synapses } from "./synapses.js";

/** Scales the weights of each marked column to the sum: w ← min(w·sum/total, bound). */
export async function normalize(
  { weight, groups, sum, bound }: Normalization,
  marks: Int32Array,
  fields: Fields,
  synapses: Synapses,
): Promise<void> {
  if (marks.every((mark) => mark === 0)) return;
  const isDense = synapses.topology.kind !== "sparse";
  /** One weight of each group per row. */
  const inRows = (w: tf.Tensor) => reshape(w, [w.size / groups, groups]);
  const sums = tf.tidy(() => {
    const w = fields.value(weight.name);
    if (isDense) return sumOverRows(inRows(w));
    const at = reshape(synapses.columnOfSynapse, [w.size, 1]) as tf.Tensor2D;
    return scatterSum(at, w, [synapses.postSize]);
  });
  const totals = await download(sums);
  const factors = Float32Array.from(marks, (mark, j) => (mark !== 0 && totals[j] > 0 ? sum / totals[j] : 1));
  sums.dispose();
  tf.tidy(() => {
    const w = fields.value(weight.name);
    const factor = isDense ? tf.tensor1d(factors) : gather(tf.tensor1d(factors), synapses.columnOfSynapse);
    const product = kernel("Multiply", { a: isDense ? inRows(w) : w, b: factor });
    const scaled = reshape(product, [...weight.shape]);
    const most = Number.isFinite(bound) && fields.constants.scalar(bound);
    fields.assign(weight, most ? kernel("Minimum", { a: scaled, b: most }) : scaled);
  });
  marks.fill(0);
}
