import type { Program } from "../../program/program.js";
import { stepsPerMs } from "../../program/time.js";
import type { Draw } from "../../program/value.js";
import { BELOW_ONE, LN2, LOG_SERIES, ROOT_HALF_BITS, SINE_SERIES } from "../../random/draws.js";
import { PURPOSE, scheduleOf } from "../../random/key.js";
import { threefryLines } from "../../random/threefryText.js";
import { lanes } from "./functionText.js";
import type { ClockPlace } from "./layout.js";

const get = (name: string): string => `(local.get $${name})`;
const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
const f32 = (x: number): string => `(v128.const f32x4 ${lanes(x)})`;
const i32 = (x: number): string => `(v128.const i32x4 ${Array(4).fill(x).join(" ")})`;
const op = (name: string, ...args: string[]): string => `(f32x4.${name} ${args.join(" ")})`;

const horner = (series: readonly number[], z: string): string =>
  series.map(f32).reduceRight((sum, c) => op("add", c, op("mul", z, sum)));

export const drawFunctionName = ({ distribution }: Draw): string => `$draw_${distribution}`;

/** The key schedule of a stream, as the words in memory. */
export const keyWords = (stream: number, { seed }: Program): Int32Array =>
  scheduleOf("random numbers", { seed, stream }, PURPOSE.draw).slice(0, 5);

/**
 * Four-lane functions for the random numbers of src/random/draws.ts, operation for operation. They take the address of
 * a key and the indices of four elements.
 */
export function drawFunctions({ step, presentation }: ClockPlace): string[] {
  const key = [0, 1, 2, 3, 4].map((i) => set(`k${i}`, `(v128.load32_splat offset=${4 * i} ${get("key")})`));
  const word = (address: number) => `(v128.load32_splat (i32.const ${address}))`;
  const counter = [word(step), get("elements"), word(presentation), word(presentation + 4)];
  const block = [
    ...key,
    ...counter.map((c, i) => set(`x${i}`, `(i32x4.add ${c} ${get(`k${i}`)})`)),
    ...threefryLines(),
    set("u", op("mul", op("add", op("convert_i32x4_u", get("x0")), f32(0.5)), f32(2 ** -32))),
    set("u", op("pmin", get("u"), f32(BELOW_ONE))),
  ];
  const normal = [
    set("k", `(i32x4.shr_s (i32x4.sub ${get("u")} ${i32(ROOT_HALF_BITS)}) (i32.const 23))`),
    set("f", op("sub", `(i32x4.sub ${get("u")} (i32x4.shl ${get("k")} (i32.const 23)))`, f32(1))),
    set("k", op("convert_i32x4_s", get("k"))),
    set("s", op("div", get("f"), op("add", f32(2), get("f")))),
    set("z", op("mul", get("s"), get("s"))),
    set("z", op("mul", get("z"), horner(LOG_SERIES, get("z")))),
    set("s", op("mul", get("s"), op("sub", get("f"), get("z")))),
    set("s", op("sub", op("sub", get("s"), op("mul", get("k"), f32(LN2[1]))), get("f"))),
    set("s", op("sub", op("mul", get("k"), f32(LN2[0])), get("s"))),
    set("s", op("sqrt", op("mul", f32(-2), get("s")))),
    set("f", op("mul", op("convert_i32x4_s", get("x1")), f32(2 ** -31))),
    set("f", op("sub", f32(0.5), op("abs", get("f")))),
    set("z", op("mul", get("f"), get("f"))),
  ];
  const result = op("mul", get("s"), op("mul", get("f"), horner(SINE_SERIES, get("z"))));
  const written = (distribution: Draw["distribution"], lines: readonly string[], value: string) => {
    const locals = "x0 x1 x2 x3 k0 k1 k2 k3 k4 u k f s z".split(" ").map((n) => `(local $${n} v128)`);
    return `(func $draw_${distribution} (param $key i32) (param $elements v128) (result v128) ${locals.join(" ")}
  ${[...lines, value].join("\n  ")})`;
  };
  return [written("uniform", block, get("u")), written("normal", [...block, ...normal], result)];
}

/** Code that sets the clock to step $k of a call. */
export function clockLines({ step, before, time }: ClockPlace, dt: number): string[] {
  const divisor = stepsPerMs(dt);
  const at = `(f64.convert_i32_u (i32.load (i32.const ${step})))`;
  const ms = divisor === undefined ? `(f64.mul ${at} (f64.const ${dt}))` : `(f64.div ${at} (f64.const ${divisor}))`;
  return [
    `(i32.store (i32.const ${step}) (i32.add (local.get $k) (i32.load (i32.const ${before}))))`,
    `(f32.store (i32.const ${time}) (f32.demote_f64 ${ms}))`,
  ];
}
