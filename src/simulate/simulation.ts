import { grouped } from "../check/grouped.js";
import { checkName, checkOptions } from "../check/names.js";
import { checkText } from "../check/text.js";
import { summary, withSummary } from "../host/summary.js";
import type { NamesOf, Network } from "../model/network.js";
import type { Projection } from "../model/projection.js";
import { networkRows, networkTitle } from "../model/summary.js";
import type { Program } from "../program/program.js";
import type { Quantity } from "../units/quantity.js";
import { readCheckpoint, saveCheckpoint } from "./checkpoint.js";
import { checkCombine } from "./combine.js";
import { initialState } from "./initialState.js";
import type { Layout, Synapses } from "./layout.js";
import {
  type BatchOptions,
  type EvaluateOptions,
  type Inputs,
  OPTIONS,
  type Parts,
  type Presented,
  type PresentOptions,
  type RunOptions,
  type Spiking,
  type StepSpikes,
} from "./presentation.js";
import type { Presenter } from "./presenter.js";
import type { Running } from "./running.js";
import type { State } from "./state.js";
import type { StepOptions } from "./step.js";

const DURATION = { example: "{ duration: ms(350) }" };

/** The parts of a simulation. */
interface SimulationParts<P extends Parts> {
  readonly network: Network<P>;
  readonly running: Running;
  readonly layout: Layout;
  readonly state: State<P>;
  readonly presenter: Presenter<P>;
  /** Why this backend was chosen. */
  readonly reason: string;
  readonly warnings: readonly string[];
}

/** A network that runs on a backend; made by {@link compile}. Overlapping calls wait for one another. */
export class Simulation<P extends Parts = Parts> {
  readonly network: Network<P>;
  /** In ms. */
  readonly dt: number;
  readonly seed: number;
  /** The backend's name, and a line on why it was chosen. */
  readonly backend: string;
  readonly backendReason: string;
  /** Warnings for the user: methods that are unstable within declared ranges, changes that 32 bits lose. */
  readonly warnings: readonly string[];
  /** The loop program that the backend executes. */
  readonly program: Program;
  /** The variables of every population and projection: `await sim.state.inputToExc.w.read()`. */
  readonly state: State<P>;
  private readonly running: Running;
  private readonly layout: Layout;
  private readonly presenter: Presenter<P>;

  constructor({ network, running, layout, state, presenter, reason, warnings }: SimulationParts<P>) {
    const { program, backend } = running;
    this.network = network;
    this.dt = program.dt;
    this.seed = program.seed;
    this.backend = backend;
    this.backendReason = reason;
    this.warnings = warnings;
    this.program = program;
    this.state = state;
    this.running = running;
    this.layout = layout;
    this.presenter = presenter;
    withSummary(this, () => this.describe());
  }

  /** Number of presentations so far, including repeated ones; it addresses the random numbers of the input. */
  get presentations(): number {
    return this.presenter.shown.presentations;
  }

  /**
   * Presents an input for a time, then rests, and learns. Most scripts need only this:
   *
   * ```ts
   * const { counts } = await sim.present({ input: rates }, { duration: ms(350), rest: ms(150) });
   * counts.exc[0]; // spikes of the first neuron during the input
   * ```
   *
   * `rates` are in Hz, one for each neuron of the source. Further options: `learning: false`, `record` (spikes),
   * `sample` (variables over time), `minSpikes` (presented again until enough spikes are fired). Lets the event loop
   * run between presentations.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C, between two presentations; the simulation remains usable
   */
  async present<R extends Spiking<P> = never, S extends string = never>(
    input: Inputs<P>,
    options: PresentOptions<P, R, S>,
  ): Promise<Presented<P, R, S>> {
    checkOptions("present", options, OPTIONS.present, DURATION);
    return this.presenter.present<R, S>("present", input, options as PresentOptions<Parts>)();
  }

  /**
   * Simulates for a time without input: a presentation in which all sources are silent.
   *
   * @throws InputError for an option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C, before it begins
   */
  async run<R extends Spiking<P> = never, S extends string = never>(
    duration: Quantity<"time">,
    options: RunOptions<P, R, S> = {},
  ): Promise<Presented<P, R, S>> {
    checkOptions("run", options, OPTIONS.run, { example: '{ record: ["exc"] }' });
    return this.presenter.present<R, S>("run", {}, { ...(options as RunOptions<Parts>), duration })();
  }

