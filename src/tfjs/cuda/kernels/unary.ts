import { backend_util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import type { CudaTensors } from "../cudaTensors.js";
import { type Constant, storedType } from "../tensorData.js";
import { kernel } from "./kernel.js";

/** C expressions of one value, $0; for a float, and for a whole number if it differs. */
interface Unary {
  readonly float: string;
  readonly int?: string;
  /** The operand's type by default. */
  readonly gives?: "float32" | "bool";
}

const { SELU_SCALE, SELU_SCALEALPHA, ERF_P, ERF_A1, ERF_A2, ERF_A3, ERF_A4, ERF_A5 } = backend_util;
const literal = (x: number) => `${x.toExponential(9)}f`;

/** Below this, log(1 + exp(x)) is exp(x) in 32 bits; above its negative, it is x: ln(2^-23) + 2. */
const SOFTPLUS = literal(Math.log(2 ** -23) + 2);
const erfT = `(1.0f / (1.0f + ${literal(ERF_P)} * fabsf($0)))`;
const erf = [ERF_A5, ERF_A4, ERF_A3, ERF_A2, ERF_A1].map(literal).reduce((sum, a) => `(${sum} * ${erfT} + ${a})`);

const UNARY: Readonly<Record<string, Unary>> = {
  Abs: { float: "fabsf($0)", int: "($0 < 0 ? -$0 : $0)" },
  Acos: { float: "acosf($0)", gives: "float32" },
  Acosh: { float: "acoshf($0)", gives: "float32" },
  Asin: { float: "asinf($0)", gives: "float32" },
  Asinh: { float: "asinhf($0)", gives: "float32" },
  Atan: { float: "atanf($0)", gives: "float32" },
  Atanh: { float: "atanhf($0)", gives: "float32" },
  Ceil: { float: "ceilf($0)", int: "$0" },
  Cos: { float: "cosf($0)", gives: "float32" },
  Cosh: { float: "coshf($0)", gives: "float32" },
  Elu: { float: "($0 >= 0.0f ? $0 : expm1f($0))", gives: "float32" },
  Erf: { float: `copysignf(1.0f - ${erf} * ${erfT} * expf(-$0 * $0), $0)`, gives: "float32" },
  Exp: { float: "expf($0)", gives: "float32" },
  Expm1: { float: "expm1f($0)", gives: "float32" },
  Floor: { float: "floorf($0)", int: "$0" },
  IsFinite: { float: "(fabsf($0) < INFINITE)", gives: "bool" },
  IsInf: { float: "(fabsf($0) == INFINITE)", gives: "bool" },
  IsNan: { float: "($0 != $0)", gives: "bool" },
  Log: { float: "logf($0)", gives: "float32" },
  Log1p: { float: "log1pf($0)", gives: "float32" },
  LogicalNot: { float: "($0 == 0.0f)", int: "($0 == 0)", gives: "bool" },
  Neg: { float: "-$0", int: "(int)(0u - (unsigned)$0)" },
  Reciprocal: { float: "1.0f / $0", gives: "float32" },
  Relu: { float: "($0 < 0.0f ? 0.0f : $0)", int: "($0 < 0 ? 0 : $0)" },
  Relu6: { float: "($0 < 0.0f ? 0.0f : $0 > 6.0f ? 6.0f : $0)", int: "($0 < 0 ? 0 : $0 > 6 ? 6 : $0)" },
  Round: { float: "rintf($0)", int: "$0" },
  Rsqrt: { float: "1.0f / sqrtf($0)", gives: "float32" },
  Selu: {
    float: `($0 >= 0.0f ? ${literal(SELU_SCALE)} * $0 : ${literal(SELU_SCALEALPHA)} * expm1f($0))`,
    gives: "float32",
  },
  Sigmoid: { float: "1.0f / (1.0f + expf(-$0))", gives: "float32" },
  Sign: { float: "($0 > 0.0f ? 1.0f : $0 < 0.0f ? -1.0f : 0.0f)", int: "($0 > 0) - ($0 < 0)" },
  Sin: { float: "sinf($0)", gives: "float32" },
  Sinh: { float: "sinhf($0)", gives: "float32" },
  Softplus: {
    float: `($0 > -(${SOFTPLUS}) ? $0 : $0 < ${SOFTPLUS} ? expf($0) : logf(1.0f + expf($0)))`,
    gives: "float32",
  },
  Sqrt: { float: "sqrtf($0)", gives: "float32" },
  Square: { float: "$0 * $0", int: "(int)((unsigned)$0 * (unsigned)$0)" },
  Tan: { float: "tanf($0)", gives: "float32" },
  Tanh: { float: "tanhf($0)", gives: "float32" },
};

/** Operations with parameters besides the operand: $1, $2. */
const WITH_NUMBERS: Readonly<Record<string, Unary & { readonly numbers: readonly string[] }>> = {
  ClipByValue: {
    float: "($0 > $2 ? $2 : $0 < $1 ? $1 : $0)",
    int: "toInt($0 > $2 ? $2 : $0 < $1 ? $1 : (float)$0)",
    numbers: ["clipValueMin", "clipValueMax"],
  },
  LeakyRelu: { float: "($0 < 0.0f ? $1 * $0 : $0)", gives: "float32", numbers: ["alpha"] },
  Step: { float: "($0 != $0 ? $0 : $0 > 0.0f ? 1.0f : $1)", int: "toInt($0 > 0 ? 1.0f : $1)", numbers: ["alpha"] },
};

function apply(
  backend: CudaTensors,
  x: TensorInfo,
  { float, int, gives }: Unary,
  constants: readonly Constant[],
): TensorInfo {
  const dtype = storedType(x.dtype);
  const isWhole = dtype !== "float32";
  const template = isWhole && int ? int : isWhole ? float.replaceAll("$0", "(float)$0") : float;
  const result = gives ?? dtype;
  // A float expression whose result is stored as a whole number.
  const stored = isWhole && !int && result === "int32" ? `toInt(${template})` : template;
  return backend.elementwise(stored, [x, ...constants], x.shape, result);
}

export const unaryKernels: readonly KernelConfig[] = [
  ...Object.entries(UNARY).map(([name, unary]) => kernel(name, ({ x }, backend) => apply(backend, x, unary, []))),
  ...Object.entries(WITH_NUMBERS).map(([name, unary]) =>
    kernel<Record<string, number>>(name, ({ x }, backend, attrs) => {
      const constants = unary.numbers.map((n): Constant => ({ value: attrs[n], dtype: "float32" }));
      return apply(backend, x, unary, constants);
    }),
  ),
];
