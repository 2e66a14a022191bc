import * as tf from "@tensorflow/tfjs-core";
import type { Normalization } from "../../program/program.js";
import type { Fields } from "./fields.js";
import { download, kernel, reshape, scatterSum, sumOverRows } from "./kernels.js";
import type { Synapses } from "./synapses.js";

/**
 * Finds the weights that presynaptic events have changed, by comparing them with those from before when that is asked:
 * a step does not wait for the device to say so.
 */
export class WeightChanges {
  private before?: tf.Tensor;

  constructor(
    private readonly normalization: Normalization,
    /** By group, live: 1 if one of its weights has changed. */
    private readonly marks: Int32Array,
    private readonly fields: Fields,
    private readonly synapses: Synapses,
  ) {}

  /** Marks the groups whose weights have changed since the last call of `begin`. */
  async find(): Promise<void> {
    const { before, marks } = this;
    const now = this.fields.value(this.normalization.weight.name);
    if (!before || before.dataId === now.dataId || marks.every((mark) => mark === 1)) return;
    const changes = tf.tidy(() => this.byGroup(kernel("NotEqual", { a: now, b: before })));
    for (const [group, count] of (await download(changes)).entries()) if (count !== 0) marks[group] = 1;
    changes.dispose();
  }

  /** From now on, changes are those of the present weights, of which no copy is made. */
  begin(): void {
    this.before?.dispose();
    this.before = tf.keep(this.fields.value(this.normalization.weight.name).clone());
  }

  dispose(): void {
    this.before?.dispose();
  }

  /** The number of changed weights in each group. */
  private byGroup(isChanged: tf.Tensor): tf.Tensor {
    const counts = tf.cast(isChanged, "float32");
    const { groups } = this.normalization;
    if (this.synapses.topology.kind !== "sparse") return sumOverRows(reshape(counts, [counts.size / groups, groups]));
    const at = reshape(this.synapses.columnOfSynapse, [counts.size, 1]) as tf.Tensor2D;
    return scatterSum(at, counts, [groups]);
  }
}
