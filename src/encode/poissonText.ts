import { LN2_HIGH, LN2_LOW, ROOT_HALF, SERIES } from "../random/log.js";
import { threefryLines } from "../random/threefryText.js";

/** Addresses, in bytes: ten words of Threefry's key schedule, room for sixteen intervals, and the active neurons. */
export const PLACES = { schedule: 0, intervals: 64, active: 256 } as const;

const get = (name: string): string => `(local.get $${name})`;
const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
const f64x2 = (x: number): string => `(v128.const f64x2 ${x} ${x})`;
const i64x2 = (x: bigint): string => `(v128.const i64x2 ${x} ${x})`;

/** The steps of random/log.ts, operation for operation, on two numbers; leaves ln in $log. */
function logLines(): string[] {
  const horner = (start: number) =>
    SERIES.filter((_, i) => i % 2 === start)
      .map(f64x2)
      .reduceRight((sum, c) => `(f64x2.add ${c} (f64x2.mul ${get("w")} ${sum}))`);
  return [
    set("k", `(i64x2.shr_s (i64x2.sub ${get("u")} ${i64x2(BigInt(ROOT_HALF) << 32n)}) (i32.const 52))`),
    set(
      "f",
      `(f64x2.sub (f64x2.mul ${get("u")} (i64x2.shl (i64x2.sub ${i64x2(1023n)} ${get("k")}) (i32.const 52))) ${f64x2(1)})`,
    ),
    set("k", `(f64x2.convert_low_i32x4_s (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 ${get("k")} ${get("k")}))`),
    set("s", `(f64x2.div ${get("f")} (f64x2.add ${f64x2(2)} ${get("f")}))`),
    set("z", `(f64x2.mul ${get("s")} ${get("s")})`),
    set("w", `(f64x2.mul ${get("z")} ${get("z")})`),
    set("odd", `(f64x2.mul ${get("z")} ${horner(0)})`),
    set("even", `(f64x2.mul ${get("w")} ${horner(1)})`),
    set("inner", `(f64x2.mul ${get("s")} (f64x2.sub ${get("f")} (f64x2.add ${get("odd")} ${get("even")})))`),
    set("inner", `(f64x2.sub (f64x2.sub ${get("inner")} (f64x2.mul ${get("k")} ${f64x2(LN2_LOW)})) ${get("f")})`),
    set("log", `(f64x2.sub (f64x2.mul ${get("k")} ${f64x2(LN2_HIGH)}) ${get("inner")})`),
  ];
}

/** Intervals, less 1, of the two words in the low half of a vector, as two int32 in the low half of $log. */
function intervalLines(words: string): string[] {
  return [
    set("u", `(f64x2.mul (f64x2.add (f64x2.convert_low_i32x4_u ${words}) ${f64x2(0.5)}) ${f64x2(2 ** -32)})`),
    ...logLines(),
    set("log", `(i32x4.trunc_sat_f64x2_s_zero (f64x2.floor (f64x2.mul ${get("log")} ${get("factor")})))`),
  ];
}

function wordLines(word: number): string[] {
  const x = get(`x${word}`);
  const upper = `(i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 ${x} ${x})`;
  const store = (half: number) =>
    `(v128.store64_lane 0 (i32.const ${PLACES.intervals + 16 * word + 8 * half}) ${get("log")})`;
  return [...intervalLines(x), store(0), ...intervalLines(upper), store(1)];
}

/**
 * A module that imports a memory and exports
 *
 * - `sample(count, scales, presentation's lower word, its upper word, steps, at, who, counts, capacity)`: draws the spikes of the first `count` active neurons as plainKernel does, four blocks of random
 * words at once, writes the step and the neuron of each, adds 1 to counts[step] of each, and returns their number, or
 * −1 where `capacity` might not be enough;
 * - `sort(spikes, at, who, starts, indices)`: lists the neurons by step; starts[k] moves from the first place for step k
 *   to its end.
 */
