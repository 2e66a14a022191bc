import type { SpikeTrain } from "../encode/spikeTrain.js";
import type { Program } from "../kernel/program.js";

/** One presentation: a run of `steps` steps from the present state. */
export interface Presentation {
  readonly steps: number;
  /** Spikes are counted in the first so many steps. */
  readonly countSteps: number;
  /** Whether plastic variables change. */
  readonly learning: boolean;
  /** Spikes of the sources, by name; silence follows after the last step of a train, and from sources not given. */
  readonly inputs: ReadonlyMap<string, SpikeTrain>;
  /** Populations whose spikes are wanted one by one. */
  readonly recordSpikes: readonly string[];
  /** Fields that are sampled at the end of every `every`-th step. */
  readonly probes: readonly Probe[];
}

export interface Probe {
  readonly field: string;
  readonly every: number;
  /** Elements of the field's domain; all if undefined. */
  readonly elements?: Int32Array;
}

export interface PresentationResult {
  /** Spike counts by population, [neurons]; valid until the next presentation. */
  readonly counts: ReadonlyMap<string, Int32Array>;
  readonly spikes: ReadonlyMap<string, SpikeTrain>;
  /** For each probe in order: [samples, elements], row by row. */
  readonly samples: readonly Float64Array[];
}

/** Spikes still on their way along axons, by presynaptic population: steps ago (1 is the last step) and neuron. */
export type Pending = ReadonlyMap<string, { readonly stepsAgo: Int32Array; readonly neuron: Int32Array }>;

/** A network made ready to run on a device. The state lives here. */
export interface Executable {
  present(presentation: Presentation): Promise<PresentationResult>;
  /** A copy of a field's values, [elements]. */
  read(field: string): Promise<Float32Array | Float64Array | Int32Array>;
  /** Replaces a field's values. */
  write(field: string, values: ArrayLike<number>): Promise<void>;
  pending(): Pending;
  setPending(pending: Pending): void;
  /** Frees the device's memory; the executable must not be used afterwards. */
  dispose(): void;
}

/** A way to execute loop programs. */
export interface Backend {
  readonly name: string;
  /** Why the backend cannot be used here and what to install, or undefined where it can. */
  unavailable(): Promise<string | undefined>;
  compile(program: Program): Promise<Executable>;
}
