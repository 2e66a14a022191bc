import type { Program } from "../../program/program.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import type { Backend, Executable, Presentation, PresentationResult, Snapshot } from "../backend.js";
import { History } from "./history.js";
import { Machine } from "./machine.js";
import { normalize } from "./normalize.js";
import { prepareStep, type Step } from "./step.js";

/** The plain float64 interpreter of the loop program: slow, and the definition of what is right. */
export const reference: Backend = {
  name: "reference",
  unavailable: async () => undefined,
  compile: async (program) => new Interpreter(program),
};

class Interpreter implements Executable {
  private readonly machine: Machine;
  private readonly history: History;
  private readonly steps: { readonly learning: Step; readonly frozen: Step };

  constructor(program: Program) {
    const machine = new Machine(program);
    const history = new History(program);
    this.machine = machine;
    this.history = history;
    this.steps = {
      learning: prepareStep(machine, program.learning, history),
      frozen: prepareStep(machine, program.frozen, history),
    };
  }

  async present(presentation: Presentation): Promise<PresentationResult> {
    const { machine } = this;
    const { steps, countSteps, learning, inputs, probes } = presentation;
    normalize(machine);
    const step = learning ? this.steps.learning : this.steps.frozen;
    const populations = machine.program.learning.populations;
    const counts = new Map(populations.map(({ domain, size }) => [domain, new Int32Array(size)]));
    const recorded = new Map(presentation.recordSpikes.map((name) => [name, [] as (readonly number[])[]]));
    const samples = probes.map((): number[] => []);
    for (let k = 0; k < steps; k++) {
      for (const [name, neurons] of step(k, inputs)) {
        recorded.get(name)?.push(neurons);
        const count = counts.get(name);
        if (count && k < countSteps) for (const j of neurons) count[j]++;
      }
      for (const [i, { field, every, elements }] of probes.entries()) {
        if ((k + 1) % every !== 0) continue;
        const array = machine.state.array(field);
        for (const x of elements ? Array.from(elements, (e) => array[e]) : array) samples[i].push(x);
      }
    }
    const trains = [...recorded].map(([name, spikes]) => [name, toTrain(spikes, machine.size(name))] as const);
    return { counts, spikes: new Map(trains), samples: samples.map((s) => Float64Array.from(s)) };
  }

  async read(field: string): Promise<Float64Array> {
    return this.machine.state.array(field).slice();
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    this.machine.state.write(field, values);
  }

  async snapshot(): Promise<Snapshot> {
    const { state, program } = this.machine;
    const fields = [...program.fields.keys()].map((name) => [name, state.array(name).slice()] as const);
    return new Map<string, Float64Array | Int32Array>([...fields, ...this.history.snapshot()]);
  }

  async restore(snapshot: Snapshot): Promise<void> {
    const { state, program } = this.machine;
    for (const name of program.fields.keys()) state.write(name, snapshot.get(name) ?? []);
    this.history.restore(snapshot);
  }

  dispose(): void {}
}

function toTrain(spikes: readonly (readonly number[])[], neurons: number): SpikeTrain {
  const offsets = new Int32Array(spikes.length + 1);
  for (const [k, fired] of spikes.entries()) offsets[k + 1] = offsets[k] + fired.length;
  return { steps: spikes.length, neurons, offsets, indices: Int32Array.from(spikes.flat()) };
}
