import type { Program } from "../../program/program.js";
import { pendingKey, type Snapshot } from "../backend.js";
import type { Fired } from "./projection.js";
import type { Arrivals } from "./synapses.js";

/** Spikes on their way along axons. */
export class History {
  /** Spikes of each presynaptic population by steps ago, those of the last step first. */
  private readonly spikes = new Map<string, Int32Array[]>();
  private readonly paths: ReadonlyMap<string, { readonly pre: string; readonly delays: readonly number[] }>;

  constructor(program: Program) {
    const { projections } = program.learning;
    this.paths = new Map(projections.map(({ name, pre, delays }) => [name, { pre, delays }]));
    for (const { pre, delays } of projections) {
      const length = Math.max(delays[delays.length - 1], this.spikes.get(pre)?.length ?? 0);
      this.spikes.set(
        pre,
        Array.from({ length }, () => new Int32Array(0)),
      );
    }
  }

  /** What arrives over a projection in the step in which `fired` fire, by delay, then by neuron. */
  arrivals(projection: string, fired: Fired): Arrivals {
    const path = this.paths.get(projection);
    const pre: number[] = [];
    const rows: number[] = [];
    for (const [d, delay] of path?.delays.entries() ?? []) {
      const name = path?.pre ?? "";
      const arriving = delay === 0 ? fired.get(name) : this.spikes.get(name)?.[delay - 1];
      for (const neuron of arriving ?? []) {
        pre.push(neuron);
        rows.push(neuron * (path?.delays.length ?? 1) + d);
      }
    }
    return { rows: Int32Array.from(rows), pre: Int32Array.from(pre) };
  }

  /** The end of a step. */
  push(fired: Fired): void {
    for (const [name, spikes] of this.spikes) {
      spikes.unshift(fired.get(name) ?? new Int32Array(0));
      spikes.pop();
    }
  }

  snapshot(): [string, Int32Array][] {
    return [...this.spikes].map(([name, spikes]) => {
      const pairs = spikes.flatMap((neurons, i) => Array.from(neurons, (n) => [i + 1, n]).reverse()).reverse();
      return [pendingKey(name), Int32Array.from(pairs.flat())];
    });
  }

  restore(snapshot: Snapshot): void {
    for (const [name, spikes] of this.spikes) {
      const found: number[][] = spikes.map(() => []);
      const pairs = snapshot.get(pendingKey(name)) ?? [];
      for (let i = 0; i < pairs.length; i += 2) found[pairs[i] - 1]?.push(pairs[i + 1]);
      for (const [i, neurons] of found.entries()) spikes[i] = Int32Array.from(neurons);
    }
  }
}
