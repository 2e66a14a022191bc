import * as tf from "@tensorflow/tfjs-core";
import type { Normalization } from "../../program/program.js";
import type { Fields } from "./fields.js";
import { download, gather, kernel, reshape, scatterSum, sumOverRows } from "./kernels.js";
import type { Synapses } from "./synapses.js";

/** Scales the weights of each changed column to the sum: w ← min(w·sum/total, bound). */
export async function normalize(rule: Normalization, fields: Fields, synapses: Synapses): Promise<void> {
  const flags = fields.counter(rule.changed);
  if (flags.every((flag) => flag === 0)) return;
  const isDense = synapses.topology.kind === "dense";
  const sums = tf.tidy(() => {
    const w = fields.value(rule.weight);
    if (isDense) return sumOverRows(w);
    const at = reshape(synapses.columnOfSynapse, [w.size, 1]) as tf.Tensor2D;
    return scatterSum(at, w, [synapses.postSize]);
  });
  const totals = await download(sums);
  const factors = Float32Array.from(flags, (flag, j) => (flag !== 0 && totals[j] > 0 ? rule.sum / totals[j] : 1));
  sums.dispose();
  tf.tidy(() => {
    const w = fields.value(rule.weight);
    const factor = isDense ? tf.tensor1d(factors) : gather(tf.tensor1d(factors), synapses.columnOfSynapse);
    const scaled = kernel("Multiply", { a: w, b: factor });
    const isBounded = Number.isFinite(rule.bound);
    const bound = isBounded && fields.constants.scalar(rule.bound);
    fields.assign(rule.weight, bound ? kernel("Minimum", { a: scaled, b: bound }) : scaled);
  });
  flags.fill(0);
}
