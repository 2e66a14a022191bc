import type { FunctionName } from "../../equations/functions.js";
import { lanes } from "./functionText.js";

/** Functions without an instruction, which the host computes lane by lane. */
const HOSTED = { log: 1, sin: 1, cos: 1, tanh: 1, pow: 2 } as const satisfies Partial<
  Record<FunctionName | "pow", 1 | 2>
>;

/** The imports of a module with {@link mathFunctions}. */
export const hostFunctions = { log: Math.log, sin: Math.sin, cos: Math.cos, tanh: Math.tanh, pow: Math.pow };

const v = (x: number): string => `(v128.const f32x4 ${lanes(x)})`;
const series = (coefficients: readonly number[], x: string): string =>
  coefficients.map(v).reduceRight((sum, c) => `(f32x4.add ${c} (f32x4.mul ${x} ${sum}))`);

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
/** Σ xⁿ/(n + k)!: e^x for k = 0, φ₁ for k = 1. */
const taylor = (terms: number, k: number) => Array.from({ length: terms }, (_, n) => 1 / factorial(n + k));

/** ln 2 in two parts, so that n·LN2_HIGH is exact in float32 for |n| < 2¹⁰. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;

/**
 * e^x = 2ⁿ·e^r with n = ⌊x/ln 2⌉, |r| ≤ ln(2)/2: the series up to r⁷ is accurate to half a unit in the last place.
 * Below −87.3, where the result would be denormal, 0.
 */
const EXP = `(func $exp (param $x v128) (result v128) (local $n v128) (local $r v128)
  (local.set $n (f32x4.pmin ${v(127)} (f32x4.nearest (f32x4.mul ${v(Math.LOG2E)}
    (local.tee $r (f32x4.pmin (f32x4.pmax (local.get $x) ${v(-87.3)}) ${v(88.8)}))))))
  (local.set $r (f32x4.sub (f32x4.sub (local.get $r) (f32x4.mul (local.get $n) ${v(LN2_HIGH)}))
    (f32x4.mul (local.get $n) ${v(LN2_LOW)})))
  (v128.andnot
    (f32x4.mul ${series(taylor(8, 0), "(local.get $r)")}
      (i32x4.shl (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (v128.const i32x4 127 127 127 127)) (i32.const 23)))
    (f32x4.lt (local.get $x) ${v(-87.3)})))`;

/** φ₁(z) = (e^z − 1)/z, by its series near 0. */
const PHI1 = `(func $phi1 (param $z v128) (result v128)
  (v128.bitselect
    ${series(taylor(7, 1), "(local.get $z)")}
    (f32x4.div (f32x4.sub (call $exp (local.get $z)) ${v(1)}) (local.get $z))
    (f32x4.lt (f32x4.abs (local.get $z)) ${v(0.35)})))`;

function hosted([fn, arity]: [string, number]): string {
  const names = ["$a", "$b"].slice(0, arity);
  const lane = (i: number) =>
    `(f32.demote_f64 (call $host_${fn} ${names
      .map((n) => `(f64.promote_f32 (f32x4.extract_lane ${i} (local.get ${n})))`)
      .join(" ")}))`;
  const filled = [1, 2, 3].reduce(
    (sum, i) => `(f32x4.replace_lane ${i} ${sum} ${lane(i)})`,
    `(f32x4.splat ${lane(0)})`,
  );
  return `(func $${fn} ${names.map((n) => `(param ${n} v128)`).join(" ")} (result v128)\n  ${filled})`;
}

/** The imports of {@link hostFunctions}, which come first in a module. */
export const mathImports: readonly string[] = Object.entries(HOSTED).map(
  ([fn, arity]) => `(import "host" "${fn}" (func $host_${fn} ${"(param f64)".repeat(arity)} (result f64)))`,
);

/** Functions on four float32 lanes: `$exp`, `$phi1`, and the hosted ones. */
export const mathFunctions: readonly string[] = [EXP, PHI1, ...Object.entries(HOSTED).map(hosted)];
