import type { Combine, Presentation, PresentationResult } from "../backend/backend.js";
import type { PoissonKernel } from "../encode/poissonSampler.js";
import { yieldToEvents } from "../host/interruption.js";
import { initialValues } from "../program/initial.js";
import type { Shown } from "./checkpoint.js";
import { isEnough } from "./enough.js";
import { type Given, tensorsRead } from "./given.js";
import { Encoders, intensity } from "./inputs.js";
import type { Layout } from "./layout.js";
import { type Plan, planPresentation } from "./plan.js";
import type { Call, Parts, Presented, PresentOptions } from "./presentation.js";
import { collect } from "./presented.js";
import type { Running } from "./running.js";
import { checkSound } from "./soundness.js";
import { named, planStep, type StepOptions } from "./step.js";
import { type StepSpikes, Steps } from "./stepping.js";
import type { Variable } from "./variable.js";

/** Runs presentations on their networks: `which` plans they are for. */
type Show = (
  presentations: readonly Presentation[],
  which: readonly number[],
) => Promise<readonly PresentationResult[]>;

/** Plans presentations, runs them, and repeats those with too few spikes. */
export class Presenter<P extends Parts> {
  /** Number of presentations so far, including repeated ones; it addresses random numbers. */
  shown: Shown = { presentations: 0, steps: 0 };
  /** The variables that may be sampled. */
  readonly variables: ReadonlySet<Variable>;
  private readonly running: Running;
  private readonly layout: Layout;
  private readonly encoders: Encoders;
  private readonly steps: Steps;

  constructor(running: Running, layout: Layout, variables: ReadonlySet<Variable>, kernel: PoissonKernel) {
    const { program, executable } = running;
    this.variables = variables;
    this.running = running;
    this.layout = layout;
    this.encoders = new Encoders(program.dt, program.seed, kernel);
    this.steps = new Steps(program, executable);
  }

  /**
   * Checks an input and options now; the returned function presents the input to the network itself, in its turn.
   * @param variables the variables that may be sampled
   */
  present<R extends string, S extends string>(
    call: Call,
    input: Given,
    options: PresentOptions<Parts>,
    variables: ReadonlySet<Variable> = this.variables,
  ): () => Promise<Presented<P, R, S>> {
    const planned = this.planAll(call, [input], options, variables);
    return () =>
      this.running.exclusive(async () => {
        const plans = await planned();
        await this.startAnew(plans[0]);
        const [presented] = await this.untilEnough<R, S>(call, plans, this.toItself(plans[0]));
        return presented;
      });
  }

  /** Presents each input to a copy of the network, without learning. */
  async evaluate<R extends string, S extends string>(
    inputs: readonly Given[],
    options: PresentOptions<Parts>,
  ): Promise<Presented<P, R, S>[]> {
    const planned = this.planAll("evaluate", inputs, { ...options, learning: false });
    const { executable } = this.running;
    const show: Show = async (presentations) => {
      const fork = await executable.fork(presentations.length, false);
      try {
        return await fork.present(presentations, [...presentations.keys()]);
      } finally {
        await fork.dispose();
      }
    };
    return this.running.exclusive(async () => {
      const plans = await planned();
      const before = plans[0]?.reset.length ? await executable.snapshot() : undefined;
      try {
        await this.startAnew(plans[0]);
        return await this.untilEnough<R, S>("evaluate", plans, show);
      } finally {
        if (before) await executable.restore(before);
      }
    });
  }

  /** Presents each input to a copy of the network, and combines what the copies have learned. */
  async learn<R extends string, S extends string>(
    inputs: readonly Given[],
    options: PresentOptions<Parts>,
    combine: Combine,
  ): Promise<Presented<P, R, S>[]> {
    const planned = this.planAll("learnBatch", inputs, options);
    return this.running.exclusive(async () => {
      const plans = await planned();
      await this.startAnew(plans[0]);
      if (plans.length < 2) return this.untilEnough("learnBatch", plans, this.toItself(plans[0]));
      const fork = await this.running.executable.fork(plans.length, true);
      try {
        const found = await this.untilEnough<R, S>("learnBatch", plans, (asked, copies) => fork.present(asked, copies));
        await fork.learn(combine);
        return found;
      } finally {
        await fork.dispose();
      }
    });
  }

