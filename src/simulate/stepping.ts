import type { Executable, Presentation, PresentationResult } from "../backend/backend.js";
import { Recorder } from "../backend/recorder.js";
import type { Program } from "../program/program.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";

/** The neurons that fired in a step, in ascending order, by population and source. */
export type StepSpikes = ReadonlyMap<string, Int32Array>;

/** Runs presentations of a single step on any backend, as parts of one presentation. */
export class Steps {
  constructor(
    private readonly program: Program,
    private readonly executable: Executable,
  ) {}

  /**
   * Runs the presentation step by step, calling `between` after each step. The results are those of the whole
   * presentation if `between` changes nothing.
   */
  async present(
    presentation: Presentation,
    between: (step: number, spikes: StepSpikes) => Promise<void>,
  ): Promise<PresentationResult> {
    const recorder = new Recorder(this.program.populations, presentation);
    for (let k = 0; k < presentation.steps; k++) {
      const due = recorder.due(k);
      const inputs = stepOf(presentation.inputs, k);
      const normalize = presentation.normalize && k === 0;
      const probes = due.map(([, probe]) => ({ field: probe.field, every: 1 }));
      const result = await this.single({ ...presentation, before: k, normalize, inputs, probes });
      const spikes = spikesOf(result, inputs);
      for (const [name, neurons] of spikes) recorder.spikes(k, name, neurons);
      for (const [d, [number]] of due.entries()) recorder.sample(number, result.samples[d]);
      if (result.unsound.length > 0) return recorder.result(result.unsound.map((u) => ({ ...u, step: k })));
      await between(k, spikes);
    }
    return recorder.result([]);
  }

  /** A single step, without the normalization at the start of a presentation. */
  async step(
    inputs: ReadonlyMap<string, SpikeTrain>,
    learning: boolean,
    at: Pick<Presentation, "number" | "before">,
  ): Promise<Pick<PresentationResult, "unsound"> & { readonly spikes: StepSpikes }> {
    const alone = { ...at, normalize: false, steps: 1, countSteps: 0, recordSpikes: [], probes: [] };
    const result = await this.single({ ...alone, learning, inputs });
    return { unsound: result.unsound, spikes: spikesOf(result, inputs) };
  }

  private single(presentation: Presentation): Promise<PresentationResult> {
    const recordSpikes = this.program.populations.map((p) => p.name);
    return this.executable.present({ ...presentation, steps: 1, countSteps: 1, recordSpikes });
  }
}

/** One step of the trains, as trains of one step. */
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
