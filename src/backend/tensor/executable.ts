import * as tf from "@tensorflow/tfjs-core";
import type { Decay, Field, Program, Schedule } from "../../program/program.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import type { Executable, Fork, Presentation, PresentationResult, Snapshot, Tensors, Values } from "../backend.js";
import { type Fired, History, sourcesAt } from "../history.js";
import { Marks } from "../marks.js";
import { Recorder } from "../recorder.js";
import { changedFields } from "../soundness.js";
import { Turns } from "../turns.js";
import { WeightChanges } from "./changes.js";
import { ElementRun } from "./elements.js";
import { Fields } from "./fields.js";
import { download, reshape } from "./kernels.js";
import { normalize } from "./normalize.js";
import { PopulationRun } from "./population.js";
import { ProjectionEvents } from "./projection.js";
import { SumRun } from "./sums.js";
import { type Arrivals, Synapses } from "./synapses.js";

/** Number of steps between flushes, which set decaying values near their target to it. */
const FLUSH_EVERY = 32;

/** The parts of a step, in order of execution. */
interface Step {
  readonly sums: readonly SumRun[];
  readonly loops: readonly ElementRun[];
  readonly populations: readonly PopulationRun[];
  readonly decays: readonly Decay[];
  readonly projections: readonly {
    readonly events: ProjectionEvents;
    readonly arrivals: (fired: Fired) => Arrivals;
    readonly reacting: (fired: Fired) => Int32Array;
  }[];
}

/** A loop program as TensorFlow.js operations, step by step; spikes are known in JavaScript. */
export class TensorExecutable implements Executable {
  private readonly fields: Fields;
  private readonly history: History;
  private readonly synapses: ReadonlyMap<string, Synapses>;
  private readonly marks: Marks;
  private readonly changes: readonly WeightChanges[];
  private readonly learning: Step;
  private readonly frozen: Step;

  private readonly changed: { readonly learning: ReadonlySet<Field>; readonly frozen: ReadonlySet<Field> };

  constructor(private readonly program: Program) {
    this.changed = { learning: changedFields(program.learning), frozen: changedFields(program.frozen) };
    this.fields = new Fields(program);
    this.history = new History(program);
    this.synapses = new Map(program.projections.map((p) => [p.name, new Synapses(this.fields, p)]));
    this.marks = new Marks(program);
    this.changes = program.learning.projections.flatMap(({ projection, onPre }) => {
      const [synapses, marks] = [this.synapses.get(projection.name), this.marks.of(projection)];
      const { normalization } = projection;
      if (!onPre.marks || !normalization || !synapses || !marks) return [];
      return [new WeightChanges(normalization, marks, this.fields, synapses)];
    });
    this.learning = this.prepare(program.learning);
    this.frozen = this.prepare(program.frozen);
  }

  async present(presentation: Presentation): Promise<PresentationResult> {
    const recorder = new Recorder(this.program.populations, presentation);
    if (presentation.normalize) await this.normalize();
    const step = presentation.learning ? this.learning : this.frozen;
    const { before = 0, number = 0 } = presentation;
    const { clock } = this.fields;
    clock.presentation = number;
    for (let k = 0; k < presentation.steps; k++) {
      clock.step = before + k;
      for (const [name, neurons] of await this.run(step, k, presentation.inputs)) recorder.spikes(k, name, neurons);
      for (const [i, { field, elements }] of recorder.due(k)) {
        recorder.elements(i, await this.fields.sample(field, elements));
      }
    }
    this.marks.stepped(presentation);
    const changed = presentation.learning ? this.changed.learning : this.changed.frozen;
    return recorder.result(await this.fields.unsound(changed));
  }

  readonly tensors: Tensors = {
    read: (field) => {
      if (this.fields.isCounter(field)) return tf.tensor1d(this.fields.counter(field).slice(), "int32");
      return tf.tidy(() => this.fields.value(field).clone());
    },
    write: (name, values) => {
      const field = this.program.fields.get(name);
      if (!field) throw new TypeError(`no field "${name}" in the program`);
      tf.tidy(() => {
        // A handle of its own, as the given one remains the caller's.
        const numbers = tf.cast(values.clone(), "float32");
        this.fields.assign(field, reshape(numbers, [...field.shape]));
      });
      this.marks.written(name);
    },
  };

  async read(field: string): Promise<Values> {
    return this.fields.read(field);
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    this.fields.write(field, values);
    this.marks.written(field);
  }

