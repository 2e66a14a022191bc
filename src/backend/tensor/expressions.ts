import * as tf from "@tensorflow/tfjs-core";
import type { FunctionName } from "../../equations/functions.js";
import type { Field } from "../../program/program.js";
import { timeOf } from "../../program/time.js";
import {
  type Draw,
  type Value as Expr,
  type Interval,
  intervalAt,
  type Operator,
  type Read,
  type Side,
} from "../../program/value.js";
import { Drawing } from "../../random/draws.js";
import type { Fields } from "./fields.js";
import { type Constants, kernel, remembered, reshape, spread, type Value } from "./kernels.js";
import type { Selection } from "./selections.js";

const BINARY: Readonly<Record<Operator, string>> = {
  "+": "Add",
  "-": "Sub",
  "*": "Multiply",
  "/": "RealDiv",
  "^": "Pow",
  "<": "Less",
  "<=": "LessEqual",
  ">": "Greater",
  ">=": "GreaterEqual",
  "==": "Equal",
  "!=": "NotEqual",
  and: "LogicalAnd",
  or: "LogicalOr",
};
const GIVES_TRUTH: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "==", "!=", "and", "or"]);
const TAKES_TRUTH: ReadonlySet<string> = new Set(["and", "or"]);

const UNARY: Partial<Readonly<Record<FunctionName, string>>> = {
  exp: "Exp",
  log: "Log",
  sqrt: "Sqrt",
  abs: "Abs",
  sin: "Sin",
  cos: "Cos",
  tanh: "Tanh",
  floor: "Floor",
  ceil: "Ceil",
};

/**
 * Added to the divisor in (e^z − 1)/z: it has no effect for |z| ≥ 1e-22, and at z = 0 it gives the limit, with one
 * kernel instead of three.
 */
const NEXT_TO_ZERO = 1e-30;

type Node =
  | { readonly kind: "number"; readonly value: number }
  | Read
  | { readonly kind: "time" }
  | Interval
  | { readonly kind: "index"; readonly side: Side }
  | (Draw & { readonly drawing: Drawing })
  | { readonly kind: "entry"; readonly table: Field; readonly place: number }
  | {
      readonly kind: "kernel";
      readonly kernel: string;
      readonly inputs: readonly (readonly [name: string, node: number])[];
      readonly attributes: tf.NamedAttrMap;
      readonly isTruth: boolean;
    };

/**
 * Expressions as a sequence of kernels that computes shared parts once. Truth values remain boolean tensors as long as
 * they are used as conditions, and become 1 and 0 in arithmetic.
 */
export class Expressions {
  private readonly nodes: Node[] = [];
  private readonly known = new Map<string, number>();
  private readonly built = new Map<Expr, number>();
  private readonly results: readonly number[];

  constructor(
    private readonly fields: Fields,
    expressions: readonly Expr[],
  ) {
    this.results = expressions.map((e) => this.build(e));
  }

  /**
   * The values of the expressions, in the shapes of their parts. Call within `tf.tidy`.
   * @param isRecurring whether the shape is always the same, so that constants of this shape are worth keeping
   */
  evaluate(selection: Pick<Selection, "read" | "elements">, isRecurring: boolean): Value[] {
    const values: Value[] = [];
    const tensor = (node: number): tf.Tensor => {
      const value = values[node];
      return typeof value === "number" ? this.constants.scalar(value) : value;
    };
    for (const node of this.nodes) {
      if (node.kind === "number") values.push(node.value);
      else if (node.kind === "read") values.push(selection.read(node));
      else if (node.kind === "time") values.push(tf.scalar(timeOf(this.fields.clock.step, this.fields.program.dt)));
      else if (node.kind === "interval") values.push(tf.scalar(intervalAt(node, this.fields.clock.step)));
      else if (node.kind === "index" || node.kind === "draw") values.push(this.uploaded(node, selection));
      else if (node.kind === "entry") values.push(this.entry(node.table, tensor(node.place)));
      else if (node.kernel === "Select") values.push(this.select(node.inputs, values, isRecurring));
      else {
        const inputs = Object.fromEntries(node.inputs.map(([name, input]) => [name, tensor(input)]));
        values.push(kernel(node.kernel, inputs, node.attributes));
      }
    }
    return this.results.map((node) => values[node]);
  }

