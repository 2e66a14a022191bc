import { BackendError } from "../../errors.js";
import { initialValues } from "../../program/initial.js";
import { type Assignment, type Field, type Program, type Side, sideOf, valuesOf } from "../../program/program.js";
import { timeOf } from "../../program/time.js";
import { type Draw, type Interval, intervalAt, levelOf, type Read } from "../../program/value.js";
import { Drawing } from "../../random/draws.js";
import { Marks } from "../marks.js";
import { evaluation, type Surroundings, type Thunk } from "./evaluate.js";

/** The position of the loops: the current element on each side. */
type Cursor = Record<Side, number>;

/** The fields of a program as float64 arrays, and values as functions that read them at the cursor. */
export class Machine implements Surroundings {
  /** The current step and presentation. */
  readonly clock = { step: 0, presentation: 0 };
  readonly at: Cursor = { neuron: 0, row: 0, column: 0, synapse: 0, pre: 0, post: 0 };
  readonly marks: Marks;
  private readonly arrays: ReadonlyMap<string, Float64Array>;

  constructor(readonly program: Program) {
    this.arrays = new Map(
      [...program.fields.values()].map((field) => [field.name, Float64Array.from(initialValues(field))]),
    );
    this.marks = new Marks(program);
  }

  /** The live array of a field. Throws {@link BackendError} for an unknown name. */
  array({ name }: Pick<Field, "name">): Float64Array {
    const array = this.arrays.get(name);
    if (array) return array;
    const known = [...this.arrays.keys()].join(", ");
    throw new BackendError(`reference, field: found "${name}", expected one of ${known}.`);
  }

  write(name: string, values: ArrayLike<number>): void {
    const array = this.array({ name });
    if (values.length !== array.length) {
      throw new BackendError(`reference, "${name}": found ${values.length} values, expected ${array.length}.`);
    }
    array.set(values);
    this.marks.written(name);
  }

  read(read: Read): Thunk {
    const [array, side, { at }] = [this.array(read.field), sideOf(read), this];
    return () => array[at[side]];
  }

  table(table: Field): ArrayLike<number> {
    return this.array(table);
  }

  index(side: Side): Thunk {
    const { at } = this;
    return () => at[side];
  }

  draw({ distribution, stream, side }: Draw): Thunk {
    const { at, clock } = this;
    const drawing = new Drawing({ seed: this.program.seed, stream }, distribution);
    return () => drawing.at(clock.step, at[side], clock.presentation);
  }

  readonly time: Thunk = () => timeOf(this.clock.step, this.program.dt);

  interval(interval: Interval): Thunk {
    return () => intervalAt(interval, this.clock.step);
  }

  /** An event's assignments; all right sides read the values from before it. */
  event(assignments: readonly Assignment[], read = (r: Read) => this.read(r)): () => void {
    const values = evaluation(valuesOf(assignments), this, read);
    const targets = assignments.map(({ field }) => [this.array(field), levelOf(field)] as const);
    return () => {
      const next = values();
      for (let i = 0; i < targets.length; i++) targets[i][0][this.at[targets[i][1]]] = next[i];
    };
  }
}
