import { LN2_HIGH, LN2_LOW, ROOT_HALF, SERIES } from "./log.js";
import { SHORT_SERIES } from "./shortLog.js";
import { threefryLines } from "./threefryText.js";

export const get = (name: string): string => `(local.get $${name})`;
/** A statement that sets a local. */
export const set = (name: string, value: string): string => `(local.set $${name} ${value})`;

const WORDS = ["x0", "x1", "x2", "x3"];
const KEY = ["k0", "k1", "k2", "k3", "k4"];
const LOG = ["u", "k", "f", "s", "z", "w", "odd", "even", "inner", "log"];

/**
 * Pieces of a WebAssembly function that draws several random numbers at a time, operation for operation as threefry.ts
 * and log.ts do, so that the bits are the same. Its locals are $x0 … $x3, first the counters and then the words (lanes
 * are blocks), the key, what a logarithm needs, and the constants: a vector constant written where it is used would be
 * built anew each time.
 */
export class VectorText {
  private readonly constants = new Map<string, string>();

  /** @param own further locals of type v128 */
  constructor(private readonly own: readonly string[] = []) {}

  f64x2(x: number): string {
    return this.constant(`f64x2 ${x} ${x}`);
  }

  i32x4(...lanes: readonly number[]): string {
    return this.constant(`i32x4 ${(lanes.length === 1 ? Array(4).fill(lanes[0]) : lanes).join(" ")}`);
  }

  f32x4(x: number): string {
    return this.constant(`f32x4 ${x} ${x} ${x} ${x}`);
  }

  private i64x2(x: bigint): string {
    return this.constant(`i64x2 ${x} ${x}`);
  }

  private constant(code: string): string {
    const name = this.constants.get(code) ?? `c${this.constants.size}`;
    this.constants.set(code, name);
    return get(name);
  }

  /**
   * Declares the locals and sets the constants and the key, given its address; to be generated last and placed first.
   */
  prologue(schedule: string): string {
    const names = [...WORDS, ...KEY, ...LOG, ...this.own, ...this.constants.values()];
    return [
      names.map((name) => `(local $${name} v128)`).join(" "),
      ...[...this.constants].map(([code, name]) => set(name, `(v128.const ${code})`)),
      ...KEY.map((name, i) => set(name, `(v128.load32_splat offset=${4 * i} ${schedule})`)),
    ].join("\n  ");
  }

  /** Sets $x0 … $x3 to the words of four blocks, given the nonzero words of their counters. */
  blocks(word0: string, word1: string, word2?: string, word3?: string): string[] {
    const keyed = (key: string, word?: string) => (word ? `(i32x4.add ${word} ${get(key)})` : get(key));
    return [
      set("x0", keyed("k0", word0)),
      set("x1", keyed("k1", word1)),
      set("x2", keyed("k2", word2)),
      set("x3", keyed("k3", word3)),
      ...threefryLines((x) => this.i32x4(x)),
    ];
  }

  /** The numbers first … first + 3. */
  fourFrom(first: string): string {
    return `(i32x4.add (i32x4.splat ${first}) ${this.i32x4(0, 1, 2, 3)})`;
  }

  /** The two words in the low half of a vector as two numbers in (0, 1): toUniform of words.ts. */
  uniforms(words: string): string {
    return `(f64x2.mul (f64x2.add (f64x2.convert_low_i32x4_u ${words}) ${this.f64x2(0.5)}) ${this.f64x2(2 ** -32)})`;
  }

