import { joinedRowFunction } from "./joinedText.js";
import { get, interleaved, interleavedUpper, joined, set, upperHalf, VectorText } from "./vectorText.js";

/** Where the module finds the key schedule, and where the space for its results starts. */
export const PLACES = { schedule: 0, out: 64 } as const;

const add = (a: string, b: string): string => `(i32.add ${a} ${b})`;
const i32 = (n: number): string => `(i32.const ${n})`;

/** low + width·x for two numbers, as float32 in the low half of a vector. */
const scaled = (x: string): string =>
  `(f32x4.demote_f64x2_zero (f64x2.add ${get("low")} (f64x2.mul ${get("width")} ${x})))`;

/** `uniform(block, end, low, width, out)`: four numbers for each block, low + width·u; end − block is a multiple of 4. */
function uniformFunction(): string {
  const text = new VectorText(["low", "width"]);
  const word = (x: string) => joined(scaled(text.uniforms(get(x))), scaled(text.uniforms(upperHalf(get(x)))));
  // Lanes are blocks; the four words of each block are written one block after another.
  const transposed = [
    set("f", interleaved(get("x0"), get("x2"))),
    set("s", interleaved(get("x1"), get("x3"))),
    set("z", interleavedUpper(get("x0"), get("x2"))),
    set("w", interleavedUpper(get("x1"), get("x3"))),
  ];
  const rows = [
    interleaved(get("f"), get("s")),
    interleavedUpper(get("f"), get("s")),
    interleaved(get("z"), get("w")),
    interleavedUpper(get("z"), get("w")),
  ];
  const body = [
    ...text.blocks(text.fourFrom(get("block")), text.i32x4(0)),
    ...["x0", "x1", "x2", "x3"].map((x) => set(x, word(x))),
    ...transposed,
    ...rows.map((row, i) => `(v128.store offset=${16 * i} ${get("out")} ${row})`),
  ];
  return `(func (export "uniform") (param $block i32) (param $end i32) (param $from f64) (param $span f64) (param $out i32)
  ${text.prologue(i32(PLACES.schedule))}
  ${set("low", `(f64x2.splat ${get("from")})`)}
  ${set("width", `(f64x2.splat ${get("span")})`)}
  (block $done (loop $blocks
    (br_if $done (i32.ge_u ${get("block")} ${get("end")}))
    ${body.join("\n    ")}
    ${set("out", add(get("out"), i32(64)))}
    ${set("block", add(get("block"), i32(4)))}
    (br $blocks))))`;
}