  /** Indices, and random numbers, which are drawn in JavaScript. */
  private uploaded(node: Extract<Node, { kind: "index" | "draw" }>, selection: Pick<Selection, "elements">) {
    const { indices, shape } = selection.elements(node.side);
    const { step, presentation } = this.fields.clock;
    const numbers = Float32Array.from(indices, (e) =>
      node.kind === "draw" ? node.drawing.at(step, e, presentation) : e,
    );
    return tf.tensor(numbers, shape);
  }

  private entry(table: Field, place: tf.Tensor): tf.Tensor {
    if (table.domain.size === 1) return reshape(this.fields.value(table.name), []);
    return this.fields.gather(table, kernel("Cast", { x: place }, { dtype: "int32" }));
  }

  private get constants(): Constants {
    return this.fields.constants;
  }

  /** The kernel requires three tensors of the same shape. */
  private select(inputs: readonly (readonly [string, number])[], values: readonly Value[], isRecurring: boolean) {
    const given = inputs.map(([name, node]) => [name, values[node]] as const);
    const shape = given.reduce<number[]>(
      (widest, [, value]) =>
        typeof value === "number" ? widest : tf.broadcast_util.assertAndGetBroadcastShape(widest, value.shape),
      [],
    );
    const full = (value: Value) =>
      typeof value === "number" && isRecurring ? this.constants.full(value, shape) : spread(value, shape);
    return kernel("Select", Object.fromEntries(given.map(([name, value]) => [name, full(value)])));
  }

  private build(expr: Expr): number {
    return remembered(this.built, expr, () => this.make(expr));
  }

  private make(expr: Expr): number {
    switch (expr.kind) {
      case "number":
        return this.node({ kind: "number", value: expr.value });
      case "read":
      case "time":
      case "index":
      case "interval":
        return this.node(expr);
      case "draw": {
        const key = { seed: this.fields.program.seed, stream: expr.stream };
        return this.node({ ...expr, drawing: new Drawing(key, expr.distribution) });
      }
      case "entry":
        return this.node({ kind: "entry", table: expr.table, place: this.float(this.build(expr.place)) });
      case "unary":
        return expr.op === "-"
          ? this.kernel("Neg", { x: this.float(this.build(expr.operand)) })
          : this.kernel("LogicalNot", { x: this.truth(this.build(expr.operand)) }, {}, true);
      case "binary": {
        const step = this.exponentialStep(expr);
        if (step !== undefined) return step;
        const side = (e: Expr) => (TAKES_TRUTH.has(expr.op) ? this.truth(this.build(e)) : this.float(this.build(e)));
        const inputs = { a: side(expr.left), b: side(expr.right) };
        return this.kernel(BINARY[expr.op], inputs, {}, GIVES_TRUTH.has(expr.op));
      }
      case "call":
        return this.buildCall(expr.fn, expr.args);
    }
  }

