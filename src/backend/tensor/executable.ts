import * as tf from "@tensorflow/tfjs-core";
import { BackendError } from "../../errors.js";
import type { Decay, Program, Schedule } from "../../program/program.js";
import { shapeOf } from "../../program/shape.js";
import { type SpikeTrain, trainOf } from "../../spikes/spikeTrain.js";
import type { Executable, Presentation, PresentationResult, Probe, Snapshot, Tensors } from "../backend.js";
import { ElementRun } from "./elements.js";
import { Fields } from "./fields.js";
import { History } from "./history.js";
import { download, gather, indices, reshape } from "./kernels.js";
import { normalize } from "./normalize.js";
import { PopulationRun } from "./population.js";
import { type Fired, ProjectionEvents } from "./projection.js";
import { Synapses } from "./synapses.js";

/** Decays are brought to rest below the threshold every so many steps of a presentation. */
const FLUSH_EVERY = 32;

/** The parts of a step, in the order of their execution. */
interface Step {
  readonly loops: readonly ElementRun[];
  readonly populations: readonly PopulationRun[];
  readonly decays: readonly Decay[];
  readonly projections: readonly { readonly name: string; readonly events: ProjectionEvents }[];
}

/** A loop program as TensorFlow.js operations, step by step; which spikes there are is known in JavaScript. */
export class TensorExecutable implements Executable {
  private readonly fields: Fields;
  private readonly history: History;
  private readonly synapses: ReadonlyMap<string, Synapses>;
  private readonly learning: Step;
  private readonly frozen: Step;

  constructor(private readonly program: Program) {
    this.fields = new Fields(program);
    this.history = new History(program);
    this.synapses = new Map(
      program.learning.projections.map((step) => [step.name, new Synapses(program, this.fields, step)]),
    );
    this.learning = this.prepare(program.learning);
    this.frozen = this.prepare(program.frozen);
  }

  async present(presentation: Presentation): Promise<PresentationResult> {
    const { steps, countSteps, learning, inputs, probes } = presentation;
    await this.normalize();
    const step = learning ? this.learning : this.frozen;
    const counts = new Map(this.program.learning.populations.map((p) => [p.domain, new Int32Array(p.size)]));
    const recorded = new Map(
      presentation.recordSpikes.map((name) => [name, { at: [] as number[], who: [] as number[] }]),
    );
    const samples = probes.map((): number[] => []);
    for (let k = 0; k < steps; k++) {
      const fired = await this.run(step, k, inputs);
      for (const [name, neurons] of fired) {
        const record = recorded.get(name);
        const count = k < countSteps ? counts.get(name) : undefined;
        for (const j of neurons) {
          record?.at.push(k);
          record?.who.push(j);
          if (count) count[j]++;
        }
      }
      for (const [i, probe] of probes.entries()) {
        if ((k + 1) % probe.every !== 0) continue;
        const values = await this.sample(probe);
        for (let e = 0; e < values.length; e++) samples[i].push(values[e]);
      }
    }
    const trains = [...recorded].map(([name, { at, who }]) => {
      const shape = { steps, neurons: counts.get(name)?.length ?? 0 };
      return [name, trainOf(shape, Int32Array.from(at), Int32Array.from(who))] as const;
    });
    return { counts, spikes: new Map(trains), samples: samples.map((s) => Float64Array.from(s)) };
  }

  readonly tensors: Tensors = {
    read: (field) => {
      if (this.fields.isCounter(field)) return tf.tensor1d(this.fields.counter(field).slice(), "int32");
      return tf.tidy(() => this.fields.value(field).clone());
    },
    write: (field, values) => {
      tf.tidy(() => {
        // A handle of its own, as the given one stays the caller's.
        const numbers = tf.cast(values.clone(), "float32");
        this.fields.assign(field, reshape(numbers, shapeOf(this.program, field)));
      });
    },
  };

  async read(field: string): Promise<Float32Array | Float64Array | Int32Array> {
    return this.fields.read(field);
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    this.fields.write(field, values);
  }

  async snapshot(): Promise<Snapshot> {
    return new Map([...(await this.fields.snapshot()), ...this.history.snapshot()]);
  }

  async restore(snapshot: Snapshot): Promise<void> {
    this.fields.restore(snapshot);
    this.history.restore(snapshot);
  }

  dispose(): void {
    this.fields.dispose();
    for (const synapses of this.synapses.values()) synapses.dispose();
  }

  private async run(step: Step, k: number, inputs: ReadonlyMap<string, SpikeTrain>): Promise<Fired> {
    const conditions = tf.tidy(() => {
      for (const loop of step.loops) loop.update();
      for (const population of step.populations) population.update();
      for (const decay of step.decays) this.fields.decay(decay);
      if (k % FLUSH_EVERY === 0) this.fields.flush(step.decays);
      return step.populations.map((p) => p.condition() ?? 0);
    });
    const fired = new Map<string, Int32Array>();
    for (const { name } of this.program.sources) fired.set(name, spikesAt(inputs.get(name), k));
    for (const [i, population] of step.populations.entries()) {
      const condition = conditions[i];
      const isMet = typeof condition === "number" ? [condition] : download(condition);
      fired.set(population.name, population.fire(isMet instanceof Promise ? await isMet : isMet));
      if (typeof condition !== "number" && !condition.kept) condition.dispose();
    }
    tf.tidy(() => {
      for (const { name, events } of step.projections) events.arrive(this.history.arrivals(name, fired));
      for (const { events } of step.projections) events.react(fired);
      for (const population of step.populations) {
        population.resetAt(fired.get(population.name) ?? new Int32Array(0));
      }
    });
    for (const { events } of step.projections) if (events.isDue) await events.mark();
    this.history.push(fired);
    return fired;
  }

  private async sample({ field, elements }: Probe): Promise<ArrayLike<number>> {
    if (this.fields.isCounter(field)) {
      const values = this.fields.counter(field);
      return elements ? Array.from(elements, (e) => values[e]) : values;
    }
    const tensor = tf.tidy(() => {
      const values = this.fields.value(field);
      return elements ? gather(reshape(values, [values.size]), indices(elements)) : values.clone();
    });
    const values = await download(tensor);
    tensor.dispose();
    return values;
  }

  private async normalize(): Promise<void> {
    for (const rule of this.program.normalizations) {
      const synapses = this.synapses.get(rule.projection);
      if (synapses) await normalize(rule, this.fields, synapses);
    }
  }

  private prepare(schedule: Schedule): Step {
    const { program, fields } = this;
    return {
      loops: schedule.loops.map((loop) => {
        const projection = loop.domain.split(":")[0];
        const synapses = this.synapses.get(projection);
        if (!synapses) throw new BackendError(`tensor: no projection "${projection}" for the loop "${loop.domain}"`);
        return new ElementRun(program, loop, fields, synapses);
      }),
      populations: schedule.populations.map((p) => new PopulationRun(program, p, fields)),
      decays: schedule.decays,
      projections: schedule.projections.map((step) => {
        const synapses = this.synapses.get(step.name);
        if (!synapses) throw new TypeError(`no projection "${step.name}" in the program`);
        return { name: step.name, events: new ProjectionEvents(program, step, fields, synapses) };
      }),
    };
  }
}

const spikesAt = (train: SpikeTrain | undefined, step: number): Int32Array =>
  train && step < train.steps ? train.indices.slice(train.offsets[step], train.offsets[step + 1]) : new Int32Array(0);
