import { visitColumn } from "../../program/synapses.js";
import type { Machine } from "./machine.js";

/** Scales the weights of each group to their sum, if any of them has changed. */
export function normalize(machine: Machine): void {
  for (const projection of machine.program.projections) {
    const { post, rows, topology, normalization } = projection;
    const marks = machine.marks.of(projection);
    if (!normalization || !marks) continue;
    const { weight, groups, sum, bound } = normalization;
    const w = machine.array(weight);
    const visitGroup = (group: number, visit: (element: number) => void) => {
      if (topology.kind !== "convolution") visitColumn(topology, group, post.size, rows, visit);
      else for (let element = group; element < w.length; element += groups) visit(element);
    };
    for (const [group, mark] of marks.entries()) {
      if (mark === 0) continue;
      let total = 0;
      visitGroup(group, (s) => {
        total += w[s];
      });
      if (total > 0) {
        visitGroup(group, (s) => {
          w[s] = Math.min(w[s] * (sum / total), bound);
        });
      }
      marks[group] = 0;
    }
  }
}