export function poissonText(): string {
  const locals = ["x0", "x1", "x2", "x3", "k0", "k1", "k2", "k3", "k4", "factor"];
  const logs = ["u", "k", "f", "s", "z", "w", "odd", "even", "inner", "log"];
  const key = (i: number) => `(v128.load32_splat (i32.const ${PLACES.schedule + 4 * i}))`;
  const lane = `(i32.add (i32.shl (i32.and ${get("i")} (i32.const 3)) (i32.const 4)) (i32.and ${get("i")} (i32.const 12)))`;
  const interval = `(i32.load offset=${PLACES.intervals} ${lane})`;
  const count = `(i32.add ${get("counts")} (i32.shl ${get("step")} (i32.const 2)))`;
  return `(module
(import "host" "memory" (memory 1))
(func (export "sample") (param $count i32) (param $scales i32) (param $lower i32) (param $upper i32) (param $steps i32)
  (param $at i32) (param $who i32) (param $counts i32) (param $capacity i32) (result i32)
  (local $place i32) (local $neuron i32) (local $step i32) (local $block i32) (local $i i32) (local $gap i32)
  (local $spikes i32)
  ${[...locals, ...logs].map((name) => `(local $${name} v128)`).join(" ")}
  ${[0, 1, 2, 3, 4].map((i) => set(`k${i}`, key(i))).join("\n  ")}
  (block $end (loop $neurons
    (br_if $end (i32.ge_u ${get("place")} ${get("count")}))
    (if (i32.gt_u (i32.add ${get("spikes")} ${get("steps")}) ${get("capacity")}) (then (return (i32.const -1))))
    ${set("neuron", `(i32.load offset=${PLACES.active} (i32.shl ${get("place")} (i32.const 2)))`)}
    ${set("factor", `(v128.load64_splat (i32.add ${get("scales")} (i32.shl ${get("place")} (i32.const 3))))`)}
    ${set("step", "(i32.const -1)")}
    ${set("block", "(i32.const 0)")}
    (block $last (loop $blocks
      ${set("x0", `(i32x4.add (i32x4.add (i32x4.splat ${get("block")}) (v128.const i32x4 0 1 2 3)) ${get("k0")})`)}
      ${set("x1", `(i32x4.add (i32x4.splat ${get("neuron")}) ${get("k1")})`)}
      ${set("x2", `(i32x4.add (i32x4.splat ${get("lower")}) ${get("k2")})`)}
      ${set("x3", `(i32x4.add (i32x4.splat ${get("upper")}) ${get("k3")})`)}
      ${[...threefryLines(), ...[0, 1, 2, 3].flatMap((word) => wordLines(word))].join("\n      ")}
      ${set("i", "(i32.const 0)")}
      (loop $words
        ${set("gap", interval)}
        (br_if $last (i32.ge_u ${get("gap")} ${get("steps")}))
        ${set("step", `(i32.add (i32.add ${get("step")} (i32.const 1)) ${get("gap")})`)}
        (br_if $last (i32.ge_s ${get("step")} ${get("steps")}))
        (i32.store (i32.add ${get("at")} (i32.shl ${get("spikes")} (i32.const 2))) ${get("step")})
        (i32.store (i32.add ${get("who")} (i32.shl ${get("spikes")} (i32.const 2))) ${get("neuron")})
        (i32.store ${count} (i32.add (i32.load ${count}) (i32.const 1)))
        ${set("spikes", `(i32.add ${get("spikes")} (i32.const 1))`)}
        ${set("i", `(i32.add ${get("i")} (i32.const 1))`)}
        (br_if $words (i32.lt_u ${get("i")} (i32.const 16))))
      ${set("block", `(i32.add ${get("block")} (i32.const 4))`)}
      (br $blocks)))
    ${set("place", `(i32.add ${get("place")} (i32.const 1))`)}
    (br $neurons)))
  ${get("spikes")})
(func (export "sort") (param $spikes i32) (param $at i32) (param $who i32) (param $starts i32) (param $indices i32)
  (local $i i32) (local $end i32) (local $place i32)
  ${set("end", `(i32.shl ${get("spikes")} (i32.const 2))`)}
  (block $done (loop $next
    (br_if $done (i32.ge_u ${get("i")} ${get("end")}))
    ${set("place", `(i32.add ${get("starts")} (i32.shl (i32.load (i32.add ${get("at")} ${get("i")})) (i32.const 2)))`)}
    (i32.store (i32.add ${get("indices")} (i32.shl (i32.load ${get("place")}) (i32.const 2)))
      (i32.load (i32.add ${get("who")} ${get("i")})))
    (i32.store ${get("place")} (i32.add (i32.load ${get("place")}) (i32.const 1)))
    ${set("i", `(i32.add ${get("i")} (i32.const 4))`)}
    (br $next))))
)`;
}
