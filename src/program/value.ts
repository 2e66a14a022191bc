import type { BinaryOperator } from "../equations/ast.js";
import type { FunctionName } from "../equations/functions.js";
import type { Domain, Field } from "./field.js";

/** A field's value: of a loop's current element, or of the neuron at one end of the synapse. */
export interface Read {
  readonly kind: "read";
  readonly field: Field;
  readonly at: "element" | "pre" | "post";
}

/** Which element of a synapse a value belongs to: the synapse itself, or its row, column or one of its ends. */
export type Side = Exclude<Domain["level"], "table"> | "pre" | "post";

/** The side whose elements carry a field. */
export function levelOf({ name, domain: { level } }: Field): Exclude<Domain["level"], "table"> {
  if (level === "table") throw new TypeError(`"${name}" is a table, which has no elements`);
  return level;
}

export const sideOf = ({ field, at }: Read): Side => (at === "element" ? levelOf(field) : at);

/**
 * A random number, identified by the program's seed, the stream, the number of the presentation, the step since it
 * began, and the index of the element of a side. See src/random/draws.ts.
 */
export interface Draw {
  readonly kind: "draw";
  readonly distribution: "uniform" | "normal";
  readonly stream: number;
  readonly side: Side;
}

/** A number in a table, by position: a whole number from 0 to below the table's size. No step changes a table. */
export interface Entry {
  readonly kind: "entry";
  readonly table: Field;
  readonly place: Value;
}

/**
 * The interval of a series that a step lies in: the number of steps since the presentation began, divided by `every`
 * and rounded down, at most `last`.
 */
export interface Interval {
  readonly kind: "interval";
  /** In steps. */
  readonly every: number;
  readonly last: number;
}

export const intervalAt = ({ every, last }: Interval, step: number): number => Math.min(Math.floor(step / every), last);

/** The operators of a program; remainders are lowered to others. */
export type Operator = Exclude<BinaryOperator, "%">;

/**
 * What an assignment computes. The values of a program form a graph: equal parts are one object, so that a backend
 * finds shared computations by identity, and a deep equation does not become a deep tree.
 */
export type Value =
  | { readonly kind: "number"; readonly value: number }
  | Read
  /** The time of the step since the presentation began, in ms: see time.ts. */
  | { readonly kind: "time" }
  /**
   * The index of the element of a side. For a synapse, its position in its field; if synapses have none ("allButSelf"),
   * row · columns + column.
   */
  | { readonly kind: "index"; readonly side: Side }
  | Draw
  | Entry
  | Interval
  | { readonly kind: "unary"; readonly op: "-" | "not"; readonly operand: Value }
  | { readonly kind: "binary"; readonly op: Operator; readonly left: Value; readonly right: Value }
  | { readonly kind: "call"; readonly fn: FunctionName; readonly args: readonly Value[] };

export function operandsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case "number":
    case "read":
    case "time":
    case "index":
    case "draw":
    case "interval":
      return [];
    case "unary":
      return [value.operand];
    case "entry":
      return [value.place];
    case "binary":
      return [value.left, value.right];
    case "call":
      return value.args;
  }
}

/** All parts of values, once each, operands first. */
export function partsOf(values: Iterable<Value>): ReadonlySet<Value> {
  const parts = new Set<Value>();
  const visit = (value: Value) => {
    if (parts.has(value)) return;
    for (const operand of operandsOf(value)) visit(operand);
    parts.add(value);
  };
  for (const value of values) visit(value);
  return parts;
}

/** All reads in values, in order of appearance. */
export const readsOf = (values: Iterable<Value>): readonly Read[] =>
  [...partsOf(values)].filter((part): part is Read => part.kind === "read");

/** The sides whose element index the values use, directly or for random numbers. */
export const indexedSides = (values: Iterable<Value>): readonly Side[] =>
  [...partsOf(values)].flatMap((part) => (part.kind === "index" || part.kind === "draw" ? [part.side] : []));

/** Whether values depend on the time or on random numbers, so that they can change though no field does. */
export const isMoving = (values: Iterable<Value>): boolean =>
  [...partsOf(values)].some((part) => part.kind === "time" || part.kind === "draw" || part.kind === "interval");

/** The random numbers of values. */
export const drawsOf = (values: Iterable<Value>): readonly Draw[] =>
  [...partsOf(values)].filter((part): part is Draw => part.kind === "draw");

/** The tables that values read. */
export const tablesIn = (values: Iterable<Value>): readonly Field[] =>
  [...partsOf(values)].flatMap((part) => (part.kind === "entry" ? [part.table] : []));

/** Parts that occur in more than one place and are not just numbers: worth computing once. */
export function sharedParts(values: readonly Value[]): ReadonlySet<Value> {
  const uses = new Map<Value, number>();
  for (const used of [...values, ...[...partsOf(values)].flatMap(operandsOf)]) {
    uses.set(used, (uses.get(used) ?? 0) + 1);
  }
  return new Set([...uses].flatMap(([part, count]) => (count > 1 && part.kind !== "number" ? [part] : [])));
}

/** Makes values, so that equal ones are one object. */
export class Values {
  private readonly made = new Map<string, Value>();
  private readonly numbers = new Map<Value, number>();

  number(value: number): Value {
    return this.one(`${Object.is(value, -0) ? "-0" : value}`, { kind: "number", value });
  }

  read(field: Field, at: Read["at"]): Value {
    return this.one(`${at} ${field.name}`, { kind: "read", field, at });
  }

  time(): Value {
    return this.one("time", { kind: "time" });
  }

  index(side: Side): Value {
    return this.one(`index ${side}`, { kind: "index", side });
  }

  draw(distribution: Draw["distribution"], stream: number, side: Side): Value {
    return this.one(`${distribution} ${stream} ${side}`, { kind: "draw", distribution, stream, side });
  }

  interval(every: number, last: number): Value {
    return this.one(`interval ${every} ${last}`, { kind: "interval", every, last });
  }

  entry(table: Field, place: Value): Value {
    return this.one(`entry ${table.name} ${this.numberOf(place)}`, { kind: "entry", table, place });
  }

  unary(op: "-" | "not", operand: Value): Value {
    return this.one(`${op}:${this.numberOf(operand)}`, { kind: "unary", op, operand });
  }

  binary(op: Operator, left: Value, right: Value): Value {
    return this.one(`${op}:${this.numberOf(left)}:${this.numberOf(right)}`, { kind: "binary", op, left, right });
  }

  call(fn: FunctionName, args: readonly Value[]): Value {
    return this.one(`${fn}(${args.map((arg) => this.numberOf(arg)).join()}`, { kind: "call", fn, args });
  }

  private numberOf(value: Value): number {
    return this.numbers.get(value) ?? Number.NaN;
  }

  private one(key: string, value: Value): Value {
    const known = this.made.get(key);
    if (known) return known;
    this.made.set(key, value);
    this.numbers.set(value, this.numbers.size);
    return value;
  }
}
