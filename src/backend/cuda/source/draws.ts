import { stepsPerMs } from "../../../program/time.js";
import type { Draw } from "../../../program/value.js";
import { BELOW_ONE, LN2, LOG_SERIES, ROOT_HALF_BITS, SINE_SERIES } from "../../../random/draws.js";
import { PURPOSE } from "../../../random/key.js";
import { KEY_PARITY, ROTATIONS, ROUNDS } from "../../../random/threefry.js";
import { floatLiteral } from "./literal.js";

const horner = (series: readonly number[], z: string): string =>
  series.map(floatLiteral).reduceRight((sum, c) => `__fadd_rn(${c}, __fmul_rn(${z}, ${sum}))`);

function rounds(): string {
  const lines: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [beside0, beside2] = ROTATIONS[round % 8];
    const [a, b] = round % 2 === 0 ? [1, 3] : [3, 1];
    lines.push(`  MIX(x[0], x[${a}], ${beside0}) MIX(x[2], x[${b}], ${beside2})`);
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    const added = [0, 1, 2, 3].map((word) => `x[${word}] += k[${(injection + word) % 5}];`);
    lines.push(`  ${added.join(" ")} x[3] += ${injection}u;`);
  }
  return lines.join("\n");
}

export const THREEFRY = `\
#define MIX(to, from, bits) to += from; from = to ^ (from << bits | from >> (32 - bits));

// Threefry-4x32-20: the four random words of a counter, in its place
INLINE void threefry(unsigned k0, unsigned k1, unsigned k2, unsigned k3, unsigned* x) {
  const unsigned k[5] = {k0, k1, k2, k3, 0x${KEY_PARITY.toString(16)}u ^ k0 ^ k1 ^ k2 ^ k3};
  x[0] += k0; x[1] += k1; x[2] += k2; x[3] += k3;
${rounds()}
}
`;

/**
 * The random numbers of src/random/draws.ts, operation for operation, without fused multiply-add; `address` has the
 * words of the seed and of the presentation's number.
 */
export const DRAWS = `\
// The random words of the counter (step, element, presentation)
INLINE void drawWords(const int* address, unsigned stream, int step, int element, unsigned* x) {
  x[0] = (unsigned)step; x[1] = (unsigned)element;
  x[2] = (unsigned)address[2]; x[3] = (unsigned)address[3];
  threefry((unsigned)address[0], (unsigned)address[1], stream, ${PURPOSE.draw}u, x);
}

INLINE float asUniform(unsigned word) {
  return fminf(__fmul_rn(__fadd_rn(__uint2float_rn(word), 0.5f), ${floatLiteral(2 ** -32)}), ${floatLiteral(BELOW_ONE)});
}

INLINE float draw_uniform(const int* address, unsigned stream, int step, int element) {
  unsigned x[4];
  drawWords(address, stream, step, element, x);
  return asUniform(x[0]);
}

INLINE float draw_normal(const int* address, unsigned stream, int step, int element) {
  unsigned x[4];
  drawWords(address, stream, step, element, x);
  const int bits = __float_as_int(asUniform(x[0]));
  const int exponent = (bits - ${ROOT_HALF_BITS}) >> 23;
  const float f = __fsub_rn(__int_as_float(bits - exponent * 8388608), 1.0f);
  const float k = __int2float_rn(exponent);
  const float s = __fdiv_rn(f, __fadd_rn(2.0f, f));
  const float z = __fmul_rn(s, s);
  const float rest = __fmul_rn(z, ${horner(LOG_SERIES, "z")});
  const float low = __fsub_rn(__fsub_rn(__fmul_rn(s, __fsub_rn(f, rest)), __fmul_rn(k, ${floatLiteral(LN2[1])})), f);
  const float log = __fsub_rn(__fmul_rn(k, ${floatLiteral(LN2[0])}), low);
  const float radius = __fsqrt_rn(__fmul_rn(-2.0f, log));
  const float r = __fsub_rn(0.5f, fabsf(__fmul_rn(__int2float_rn((int)x[1]), ${floatLiteral(2 ** -31)})));
  const float square = __fmul_rn(r, r);
  return __fmul_rn(radius, __fmul_rn(r, ${horner(SINE_SERIES, "square")}));
}
`;

/** The call for the element of an index. */
export const drawCall = ({ distribution, stream }: Draw, element: string): string =>
  `draw_${distribution}(net.address, ${stream}u, at.step, ${element})`;

/** The time of a step, rounded once. */
export function timeText(dt: number): string {
  const divisor = stepsPerMs(dt);
  return divisor === undefined ? `(float)((double)at.step * ${dt})` : `(float)((double)at.step / ${divisor}.0)`;
}
