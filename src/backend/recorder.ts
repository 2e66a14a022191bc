import type { Population } from "../program/program.js";
import { trainOf } from "../spikes/spikeTrain.js";
import type { Presentation, PresentationResult, Probe } from "./backend.js";

/** Collects the results of a presentation step by step: spike counts, individual spikes, samples. */
export class Recorder {
  private readonly counts: ReadonlyMap<string, Int32Array>;
  private readonly recorded: ReadonlyMap<string, { readonly at: number[]; readonly who: number[] }>;
  private readonly samples: readonly number[][];

  constructor(
    populations: readonly Population[],
    private readonly presentation: Presentation,
  ) {
    this.counts = new Map(populations.map(({ name, size }) => [name, new Int32Array(size)]));
    this.recorded = new Map(presentation.recordSpikes.map((name) => [name, { at: [], who: [] }]));
    this.samples = presentation.probes.map(() => []);
  }

  /** Adds the neurons of a population that spike in step k. */
  spikes(k: number, population: string, neurons: ArrayLike<number>): void {
    const count = k < this.presentation.countSteps ? this.counts.get(population) : undefined;
    for (let i = 0; i < neurons.length; i++) {
      if (count) count[neurons[i]]++;
      this.record(k, population, neurons[i]);
    }
  }

  /** Records a spike that is counted elsewhere, if the population's spikes are recorded. */
  record(k: number, population: string, neuron: number): void {
    const record = this.recorded.get(population);
    record?.at.push(k);
    record?.who.push(neuron);
  }

  /** The probes that sample at the end of step k, with their indices. */
  due(k: number): readonly (readonly [number: number, probe: Probe])[] {
    return [...this.presentation.probes.entries()].filter(([, { every }]) => (k + 1) % every === 0);
  }

  /** Takes a sample from all values of a probe's field; keeps those of the probe's elements. */
  sample(number: number, values: ArrayLike<number>): void {
    const { elements } = this.presentation.probes[number];
    this.elements(number, elements ? Array.from(elements, (e) => values[e]) : values);
  }

  /** Takes a sample from the values of a probe's elements. */
  elements(number: number, values: ArrayLike<number>): void {
    const kept = this.samples[number];
    for (let e = 0; e < values.length; e++) kept.push(values[e]);
  }

  /**
   * @param unsound fields with infinite or NaN values
   * @param counts if they are counted elsewhere
   */
  result(
    unsound: PresentationResult["unsound"],
    counts: PresentationResult["counts"] = this.counts,
  ): PresentationResult {
    const { steps } = this.presentation;
    const trains = [...this.recorded].map(([name, { at, who }]) => {
      const shape = { steps, neurons: this.counts.get(name)?.length ?? 0 };
      return [name, trainOf(shape, Int32Array.from(at), Int32Array.from(who))] as const;
    });
    return { counts, spikes: new Map(trains), samples: this.samples.map((s) => Float64Array.from(s)), unsound };
  }
}
