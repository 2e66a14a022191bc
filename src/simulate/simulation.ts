import type { Tensor } from "@tensorflow/tfjs-core";
import type { Executable, Presentation, PresentationResult, Values } from "../backend/backend.js";
import { checkName, checkOptions } from "../check/names.js";
import type { Numbers } from "../check/numbers.js";
import { checkText } from "../check/text.js";
import type { PoissonKernel } from "../encode/poissonSampler.js";
import { BackendError } from "../errors.js";
import { yieldToEvents } from "../host/interruption.js";
import { summary, withSummary } from "../host/summary.js";
import type { NamesOf, Network } from "../model/network.js";
import type { Population, SpikeSource } from "../model/population.js";
import type { Projection } from "../model/projection.js";
import { networkRows, networkTitle } from "../model/summary.js";
import type { LoweredNetwork, NamedValue } from "../program/lower.js";
import type { Program } from "../program/program.js";
import { readsOf } from "../program/value.js";
import { valueAt } from "../program/valueAt.js";
import type { ChosenBackend } from "./backends.js";
import { type BatchOptions, checkBatchOptions } from "./batch.js";
import { type Running, readCheckpoint, saveCheckpoint } from "./checkpoint.js";
import { copyTrains, isEnough } from "./enough.js";
import { type Given, tensorsRead } from "./given.js";
import { initialState } from "./initialState.js";
import { Encoders, intensity } from "./inputs.js";
import { Layout, type Synapses } from "./layout.js";
import {
  type Inputs,
  type Parts,
  type Plan,
  type Presented,
  type PresentOptions,
  planPresentation,
  SIDE_BY_SIDE_OPTIONS,
  type StepSpikes,
} from "./presentation.js";
import { collect } from "./presented.js";
import { Queue } from "./queue.js";
import { named, planStep, type StepOptions } from "./step.js";
import { Steps } from "./stepping.js";
import { tensorOf, writing } from "./tensors.js";
import { type State, stateOf } from "./variable.js";

/** A network that runs on a backend: {@link compile} makes it. Calls that overlap wait for one another. */
export class Simulation<P extends Parts = Parts> {
  readonly network: Network<P>;
  /** In ms. */
  readonly dt: number;
  readonly seed: number;
  /** The backend's name, and in one line why it was chosen. */
  readonly backend: string;
  readonly backendReason: string;
  /** Warnings for the user: methods that are unstable within declared ranges. */
  readonly warnings: readonly string[];
  /** The loop program that the backend executes. */
  readonly program: Program;
  private readonly executable: Executable;
  private readonly layout: Layout;
  private readonly encoders: Encoders;
  private readonly steps: Steps;
  private variables?: State<P>;
  private shown = 0;
  /** Calls of {@link step} since the last presentation. */
  private stepped = 0;
  private isDisposed = false;
  private readonly queue = new Queue();

  constructor(
    network: Network<P>,
    lowered: LoweredNetwork,
    { backend, reason }: ChosenBackend,
    executable: Executable,
    kernel: PoissonKernel,
  ) {
    const { program, warnings } = lowered;
    this.network = network;
    this.dt = program.dt;
    this.seed = program.seed;
    this.backend = backend.name;
    this.backendReason = reason;
    this.warnings = warnings;
    this.program = program;
    this.executable = executable;
    this.layout = new Layout(lowered);
    this.steps = new Steps(program, executable);
    this.encoders = new Encoders(program.dt, program.seed, kernel);
    withSummary(this, () => this.describe());
  }

  /** Presentations so far, repeated ones included. Their numbers address the random numbers of the input. */
  get presentations(): number {
    return this.shown;
  }

  /**
   * Shows an input for a time, then rests. Lets the event loop run between presentations.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C, between two presentations: the simulation can go on
   */
  async present<R extends NamesOf<P, Population> | NamesOf<P, SpikeSource> = never, S extends string = never>(
    input: Inputs<P>,
    options: PresentOptions<P, R, S>,
  ): Promise<Presented<P, R, S>> {
    return this.prepare<R, S>(input, options)();
  }

