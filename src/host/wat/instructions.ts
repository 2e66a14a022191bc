/** What follows an instruction's opcode. */
type Immediate = "none" | "memory" | "memoryLane" | "lane" | "shuffle";

interface Instruction {
  /** The opcode's bytes. */
  readonly code: readonly number[];
  readonly immediate: Immediate;
  /** For a memory access: the logarithm of its natural alignment. */
  readonly align: number;
}

const table = new Map<string, Instruction>();

/** A number in LEB128, up to two bytes. */
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, value >> 7]);

/** Instructions with consecutive opcodes; "-" skips one. */
function family(prefix: string, first: number, names: string, immediate: Immediate = "none", page?: number): void {
  for (const [i, name] of names.split(" ").entries()) {
    if (name === "-") continue;
    const code = page === undefined ? [first + i] : [page, ...unsigned(first + i)];
    table.set(`${prefix}${name}`, { code, immediate, align: 0 });
  }
}

function memory(names: string, first: number, aligns: readonly number[], page?: number): void {
  const immediate = names.includes("lane") ? "memoryLane" : "memory";
  for (const [i, name] of names.split(" ").entries()) {
    const code = page === undefined ? [first + i] : [page, ...unsigned(first + i)];
    table.set(name, { code, immediate, align: aligns[i] });
  }
}

const INTEGER = "clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr";
const FLOAT = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign";
const ORDER = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const FLOAT_ORDER = "eq ne lt gt le ge";
const SIMD = 0xfd;
const ATOMIC = 0xfe;

family("", 0x00, "unreachable nop");
family("", 0x0f, "return");
family("", 0x1a, "drop select");
memory("i32.load i64.load f32.load f64.load", 0x28, [2, 3, 2, 3]);
memory("i32.load8_s i32.load8_u i32.load16_s i32.load16_u", 0x2c, [0, 0, 1, 1]);
memory("i32.store i64.store f32.store f64.store i32.store8 i32.store16", 0x36, [2, 3, 2, 3, 0, 1]);
family("i32.", 0x45, `eqz ${ORDER}`);
family("i64.", 0x50, `eqz ${ORDER}`);
family("f32.", 0x5b, FLOAT_ORDER);
family("f64.", 0x61, FLOAT_ORDER);
family("i32.", 0x67, INTEGER);
family("i64.", 0x79, INTEGER);
family("f32.", 0x8b, FLOAT);
family("f64.", 0x99, FLOAT);
family("i32.", 0xa7, "wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u");
family("i64.", 0xac, "extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u");
family("f32.", 0xb2, "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64");
family("f64.", 0xb7, "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32");
family("", 0xbc, "i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64");

memory("v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat", 0x07, [0, 1, 2, 3], SIMD);
memory("v128.load", 0x00, [4], SIMD);
memory("v128.store", 0x0b, [4], SIMD);
memory("v128.load32_zero v128.load64_zero", 0x5c, [2, 3], SIMD);
memory("v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane", 0x54, [0, 1, 2, 3], SIMD);
memory("v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane", 0x58, [0, 1, 2, 3], SIMD);
family("i8x16.", 0x0d, "shuffle", "shuffle", SIMD);
family("i8x16.", 0x0e, "swizzle", "none", SIMD);
family("", 0x0f, "i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat", "none", SIMD);
family("i32x4.", 0x1b, "extract_lane replace_lane", "lane", SIMD);
family("i64x2.", 0x1d, "extract_lane replace_lane", "lane", SIMD);
family("f32x4.", 0x1f, "extract_lane replace_lane", "lane", SIMD);
family("f64x2.", 0x21, "extract_lane replace_lane", "lane", SIMD);
family("i8x16.", 0x23, ORDER, "none", SIMD);
family("i32x4.", 0x37, ORDER, "none", SIMD);
family("f32x4.", 0x41, FLOAT_ORDER, "none", SIMD);
family("f64x2.", 0x47, FLOAT_ORDER, "none", SIMD);
family("v128.", 0x4d, "not and andnot or xor bitselect any_true", "none", SIMD);
family("", 0x5e, "f32x4.demote_f64x2_zero f64x2.promote_low_f32x4", "none", SIMD);
family("i8x16.", 0x60, "abs neg popcnt all_true bitmask", "none", SIMD);
family("f32x4.", 0x67, "ceil floor trunc nearest", "none", SIMD);
family("f64x2.", 0x74, "ceil floor", "none", SIMD);
family("f64x2.", 0x7a, "trunc", "none", SIMD);
family("f64x2.", 0x94, "nearest", "none", SIMD);
family("i32x4.", 0xa0, "abs neg - all_true bitmask", "none", SIMD);
family("i32x4.", 0xab, "shl shr_s shr_u add - - sub - - - mul min_s min_u max_s max_u", "none", SIMD);
family("i64x2.", 0xc0, "abs neg - all_true bitmask - -", "none", SIMD);
family("i64x2.extend_", 0xc7, "low_i32x4_s high_i32x4_s low_i32x4_u high_i32x4_u", "none", SIMD);
family("i64x2.", 0xcb, "shl shr_s shr_u add - - sub - - - mul eq ne lt_s gt_s le_s ge_s", "none", SIMD);
family("f32x4.", 0xe0, "abs neg - sqrt add sub mul div min max pmin pmax", "none", SIMD);
family("f64x2.", 0xec, "abs neg - sqrt add sub mul div min max pmin pmax", "none", SIMD);
family("i32x4.", 0xf8, "trunc_sat_f32x4_s trunc_sat_f32x4_u", "none", SIMD);
family("f32x4.", 0xfa, "convert_i32x4_s convert_i32x4_u", "none", SIMD);
family("i32x4.", 0xfc, "trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero", "none", SIMD);
family("f64x2.", 0xfe, "convert_low_i32x4_s convert_low_i32x4_u", "none", SIMD);

memory("memory.atomic.notify memory.atomic.wait32", 0x00, [2, 2], ATOMIC);
memory("i32.atomic.load", 0x10, [2], ATOMIC);
memory("i32.atomic.store", 0x17, [2], ATOMIC);
memory("i32.atomic.rmw.add", 0x1e, [2], ATOMIC);

table.set("memory.fill", { code: [0xfc, 0x0b, 0x00], immediate: "none", align: 0 });
table.set("memory.copy", { code: [0xfc, 0x0a, 0x00, 0x00], immediate: "none", align: 0 });
table.set("memory.size", { code: [0x3f, 0x00], immediate: "none", align: 0 });

/**
 * The instructions that generated code uses, by name, with their opcodes.
 * @see WebAssembly Core Specification 2.0, section 5.4, Instructions; the threads proposal, Atomic Memory Access
 */
export const instructions: ReadonlyMap<string, Instruction> = table;