/** `normal(pair, end, mean, deviation, out)`: two numbers for each pair; end − pair is a multiple of 4. */
function normalFunction(): string {
  const kept = ["a0", "b0", "r0", "done0", "a1", "b1", "r1", "done1"];
  const text = new VectorText(["low", "width", ...kept]);
  const square = (word: string) => `(f64x2.sub (f64x2.mul ${text.f64x2(2)} ${text.uniforms(word)}) ${text.f64x2(1)})`;
  const half = (h: 0 | 1, words: readonly [string, string]) => {
    const [x, y] = words.map((word) => (h === 0 ? get(word) : upperHalf(get(word))));
    return [
      set("f", square(x)),
      set("s", square(y)),
      set("z", `(f64x2.add (f64x2.mul ${get("f")} ${get("f")}) (f64x2.mul ${get("s")} ${get("s")}))`),
      set("w", `(v128.andnot (f64x2.lt ${get("z")} ${text.f64x2(1)}) ${get(`done${h}`)})`),
      set(`a${h}`, `(v128.bitselect ${get("f")} ${get(`a${h}`)} ${get("w")})`),
      set(`b${h}`, `(v128.bitselect ${get("s")} ${get(`b${h}`)} ${get("w")})`),
      set(`r${h}`, `(v128.bitselect ${get("z")} ${get(`r${h}`)} ${get("w")})`),
      set(`done${h}`, `(v128.or ${get(`done${h}`)} ${get("w")})`),
    ];
  };
  const finish = (h: 0 | 1) => [
    set("u", get(`r${h}`)),
    ...text.log(),
    set("w", `(f64x2.sqrt (f64x2.div (f64x2.mul ${text.f64x2(-2)} ${get("log")}) ${get("u")}))`),
    ...["a", "b"].map((v) => set(`${v}${h}`, scaled(`(f64x2.mul ${get(`${v}${h}`)} ${get("w")})`))),
    `(v128.store offset=${16 * h} ${get("out")} ${interleaved(get(`a${h}`), get(`b${h}`))})`,
  ];
  const attempt = [
    ...text.blocks(`(i32x4.splat ${get("attempt")})`, text.fourFrom(get("pair"))),
    ...(
      [
        ["x0", "x1"],
        ["x2", "x3"],
      ] as const
    ).flatMap((words) => [...half(0, words), ...half(1, words)]),
  ];
  const zero = text.i32x4(0);
  const finished = [...finish(0), ...finish(1)];
  return `(func (export "normal") (param $pair i32) (param $end i32) (param $mean f64) (param $deviation f64) (param $out i32)
  (local $attempt i32)
  ${text.prologue(i32(PLACES.schedule))}
  ${set("low", `(f64x2.splat ${get("mean")})`)}
  ${set("width", `(f64x2.splat ${get("deviation")})`)}
  (block $done (loop $pairs
    (br_if $done (i32.ge_u ${get("pair")} ${get("end")}))
    ${set("attempt", i32(0))}
    ${set("done0", zero)}
    ${set("done1", zero)}
    (loop $attempts
      ${attempt.join("\n      ")}
      ${set("attempt", add(get("attempt"), i32(1)))}
      (br_if $attempts (i32.eqz (i64x2.all_true (v128.and ${get("done0")} ${get("done1")})))))
    ${finished.join("\n    ")}
    ${set("out", add(get("out"), i32(32)))}
    ${set("pair", add(get("pair"), i32(4)))}
    (br $pairs))))`;
}

/**
 * `rows(row, end, columns, self, factor, out, limit, counts)`: writes the columns that each row is joined to, row after
 * row, from `out` on, and their counts from `counts` on. Returns the row before which it stopped because its output
 * might go beyond `limit`. See {@link joinedRowFunction}.
 */
function rowsFunction(): string {
  const room = `(i32.shl ${add(get("columns"), i32(16))} (i32.const 2))`;
  const call = `(call $joinedRow ${["row", "columns", "self", "factor", "out"].map(get).join(" ")} ${i32(PLACES.schedule)})`;
  return `(func (export "rows") (param $row i32) (param $end i32) (param $columns i32) (param $self i32) (param $factor f32)
  (param $out i32) (param $limit i32) (param $counts i32) (result i32) (local $start i32)
  (block $done (loop $rows
    (br_if $done (i32.ge_u ${get("row")} ${get("end")}))
    (br_if $done (i32.gt_u ${add(get("out"), room)} ${get("limit")}))
    ${set("start", get("out"))}
    ${set("out", call)}
    (i32.store ${get("counts")} (i32.shr_u (i32.sub ${get("out")} ${get("start")}) (i32.const 2)))
    ${set("counts", add(get("counts"), i32(4)))}
    ${set("row", add(get("row"), i32(1)))}
    (br $rows)))
  ${get("row")})`;
}

/**
 * A module that imports a memory with the key schedule in its place and exports `uniform`, `normal` and `rows`, which
 * draw what drawn.ts and joined.ts define, bit for bit, with SIMD.
 */
export const drawText = (): string =>
  [
    "(module",
    '(import "host" "memory" (memory 1))',
    uniformFunction(),
    normalFunction(),
    joinedRowFunction(),
    rowsFunction(),
    ")",
  ].join("\n");