  async snapshot(): Promise<Snapshot> {
    for (const changes of this.changes) await changes.find();
    return new Map([...(await this.fields.snapshot()), ...this.marks.snapshot(), ...this.history.snapshot()]);
  }

  async restore(snapshot: Snapshot): Promise<void> {
    this.fields.restore(snapshot);
    this.marks.restore(snapshot);
    this.history.restore(snapshot);
    for (const changes of this.changes) changes.begin();
  }

  async fork(copies: number, learning: boolean): Promise<Fork> {
    await this.normalize();
    return Turns.open(this.program, this, copies, learning);
  }

  dispose(): void {
    this.fields.dispose();
    for (const changes of this.changes) changes.dispose();
    for (const synapses of this.synapses.values()) synapses.dispose();
  }

  private async run(step: Step, k: number, inputs: ReadonlyMap<string, SpikeTrain>): Promise<Fired> {
    const stays = tf.tidy(() => {
      for (const population of step.populations) population.clearInputs();
      for (const sum of step.sums) sum.add();
      return step.populations.map((p) => p.stillRefractory());
    });
    const stay = await this.valuesOf(stays);
    const conditions = tf.tidy(() => {
      for (const loop of step.loops) loop.update();
      for (const [i, population] of step.populations.entries()) population.update(stay[i]);
      for (const decay of step.decays) this.fields.decay(decay);
      if (k % FLUSH_EVERY === 0) this.fields.flush(step.decays);
      return step.populations.map((p) => p.conditions());
    });
    const fired = new Map(sourcesAt(this.program.sources, inputs, k));
    const values = await this.valuesOf(conditions.flat());
    for (const [i, population] of step.populations.entries()) {
      const own = values.splice(0, conditions[i].length);
      fired.set(population.name, population.fire(own.flatMap((given) => (given ? [given] : []))));
    }
    tf.tidy(() => {
      for (const population of step.populations) population.drive();
      for (const { events, arrivals } of step.projections) events.arrive(arrivals(fired));
      for (const { events, reacting } of step.projections) events.react(reacting(fired));
      for (const population of step.populations) {
        population.resetAt(fired.get(population.name) ?? new Int32Array(0));
      }
    });
    this.history.endStep(fired);
    return fired;
  }

  /** The values of tensors, which are then disposed of. */
  private async valuesOf(
    values: readonly (tf.Tensor | number | undefined)[],
  ): Promise<(ArrayLike<number> | undefined)[]> {
    const found: (ArrayLike<number> | undefined)[] = [];
    for (const value of values) {
      if (value === undefined || typeof value === "number") {
        found.push(value === undefined ? undefined : [value]);
        continue;
      }
      const downloaded = download(value);
      found.push(downloaded instanceof Promise ? await downloaded : downloaded);
      if (!value.kept) value.dispose();
    }
    return found;
  }

  private async normalize(): Promise<void> {
    for (const changes of this.changes) await changes.find();
    for (const projection of this.program.projections) {
      const { name, normalization } = projection;
      const [synapses, marks] = [this.synapses.get(name), this.marks.of(projection)];
      if (normalization && synapses && marks) await normalize(normalization, marks, this.fields, synapses);
    }
    for (const changes of this.changes) changes.begin();
  }

  private prepare(schedule: Schedule): Step {
    const { fields } = this;
    const projections = schedule.projections.map((step) => {
      const { name } = step.projection;
      const synapses = this.synapses.get(name);
      if (!synapses) throw new TypeError(`no projection "${name}" in the program`);
      return { step, synapses, events: new ProjectionEvents(step, fields, synapses, this.marks.of(step.projection)) };
    });
    return {
      sums: projections.flatMap((p) => (p.step.sums.length > 0 ? [new SumRun(p.step, fields, p.synapses)] : [])),
      loops: projections.flatMap((p) => p.step.loops.map((loop) => new ElementRun(loop, fields, p.synapses))),
      populations: schedule.populations.map((p) => new PopulationRun(p, fields)),
      decays: schedule.decays,
      projections: projections.map(({ step, synapses, events }) => {
        const arrivals = (fired: Fired) => synapses.arrivals(this.history.arrivals(step.projection, fired));
        const reacting = (fired: Fired) => this.history.reacting(step.projection, fired);
        return { events, arrivals, reacting };
      }),
    };
  }
}
