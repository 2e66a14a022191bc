import { ROTATIONS, ROUNDS } from "./threefry.js";

const get = (name: string): string => `(local.get $${name})`;
const set = (name: string, value: string): string => `(local.set $${name} ${value})`;

/**
 * Threefry in WebAssembly text on four counters at once. The locals $x0 … $x3 hold words 0 … 3 of each counter, with
 * the key already added, and in the end those of each block; $k0 … $k4 hold the words of the key, each in all four
 * lanes. `vector` gives a vector of four equal numbers.
 */
export function threefryLines(
  vector = (x: number): string => `(v128.const i32x4 ${Array(4).fill(x).join(" ")})`,
): string[] {
  const add = (to: string, what: string) => set(to, `(i32x4.add ${get(to)} ${what})`);
  const mix = (to: string, from: string, bits: number) => [
    add(to, get(from)),
    set(
      from,
      `(v128.xor ${get(to)} (v128.or (i32x4.shl ${get(from)} (i32.const ${bits})) (i32x4.shr_u ${get(from)} (i32.const ${32 - bits}))))`,
    ),
  ];
  const lines: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [beside0, beside2] = ROTATIONS[round % 8];
    const [a, b] = round % 2 === 0 ? ["x1", "x3"] : ["x3", "x1"];
    lines.push(...mix("x0", a, beside0), ...mix("x2", b, beside2));
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    for (let word = 0; word < 4; word++) lines.push(add(`x${word}`, get(`k${(injection + word) % 5}`)));
    lines.push(add("x3", vector(injection)));
  }
  return lines;
}
