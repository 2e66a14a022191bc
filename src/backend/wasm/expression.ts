import type { Comparison } from "../../equations/ast.js";
import type { FunctionName } from "../../equations/functions.js";
import type { Field } from "../../program/program.js";
import {
  type Entry,
  type Interval,
  operandsOf,
  type Read,
  type Side,
  sharedParts,
  type Value,
} from "../../program/value.js";
import { drawFunctionName } from "./draws.js";
import { type FunctionText, get } from "./functionText.js";
import type { ClockPlace } from "./layout.js";
import { isModerate, scaledPhi1 } from "./phi1.js";

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

const isPhi1 = (value: Value): value is Extract<Value, { kind: "call" }> =>
  value.kind === "call" && value.fn === "phi1";

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

/** What code may assume; it is discarded where that does not hold. Its bits are those of code that assumes nothing. */
export interface Assumptions {
  /** Receives the locals whose lanes have to be from `low` to `high`. */
  readonly within: (local: string, low: number, high: number) => void;
  /** A counter that is 0. */
  readonly zero?: Field;
  /** Decaying fields that are at these targets. What follows from them alone is computed once for all elements. */
  readonly still?: ReadonlyMap<Field, number>;
}

/** Writes values as operations on four float32 lanes. An expression that occurs several times is computed once. */
export class Lanes {
  private readonly shared: ReadonlySet<Value>;
  private readonly computed = new Map<Value, string>();
  /** Whether values are the same for all elements. */
  private readonly settled = new Map<Value, boolean>();

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
    return this.shared.has(part) || this.isSettled(part) ? get(this.keep(part)) : this.compute(part);
  }

  /** Computes a value into a local, in a statement that comes before the expressions that use it. */
  private keep(part: Value): string {
    const known = this.computed.get(part);
    if (known !== undefined) return known;
    const code = part.kind === "number" ? this.text.constant(part.value) : this.compute(part);
    const local = this.isSettled(part) ? this.text.keptLocal(code) : this.text.fresh();
    this.computed.set(part, local);
    if (!this.isSettled(part)) this.text.add(`(local.set ${local} ${code})`);
    return local;
  }

  /** Whether a value follows from constants and fields at their targets alone. */
  private isSettled(part: Value): boolean {
    if (!this.assumed?.still) return false;
    const known = this.settled.get(part);
    if (known !== undefined) return known;
    const isCombined = part.kind === "unary" || part.kind === "binary" || part.kind === "call";
    const found =
      part.kind === "read"
        ? this.assumed.still.has(part.field)
        : part.kind === "number" || (isCombined && operandsOf(part).every((operand) => this.isSettled(operand)));
    this.settled.set(part, found);
    return found;
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
      case "read": {
        const target = this.assumed?.still?.get(expr.field);
        return target === undefined ? this.reader.load(expr) : this.text.constant(target);
      }
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
        const weighted = this.weightedPhi1(expr.op, expr.left, expr.right);
        if (weighted !== undefined) return weighted;
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

  /** A number times φ₁(z), or times φ₁(z)·f, as steps of exponential methods have it: the polynomial takes the number in. */
  private weightedPhi1(op: string, left: Value, right: Value): string | undefined {
    if (op !== "*" || left.kind !== "number" || !isModerate(left.value) || this.shared.has(right)) return undefined;
    if (isPhi1(right)) return this.phi1(right.args[0], left.value);
    if (right.kind !== "binary" || right.op !== "*") return undefined;
    const [phi1, factor] = isPhi1(right.left) ? [right.left, right.right] : [right.right, right.left];
    if (!isPhi1(phi1) || this.shared.has(phi1)) return undefined;
    return `(f32x4.mul ${this.phi1(phi1.args[0], left.value)} ${this.value(factor)})`;
  }

  /** weight · φ₁(argument), by a polynomial unless a lane is out of its range. */
  private phi1(argument: Value, weight = 1): string {
    const isScaled = argument.kind === "binary" && argument.op === "*" && argument.left.kind === "number";
    const [rate, given] =
      isScaled && !this.shared.has(argument) && isModerate(argument.left.value)
        ? [argument.left.value, argument.right]
        : [1, argument];
    const { terms, low, high } = scaledPhi1(weight, rate);
    const y = this.keep(given);
    const sum = terms
      .map((term) => this.text.constant(term))
      .reduceRight((rest, term) => `(f32x4.add ${term} (f32x4.mul ${get(y)} ${rest}))`);
    if (this.assumed) {
      this.assumed.within(y, low, high);
      return this.isSettled(given) ? this.text.kept(sum) : sum;
    }
    const [lowest, highest] = [low, high].map((end) => this.text.constant(end));
    const isBeyond = `(v128.or (f32x4.lt ${get(y)} ${lowest}) (f32x4.gt ${get(y)} ${highest}))`;
    const scaled = (factor: number, code: string) =>
      factor === 1 ? code : `(f32x4.mul ${this.text.constant(factor)} ${code})`;
    const exact = scaled(weight, `(call $phi1 ${scaled(rate, get(y))})`);
    return `(if (result v128) (v128.any_true ${isBeyond}) (then ${exact}) (else ${sum}))`;
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
