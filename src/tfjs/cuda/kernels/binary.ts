import type { KernelConfig } from "@tensorflow/tfjs-core";
import { type Binary, binary } from "./combine.js";
import { complexBinary, isComplex } from "./complex.js";
import { kernel } from "./kernel.js";
import { compareStrings } from "./strings.js";

const unsigned = (operator: string) => `(int)((unsigned)$0 ${operator} (unsigned)$1)`;
const both = (text: string, gives?: Binary["gives"]): Binary => ({ float: text, int: text, gives });

const BINARY: Readonly<Record<string, Binary>> = {
  Add: { float: "$0 + $1", int: unsigned("+") },
  Sub: { float: "$0 - $1", int: unsigned("-") },
  Multiply: { float: "$0 * $1", int: unsigned("*") },
  RealDiv: { float: "$0 / $1", int: "quotient($0, $1)" },
  FloorDiv: { float: "floorf($0 / $1)", int: "floorQuotient($0, $1)" },
  Mod: both("modulo($0, $1)"),
  Pow: both("power($0, $1)"),
  Atan2: { float: "atan2f($0, $1)", int: "toInt(atan2f((float)$0, (float)$1))" },
  SquaredDifference: {
    float: "($0 - $1) * ($0 - $1)",
    int: "(int)(((unsigned)$0 - (unsigned)$1) * ((unsigned)$0 - (unsigned)$1))",
  },
  Maximum: both("maximum($0, $1)"),
  Minimum: both("minimum($0, $1)"),
  BitwiseAnd: { float: "(float)(toInt($0) & toInt($1))", int: "$0 & $1" },
  EluGrad: { float: "($1 >= 0.0f ? $0 : $0 * ($1 + 1.0f))", int: "($1 >= 0 ? $0 : $0 * ($1 + 1))" },
  Prelu: {
    float: "($0 < 0.0f ? $1 * $0 : $0)",
    int: "($0 < 0 ? (float)$1 * (float)$0 : (float)$0)",
    gives: "float32",
  },
  LogicalAnd: both("($0 != 0 && $1 != 0)", "bool"),
  LogicalOr: both("($0 != 0 || $1 != 0)", "bool"),
};

const COMPARISONS: Readonly<Record<string, string>> = {
  Equal: "==",
  NotEqual: "!=",
  Less: "<",
  LessEqual: "<=",
  Greater: ">",
  GreaterEqual: ">=",
};

const INPUTS: Readonly<Record<string, readonly [string, string]>> = { EluGrad: ["dy", "y"], Prelu: ["x", "alpha"] };

export const binaryKernels: readonly KernelConfig[] = [
  ...Object.entries(BINARY).map(([name, operation]) => {
    const [first, second] = INPUTS[name] ?? ["a", "b"];
    return kernel(name, (inputs, backend) => {
      const [a, b] = [inputs[first], inputs[second]];
      return isComplex(a, b) ? complexBinary(backend, name, a, b) : binary(backend, a, b, operation);
    });
  }),
  ...Object.entries(COMPARISONS).map(([name, operator]) => {
    const operation = both(`($0 ${operator} $1)`, "bool");
    return kernel(name, ({ a, b }, backend) => {
      if (a.dtype === "string") return compareStrings(backend, name, a, b);
      if (isComplex(a, b)) return complexBinary(backend, name, a, b);
      return binary(backend, a, b, operation);
    });
  }),
];