  /**
   * Checks an input and options now; what is returned does what {@link present} does.
   * @throws InputError for an input or option that does not fit
   */
  prepare<R extends NamesOf<P, Population> | NamesOf<P, SpikeSource> = never, S extends string = never>(
    input: Inputs<P>,
    options: PresentOptions<P, R, S>,
  ): () => Promise<Presented<P, R, S>> {
    const planned = this.planAll([input], options as PresentOptions<Parts>);
    const present = async () => {
      const [plan] = await planned();
      await this.startAnew(plan);
      for (let attempt = 0; ; attempt++) {
        await yieldToEvents();
        const encoded = this.encoders.encode(plan.inputs, this.shown, intensity(attempt, plan.increase));
        // A hook may use the encoders, which use their arrays again.
        const inputs = plan.onStep ? structuredClone(encoded) : encoded;
        const asked = this.asked(plan, inputs, this.shown++);
        const result = await this.run(asked, plan.onStep);
        if (!isEnough(plan, result) && attempt + 1 < plan.maxTries) continue;
        return collect<P, R, S>(this.program, { plan, inputs, result, tries: attempt + 1 });
      }
    };
    return () => this.exclusive(present);
  }

  /**
   * Shows many inputs side by side, each to a copy of the present state: nothing is learned, none sees another, and the
   * state stays as it is. For tests and label assignment. All in one launch on the backend `cuda`, which has memory for
   * some hundreds to thousands at once; one after the other elsewhere.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C
   */
  async presentMany<R extends NamesOf<P, Population> | NamesOf<P, SpikeSource> = never, S extends string = never>(
    inputs: readonly Inputs<P>[],
    options: Omit<PresentOptions<P, R, S>, "learning" | "onStep">,
  ): Promise<Presented<P, R, S>[]> {
    checkOptions("presentMany", options, SIDE_BY_SIDE_OPTIONS, { example: "{ duration: ms(350) }" });
    const frozen = { ...options, learning: false } as PresentOptions<Parts>;
    const planned = this.planAll(inputs, frozen);
    const show = async (asked: readonly Presentation[]) => {
      const fork = await this.executable.fork(asked.length, false);
      try {
        return await fork.present(asked, [...asked.keys()]);
      } finally {
        await fork.dispose();
      }
    };
    return this.exclusive(async () => {
      const plans = await planned();
      const before = await this.startAnew(plans[0]);
      const found = await this.untilEnough<R, S>(plans, show);
      for (const [name, values] of before) await this.executable.write(name, values);
      return found;
    });
  }

  /**
   * Learns from a minibatch: each input is shown to a copy of the present state, which learns by itself; then the plastic
   * variables move by the sum (or mean) of the copies' changes, and everything else is as the last input leaves it. A
   * batch of one is {@link present}. Side by side on the backend `cuda`; one after the other elsewhere.
   *
   * This is another algorithm than presenting the inputs one by one: none sees what the others of its batch have changed.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C; nothing of the batch has then been learned
   * @see Saunders, Sigrist, Chaney, Kozma & Siegelmann (2019), arXiv:1909.02549, who compare such reductions
   */
  async presentBatch<R extends NamesOf<P, Population> | NamesOf<P, SpikeSource> = never, S extends string = never>(
    inputs: readonly Inputs<P>[],
    given: BatchOptions<P, R, S>,
  ): Promise<Presented<P, R, S>[]> {
    checkBatchOptions(given as BatchOptions<Parts>);
    const { combine = "sum", ...options } = given;
    if (Array.isArray(inputs) && inputs.length === 1) return [await this.present(inputs[0], options)];
    const planned = this.planAll(inputs, options as PresentOptions<Parts>);
    return this.exclusive(async () => {
      const plans = await planned();
      if (plans.length === 0) return [];
      await this.startAnew(plans[0]);
      const fork = await this.executable.fork(plans.length, true);
      try {
        const found = await this.untilEnough<R, S>(plans, (asked, copies) => fork.present(asked, copies));
        await fork.learn(combine);
        return found;
      } finally {
        await fork.dispose();
      }
    });
  }

  /**
   * Runs a single step, for work that no presentation can express: look, change, go on. A presentation of its own, but
   * without the normalization of weights that begins one; the time `t` goes on from one call to the next.
   *
   * @param input for the one step: rates in Hz, or a spike train of one step
   * @throws InputError for an input or option that does not fit
   */
  async step(input: Inputs<P> = {}, options: StepOptions = {}): Promise<StepSpikes<P>> {
    const read = tensorsRead([input]);
    return this.exclusive(async () => {
      const [given] = (await read) ?? [input];
      const { learning, checked } = planStep(this.layout, given, options);
      const at = { number: this.shown++, before: this.stepped++ };
      const inputs = this.encoders.encode(checked, at.number, 1);
      return named(await this.steps.step(inputs, learning, at), this.program) as StepSpikes<P>;
    });
  }

