import type { Comparison } from "../../equations/ast.js";
import type { FunctionName } from "../../equations/functions.js";
import type { Field } from "../../program/program.js";
import { type Entry, type Interval, type Read, type Side, sharedParts, type Value } from "../../program/value.js";
import { drawFunctionName } from "./draws.js";
import { type FunctionText, get } from "./functionText.js";
import type { ClockPlace } from "./layout.js";
import { PHI1_SERIES, type Series } from "./mathFunctions.js";

/** Gives the code that loads a field: four elements, or one element in all lanes. */
export type Load = (read: Read) => string;

/** What values need to know about the current position. */
export interface Reader {
  readonly load: Load;
  /** The indices of the elements of a side, four int32. */
  readonly element: (side: Side) => string;
  /** The address of a table. */
  readonly table: (table: Field) => number;
  readonly clock: ClockPlace;
}

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
  "==": "eq",
  "!=": "ne",
};

const isComparison = (op: string): op is Comparison => op in COMPARISONS;

/** Operators that have an instruction of their own. */
const INSTRUCTIONS: Partial<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  min: "pmin",
  max: "pmax",
  sqrt: "sqrt",
  abs: "abs",
  floor: "floor",
  ceil: "ceil",
};

/** φ₁ as shorter series. For smaller |z|, the first omitted term is below 2⁻²⁴. */
const SHORT_PHI1: Series = { below: 0.13, terms: PHI1_SERIES.terms.slice(0, 5) };
const LONG_PHI1: Series = { below: 0.25, terms: PHI1_SERIES.terms.slice(0, 6) };

/** What code may assume, if it is discarded where that does not hold. */
export interface Assumptions {
  /** Receives the mask of lanes in which a shortcut would be wrong. */
  readonly unless: (mask: string) => void;
  /** Whether arguments of φ₁ are so small that a short series will do; if not, all bits are those of code that assumes nothing. */
  readonly shortSeries: boolean;
  /** A counter that is 0. */
  readonly zero?: Field;
}

/** Writes values as operations on four float32 lanes. An expression that occurs several times is computed once. */
export class Lanes {
  private readonly shared: ReadonlySet<Value>;
  private readonly computed = new Map<Value, string>();

  constructor(
    private readonly text: FunctionText,
    private readonly reader: Reader,
    values: readonly Value[],
    /** Without it, only code that is always valid is used. */
    private readonly assumed?: Assumptions,
  ) {
    this.shared = sharedParts(values);
  }

  value(part: Value): string {
    if (part.kind === "number") return this.text.constant(part.value);
    const known = this.computed.get(part);
    if (known !== undefined) return get(known);
    return this.shared.has(part) ? get(this.keep(part)) : this.compute(part);
  }

  /** Computes a value into a local, in a statement that comes before the expressions that use it. */
  private keep(part: Value): string {
    const known = this.computed.get(part);
    if (known !== undefined) return known;
    const code = part.kind === "number" ? this.text.constant(part.value) : this.compute(part);
    const local = this.text.fresh();
    this.computed.set(part, local);
    this.text.add(`(local.set ${local} ${code})`);
    return local;
  }

  /** Sets all bits of the lanes in which the expression is not 0. */
  mask(expr: Value): string {
    if (expr.kind === "unary" && expr.op === "not") return `(v128.not ${this.mask(expr.operand)})`;
    if (expr.kind === "binary") {
      const { op, left, right } = expr;
      if (isComparison(op)) return `(f32x4.${COMPARISONS[op]} ${this.value(left)} ${this.value(right)})`;
      if (op === "and" || op === "or") return `(v128.${op} ${this.mask(left)} ${this.mask(right)})`;
    }
    return `(f32x4.ne ${this.value(expr)} ${this.text.constant(0)})`;
  }

  private compute(expr: Value): string {
    switch (expr.kind) {
      case "number":
        return this.text.constant(expr.value);
      case "read":
        return this.reader.load(expr);
      case "time":
        return this.text.kept(`(v128.load32_splat (i32.const ${this.reader.clock.time}))`);
      case "index":
        return `(f32x4.convert_i32x4_s ${this.reader.element(expr.side)})`;
      case "draw": {
        const key = this.reader.clock.keys.get(expr.stream);
        return `(call ${drawFunctionName(expr)} (i32.const ${key}) ${this.reader.element(expr.side)})`;
      }
      case "interval":
        return this.text.kept(`(f32x4.splat (f32.convert_i32_u ${this.interval(expr)}))`);
      case "entry":
        return this.entry(expr);
      case "unary":
        if (expr.op === "-") return `(f32x4.neg ${this.value(expr.operand)})`;
        return this.truth(expr);
      case "binary": {
        if (expr.op === "^") return this.power(expr.left, expr.right);
        const instruction = INSTRUCTIONS[expr.op];
        if (instruction === undefined) return this.truth(expr);
        return `(f32x4.${instruction} ${this.value(expr.left)} ${this.value(expr.right)})`;
      }
      case "call":
        return this.call(expr.fn, expr.args);
    }
  }

