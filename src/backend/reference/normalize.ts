import { visitColumn } from "../../program/synapses.js";
import type { Machine } from "./machine.js";

/** Scales the weights onto each neuron to their sum, if any of them has changed. */
export function normalize(machine: Machine): void {
  for (const projection of machine.program.projections) {
    const { post, rows, topology, normalization } = projection;
    const marks = machine.marks.of(projection);
    if (!normalization || !marks) continue;
    const { weight, sum, bound } = normalization;
    const w = machine.array(weight);
    for (let j = 0; j < post.size; j++) {
      if (marks[j] === 0) continue;
      const visit = (f: (s: number) => void) => visitColumn(topology, j, post.size, rows, f);
      let total = 0;
      visit((s) => {
        total += w[s];
      });
      if (total > 0) {
        visit((s) => {
          w[s] = Math.min(w[s] * (sum / total), bound);
        });
      }
      marks[j] = 0;
    }
  }
}
