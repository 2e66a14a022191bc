import type { Value } from "../../src/program/value.js";

/** A value as one line, with every operation in parentheses; `pre.v` and `post.v` by their end. */
export function textOf(value: Value): string {
  switch (value.kind) {
    case "number":
      return String(value.value);
    case "read":
      return value.at === "element" ? value.field.name : `${value.at}:${value.field.name}`;
    case "time":
      return "t";
    case "index":
      return `index:${value.side}`;
    case "draw":
      return `${value.distribution}:${value.side}`;
    case "interval":
      return `interval:${value.every}:${value.last}`;
    case "entry":
      return `${value.table.name}[${textOf(value.place)}]`;
    case "unary":
      return `${value.op}(${textOf(value.operand)})`;
    case "binary":
      return `(${textOf(value.left)} ${value.op} ${textOf(value.right)})`;
    case "call":
      return `${value.fn}(${value.args.map(textOf).join(", ")})`;
  }
}
