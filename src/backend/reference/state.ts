import { BackendError } from "../../errors.js";
import type { Program } from "../../program/program.js";

/** The fields of a program as float64 arrays. */
export class State {
  private readonly arrays: ReadonlyMap<string, Float64Array>;

  constructor(program: Program) {
    const allocate = (domain: string) => new Float64Array(program.domains.get(domain)?.size ?? 0);
    this.arrays = new Map(
      [...program.fields.values()].map((field) => {
        const array = allocate(field.domain);
        if (typeof field.initial === "number") array.fill(field.initial);
        else array.set(field.initial);
        return [field.name, array] as const;
      }),
    );
  }

  /** The live array of a field. Throws {@link BackendError} for an unknown name. */
  array(field: string): Float64Array {
    const array = this.arrays.get(field);
    if (array) return array;
    const known = [...this.arrays.keys()].join(", ");
    throw new BackendError(`reference, field: found "${field}", expected one of ${known}.`);
  }

  write(field: string, values: ArrayLike<number>): void {
    const array = this.array(field);
    if (values.length !== array.length) {
      throw new BackendError(`reference, "${field}": found ${values.length} values, expected ${array.length}.`);
    }
    array.set(values);
  }
}
