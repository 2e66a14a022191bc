/**
 * Threefry-4x32-20: turns four 32-bit words of counter and of key into four random words. It uses only sums, rotations
 * and exclusive ors, so JavaScript, WebAssembly and CUDA give the same bits. A number is a function of its address
 * alone: no state has to be kept, and any spike train can be drawn again after a restart.
 *
 * @see Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405
 */
export const ROUNDS = 20;

/**
 * Number of bits by which the words that were added to word 0 and to word 2 are rotated, for the rounds modulo 8. In
 * even rounds these are words 1 and 3, in odd rounds words 3 and 1.
 */
export const ROTATIONS: readonly (readonly [number, number])[] = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
];

/** The fifth key word is this constant, exclusive-or the other four. */
export const KEY_PARITY = 0x1bd11bda;

// Named, so that the compiler sees constants instead of 40 table reads for each block.
const [[a0, b0], [a1, b1], [a2, b2], [a3, b3], [a4, b4], [a5, b5], [a6, b6], [a7, b7]] = ROTATIONS;

/** The key schedule, ten words: the five key words, and the five again, which saves a modulo. */
export function keySchedule(k0: number, k1: number, k2: number, k3: number): Int32Array {
  const k4 = KEY_PARITY ^ k0 ^ k1 ^ k2 ^ k3;
  return Int32Array.of(k0, k1, k2, k3, k4, k0, k1, k2, k3, k4);
}

/**
 * Writes the four random words of a counter to `out`, without allocating.
 * @param schedule see {@link keySchedule}
 */
export function threefry(schedule: Int32Array, c0: number, c1: number, c2: number, c3: number, out: Uint32Array): void {
  let x0 = (c0 + schedule[0]) | 0;
  let x1 = (c1 + schedule[1]) | 0;
  let x2 = (c2 + schedule[2]) | 0;
  let x3 = (c3 + schedule[3]) | 0;
  for (let injection = 1; ; injection += 2) {
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << a0) | (x1 >>> (32 - a0))) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << b0) | (x3 >>> (32 - b0))) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << a1) | (x3 >>> (32 - a1))) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << b1) | (x1 >>> (32 - b1))) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << a2) | (x1 >>> (32 - a2))) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << b2) | (x3 >>> (32 - b2))) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << a3) | (x3 >>> (32 - a3))) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << b3) | (x1 >>> (32 - b3))) ^ x2;
    let first = injection % 5;
    x0 = (x0 + schedule[first]) | 0;
    x1 = (x1 + schedule[first + 1]) | 0;
    x2 = (x2 + schedule[first + 2]) | 0;
    x3 = (x3 + schedule[first + 3] + injection) | 0;
    if (injection === ROUNDS / 4) break;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << a4) | (x1 >>> (32 - a4))) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << b4) | (x3 >>> (32 - b4))) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << a5) | (x3 >>> (32 - a5))) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << b5) | (x1 >>> (32 - b5))) ^ x2;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << a6) | (x1 >>> (32 - a6))) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = ((x3 << b6) | (x3 >>> (32 - b6))) ^ x2;
    x0 = (x0 + x3) | 0;
    x3 = ((x3 << a7) | (x3 >>> (32 - a7))) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = ((x1 << b7) | (x1 >>> (32 - b7))) ^ x2;
    first = (injection + 1) % 5;
    x0 = (x0 + schedule[first]) | 0;
    x1 = (x1 + schedule[first + 1]) | 0;
    x2 = (x2 + schedule[first + 2]) | 0;
    x3 = (x3 + schedule[first + 3] + injection + 1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
