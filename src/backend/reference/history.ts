import type { Program } from "../../program/program.js";
import { pendingKey, type Snapshot } from "../backend.js";

/** Neurons that spike in a step, by population or source. */
export type Fired = ReadonlyMap<string, readonly number[]>;

/** The spikes of each presynaptic population that may still be on their way, the last step first. */
export class History {
  private readonly spikes = new Map<string, number[][]>();

  constructor({ learning }: Program) {
    for (const { pre, delays } of learning.projections) {
      const steps = this.spikes.get(pre) ?? [];
      while (steps.length < Math.max(...delays)) steps.push([]);
      this.spikes.set(pre, steps);
    }
  }

  /** Spikes that arrive now, of those that fire now and earlier ones. */
  arriving(pre: string, delay: number, fired: Fired): readonly number[] {
    return (delay === 0 ? fired.get(pre) : this.spikes.get(pre)?.[delay - 1]) ?? [];
  }

  endStep(fired: Fired): void {
    for (const [name, steps] of this.spikes) {
      steps.unshift([...(fired.get(name) ?? [])]);
      steps.pop();
    }
  }

  snapshot(): [key: string, pairs: Int32Array][] {
    return [...this.spikes].map(([name, steps]) => {
      const pairs = steps.flatMap((neurons, i) => neurons.map((n) => [i + 1, n]).reverse()).reverse();
      return [pendingKey(name), Int32Array.from(pairs.flat())];
    });
  }

  restore(snapshot: Snapshot): void {
    for (const [name, steps] of this.spikes) {
      for (const neurons of steps) neurons.length = 0;
      const pairs = snapshot.get(pendingKey(name)) ?? [];
      for (let i = 0; i < pairs.length; i += 2) steps[pairs[i] - 1]?.push(pairs[i + 1]);
    }
  }
}
