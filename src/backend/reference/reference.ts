import type { Field, Program } from "../../program/program.js";
import type { Backend, Executable, Fork, Presentation, PresentationResult, Snapshot, Values } from "../backend.js";
import { History } from "../history.js";
import { Recorder } from "../recorder.js";
import { checkRoom } from "../room.js";
import { changedFields, unsoundAmong } from "../soundness.js";
import { Turns } from "../turns.js";
import { Machine } from "./machine.js";
import { normalize } from "./normalize.js";
import { prepareStep, type Step } from "./step.js";

/** The plain float64 interpreter of the loop program: slow, and the definition of correct results. */
export const reference: Backend = {
  name: "reference",
  unavailable: async () => undefined,
  compile: async (program) => {
    checkRoom("reference", program, Float64Array.BYTES_PER_ELEMENT);
    return new Interpreter(program);
  },
};

class Interpreter implements Executable {
  private readonly machine: Machine;
  private readonly history: History;
  private readonly steps: { readonly learning: Step; readonly frozen: Step };

  private readonly changed: { readonly learning: ReadonlySet<Field>; readonly frozen: ReadonlySet<Field> };

  constructor(private readonly program: Program) {
    this.changed = { learning: changedFields(program.learning), frozen: changedFields(program.frozen) };
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
    const recorder = new Recorder(this.program.populations, presentation);
    if (presentation.normalize) normalize(machine);
    const step = presentation.learning ? this.steps.learning : this.steps.frozen;
    const { before = 0, number = 0 } = presentation;
    machine.clock.presentation = number;
    for (let k = 0; k < presentation.steps; k++) {
      machine.clock.step = before + k;
      for (const [name, neurons] of step(k, presentation.inputs)) recorder.spikes(k, name, neurons);
      for (const [i, { field }] of recorder.due(k)) recorder.sample(i, machine.array({ name: field }));
    }
    machine.marks.stepped(presentation);
    const changed = presentation.learning ? this.changed.learning : this.changed.frozen;
    return recorder.result([...changed].flatMap((f) => unsoundAmong(f.name, machine.array(f)) ?? []));
  }

  async read(field: string): Promise<Float64Array> {
    return this.machine.array({ name: field }).slice();
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    this.machine.write(field, values);
  }

  async snapshot(): Promise<Snapshot> {
    const { machine, program, history } = this;
    return new Map<string, Values>([
      ...[...program.fields.values()].map((field) => [field.name, machine.array(field).slice()] as const),
      ...machine.marks.snapshot(),
      ...history.snapshot(),
    ]);
  }

  async restore(snapshot: Snapshot): Promise<void> {
    const { machine, program, history } = this;
    for (const name of program.fields.keys()) machine.write(name, snapshot.get(name) ?? []);
    machine.marks.restore(snapshot);
    history.restore(snapshot);
  }

  async fork(copies: number, learning: boolean): Promise<Fork> {
    normalize(this.machine);
    return Turns.open(this.program, this, copies, learning);
  }

  dispose(): void {}
}
