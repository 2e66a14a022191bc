import type { Executable, Presentation, PresentationResult } from "../backend/backend.js";
import type { Program } from "../program/program.js";
import { type SpikeTrain, trainOf } from "../spikes/spikeTrain.js";

/** The neurons that fired in a step, ascending, by population and source. */
export type StepSpikes = ReadonlyMap<string, Int32Array>;

/** Runs presentations of a single step on any backend, as parts of one presentation. */
export class Steps {
  /** Weights that have changed, by the field that marks their columns. */
  private readonly marks = new Map<string, Int32Array>();

  constructor(
    private readonly program: Program,
    private readonly executable: Executable,
  ) {}

  /**
   * The presentation, step by step, with time between the steps for whatever `between` does. It gives what the whole
   * presentation would give if `between` changes nothing.
   */
  async present(
    presentation: Presentation,
    between: (step: number, spikes: StepSpikes) => Promise<void>,
  ): Promise<PresentationResult> {
    const { steps, countSteps, inputs, probes, recordSpikes } = presentation;
    const counts = new Map(this.program.learning.populations.map((p) => [p.domain, new Int32Array(p.size)]));
    const recorded = new Map(recordSpikes.map((name) => [name, { at: [] as number[], who: [] as number[] }]));
    const samples = probes.map((): number[] => []);
    try {
      for (let k = 0; k < steps; k++) {
        const due = probes.map((probe, i) => ({ probe, i })).filter(({ probe }) => (k + 1) % probe.every === 0);
        const single = { ...presentation, probes: due.map(({ probe }) => ({ ...probe, every: 1 })) };
        const result = await this.single({ ...single, inputs: stepOf(inputs, k) });
        const spikes = spikesOf(result, stepOf(inputs, k));
        for (const [name, neurons] of spikes) {
          const record = recorded.get(name);
          const count = k < countSteps ? counts.get(name) : undefined;
          for (const neuron of neurons) {
            record?.at.push(k);
            record?.who.push(neuron);
            if (count) count[neuron]++;
          }
        }
        for (const [d, { i }] of due.entries()) for (const x of result.samples[d]) samples[i].push(x);
        if (k + 1 < steps) await this.hide();
        await between(k, spikes);
      }
    } finally {
      await this.show();
    }
    const trains = [...recorded].map(([name, { at, who }]) => {
      const shape = { steps, neurons: counts.get(name)?.length ?? 0 };
      return [name, trainOf(shape, Int32Array.from(at), Int32Array.from(who))] as const;
    });
    return { counts, spikes: new Map(trains), samples: samples.map((s) => Float64Array.from(s)) };
  }

  /** One step alone, without the normalization that begins a presentation. */
  async step(inputs: ReadonlyMap<string, SpikeTrain>, learning: boolean): Promise<StepSpikes> {
    await this.hide();
    try {
      const rest = { steps: 1, countSteps: 0, recordSpikes: [], probes: [] };
      return spikesOf(await this.single({ ...rest, learning, inputs }), inputs);
    } finally {
      await this.show();
    }
  }

  private single(presentation: Presentation): Promise<PresentationResult> {
    const recordSpikes = this.program.learning.populations.map((p) => p.domain);
    return this.executable.present({ ...presentation, steps: 1, countSteps: 1, recordSpikes });
  }

  /** Keeps the next step from normalizing: the marks of changed columns are put aside. */
  private async hide(): Promise<void> {
    for (const { changed } of this.program.normalizations) {
      const found = await this.executable.read(changed);
      const kept = this.marks.get(changed) ?? new Int32Array(found.length);
      for (let j = 0; j < kept.length; j++) if (found[j] !== 0) kept[j] = 1;
      this.marks.set(changed, kept);
      await this.executable.write(changed, new Int32Array(kept.length));
    }
  }

  /** Puts the marks back, beside those that have come. */
  private async show(): Promise<void> {
    for (const [changed, kept] of this.marks) {
      const found = await this.executable.read(changed);
      await this.executable.write(
        changed,
        kept.map((mark, j) => (mark !== 0 || found[j] !== 0 ? 1 : 0)),
      );
    }
    this.marks.clear();
  }
}

/** One step of trains, as trains of one step. */
function stepOf(inputs: ReadonlyMap<string, SpikeTrain>, k: number): Map<string, SpikeTrain> {
  return new Map(
    [...inputs].map(([name, { steps, neurons, offsets, indices }]) => {
      const found = k < steps ? indices.slice(offsets[k], offsets[k + 1]) : new Int32Array(0);
      return [name, { steps: 1, neurons, offsets: Int32Array.of(0, found.length), indices: found }] as const;
    }),
  );
}

function spikesOf({ spikes }: PresentationResult, inputs: ReadonlyMap<string, SpikeTrain>): StepSpikes {
  return new Map(
    [...spikes, ...inputs].map(
      ([name, { offsets, indices }]) => [name, indices.slice(offsets[0], offsets[1])] as const,
    ),
  );
}
