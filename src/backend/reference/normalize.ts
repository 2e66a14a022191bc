import type { Machine } from "./machine.js";
import { visitColumn } from "./synapses.js";

/** Before a presentation that learns: scales the weights onto each neuron whose weights changed to their sum. */
export function normalize(machine: Machine): void {
  const { program, state } = machine;
  for (const { projection, weight, changed, sum, bound } of program.normalizations) {
    const step = program.learning.projections.find((p) => p.name === projection);
    if (!step) continue;
    const [w, flags] = [state.array(weight), state.array(changed)];
    const rows = machine.size(step.pre) * step.delays.length;
    for (let j = 0; j < flags.length; j++) {
      if (flags[j] === 0) continue;
      const visit = (f: (s: number) => void) => visitColumn(machine.topology(projection), j, flags.length, rows, f);
      let total = 0;
      visit((s) => {
        total += w[s];
      });
      if (total > 0) {
        visit((s) => {
          w[s] = Math.min(w[s] * (sum / total), bound);
        });
      }
      flags[j] = 0;
    }
  }
}