  /** Runs a single step. */
  async step(input: Given, options: StepOptions): Promise<ReturnType<typeof named>> {
    const read = tensorsRead("step", [input]);
    return this.running.exclusive(async () => {
      const [given] = (await read) ?? [input];
      const { learning, checked } = planStep(this.layout, given, options);
      const { presentations: number, steps: before } = this.shown;
      const inputs = this.encoders.encode(checked, number, 1);
      this.shown = { presentations: number + 1, steps: before + 1 };
      const stepped = await this.steps.step(inputs, learning, { number, before });
      checkSound("step", number, stepped, this.layout);
      return named(stepped.spikes, this.running.program);
    });
  }

  /** Presents the inputs of all plans, and again those with too few spikes. */
  private async untilEnough<R extends string, S extends string>(
    call: Call,
    plans: readonly Plan[],
    show: Show,
  ): Promise<Presented<P, R, S>[]> {
    const found: Presented<P, R, S>[] = [];
    let waiting = [...plans.entries()];
    for (let attempt = 0; waiting.length > 0; attempt++) {
      await yieldToEvents();
      const first = this.shown.presentations;
      const trains = waiting.map(([, { inputs, increase }], w) =>
        this.encoders.encode(inputs, first + w, intensity(attempt, increase)),
      );
      this.shown = { presentations: first + waiting.length, steps: 0 };
      const asked = waiting.map(([, plan], w) => this.asked(plan, trains[w], first + w));
      const which = waiting.map(([i]) => i);
      const results = await show(asked, which);
      for (const [w, result] of results.entries()) checkSound(call, first + w, result, this.layout);
      const again = waiting.map(([, plan], w) => !isEnough(plan, results[w]) && attempt + 1 < plan.maxTries);
      for (const [w, [i, plan]] of waiting.entries()) {
        if (again[w]) continue;
        const shown = { plan, inputs: trains[w], result: results[w], tries: attempt + 1 };
        found[i] = collect<P, R, S>(this.running.program, shown);
      }
      waiting = waiting.filter((_, w) => again[w]);
    }
    return found;
  }

  /** Resets the fields that a plan names to their initial values. */
  private async startAnew(plan: Plan | undefined): Promise<void> {
    for (const field of plan?.reset ?? []) await this.running.executable.write(field.name, initialValues(field));
  }

  private toItself(plan: Plan | undefined): Show {
    const { program, executable } = this.running;
    const onStep = plan?.onStep;
    if (!onStep) return async ([presentation]) => [await executable.present(presentation)];
    const hook = (step: number, spikes: StepSpikes) =>
      this.running.letIn(() => onStep({ step, time: (step + 1) * program.dt, spikes: named(spikes, program) }));
    return async ([presentation]) => [await this.steps.present(presentation, hook)];
  }

  private asked(plan: Plan, inputs: Presentation["inputs"], number: number): Presentation {
    const { steps, countSteps, learning, record, samples } = plan;
    const isGiven = (name: string) => this.running.program.sources.some((source) => source.name === name);
    return {
      number,
      steps,
      countSteps,
      learning,
      normalize: true,
      inputs,
      recordSpikes: record.filter((name) => !isGiven(name)),
      probes: samples.flatMap((s) => s.probes),
    };
  }

  /** Checks presentations now, or, if tensors have to be read first, in their turn. */
  private planAll(
    call: Call,
    inputs: readonly Given[],
    options: PresentOptions<Parts>,
    variables: ReadonlySet<Variable> = this.variables,
  ): () => Promise<readonly Plan[]> {
    const planOf = (input: Given) => planPresentation({ call, layout: this.layout, variables }, input, options);
    const read = tensorsRead(call, inputs);
    if (!read) {
      // Now, as the arrays belong to the caller, who may reuse them.
      const plans = inputs.map(planOf);
      return async () => plans;
    }
    return async () => (await read).map(planOf);
  }
}