  /** The state variables of every population: `await sim.state.exc.v.tensor()`. */
  get state(): State<P> {
    this.variables ??= stateOf(this, this.network.parts);
    return this.variables;
  }

  /**
   * A variable's values as a tensor, of the shape [neurons], [pre, post] for dense weights, [height, width, channels,
   * filters] for those of a convolution, else [synapses] as declared. It is yours to dispose of. On the backend `tensor`
   * it is no copy, except of sparse weights.
   * @throws InputError for an unknown name
   */
  async tensor(name: string): Promise<Tensor> {
    return this.exclusive(() => tensorOf(name, this.layout, this.executable));
  }

  /**
   * A copy of a variable's values, such as `exc.theta` [neurons]; those of synapses as declared.
   * @throws InputError for an unknown name
   */
  async read(name: string): Promise<Float32Array> {
    return this.exclusive(async () => {
      const field = this.layout.sampled("read", name);
      if ("value" in field) return this.computed(field);
      return this.layout.toDeclared(field, await this.executable.read(name));
    });
  }

  /**
   * Replaces a variable's values; those of synapses as declared.
   * @throws InputError for an unknown name, a wrong number of values, and values that the variable cannot have
   */
  async write(name: string, values: Numbers): Promise<void> {
    const { write, release } = writing(name, values, this.layout, this.executable);
    return this.exclusive(write).finally(release);
  }

  /** The weights of a projection as declared; dense: [pre, post] row by row; of a pool its single weight. */
  async weights(projection: NamesOf<P, Projection>): Promise<Float32Array> {
    const constant = this.projection("weights", projection).w.value;
    if (this.program.fields.has(`${projection}.w`)) return this.read(`${projection}.w`);
    const isPool = "window" in this.layout.projection(projection).topology;
    const count = isPool ? 1 : this.layout.synapses(projection).pre.length;
    return new Float32Array(count).fill(typeof constant === "number" ? constant : Number.NaN);
  }

  /** The synapses of a projection in the order of {@link weights}. */
  synapses(projection: NamesOf<P, Projection>): Synapses {
    this.projection("synapses", projection);
    return this.layout.synapses(projection);
  }

  /** Back to the state after compiling: initial values, no spikes on their way, presentation 0. */
  async reset(): Promise<void> {
    return this.exclusive(async () => {
      await this.executable.restore(initialState(this.program));
      [this.shown, this.stepped] = [0, 0];
    });
  }

  /**
   * Writes a checkpoint: one file in the safetensors format, whole or not at all.
   * @throws CheckpointError for a state with NaN
   */
  async save(file: string): Promise<void> {
    checkText("save", file, "state.safetensors", "a path");
    return this.exclusive(() => saveCheckpoint(file, this.running, { presentations: this.shown, steps: this.stepped }));
  }

  /**
   * Goes back to a checkpoint of the same network, step and seed. On the same backend the continuation is bit for bit
   * that of the simulation that was saved; on another one it starts from the same values.
   * @throws CheckpointError for a file that is damaged or belongs to another network, before anything changes
   */
  async restore(file: string): Promise<void> {
    checkText("restore", file, "state.safetensors", "a path");
    return this.exclusive(async () => {
      const { snapshot, presentations, steps } = await readCheckpoint(file, this.running);
      await this.executable.restore(snapshot);
      [this.shown, this.stepped] = [presentations, steps];
    });
  }