  /**
   * Presents many inputs side by side, each to a copy of the current state: nothing is learned, the presentations do
   * not affect one another, and the state does not change, except that weights are normalized first, as by any
   * presentation. For tests and label assignment. On the backend `cuda` all
   * run in one launch, for which it has memory for some hundreds to thousands at once; otherwise one after another.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C
   */
  async evaluate<R extends Spiking<P> = never, S extends string = never>(
    inputs: readonly Inputs<P>[],
    options: EvaluateOptions<P, R, S>,
  ): Promise<Presented<P, R, S>[]> {
    checkOptions("evaluate", options, OPTIONS.evaluate, DURATION);
    return this.presenter.evaluate<R, S>(inputs, options as EvaluateOptions<Parts>);
  }

  /**
   * Learns from a minibatch: each input is presented to a copy of the current state, which learns by itself; then the
   * plastic variables move by the sum (or mean) of the copies' changes, and everything else is as the last input leaves
   * it. A batch of one is {@link present}. Side by side on the backend `cuda`, otherwise one after another.
   *
   * This is a different algorithm from presenting the inputs one by one: no input sees what the others of its batch
   * have changed.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C; then nothing of the batch has been learned
   * @see Saunders, Sigrist, Chaney, Kozma & Siegelmann (2019), arXiv:1909.02549, who compare such reductions
   */
  async learnBatch<R extends Spiking<P> = never, S extends string = never>(
    inputs: readonly Inputs<P>[],
    options: BatchOptions<P, R, S>,
  ): Promise<Presented<P, R, S>[]> {
    checkOptions("learnBatch", options, OPTIONS.learnBatch, DURATION);
    const { combine = "sum", ...shown } = options as BatchOptions<Parts>;
    return this.presenter.learn<R, S>(inputs, shown, checkCombine("learnBatch, combine", combine));
  }

  /**
   * Runs a single step, for work that no presentation can express: inspect, modify, continue. It is a presentation of
   * its own, but without the normalization of weights at its start; the time `t` continues from one call to the next.
   *
   * @param input for this step: rates in Hz, or a spike train of one step
   * @throws InputError for an input or option that does not fit
   */
  async step(input: Inputs<P> = {}, options: StepOptions = {}): Promise<StepSpikes<P>> {
    return (await this.presenter.step(input, options)) as StepSpikes<P>;
  }

  /**
   * The neurons that a projection's synapses connect, and their delays, in the order of their variables' values.
   * @throws InputError for a name that is not a projection, and for synapses that share their weights
   */
  synapses(projection: NamesOf<P, Projection>): Synapses {
    const names = this.program.projections.map((p) => p.name);
    checkName("synapses", "a projection", projection, names);
    return this.layout.synapses(projection);
  }

  /** Restores the state after compiling: initial values, no spikes in transit, presentation 0. */
  async reset(): Promise<void> {
    return this.running.exclusive(async () => {
      await this.running.executable.restore(initialState(this.program));
      this.presenter.shown = { presentations: 0, steps: 0 };
    });
  }

  /**
   * Writes a checkpoint: one file in the safetensors format, completely or not at all.
   * @throws CheckpointError for a state with NaN
   */
  async save(file: string): Promise<void> {
    checkText("save", file, "state.safetensors", "a path");
    return this.running.exclusive(() => saveCheckpoint(file, this.running, this.presenter.shown));
  }

  /**
   * Restores a checkpoint of the same network, step and seed. On the same backend, the continuation is bit for bit that
   * of the saved simulation; on another one it starts from the same values.
   * @throws CheckpointError for a file that is damaged or belongs to another network, before anything changes
   */
  async restore(file: string): Promise<void> {
    checkText("restore", file, "state.safetensors", "a path");
    return this.running.exclusive(async () => {
      const { snapshot, presentations, steps } = await readCheckpoint(file, this.running);
      await this.running.executable.restore(snapshot);
      this.presenter.shown = { presentations, steps };
    });
  }

  /** Frees the device's memory; the simulation cannot be used afterward. */
  dispose(): void {
    this.running.dispose();
  }

  private describe(): string {
    const fields = [...this.program.fields.values()];
    const values = fields.reduce((sum, field) => sum + field.domain.size, 0);
    const megabytes = ((4 * values) / 1e6).toFixed(1);
    return summary(`simulation of ${networkTitle(this.network.parts)}, step ${this.dt} ms, seed ${this.seed}`, [
      ["backend", this.backendReason],
      ["state", `${grouped(values)} values, ${megabytes} MB as float32`],
      ["so far", `${grouped(this.presentations)} presentation${this.presentations === 1 ? "" : "s"}`],
      ...this.warnings.map((warning) => ["warning", warning] as const),
      ...networkRows(this.network.parts),
    ]);
  }
}