  /** The row of a series: one number, the same in all lanes. */
  private interval({ every, last }: Interval): string {
    const row = `(i32.div_u (i32.load (i32.const ${this.reader.clock.step})) (i32.const ${every}))`;
    return `(select ${row} (i32.const ${last}) (i32.lt_u ${row} (i32.const ${last})))`;
  }

  /** Looks up one number for all lanes if they share the index, otherwise one per lane. */
  private entry({ table, place }: Entry): string {
    const address = this.reader.table(table);
    if (place.kind === "number") return this.text.kept(`(v128.load32_splat (i32.const ${address + 4 * place.value}))`);
    if (place.kind === "interval") {
      return this.text.kept(`(v128.load32_splat offset=${address} (i32.shl ${this.interval(place)} (i32.const 2)))`);
    }
    const at = this.text.fresh();
    this.text.add(`(local.set ${at} (i32x4.shl (i32x4.trunc_sat_f32x4_s ${this.value(place)}) (i32.const 2)))`);
    return [1, 2, 3].reduce(
      (lanes, i) => `(v128.load32_lane offset=${address} ${i} (i32x4.extract_lane ${i} ${get(at)}) ${lanes})`,
      `(v128.load32_splat offset=${address} (i32x4.extract_lane 0 ${get(at)}))`,
    );
  }

  private truth(expr: Value): string {
    return `(v128.and ${this.mask(expr)} ${this.text.constant(1)})`;
  }

  private call(fn: FunctionName, args: readonly Value[]): string {
    const [first, second, third] = args;
    if (fn === "where") {
      if (this.isNever(first)) return this.value(third);
      // The condition comes last in the code, which is safe since nothing here has side effects.
      return `(v128.bitselect ${this.value(second)} ${this.value(third)} ${this.mask(first)})`;
    }
    if (fn === "clip") {
      return `(f32x4.pmin (f32x4.pmax ${this.value(first)} ${this.value(second)}) ${this.value(third)})`;
    }
    if (fn === "phi1") return this.phi1(first);
    const instruction = INSTRUCTIONS[fn];
    const values = args.map((arg) => this.value(arg)).join(" ");
    return instruction === undefined ? `(call $${fn} ${values})` : `(f32x4.${instruction} ${values})`;
  }

  private isNever(condition: Value): boolean {
    const zero = this.assumed?.zero;
    if (!zero || condition.kind !== "binary" || condition.op !== ">") return false;
    return condition.left.kind === "read" && condition.left.field === zero;
  }

  private phi1(argument: Value): string {
    const z = this.keep(argument);
    const isBeyond = ({ below }: Series, order = "gt") =>
      `(f32x4.${order} (f32x4.abs ${get(z)}) ${this.text.constant(below)})`;
    const sumOf = (terms: readonly string[]) =>
      terms.reduceRight((sum, c) => `(f32x4.add ${c} (f32x4.mul ${get(z)} ${sum}))`);
    const series = ({ terms }: Series) => terms.map((c) => this.text.constant(c));
    if (!this.assumed) {
      const isLarge = `(v128.any_true ${isBeyond(LONG_PHI1)})`;
      return `(if (result v128) ${isLarge} (then (call $phi1 ${get(z)})) (else ${sumOf(series(LONG_PHI1))}))`;
    }
    const { unless, shortSeries } = this.assumed;
    if (shortSeries) {
      unless(isBeyond(SHORT_PHI1));
      return sumOf(series(SHORT_PHI1));
    }
    unless(isBeyond(PHI1_SERIES, "ge"));
    // As above, the longest series serves all four lanes if one of them needs it.
    const isLarge = `(i32x4.neg (i32x4.splat (v128.any_true ${isBeyond(LONG_PHI1)})))`;
    const terms = series(PHI1_SERIES);
    return sumOf([...terms.slice(0, -1), `(v128.and ${isLarge} ${terms.at(-1)})`]);
  }

  private power(base: Value, exponent: Value): string {
    const n = exponent.kind === "number" ? exponent.value : Number.NaN;
    if (n === 0.5) return `(f32x4.sqrt ${this.value(base)})`;
    if (!Number.isInteger(n) || Math.abs(n) > 16) return `(call $pow ${this.value(base)} ${this.value(exponent)})`;
    const product = this.wholePower(base, this.text.fresh(), Math.abs(n));
    return n < 0 ? `(f32x4.div ${this.text.constant(1)} ${product})` : product;
  }

  /** Repeated squaring. The innermost factor comes first in the code and leaves the base in `x`. */
  private wholePower(base: Value, x: string, n: number): string {
    if (n === 0) return this.text.constant(1);
    if (n === 1) return `(local.tee ${x} ${this.value(base)})`;
    const half = this.text.fresh();
    const square = `(f32x4.mul (local.tee ${half} ${this.wholePower(base, x, n >> 1)}) ${get(half)})`;
    return n % 2 === 0 ? square : `(f32x4.mul ${square} ${get(x)})`;
  }
}
