import { type Numbers, readNumbers } from "../check/numbers.js";
import { InputError } from "../errors.js";
import type { LoweredNetwork, NamedValue } from "../program/lower.js";
import type { Field, Program, Projection, Source } from "../program/program.js";

/** The synapses of a projection in the order of declaration. */
export interface Synapses {
  /** [synapses] */
  readonly pre: Int32Array;
  /** [synapses] */
  readonly post: Int32Array;
  /** [synapses], in ms, whole steps */
  readonly delay: Float64Array;
}

/** Finds fields by name, and converts values of synapses between the order of declaration and that of storage. */
export class Layout {
  private readonly program: Program;
  private readonly orders: ReadonlyMap<string, Int32Array>;
  private readonly expressions: LoweredNetwork["expressions"];

  constructor({ program, orders, expressions }: LoweredNetwork) {
    this.program = program;
    this.orders = orders;
    this.expressions = expressions;
  }

  /** A subexpression of a neuron model. Throws {@link InputError} for any other name. */
  expression(where: string, name: string): NamedValue {
    const found = this.expressions.get(name);
    if (found) return found;
    const known = [...this.expressions.keys()].join(", ") || "none";
    throw new InputError(
      `${where}: found ${JSON.stringify(name)}, expected a subexpression without noise and random numbers (${known}), or a variable ` +
        "such as sim.state.exc.v.",
    );
  }

  /** In ms. */
  get dt(): number {
    return this.program.dt;
  }

  get sources(): readonly Source[] {
    return this.program.sources;
  }

  get populations(): readonly string[] {
    return this.program.populations.map((p) => p.name);
  }

  /** Whether a field holds the variable; a weight may be a constant of the program. */
  isStored(name: string): boolean {
    return this.program.fields.has(name);
  }

  field(name: string): Field {
    const field = this.program.fields.get(name);
    if (!field) throw new TypeError(`no field "${name}" in the program`);
    return field;
  }

  /** The compensation of a field, if it has one. */
  compensationOf(field: Field): Field | undefined {
    return [...this.program.fields.values()].find((f) => f.compensates === field);
  }

  /** Whether the field's values are stored in the order of declaration. */
  isStoredAsDeclared(field: Field): boolean {
    return this.orderOf(field) === undefined;
  }

  toDeclared(field: Field, stored: ArrayLike<number>): Float32Array {
    const order = this.orderOf(field);
    const values = Float32Array.from(stored);
    if (order) for (let s = 0; s < order.length; s++) values[order[s]] = stored[s];
    return values;
  }

  /** Checks values for a field and converts them to the order of storage. */
  fromDeclared(where: string, field: Field, given: Numbers): Float64Array {
    const values = readNumbers(where, given, field.domain.size);
    const [low, high] = field.bounds;
    const at = values.findIndex((x) => x < low || x > high || (field.type === "int" && !Number.isInteger(x)));
    if (at >= 0) {
      const kind = field.type === "int" ? "a whole number" : "a value";
      throw new InputError(
        `${where}, [${at}]: found ${values[at]}, expected ${kind} from ${low} to ${high}, the range ` +
          "that the learning rule keeps for the given initial values. Change the rule, or extend the initial values.",
      );
    }
    const order = this.orderOf(field);
    return order ? Float64Array.from(order, (declared) => values[declared]) : values;
  }

  /** The stored positions of a field's elements, given by their declared indices (all if undefined). */
  stored(
    where: string,
    field: Pick<Field, "domain">,
    elements?: ArrayLike<number>,
  ): { declared: Int32Array; stored: Int32Array } {
    const { size } = field.domain;
    const declared = elements ? Int32Array.from(elements) : Int32Array.from({ length: size }, (_, i) => i);
    for (let i = 0; elements && i < elements.length; i++) {
      if (elements[i] === declared[i] && declared[i] >= 0 && declared[i] < size) continue;
      throw new InputError(`${where}, [${i}]: found ${elements[i]}, expected a whole number from 0 to ${size - 1}.`);
    }
    const order = this.orderOf(field);
    if (!order) return { declared, stored: declared };
    const place = new Int32Array(size);
    order.forEach((at, s) => {
      place[at] = s;
    });
    return { declared, stored: declared.map((at) => place[at]) };
  }

  /** The declared indices of a field's elements, given by their stored positions. */
  declaredPlaces(field: Field, stored: readonly number[]): readonly number[] {
    const order = this.orderOf(field);
    return order ? stored.map((s) => order[s]) : stored;
  }

  synapses(projection: string): Synapses {
    const { topology, pre: source, post: target, delays, rows } = this.projection(projection);
    if ("window" in topology) {
      throw new InputError(
        `synapses, "${projection}": found a ${topology.kind}, whose synapses share their weights, expected a projection ` +
          "with synapses of their own.",
      );
    }
    if (topology.kind === "sparse") {
      const [order, { rowStart, post: posts }] = [this.orders.get(projection), topology];
      const count = rowStart[rows];
      const found = { pre: new Int32Array(count), post: new Int32Array(count) };
      const delay = new Float64Array(count);
      for (let row = 0; row < rows; row++) {
        for (let s = rowStart[row]; s < rowStart[row + 1]; s++) {
          const declared = order ? order[s] : s;
          found.pre[declared] = Math.floor(row / delays.length);
          found.post[declared] = posts[s];
          delay[declared] = delays[row % delays.length] * this.program.dt;
        }
      }
      return { ...found, delay };
    }
    const columns = target.size;
    const widths = { oneToOne: 1, dense: columns, allButSelf: columns - 1 };
    const width = widths[topology.kind];
    const pairs = source.size * width;
    const [pre, post] = [new Int32Array(pairs), new Int32Array(pairs)];
    for (let s = 0; s < pairs; s++) {
      pre[s] = Math.floor(s / width);
      const j = s % width;
      post[s] = topology.kind === "oneToOne" ? s : topology.kind === "dense" || j < pre[s] ? j : j + 1;
    }
    return { pre, post, delay: new Float64Array(pairs).fill(delays[0] * this.program.dt) };
  }

  projection(name: string): Projection {
    const projection = this.program.projections.find((p) => p.name === name);
    if (!projection) throw new TypeError(`no projection "${name}" in the program`);
    return projection;
  }

  private orderOf(field: Pick<Field, "domain">): Int32Array | undefined {
    return field.domain.level === "synapse" ? this.orders.get(field.domain.name) : undefined;
  }
}
