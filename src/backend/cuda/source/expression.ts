import type { FunctionName } from "../../../equations/functions.js";
import { type Interval, type Operator, type Read, type Side, sharedParts, type Value } from "../../../program/value.js";
import { drawCall } from "./draws.js";
import type { Layout } from "./layout.js";
import { floatLiteral } from "./literal.js";
import type { Writer } from "./writer.js";

const FUNCTIONS: Readonly<Record<Exclude<FunctionName, "where" | "clip">, string>> = {
  exp: "expf",
  log: "logf",
  sqrt: "sqrtf",
  abs: "fabsf",
  sin: "sinf",
  cos: "cosf",
  tanh: "tanhf",
  floor: "floorf",
  ceil: "ceilf",
  min: "fminf",
  max: "fmaxf",
  phi1: "phi1",
};

const LOGIC: Readonly<Partial<Record<Operator, string>>> = { and: "&&", or: "||" };
const COMPARISONS: ReadonlySet<Operator> = new Set(["<", "<=", ">", ">=", "==", "!="]);

/** Converts values to CUDA C with 32-bit floats. Parts shared by the given values are computed once. */
export class Expressions {
  private readonly shared: ReadonlySet<Value>;
  private readonly computed = new Map<Value, string>();

  /**
   * @param out receives the lines that compute shared parts, before the line that uses them
   * @param layout knows the addresses of tables
   * @param load returns the C text that reads a field
   * @param index returns the C text for the index of a side's element
   */
  constructor(
    private readonly out: Writer,
    private readonly layout: Layout,
    values: readonly Value[],
    private readonly load: (read: Read) => string,
    private readonly index: (side: Side) => string,
  ) {
    this.shared = sharedParts(values);
  }

  /** The text of a value as a number, even if it is a comparison. */
  number(value: Value): string {
    return unwrapped(this.value(value));
  }

  /** The text of a value as a condition. */
  condition(value: Value): string {
    return isTruth(value) ? unwrapped(this.truth(value)) : `${this.value(value)} != 0.0f`;
  }

  private value(part: Value): string {
    if (part.kind === "number") return floatLiteral(part.value);
    if (part.kind === "read") return this.load(part);
    if (part.kind === "time") return "at.time";
    if (part.kind === "interval") return `(float)${intervalText(part)}`;
    if (part.kind === "index") return `(float)${this.index(part.side)}`;
    const known = this.computed.get(part);
    if (known !== undefined) return known;
    const text = this.compute(part);
    if (!this.shared.has(part)) return text;
    const local = this.out.fresh("part");
    this.out.line(`const float ${local} = ${unwrapped(text)};`);
    this.computed.set(part, local);
    return local;
  }

  private compute(part: Exclude<Value, { kind: "number" | "time" | "index" | "interval" } | Read>): string {
    if (isTruth(part)) return `(${this.truth(part)} ? 1.0f : 0.0f)`;
    switch (part.kind) {
      case "draw":
        return drawCall(part, this.index(part.side));
      case "entry":
        return `net.${this.layout.place(part.table).id}[${this.place(part.place)}]`;
      case "unary":
        return `-${this.value(part.operand)}`;
      case "binary": {
        const [left, right] = [this.value(part.left), this.value(part.right)];
        return part.op === "^" ? `powf(${left}, ${right})` : `(${left} ${part.op} ${right})`;
      }
      case "call": {
        if (part.fn === "where") {
          const [condition, yes, no] = part.args;
          return `(${this.truth(condition)} ? ${this.value(yes)} : ${this.value(no)})`;
        }
        const args = part.args.map((arg) => this.value(arg));
        const [x, low, high] = args;
        return part.fn === "clip" ? `fminf(fmaxf(${x}, ${low}), ${high})` : `${FUNCTIONS[part.fn]}(${args.join(", ")})`;
      }
    }
  }

  private place(place: Value): string {
    if (place.kind === "interval") return intervalText(place);
    return place.kind === "number" ? String(place.value) : `(int)(${this.value(place)})`;
  }

  /** A C condition. */
  private truth(part: Value): string {
    if (part.kind === "unary" && part.op === "not") return `!${this.truth(part.operand)}`;
    if (part.kind !== "binary" || !isTruth(part)) return `(${this.value(part)} != 0.0f)`;
    const logic = LOGIC[part.op];
    if (logic) return `(${this.truth(part.left)} ${logic} ${this.truth(part.right)})`;
    return `(${this.value(part.left)} ${part.op} ${this.value(part.right)})`;
  }
}

const intervalText = ({ every, last }: Interval): string => `min(at.step / ${every}, ${last})`;

/** Whether a value is a comparison, or made of comparisons. */
function isTruth(part: Value): boolean {
  if (part.kind === "unary") return part.op === "not";
  return part.kind === "binary" && (COMPARISONS.has(part.op) || LOGIC[part.op] !== undefined);
}

/** Removes a pair of parentheses around the whole text. */
function unwrapped(text: string): string {
  if (!text.startsWith("(")) return text;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}
