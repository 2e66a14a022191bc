import type { Program } from "../program/program.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Tensor, Tfjs } from "../tfjs/tensor.js";

/** `steps` steps from the current state. See docs/backend.md for everything that a backend has to do. */
export interface Presentation {
  readonly steps: number;
  /** Number of steps of the same presentation before these, for the time and random numbers; none by default. */
  readonly before?: number;
  /** Number of the presentation, for random numbers: 0 … 2⁵³ − 1; 0 by default. */
  readonly number?: number;
  /** Spikes are counted in this many steps, from the first on. */
  readonly countSteps: number;
  /** Whether plastic variables change. */
  readonly learning: boolean;
  /** Whether changed weights are normalized first. */
  readonly normalize: boolean;
  /**
   * Spikes of the sources, by name. A source that is missing, or whose train has ended, is silent. A `PoissonTrain` is
   * drawn when its spikes are first read; a backend that can draw it itself need not read them.
   */
  readonly inputs: ReadonlyMap<string, SpikeTrain>;
  /** Populations whose individual spikes are recorded. */
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

/** The results, which belong to the caller. */
export interface PresentationResult {
  /** Spike counts by population, [neurons]. */
  readonly counts: ReadonlyMap<string, Int32Array>;
  readonly spikes: ReadonlyMap<string, SpikeTrain>;
  /** For each probe in order: [samples, elements], row by row. */
  readonly samples: readonly Float64Array[];
  /** Fields with values that are infinite or NaN at the end, if any. */
  readonly unsound: readonly Unsound[];
}

/** A field with infinite or NaN values. */
export interface Unsound {
  readonly field: string;
  /** Some of its infinite or NaN elements. */
  readonly elements: readonly number[];
  /** The step in which this happened, if known. */
  readonly step?: number;
}

/**
 * The whole state of an executable, under names that do not change from version to version:
 *
 * - a field's own name: its values, if these are its whole state;
 * - `pendingKey(population)`: its spikes that are still in transit along axons, as pairs (steps ago, neuron), where the
 *   last step is 1 step ago, oldest first and neurons in ascending order: Int32Array [spikes × 2];
 * - `marksKey(projection)`: 1 for each group of normalized weights in which any has changed, else 0: Int32Array
 * [groups];
 * - names that start with the backend's, such as `wasm/exc.g`: entries of a fixed length that only this backend
 *   understands, such as the stored form of a field that is missing under its own name.
 */
export type Snapshot = ReadonlyMap<string, Values>;

export type Values = Float32Array | Float64Array | Int32Array;

export const pendingKey = (population: string): string => `pending/${population}`;
export const marksKey = (projection: string): string => `marks/${projection}`;

/** A network compiled for a device, with its state. */
export interface Executable {
  present(presentation: Presentation): Promise<PresentationResult>;
  /** A copy of a field's values, [elements]. */
  read(field: string): Promise<Values>;
  /** Replaces a field's values. If they are normalized weights, all their columns are marked. */
  write(field: string, values: ArrayLike<number>): Promise<void>;
  /** A copy of the state, from which a run continues bit for bit as from the original. */
  snapshot(): Promise<Snapshot>;
  /**
   * Replaces the whole state by a snapshot of the same backend and program, or by one of plain values, which has every
   * field by name. Without an entry, a population has no pending spikes, and all columns of a projection are marked.
   */
  restore(snapshot: Snapshot): Promise<void>;
  /**
   * Makes copies of the current state, normalized first. Backends that cannot run copies side by side use `Turns`
   * (turns.ts).
   * @param learning whether the copies will learn; copies that do not are each used for a single presentation
   */
  fork(copies: number, learning: boolean): Promise<Fork>;
  /** Access to the state as TensorFlow.js tensors, without copying; only if that is where it is kept. */
  readonly tensors?: Tensors;
  /** The same if it depends on where TensorFlow.js computes; undefined where it computes elsewhere. */
  tensorsOn?(tf: Tfjs): Tensors | undefined;
  /** Frees the device's memory; the executable must not be used afterward. */
  dispose(): void;
}

export interface Tensors {
  /** A field's values; the tensor is the caller's. */
  read(field: string): Tensor;
  /** Replaces a field's values; the tensor stays the caller's. */
  write(field: string, values: Tensor): void | Promise<void>;
}

/** How the changes that several copies make to a plastic variable are combined. */
export type Combine = "sum" | "mean";

/** Independent copies of a network's state. */
export interface Fork {
  /**
   * One presentation for each of these copies, while the others wait; the presentations differ only in their inputs.
   */
  present(presentations: readonly Presentation[], copies: readonly number[]): Promise<readonly PresentationResult[]>;
  /**
   * Ends the fork and applies what was learned: the network's plastic variables move by the sum of the copies' changes,
   * within the variable's bounds, or by their mean; a mark is set if it is set in any copy; everything else is as in
   * the last copy.
   */
  learn(combine: Combine): Promise<void>;
  /** Ends the fork, unless it has ended, and leaves the network as it was before. */
  dispose(): Promise<void>;
}

/** Networks side by side on a device; each is an executable, whose `dispose` does nothing. */
export interface Ensemble {
  readonly members: readonly Executable[];
  /**
   * One presentation for each of these members, while the others wait; the presentations differ only in their inputs.
   */
  present(presentations: readonly Presentation[], members: readonly number[]): Promise<readonly PresentationResult[]>;
  dispose(): void;
}

/** Executes loop programs. */
export interface Backend {
  readonly name: string;
  /** Why the backend cannot be used here and what to install; undefined if it can be used. */
  unavailable(): Promise<string | undefined>;
  /** @param threads more than one only if the backend {@link hasThreads} */
  compile(program: Program, threads?: number): Promise<Executable>;
  /** Whether several threads can share a network. */
  readonly hasThreads?: boolean;
  /** Compiles many networks to run side by side, such as those of a sweep over seeds; optional. */
  compileMany?(programs: readonly Program[]): Promise<Ensemble>;
}
