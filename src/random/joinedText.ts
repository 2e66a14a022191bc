import { get, set, VectorText } from "./vectorText.js";

const add = (a: string, b: string): string => `(i32.add ${a} ${b})`;
const i32 = (n: number): string => `(i32.const ${n})`;

/**
 * `$joinedRow(row, columns, self, factor, out, schedule)`: writes the columns that a row is joined to, in ascending
 * order, from `out` on, and returns the address after them; up to 16 numbers after that may be overwritten. `factor` is
 * 1/ln(1 − p); without `self`, a row is not joined to its own column; the key schedule is at `schedule`. Computes what
 * visitJoined defines, bit for bit, four gaps at a time.
 */
export function joinedRowFunction(): string {
  const text = new VectorText(["scale", "c", "last", "own", "widths"]);
  const zero = text.i32x4(0);
  const shifted = (bytes: number) =>
    `(i8x16.shuffle ${Array.from({ length: 16 }, (_, i) => 16 - bytes + i).join(" ")} ${zero} ${get("c")})`;
  const four = (x: string) => [
    ...text.shortLog(x, "c"),
    set("c", `(i32x4.trunc_sat_f32x4_s (f32x4.mul ${get("c")} ${get("scale")}))`),
    // Clamped to the width, so that sums stay below 2³¹.
    set("c", `(i32x4.min_u ${get("c")} ${get("widths")})`),
    set("c", `(i32x4.add ${get("c")} ${text.i32x4(1)})`),
    set("c", `(i32x4.add ${get("c")} ${shifted(4)})`),
    set("c", `(i32x4.add (i32x4.add ${get("c")} ${shifted(8)}) ${get("last")})`),
    // Columns from its own on move up by one.
    `(v128.store ${get("out")} (i32x4.sub ${get("c")} (i32x4.ge_s ${get("c")} ${get("own")})))`,
    `(if (i32.ge_s (i32x4.extract_lane 3 ${get("c")}) ${get("width")}) (then
        ${set("out", add(get("out"), `(i32.shl (i32.popcnt (i32x4.bitmask (i32x4.lt_s ${get("c")} ${get("widths")}))) (i32.const 2))`))}
        (br $row)))`,
    set("out", add(get("out"), i32(16))),
    set("last", `(i8x16.shuffle ${"12 13 14 15 ".repeat(4)}${get("c")} ${get("c")})`),
  ];
  const body = [
    ...text.blocks(text.fourFrom(get("block")), `(i32x4.splat ${get("row")})`),
    ...["x0", "x1", "x2", "x3"].flatMap(four),
  ];
  const [before, none] = [text.i32x4(-1), text.i32x4(2 ** 31 - 1)];
  return `(func $joinedRow (param $row i32) (param $columns i32) (param $self i32) (param $factor f32)
  (param $out i32) (param $schedule i32) (result i32)
  (local $width i32) (local $block i32)
  ${text.prologue(get("schedule"))}
  ${set("scale", `(f32x4.splat ${get("factor")})`)}
  ${set("width", get("columns"))}
  ${set("own", none)}
  (if (i32.and (i32.eqz ${get("self")}) (i32.lt_u ${get("row")} ${get("columns")})) (then
    ${set("width", `(i32.sub ${get("columns")} (i32.const 1))`)}
    ${set("own", `(i32x4.splat ${get("row")})`)}))
  ${set("widths", `(i32x4.splat ${get("width")})`)}
  ${set("last", before)}
  ${set("block", i32(0))}
  (block $row (loop $blocks
    ${body.join("\n    ")}
    ${set("block", add(get("block"), i32(4)))}
    (br $blocks)))
  ${get("out")})`;
}
