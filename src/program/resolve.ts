import type { Expr } from "../equations/ast.js";
import { TIME_NAME } from "../equations/builtins.js";
import { drawFunction, isDraw, isNoise } from "../equations/draws.js";
import { streamOf } from "../random/key.js";
import type { Locals, NamedAssignment, SeriesShape } from "./named.js";
import type { Assignment, Field } from "./program.js";
import { type Read, type Side, type Value, Values } from "./value.js";

/** The populations at the ends of a projection, by name: `pre.v` is a field of the first. */
export interface Ends {
  readonly pre: string;
  readonly post: string;
  readonly begins: Begins;
}

/** The neurons from which `i` and `j` count. */
export interface Begins {
  readonly pre: number;
  readonly post: number;
}

/** Replaces names by fields. Equal values anywhere in the program become one object. */
export class Resolver {
  readonly values = new Values();

  constructor(
    private readonly fields: ReadonlyMap<string, Field>,
    /** By the names of their tables. */
    private readonly series: ReadonlyMap<string, SeriesShape> = new Map(),
  ) {}

  /** The number in a table: its only one, or that of a series for the current step and the element of a side. */
  entry(table: Field, side: Side): Value {
    const { values } = this;
    const found = this.series.get(table.name);
    if (!found) return values.entry(table, values.number(0));
    const row = values.interval(found.every, found.rows - 1);
    if (!found.isSeveral) return values.entry(table, row);
    const width = values.number(table.domain.size / found.rows);
    return values.entry(table, values.binary("+", values.binary("*", row, width), values.index(side)));
  }

  field(name: string): Field {
    const field = this.fields.get(name);
    if (!field) throw new TypeError(`no field "${name}" in the program`);
    return field;
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  bounds(name: string): Field["bounds"] {
    return this.fields.get(name)?.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  }

  /** A scope for expressions: with ends in a projection, with locals in an update. */
  scope(ends?: Ends, locals: Locals = []): Scope {
    const known = new Map<string, Value>();
    const scope = new Scope(this, this.values, ends, known);
    for (const [name, value] of locals) known.set(name, scope.value(value));
    return scope;
  }
}

export class Scope {
  private readonly resolved = new Map<Expr, Value>();

  constructor(
    private readonly resolver: Resolver,
    private readonly values: Values,
    private readonly ends: Ends | undefined,
    private readonly locals: ReadonlyMap<string, Value>,
  ) {}

  assignments(named: readonly NamedAssignment[]): Assignment[] {
    return named.map(({ field, value }) => ({ field: this.resolver.field(field), value: this.value(value) }));
  }

  value(expr: Expr): Value {
    const known = this.resolved.get(expr);
    if (known) return known;
    const value = this.resolve(expr);
    this.resolved.set(expr, value);
    return value;
  }

  private resolve(expr: Expr): Value {
    const { values } = this;
    switch (expr.kind) {
      case "number":
        return values.number(expr.value);
      case "name":
        return this.name(expr.name);
      case "unary":
        return values.unary(expr.op, this.value(expr.operand));
      case "binary": {
        const [left, right] = [this.value(expr.left), this.value(expr.right)];
        if (expr.op !== "%") return values.binary(expr.op, left, right);
        const whole = values.call("floor", [values.binary("/", left, right)]);
        return values.binary("-", left, values.binary("*", right, whole));
      }
      case "call": {
        const args = expr.args.map((arg) => this.value(arg));
        if (expr.fn !== "min" && expr.fn !== "max") return values.call(expr.fn, args);
        return args.reduce((pair, arg) => values.call(expr.fn, [pair, arg]));
      }
    }
  }

  private name(name: string): Value {
    const local = this.locals.get(name);
    if (local) return local;
    const [side, variable] = name.split(".");
    if (this.ends && (side === "pre" || side === "post")) {
      return this.read(this.resolver.field(`${this.ends[side]}.${variable}`), side);
    }
    return (
      (this.resolver.has(name) ? undefined : this.builtin(name)) ?? this.read(this.resolver.field(name), "element")
    );
  }

  /** A field's value; a table's for parameters of a part as a whole. */
  private read(field: Field, at: Read["at"]): Value {
    if (field.domain.level !== "table") return this.values.read(field, at);
    return this.resolver.entry(field, at === "element" ? "neuron" : at);
  }

  private indexIn(side: "pre" | "post", begin: number): Value {
    const index = this.values.index(side);
    return begin === 0 ? index : this.values.binary("-", index, this.values.number(begin));
  }

  /** The time, an index, or a random number, whose stream is that of its full name. */
  private builtin(name: string): Value | undefined {
    const side = this.ends ? "synapse" : "neuron";
    if (isDraw(name)) {
      const distribution = drawFunction(name) === "randn" ? "normal" : "uniform";
      return this.values.draw(distribution, streamOf(name), side);
    }
    if (isNoise(name)) return this.values.draw("normal", streamOf(name), side);
    switch (name.slice(name.indexOf(".") + 1)) {
      case TIME_NAME:
        return this.values.time();
      case "i":
        return this.ends ? this.indexIn("pre", this.ends.begins.pre) : this.values.index("neuron");
      case "j":
        return this.ends && this.indexIn("post", this.ends.begins.post);
      default:
        return undefined;
    }
  }
}
