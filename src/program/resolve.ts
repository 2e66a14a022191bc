import type { Expr } from "../equations/ast.js";
import type { Locals, NamedAssignment } from "./named.js";
import type { Assignment, Field } from "./program.js";
import { type Value, Values } from "./value.js";

/** The populations at the ends of a projection, by name: `pre.v` is a field of the first. */
export interface Ends {
  readonly pre: string;
  readonly post: string;
}

/** Puts fields in place of their names. Values that are equal anywhere in the program become one object. */
export class Resolver {
  readonly values = new Values();

  constructor(private readonly fields: ReadonlyMap<string, Field>) {}

  field(name: string): Field {
    const field = this.fields.get(name);
    if (!field) throw new TypeError(`no field "${name}" in the program`);
    return field;
  }

  bounds(name: string): Field["bounds"] {
    return this.fields.get(name)?.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  }

  /** A scope's expressions: those of a projection have ends, those of an update may have locals. */
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
      case "binary":
        return values.binary(expr.op, this.value(expr.left), this.value(expr.right));
      case "call":
        return values.call(
          expr.fn,
          expr.args.map((arg) => this.value(arg)),
        );
    }
  }

  private name(name: string): Value {
    const local = this.locals.get(name);
    if (local) return local;
    const [side, variable] = name.split(".");
    if (this.ends && (side === "pre" || side === "post")) {
      return this.values.read(this.resolver.field(`${this.ends[side]}.${variable}`), side);
    }
    return this.values.read(this.resolver.field(name), "element");
  }
}
