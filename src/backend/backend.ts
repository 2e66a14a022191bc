import type { Program } from "../program/program.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Tensor } from "../tfjs/tensor.js";

/** `steps` steps from the present state. docs/backend.md says all that a backend has to do. */
export interface Presentation {
  readonly steps: number;
  /** Steps of the presentation before these, for the time and random numbers; none by default. */
  readonly before?: number;
  /** Of the presentation, for random numbers: 0 … 2⁵³ − 1; 0 by default. */
  readonly number?: number;
  /** How many steps, from the first on, count spikes. */
  readonly countSteps: number;
  /** Whether plastic variables change. */
  readonly learning: boolean;
  /** Whether weights that have changed are normalized first. */
  readonly normalize: boolean;
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

/** The caller's own. */
export interface PresentationResult {
  /** Spike counts by population, [neurons]. */
  readonly counts: ReadonlyMap<string, Int32Array>;
  readonly spikes: ReadonlyMap<string, SpikeTrain>;
  /** For each probe in order: [samples, elements], row by row. */
  readonly samples: readonly Float64Array[];
  /** Fields of which values are infinite or no number at the end, if there are any. */
  readonly unsound: readonly Unsound[];
}

/** Where a field has gone wrong. */
export interface Unsound {
  readonly field: string;
  /** Some of its elements that are infinite or no number. */
  readonly elements: readonly number[];
  /** Where it is known. */
  readonly step?: number;
}

/**
 * The whole state of an executable, by names that stay the same from version to version:
 *
 * - a field's own name: its values, where these are all there is to know;
 * - `pendingKey(population)`: its spikes that are still on their way along axons, as pairs (steps ago, neuron), where the
 *   last step is 1 step ago, the oldest first and neurons ascending: Int32Array [spikes × 2];
 * - `marksKey(projection)`: 1 for each group of normalized weights any of which has changed, else 0: Int32Array [groups];
 * - names that begin with the backend's, such as `wasm/exc.g`: what only this backend understands, of a fixed length; the
 *   stored form of a field that is then missing under its own name is one.
 */
export type Snapshot = ReadonlyMap<string, Values>;

export type Values = Float32Array | Float64Array | Int32Array;

export const pendingKey = (population: string): string => `pending/${population}`;
export const marksKey = (projection: string): string => `marks/${projection}`;

/** A network made ready to run on a device. The state lives here. */
export interface Executable {
  present(presentation: Presentation): Promise<PresentationResult>;
  /** A copy of a field's values, [elements]. */
  read(field: string): Promise<Values>;
  /** Replaces a field's values. All columns of weights that are normalized are marked. */
  write(field: string, values: ArrayLike<number>): Promise<void>;
  /** A copy of the state, from which a run continues bit for bit as this one would. */
  snapshot(): Promise<Snapshot>;
  /**
   * Replaces the whole state: by a snapshot of the same backend and program, or by one of plain values, which has every
   * field by name. What has no entry: a population has no pending spikes, and all columns are marked.
   */
  restore(snapshot: Snapshot): Promise<void>;
  /**
   * Copies of the present state, whose weights are normalized first. A backend that has none side by side lets them take
   * turns: `Turns` of turns.ts.
   * @param learning whether the copies will learn; those that do not are presented something once each
   */
  fork(copies: number, learning: boolean): Promise<Fork>;
  /** Where the state is tensors of TensorFlow.js: these, without a copy. */
  readonly tensors?: Tensors;
  /** Frees the device's memory; the executable must not be used afterwards. */
  dispose(): void;
}

export interface Tensors {
  /** A field's values; the tensor is the caller's. */
  read(field: string): Tensor;
  /** Replaces a field's values; the tensor stays the caller's. */
  write(field: string, values: Tensor): void;
}

/** How the changes that copies of a state make to a plastic variable become one. */
export type Combine = "sum" | "mean";

/** Copies of a network's state, each for itself. */
export interface Fork {
  /** One presentation for each of these copies, while the others wait; they differ in their inputs alone. */
  present(presentations: readonly Presentation[], copies: readonly number[]): Promise<readonly PresentationResult[]>;
  /**
   * Ends the fork: the network's plastic variables move by the sum of the copies' changes, within the variable's bounds,
   * or by their mean; marks stay where a copy has set them; all else is as in the last copy.
   */
  learn(combine: Combine): Promise<void>;
  /** Ends the fork, unless it has ended: the network is as it was before. */
  dispose(): Promise<void>;
}

/** Networks side by side on a device, each an executable of its own, whose `dispose` does nothing. */
export interface Ensemble {
  readonly members: readonly Executable[];
  /** One presentation for each of these members, while the others wait; they differ in their inputs alone. */
  present(presentations: readonly Presentation[], members: readonly number[]): Promise<readonly PresentationResult[]>;
  dispose(): void;
}

/** A way to execute loop programs. */
export interface Backend {
  readonly name: string;
  /** Why the backend cannot be used here and what to install, or undefined where it can. */
  unavailable(): Promise<string | undefined>;
  /** @param threads more than one only where the backend {@link hasThreads} */
  compile(program: Program, threads?: number): Promise<Executable>;
  /** Whether several threads can share a network. */
  readonly hasThreads?: boolean;
  /** Where the backend can: many networks side by side, such as those of a sweep over seeds. */
  compileMany?(programs: readonly Program[]): Promise<Ensemble>;
}
