import type { SpikeTrain } from "../../encode/spikeTrain.js";
import type { Expr } from "../../equations/ast.js";
import { levelOf } from "../../kernel/guards.js";
import type { Assignment, PopulationStep, Program, ProjectionStep, Schedule } from "../../kernel/program.js";
import {
  type Backend,
  type Executable,
  type Presentation,
  type PresentationResult,
  pendingKey,
  type Snapshot,
} from "../backend.js";
import { compileExpr, type Thunk } from "./compileExpr.js";
import { State } from "./state.js";
import { pooled, visitColumn, visitRow } from "./synapses.js";

/** Where the loops stand: the element of each level. */
interface Cursor {
  neuron: number;
  row: number;
  column: number;
  synapse: number;
  pre: number;
  post: number;
}

interface Write {
  readonly target: Float64Array;
  readonly index: Thunk;
  readonly value: Thunk;
}

/** The plain float64 interpreter of the loop program: slow, and the definition of what is right. */
export const reference: Backend = {
  name: "reference",
  unavailable: async () => undefined,
  compile: async (program) => new Interpreter(program),
};

class Interpreter implements Executable {
  private readonly state: State;
  private readonly at: Cursor = { neuron: 0, row: 0, column: 0, synapse: 0, pre: 0, post: 0 };
  private readonly locals = new Map<string, number>();
  /** Spikes of each population by steps ago, the last step first. */
  private readonly history = new Map<string, number[][]>();
  private readonly schedules: { readonly learning: Step; readonly frozen: Step };

  constructor(private readonly program: Program) {
    this.state = new State(program);
    this.schedules = { learning: this.prepare(program.learning), frozen: this.prepare(program.frozen) };
  }

  async present(presentation: Presentation): Promise<PresentationResult> {
    const { steps, countSteps, learning, inputs, probes } = presentation;
    if (learning) this.normalize();
    const step = learning ? this.schedules.learning : this.schedules.frozen;
    const sizes = this.program.learning.populations.map((p) => [p.domain, p.size] as const);
    const counts = new Map(sizes.map(([name, size]) => [name, new Int32Array(size)]));
    const recorded = new Map(presentation.recordSpikes.map((name) => [name, [] as number[][]]));
    const samples = probes.map((): number[] => []);
    for (let k = 0; k < steps; k++) {
      const fired = this.run(step, k, inputs);
      for (const [name, neurons] of fired) {
        recorded.get(name)?.push([...neurons]);
        const count = counts.get(name);
        if (count && k < countSteps) for (const j of neurons) count[j]++;
      }
      for (const [i, { field, every, elements }] of probes.entries()) {
        if ((k + 1) % every !== 0) continue;
        const array = this.state.array(field);
        for (const x of elements ? Array.from(elements, (e) => array[e]) : array) samples[i].push(x);
      }
    }
    const trains = [...recorded].map(([name, spikes]) => [name, toTrain(spikes, this.size(name))] as const);
    return { counts, spikes: new Map(trains), samples: samples.map((s) => Float64Array.from(s)) };
  }

  async read(field: string): Promise<Float64Array> {
    return this.state.array(field).slice();
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    this.state.write(field, values);
  }

  async snapshot(): Promise<Snapshot> {
    const fields = [...this.program.fields.keys()].map((name) => [name, this.state.array(name).slice()] as const);
    const pending = [...this.history].map(([name, spikes]) => {
      const pairs = spikes.flatMap((neurons, i) => neurons.map((n) => [i + 1, n]).reverse()).reverse();
      return [pendingKey(name), Int32Array.from(pairs.flat())] as const;
    });
    return new Map<string, Float64Array | Int32Array>([...fields, ...pending]);
  }

  async restore(snapshot: Snapshot): Promise<void> {
    for (const name of this.program.fields.keys()) this.state.write(name, snapshot.get(name) ?? []);
    for (const [name, spikes] of this.history) {
      for (const neurons of spikes) neurons.length = 0;
      const pairs = snapshot.get(pendingKey(name)) ?? [];
      for (let i = 0; i < pairs.length; i += 2) spikes[pairs[i] - 1]?.push(pairs[i + 1]);
    }
  }

  dispose(): void {}

  private size(name: string): number {
    const source = this.program.sources.find((s) => s.name === name);
    return source?.size ?? this.program.domains.get(name)?.size ?? 0;
  }

  private run(step: Step, k: number, inputs: ReadonlyMap<string, SpikeTrain>): Map<string, readonly number[]> {
    for (const update of step.updates) update();
    for (const decay of step.decays) decay();
    const fired = new Map<string, readonly number[]>();
    for (const { name } of this.program.sources) fired.set(name, spikesAt(inputs.get(name), k));
    for (const { name, detect } of step.thresholds) fired.set(name, detect());
    for (const deliver of step.onPre) deliver(fired);
    for (const react of step.onPost) react(fired);
    for (const reset of step.resets) reset(fired);
    for (const [name, spikes] of this.history) {
      spikes.unshift([...(fired.get(name) ?? [])]);
      spikes.pop();
    }
    return fired;
  }