  /** x + k·φ₁(k·s)·(c + s·x), a step of exponential Euler, as x + (e^(k·s) − 1)·(c/s + x), which saves two kernels. */
  private exponentialStep(expr: Expr): number | undefined {
    const [x, product] = operands(expr, "+");
    const [k, rest] = operands(product, "*");
    const [phi, rate] = operands(rest, "*");
    if (k?.kind !== "number" || phi?.kind !== "call" || phi.fn !== "phi1") return undefined;
    const [k2, s] = operands(phi.args[0], "*");
    const [c, linear] = operands(rate, "+");
    const [s2, x2] = operands(linear, "*");
    if (!x || !s || !c || !s2 || !x2 || k2?.kind !== "number" || k2.value !== k.value) return undefined;
    if (x2 !== x || s2 !== s) return undefined;
    const [value, slope] = [this.float(this.build(x)), this.float(this.build(s))];
    const number = (n: number) => this.node({ kind: "number", value: n });
    const nonzero = this.kernel("Add", { a: slope, b: number(NEXT_TO_ZERO) });
    const growth = this.kernel("Expm1", { x: this.kernel("Multiply", { a: number(k.value), b: nonzero }) });
    const fixedPoint = this.kernel("RealDiv", { a: this.float(this.build(c)), b: nonzero });
    const distance = this.kernel("Add", { a: fixedPoint, b: value });
    return this.kernel("Add", { a: value, b: this.kernel("Multiply", { a: growth, b: distance }) });
  }

  private buildCall(fn: FunctionName, args: readonly Expr[]): number {
    if (fn === "where") {
      const [condition, t, e] = args;
      return this.kernel("Select", {
        condition: this.truth(this.build(condition)),
        t: this.float(this.build(t)),
        e: this.float(this.build(e)),
      });
    }
    const [x, ...rest] = args.map((arg) => this.float(this.build(arg)));
    const [, low, high] = args;
    switch (fn) {
      case "min":
        return this.kernel("Minimum", { a: x, b: rest[0] });
      case "max":
        return this.kernel("Maximum", { a: x, b: rest[0] });
      case "clip":
        // TensorFlow.js's kernel is undefined for bounds in the wrong order.
        return low.kind === "number" && high.kind === "number" && low.value <= high.value
          ? this.kernel("ClipByValue", { x }, { clipValueMin: low.value, clipValueMax: high.value })
          : this.kernel("Minimum", { a: this.kernel("Maximum", { a: x, b: rest[0] }), b: rest[1] });
      case "phi1": {
        const z = this.kernel("Add", { a: x, b: this.node({ kind: "number", value: NEXT_TO_ZERO }) });
        return this.kernel("RealDiv", { a: this.kernel("Expm1", { x: z }), b: z });
      }
      default: {
        const name = UNARY[fn];
        if (name === undefined) throw new TypeError(`no kernel for the function "${fn}"`);
        return this.kernel(name, { x });
      }
    }
  }

  private truth(node: number): number {
    if (this.isTruth(node)) return node;
    return this.kernel("NotEqual", { a: node, b: this.node({ kind: "number", value: 0 }) }, {}, true);
  }

  private float(node: number): number {
    return this.isTruth(node) ? this.kernel("Cast", { x: node }, { dtype: "float32" }) : node;
  }

  private isTruth(node: number): boolean {
    const made = this.nodes[node];
    return made.kind === "kernel" && made.isTruth;
  }

  private kernel(
    name: string,
    inputs: Readonly<Record<string, number>>,
    attributes: tf.NamedAttrMap = {},
    isTruth = false,
  ): number {
    return this.node({ kind: "kernel", kernel: name, inputs: Object.entries(inputs), attributes, isTruth });
  }

  private node(node: Node): number {
    return remembered(this.known, identity(node), () => this.nodes.push(node) - 1);
  }
}

/** The two sides of an operator, if the expression is one. */
const operands = (expr: Expr | undefined, op: Operator): readonly (Expr | undefined)[] =>
  expr?.kind === "binary" && expr.op === op ? [expr.left, expr.right] : [];

function identity(node: Node): string {
  if (node.kind === "number") return String(node.value);
  if (node.kind === "read") return `${node.at} "${node.field.name}"`;
  if (node.kind === "time") return "time";
  if (node.kind === "interval") return `interval ${node.every} ${node.last}`;
  if (node.kind === "index") return `index ${node.side}`;
  if (node.kind === "draw") return `${node.distribution} ${node.stream} ${node.side}`;
  if (node.kind === "entry") return `entry "${node.table.name}" ${node.place}`;
  return [node.kernel, ...node.inputs, ...Object.entries(node.attributes)].join(" ");
}