  /** Sets a local to shortLog of the four words in another, by the steps of shortLog.ts. */
  shortLog(word: string, into: string): string[] {
    const isUpper = `(i32x4.lt_s ${get(word)} ${this.i32x4(0)})`;
    const mantissa = `(v128.or (v128.and ${get("k")} ${this.i32x4(0x7fffff)}) ${this.i32x4(0x3f000000)})`;
    const series = SHORT_SERIES.map((c) => this.f32x4(c)).reduceRight(
      (sum, c) => `(f32x4.add ${c} (f32x4.mul ${get("z")} ${sum}))`,
    );
    return [
      set("u", isUpper),
      set("k", `(f32x4.add (f32x4.convert_i32x4_s (v128.xor ${get(word)} ${get("u")})) ${this.f32x4(0.5)})`),
      set("f", `(f32x4.sub ${mantissa} ${this.f32x4(1)})`),
      set("f", `(v128.bitselect (f32x4.mul ${get("k")} ${this.f32x4(-(2 ** -32))}) ${get("f")} ${get("u")})`),
      set("k", `(i32x4.sub (i32x4.shr_u ${get("k")} (i32.const 23)) ${this.i32x4(158)})`),
      set("k", `(f32x4.convert_i32x4_s (v128.andnot ${get("k")} ${get("u")}))`),
      set("s", `(f32x4.div ${get("f")} (f32x4.add ${this.f32x4(2)} ${get("f")}))`),
      set("z", `(f32x4.mul ${get("s")} ${get("s")})`),
      set("s", `(f32x4.mul ${get("s")} (f32x4.add ${this.f32x4(2)} (f32x4.mul ${get("z")} ${series})))`),
      set(into, `(f32x4.add (f32x4.mul ${get("k")} ${this.f32x4(Math.fround(Math.LN2))}) ${get("s")})`),
    ];
  }

  /** ln of the two numbers in $u, left in $log, by the steps of log.ts. */
  log(): string[] {
    const horner = (start: number) =>
      SERIES.filter((_, i) => i % 2 === start)
        .map((c) => this.f64x2(c))
        .reduceRight((sum, c) => `(f64x2.add ${c} (f64x2.mul ${get("w")} ${sum}))`);
    const power = `(i64x2.shl (i64x2.sub ${this.i64x2(1023n)} ${get("k")}) (i32.const 52))`;
    const half = `(i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 ${get("k")} ${get("k")})`;
    return [
      set("k", `(i64x2.shr_s (i64x2.sub ${get("u")} ${this.i64x2(BigInt(ROOT_HALF) << 32n)}) (i32.const 52))`),
      set("f", `(f64x2.sub (f64x2.mul ${get("u")} ${power}) ${this.f64x2(1)})`),
      set("k", `(f64x2.convert_low_i32x4_s ${half})`),
      set("s", `(f64x2.div ${get("f")} (f64x2.add ${this.f64x2(2)} ${get("f")}))`),
      set("z", `(f64x2.mul ${get("s")} ${get("s")})`),
      set("w", `(f64x2.mul ${get("z")} ${get("z")})`),
      set("odd", `(f64x2.mul ${get("z")} ${horner(0)})`),
      set("even", `(f64x2.mul ${get("w")} ${horner(1)})`),
      set("inner", `(f64x2.mul ${get("s")} (f64x2.sub ${get("f")} (f64x2.add ${get("odd")} ${get("even")})))`),
      set(
        "inner",
        `(f64x2.sub (f64x2.sub ${get("inner")} (f64x2.mul ${get("k")} ${this.f64x2(LN2_LOW)})) ${get("f")})`,
      ),
      set("log", `(f64x2.sub (f64x2.mul ${get("k")} ${this.f64x2(LN2_HIGH)}) ${get("inner")})`),
    ];
  }
}

/** A vector with its upper half moved to the lower. */
export const upperHalf = (x: string): string => `(i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 ${x} ${x})`;
/** The low halves of two vectors, one after the other. */
export const joined = (a: string, b: string): string =>
  `(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 ${a} ${b})`;
/** The low halves of two vectors, interleaved word by word, and below, the upper halves. */
export const interleaved = (a: string, b: string): string =>
  `(i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 ${a} ${b})`;
export const interleavedUpper = (a: string, b: string): string =>
  `(i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 ${a} ${b})`;