  /** Frees the device's memory; the simulation cannot be used afterwards. */
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.executable.dispose();
  }

  private describe(): string {
    const fields = [...this.program.fields.values()];
    const values = fields.reduce((sum, field) => sum + field.domain.size, 0);
    const megabytes = ((4 * values) / 1e6).toFixed(1);
    return summary(`simulation of ${networkTitle(this.network.parts)}, step ${this.dt} ms, seed ${this.seed}`, [
      ["backend", this.backendReason],
      ["state", `${values.toLocaleString("en-US")} values, ${megabytes} MB as float32`],
      ["so far", `${this.shown.toLocaleString("en-US")} presentation${this.shown === 1 ? "" : "s"}`],
      ...this.warnings.map((warning) => ["warning", warning] as const),
      ...networkRows(this.network.parts),
    ]);
  }

  private get running(): Running {
    return { program: this.program, backend: this.backend, executable: this.executable };
  }

  private projection(where: string, name: string): Projection {
    checkName(
      where,
      "a projection",
      name,
      this.program.projections.map((p) => p.name),
    );
    return this.network.parts[name] as unknown as Projection;
  }

  /** Checks presentations now, or, where tensors have to be read first, when it is their turn. */
  private planAll(inputs: readonly Given[], options: PresentOptions<Parts>): () => Promise<readonly Plan[]> {
    const planOf = (input: Given) => planPresentation(this.layout, input, options);
    const read = tensorsRead(inputs);
    if (!read) {
      // Now, as arrays are the caller's, who may use them again.
      const plans = inputs.map(planOf);
      return async () => plans;
    }
    return async () => (await read).map(planOf);
  }

  /** The values of a subexpression, at the time 0. */
  private async computed({ domain, value }: NamedValue): Promise<Float32Array> {
    const values = new Map<string, Values>();
    for (const { field } of readsOf([value])) values.set(field.name, await this.executable.read(field.name));
    const at = (index: number) =>
      valueAt(value, { time: 0, index, read: ({ field }) => values.get(field.name)?.[index] ?? Number.NaN });
    return Float32Array.from({ length: domain.size }, (_, index) => at(index));
  }

  /** Sets variables to their initial values, and gives those from before. */
  private async startAnew(plan: Plan | undefined): Promise<(readonly [name: string, values: Values])[]> {
    const before: [string, Values][] = [];
    const initial = initialState(this.program);
    for (const name of plan?.reset ?? []) {
      before.push([name, await this.executable.read(name)]);
      await this.executable.write(name, initial.get(name) ?? []);
    }
    return before;
  }

  private asked(plan: Plan, inputs: Presentation["inputs"], number: number): Presentation {
    this.stepped = 0;
    return {
      number,
      steps: plan.steps,
      countSteps: plan.countSteps,
      learning: plan.learning,
      normalize: true,
      inputs,
      recordSpikes: plan.record.filter((name) => !this.program.sources.some((s) => s.name === name)),
      probes: plan.samples.flatMap((s) => s.probes),
    };
  }

  /** Shows the inputs of all plans, and again those that were not enough: `which` of the plans. */
  private async untilEnough<R extends string, S extends string>(
    plans: readonly Plan[],
    show: (presentations: readonly Presentation[], which: readonly number[]) => Promise<readonly PresentationResult[]>,
  ): Promise<Presented<P, R, S>[]> {
    const found: Presented<P, R, S>[] = [];
    let waiting = [...plans.entries()];
    for (let attempt = 0; waiting.length > 0; attempt++) {
      await yieldToEvents();
      const first = this.shown;
      const trains = waiting.map(([, { inputs, increase }]) =>
        copyTrains(this.encoders.encode(inputs, this.shown++, intensity(attempt, increase))),
      );
      const asked = waiting.map(([, plan], w) => this.asked(plan, trains[w], first + w));
      const results = await show(
        asked,
        waiting.map(([i]) => i),
      );
      const again = waiting.map(([, plan], w) => !isEnough(plan, results[w]) && attempt + 1 < plan.maxTries);
      for (const [w, [i, plan]] of waiting.entries()) {
        if (again[w]) continue;
        const shown = { plan, inputs: trains[w], result: results[w], tries: attempt + 1 };
        found[i] = collect<P, R, S>(this.program, shown);
      }
      waiting = waiting.filter((_, w) => again[w]);
    }
    return found;
  }

  private async run(presentation: Presentation, onStep: Plan["onStep"]): Promise<PresentationResult> {
    if (!onStep) return this.executable.present(presentation);
    return this.steps.present(presentation, (step, spikes) =>
      this.queue.letIn(() => onStep({ step, time: (step + 1) * this.dt, spikes: named(spikes, this.program) })),
    );
  }

  /** One thing at a time, in the order of the calls. */
  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.queue.add(async () => {
      if (this.isDisposed) {
        throw new BackendError("simulation: found a disposed one, expected one in use. Compile the network again.");
      }
      return work();
    });
  }
}
