import { UnitError } from "../errors.js";
import { type Dimension, formatDimension, multiply, NUMBER, power, sameDimension } from "../units/dimension.js";
import type { Expr, Span } from "./ast.js";

/** A dimension that may still depend on unknown ones: constant · Π unknown^exponent. */
interface Form {
  readonly constant: Dimension;
  readonly unknowns: ReadonlyMap<string, number>;
}

const known = (constant: Dimension): Form => ({ constant, unknowns: new Map() });

function product(a: Form, b: Form, exponent = 1): Form {
  const unknowns = new Map(a.unknowns);
  for (const [name, e] of b.unknowns) {
    const sum = (unknowns.get(name) ?? 0) + e * exponent;
    if (Math.abs(sum) < 1e-9) unknowns.delete(name);
    else unknowns.set(name, sum);
  }
  return { constant: multiply(a.constant, power(b.constant, exponent)), unknowns };
}

const raise = (a: Form, exponent: number): Form => product(known(NUMBER), a, exponent);

/** The text and the place of an equation, for error messages. */
export interface EquationSource {
  readonly text: string;
  readonly where: string;
  /** What to do if the units do not match. */
  readonly hint?: string;
}

/**
 * Infers and checks physical dimensions. Names without a declared dimension are unknowns; each equation adds linear
 * constraints on their exponents, which are solved by substitution as they arrive (Kennedy 1997). A dimension that
 * stays free is that of a plain number.
 */
export class DimensionSolver {
  private readonly bound = new Map<string, Form>();
  private fresh = 0;

  constructor(private readonly declared: (name: string) => Dimension | undefined) {}

  /** Requires `expr` to have the dimension of the name `target` times `factor`. */
  constrain(target: string, factor: Dimension, expr: Expr, source: EquationSource): void {
    const found = this.infer(expr, source);
    const expected = product(this.nameForm(target), known(factor));
    this.unify(found, expected, source, expr.span, (f, e) => `the right side has the unit ${f}, expected ${e}`);
  }

  /** Requires `expr` to have the given dimension. */
  require(expr: Expr, dimension: Dimension, source: EquationSource): void {
    const found = this.infer(expr, source);
    this.unify(found, known(dimension), source, expr.span, (f, e) => `this has the unit ${f}, expected ${e}`);
  }

  /** Checks a condition, or any expression by itself. */
  check(expr: Expr, source: EquationSource): void {
    this.infer(expr, source);
  }

  /** Requires a name to have the dimension of its declared value. */
  declare(name: string, dimension: Dimension, source: EquationSource): void {
    const message = (f: string, e: string) =>
      `"${name}" has the unit ${f} by the equations, but the value given is in ${e}`;
    this.unify(this.nameForm(name), known(dimension), source, undefined, message);
  }

  /** The dimension inferred for a name; that of a plain number if nothing constrains it. */
  dimension(name: string): Dimension {
    return this.resolve(this.nameForm(name)).constant;
  }

  private nameForm(name: string): Form {
    const dimension = this.declared(name);
    return dimension ? known(dimension) : { constant: NUMBER, unknowns: new Map([[name, 1]]) };
  }

  private resolve(form: Form): Form {
    let result = form;
    for (;;) {
      const name = [...result.unknowns.keys()].find((n) => this.bound.has(n));
      const binding = name === undefined ? undefined : this.bound.get(name);
      if (name === undefined || !binding) return result;
      const exponent = result.unknowns.get(name) ?? 0;
      const rest = new Map(result.unknowns);
      rest.delete(name);
      result = product({ constant: result.constant, unknowns: rest }, binding, exponent);
    }
  }

  private unify(
    a: Form,
    b: Form,
    source: EquationSource,
    span: Span | undefined,
    message: (found: string, expected: string) => string,
  ): void {
    const quotient = this.resolve(product(a, b, -1));
    const [unknown] = quotient.unknowns;
    if (!unknown) {
      if (sameDimension(quotient.constant, NUMBER)) return;
      const text = message(formatDimension(this.resolve(a).constant), formatDimension(this.resolve(b).constant));
      throw new UnitError(
        source.where,
        text,
        source.text,
        span?.start ?? 0,
        span?.end ?? source.text.length,
        source.hint,
      );
    }
    const [name, exponent] = unknown;
    const rest = new Map(quotient.unknowns);
    rest.delete(name);
    this.bound.set(name, raise({ constant: quotient.constant, unknowns: rest }, -1 / exponent));
  }

  private infer(expr: Expr, source: EquationSource): Form {
    switch (expr.kind) {
      case "number":
        return expr.value === 0 ? { constant: NUMBER, unknowns: new Map([[`0#${this.fresh++}`, 1]]) } : known(NUMBER);
      case "name":
        return this.nameForm(expr.name);
      case "unary": {
        const operand = this.infer(expr.operand, source);
        return expr.op === "-" ? operand : known(NUMBER);
      }
      case "binary":
        return this.inferBinary(expr, source);
      case "call":
        return this.inferCall(expr, source);
    }
  }

  private inferBinary(expr: Extract<Expr, { kind: "binary" }>, source: EquationSource): Form {
    const left = this.infer(expr.left, source);
    if (expr.op === "^") {
      if (expr.right.kind === "number") return raise(left, expr.right.value);
      if (expr.right.kind === "unary" && expr.right.op === "-" && expr.right.operand.kind === "number") {
        return raise(left, -expr.right.operand.value);
      }
      this.plain(left, expr.left, source, "the base of a power that is not a constant");
      this.plain(this.infer(expr.right, source), expr.right, source, "an exponent");
      return known(NUMBER);
    }
    const right = this.infer(expr.right, source);
    switch (expr.op) {
      case "*":
        return product(left, right);
      case "/":
        return product(left, right, -1);
      case "and":
      case "or":
        return known(NUMBER);
      default: {
        const { op } = expr;
        const message = (f: string, e: string) => `"${op}" joins ${f} at the left and ${e} at the right`;
        this.unify(left, right, source, expr.span, message);
        return op === "+" || op === "-" || op === "%" ? left : known(NUMBER);
      }
    }
  }

  private inferCall(expr: Extract<Expr, { kind: "call" }>, source: EquationSource): Form {
    const forms = expr.args.map((arg) => this.infer(arg, source));
    switch (expr.fn) {
      case "sqrt":
        return raise(forms[0], 0.5);
      case "abs":
        return forms[0];
      case "min":
      case "max":
      case "clip":
      case "where": {
        const values = expr.fn === "where" ? forms.slice(1) : forms;
        const message = (f: string, e: string) => `the arguments of ${expr.fn} have the units ${e} and ${f}`;
        for (const form of values.slice(1)) this.unify(form, values[0], source, expr.span, message);
        return values[0];
      }
      default:
        for (const [i, form] of forms.entries()) this.plain(form, expr.args[i], source, `the argument of ${expr.fn}`);
        return known(NUMBER);
    }
  }

  private plain(form: Form, expr: Expr, source: EquationSource, what: string): void {
    this.unify(form, known(NUMBER), source, expr.span, (f) => `${what} has the unit ${f}, expected a number`);
  }
}