  private prepare(schedule: Schedule): Step {
    const longest = (pre: string) =>
      Math.max(0, ...schedule.projections.filter((p) => p.pre === pre).flatMap((p) => p.delays));
    for (const { pre } of schedule.projections) {
      if (!this.history.has(pre))
        this.history.set(
          pre,
          Array.from({ length: longest(pre) }, () => []),
        );
    }
    return {
      updates: [...schedule.loops, ...schedule.populations].map((loop) => this.prepareLoop(loop)),
      decays: schedule.decays.map(({ field, factor, target }) => {
        const array = this.state.array(field);
        const { flush } = this.program;
        return () => {
          for (let i = 0; i < array.length; i++) {
            const distance = (array[i] - target) * factor;
            array[i] = Math.abs(distance) < flush ? target : target + distance;
          }
        };
      }),
      thresholds: schedule.populations.map((p) => this.prepareThreshold(p)),
      onPre: schedule.projections.map((p) => this.prepareOnPre(p)),
      onPost: schedule.projections.map((p) => this.prepareOnPost(p)),
      resets: schedule.populations.map((p) => {
        const writes = this.writes(p.reset);
        return (fired) => {
          for (const j of fired.get(p.domain) ?? []) {
            this.at.neuron = j;
            apply(writes);
          }
        };
      }),
    };
  }

  private prepareLoop(loop: Schedule["loops"][number] | PopulationStep): () => void {
    const domain = this.program.domains.get(loop.domain);
    if (!domain) throw new TypeError(`no domain "${loop.domain}" in the program`);
    const { level, size } = domain;
    const locals = loop.locals.map(([name, value]) => [name, this.thunk(value)] as const);
    const isPopulation = "held" in loop;
    const held = new Set(isPopulation ? loop.held : []);
    const refractory = isPopulation && loop.refractoryField ? this.state.array(loop.refractoryField) : undefined;
    const next = loop.next.map(({ field, value }) => ({
      target: this.state.array(field),
      value: this.thunk(value),
      result: new Float64Array(size),
      held: held.has(field),
    }));
    return () => {
      for (let i = 0; i < size; i++) {
        this.at[level] = i;
        if (refractory && refractory[i] > 0) refractory[i]--;
        const isHeld = refractory !== undefined && refractory[i] > 0;
        for (const [name, value] of locals) this.locals.set(name, value());
        for (const n of next) n.result[i] = n.held && isHeld ? n.target[i] : n.value();
      }
      for (const { target, result } of next) target.set(result);
    };
  }

  private prepareThreshold(population: PopulationStep) {
    const condition = population.threshold && this.thunk(population.threshold);
    const refractory = population.refractoryField ? this.state.array(population.refractoryField) : undefined;
    const detect = (): readonly number[] => {
      const spikes: number[] = [];
      for (let j = 0; condition && j < population.size; j++) {
        this.at.neuron = j;
        if (refractory && refractory[j] > 0) continue;
        if (condition() === 0) continue;
        spikes.push(j);
        if (refractory) refractory[j] = population.refractory;
      }
      return spikes;
    };
    return { name: population.domain, detect };
  }

  private prepareOnPre(step: ProjectionStep): (fired: ReadonlyMap<string, readonly number[]>) => void {
    const topology = this.topology(step);
    const postSize = this.size(step.post);
    const target = this.state.array(step.target);
    const transmit = this.thunk(step.transmit, step);
    const perSynapse = this.writes(this.atLevel(step.onPre, ["synapse", "column"]), step);
    const perRow = this.writes(this.atLevel(step.onPre, ["row"]), step);
    const changed = perSynapse.length > 0 && step.changed ? this.state.array(step.changed) : undefined;
    const visit = (synapse: number, post: number) => {
      this.at.synapse = synapse;
      this.at.column = this.at.post = post;
      target[post] += transmit();
      const before = changed && perSynapse.map((w) => w.target[w.index()]);
      apply(perSynapse);
      if (before && perSynapse.some((w, i) => w.target[w.index()] !== before[i])) changed[post] = 1;
    };
    return (fired) => {
      for (const [d, delay] of step.delays.entries()) {
        const arriving = delay === 0 ? fired.get(step.pre) : this.history.get(step.pre)?.[delay - 1];
        if (topology.kind === "maxPool" || topology.kind === "avgPool") {
          const part = pooled(topology.kind, topology.window, arriving ?? []);
          for (let post = 0; post < postSize; post++) if (part[post] > 0) target[post] += part[post] * transmit();
          continue;
        }
        for (const pre of arriving ?? []) {
          this.at.pre = pre;
          this.at.row = pre * step.delays.length + d;
          visitRow(topology, this.at.row, pre, postSize, visit);
          apply(perRow);
        }
      }
    };
  }

