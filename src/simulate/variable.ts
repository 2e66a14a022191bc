import type { Numbers } from "../check/numbers.js";
import { InputError } from "../errors.js";
import type { Rank, Tensor } from "../tfjs/tensor.js";
import { type Dimension, formatDimension, sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";

/** Reads and writes a variable's values, by its full name. */
export interface Access {
  read(name: string): Promise<Float32Array>;
  tensor(name: string): Promise<Tensor>;
  /** @param values one for each element, or one for all */
  write(name: string, values: Numbers | number): Promise<void>;
}

/**
 * One variable of a simulation: of all neurons of a population, `sim.state.exc.v`, or of a projection,
 * `sim.state.inputToExc.w`. The shape of its values is
 *
 * - for a population, [neurons];
 * - for a projection's synapses, [pre, post] if the pattern is dense, [height, width, channels, filters] for the
 * weights of
 *   a convolution, a single weight for a pool, else [synapses] as declared;
 * - for a trace shared by all synapses of a presynaptic neuron, one value for each presynaptic neuron and delay; for
 * one
 *   shared by all synapses of a postsynaptic neuron, [post];
 * - for an `adjustable(…)` parameter that is the same for all, [1].
 */
export class Variable<R extends Rank = Rank> {
  /** Full name, such as `exc.v`. */
  readonly name: string;
  private readonly access: Access;
  private readonly dimension?: Dimension;

  /** @param dimension if it is known */
  constructor(access: Access, name: string, dimension?: Dimension) {
    this.access = access;
    this.name = name;
    this.dimension = dimension;
  }

  /** A copy of the values, row by row. */
  read(): Promise<Float32Array> {
    return this.access.read(this.name);
  }

  /**
   * The values as a tensor that you must dispose of. On the backend `tensor` it is not a copy, except for sparse
   * synapses.
   */
  tensor(): Promise<Tensor<R>> {
    return this.access.tensor(this.name) as Promise<Tensor<R>>;
  }

  /**
   * Replaces the values by those of an array or tensor, which remains yours, or all of them by one number, with or
   * without its unit: `pA(200)`. Plain numbers are in ms, mV, pA, nS and pF. The backend `tensor` uses a tensor without
   * copying it, except for sparse synapses and for variables with bounds.
   *
   * @throws InputError for another unit, a wrong number of values, values that the variable cannot have, and a weight
   *   that is a constant of the program
   */
  write(values: Numbers | number | Quantity): Promise<void> {
    return this.access.write(this.name, values instanceof Quantity ? this.plain(values) : values);
  }

  private plain({ value, dimension }: Quantity): Numbers | number {
    if (this.dimension !== undefined && sameDimension(dimension, this.dimension)) return value;
    const expected = this.dimension === undefined ? "plain numbers" : `a value in ${formatDimension(this.dimension)}`;
    throw new InputError(
      `write, "${this.name}": found a value in ${formatDimension(dimension)}, expected ${expected}.`,
    );
  }
}