  private prepareOnPost(step: ProjectionStep): (fired: ReadonlyMap<string, readonly number[]>) => void {
    const topology = this.topology(step);
    const postSize = this.size(step.post);
    const rows = this.size(step.pre) * step.delays.length;
    const perSynapse = this.writes(this.atLevel(step.onPost, ["synapse", "row"]), step);
    const perColumn = this.writes(this.atLevel(step.onPost, ["column"]), step);
    const changed = perSynapse.length > 0 && step.changed ? this.state.array(step.changed) : undefined;
    const visit = (synapse: number, row: number) => {
      this.at.synapse = synapse;
      this.at.row = row;
      this.at.pre = Math.floor(row / step.delays.length);
      apply(perSynapse);
    };
    return (fired) => {
      for (const post of fired.get(step.post) ?? []) {
        this.at.column = this.at.post = post;
        if (perSynapse.length > 0) visitColumn(topology, post, postSize, rows, visit);
        if (changed) changed[post] = 1;
        apply(perColumn);
      }
    };
  }

  /** Before a presentation that learns: scales the weights onto each neuron whose weights changed to their sum. */
  private normalize(): void {
    for (const { projection, weight, changed, sum, bound } of this.program.normalizations) {
      const step = this.program.learning.projections.find((p) => p.name === projection);
      if (!step) continue;
      const [w, flags] = [this.state.array(weight), this.state.array(changed)];
      const rows = this.size(step.pre) * step.delays.length;
      for (let j = 0; j < flags.length; j++) {
        if (flags[j] === 0) continue;
        const visit = (f: (s: number) => void) => visitColumn(this.topology(step), j, flags.length, rows, f);
        let total = 0;
        visit((s) => {
          total += w[s];
        });
        if (total > 0) {
          visit((s) => {
            w[s] = Math.min(w[s] * (sum / total), bound);
          });
        }
        flags[j] = 0;
      }
    }
  }

  private topology(step: ProjectionStep) {
    const topology = this.program.topologies.get(step.name);
    if (!topology) throw new TypeError(`no topology "${step.name}" in the program`);
    return topology;
  }

  private atLevel(assignments: readonly Assignment[], levels: readonly string[]): Assignment[] {
    return assignments.filter((a) => levels.includes(levelOf(this.program, a.field)));
  }

  private writes(assignments: readonly Assignment[], step?: ProjectionStep): Write[] {
    return assignments.map(({ field, value }) => ({
      target: this.state.array(field),
      index: this.indexOf(field),
      value: this.thunk(value, step),
    }));
  }

  private indexOf(field: string): Thunk {
    const level = levelOf(this.program, field) as keyof Cursor;
    return () => this.at[level];
  }

  private thunk(expr: Expr, step?: ProjectionStep): Thunk {
    return compileExpr(expr, (name) => {
      const [side, variable] = name.split(".");
      if (side === "pre" || side === "post") {
        const array = this.state.array(`${step?.[side]}.${variable}`);
        return () => array[this.at[side]];
      }
      if (!this.program.fields.has(name)) return () => this.locals.get(name) ?? Number.NaN;
      const array = this.state.array(name);
      const index = this.indexOf(name);
      return () => array[index()];
    });
  }
}

interface Step {
  readonly updates: readonly (() => void)[];
  readonly decays: readonly (() => void)[];
  readonly thresholds: readonly { readonly name: string; readonly detect: () => readonly number[] }[];
  readonly onPre: readonly ((fired: ReadonlyMap<string, readonly number[]>) => void)[];
  readonly onPost: readonly ((fired: ReadonlyMap<string, readonly number[]>) => void)[];
  readonly resets: readonly ((fired: ReadonlyMap<string, readonly number[]>) => void)[];
}

/** Every right side reads the values from before the event. */
function apply(writes: readonly Write[]): void {
  const values = writes.map((w) => w.value());
  for (const [i, w] of writes.entries()) w.target[w.index()] = values[i];
}

function spikesAt(train: SpikeTrain | undefined, step: number): readonly number[] {
  if (!train || step >= train.steps) return [];
  return Array.from(train.indices.subarray(train.offsets[step], train.offsets[step + 1]));
}

function toTrain(spikes: readonly (readonly number[])[], neurons: number): SpikeTrain {
  const offsets = new Int32Array(spikes.length + 1);
  for (const [k, fired] of spikes.entries()) offsets[k + 1] = offsets[k] + fired.length;
  return { steps: spikes.length, neurons, offsets, indices: Int32Array.from(spikes.flat()) };
}
