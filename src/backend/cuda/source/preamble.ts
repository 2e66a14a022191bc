import { DIALECT } from "../../../cuda/dialect.js";
import type { Program } from "../../../program/program.js";
import { floatLiteral } from "./literal.js";
import type { Shape } from "./shape.js";

const ADDITION = `\
// Adds to a value, and the rounding error to its rest; the value then takes from the rest what it can represent
INLINE void addTo(float& value, float& rest, float amount) {
  const float sum = value + amount, added = sum - value;
  const float all = rest + ((value - (sum - added)) + (amount - added));
  value = sum + all;
  rest = all - (value - sum);
}

`;

const addsExactly = ({ learning: { populations, projections } }: Program): boolean =>
  [...populations.flatMap((p) => p.drives), ...projections.flatMap((p) => p.transmit)].some((t) => t.compensation);

/** The beginning of every generated source. */
export function preamble(program: Program, shape: Shape): string {
  return `\
${DIALECT}
// (e^z - 1) / z
INLINE float phi1(float z) { return z == 0.0f ? 1.0f : expm1f(z) / z; }

// x <- target + (x - target) * factor, or the target if that is close
INLINE float decayed(float x, float factor, float target) {
  const float distance = (x - target) * factor;
  return fabsf(distance) < ${floatLiteral(program.flush)} ? target : target + distance;
}

// The value of a field that is stored in a moving frame: target + stored * scale
INLINE float unframed(float stored, float scale, float target) {
  const float distance = stored * scale;
  return fabsf(distance) < ${floatLiteral(program.flush)} ? target : target + distance;
}

${addsExactly(program) ? ADDITION : ""}// The first index from first to end at which an ascending list is not below x
INLINE int lowerBound(const int* list, int first, int end, int x) {
  while (first < end) {
    const int middle = first + (end - first) / 2;
    if (list[middle] < x) first = middle + 1;
    else end = middle;
  }
  return first;
}

INLINE bool contains(const int* list, int n, int x) {
  const int at = lowerBound(list, 0, n, x);
  return at < n && list[at] == x;
}

// Lists the set bits in ascending order, as first + 0, first + 1 ...; run by one warp, all of which gets the count
INLINE int listBits(const unsigned* bits, int words, int first, int* list) {
  const int lane = threadIdx.x % WARP;
  int n = 0;
  for (int base = 0; base < words; base += WARP) {
    unsigned word = base + lane < words ? bits[base + lane] : 0;
    int end = __popc(word);
    for (int step = 1; step < WARP; step *= 2) {
      const int before = __shfl_up_sync(0xffffffff, end, step);
      if (lane >= step) end += before;
    }
    int at = n + end - __popc(word);
    for (; word != 0; word &= word - 1) list[at++] = first + (base + lane) * 32 + __ffs(word) - 1;
    n += __shfl_sync(0xffffffff, end, WARP - 1);
  }
  return n;
}

${barrier(shape)}
`;
}

function barrier({ barrier, blocks }: Shape): string {
  switch (barrier) {
    case "block":
      return `\
// All threads of the network wait for one another
INLINE void networkBarrier(unsigned*) { __syncthreads(); }`;
    case "cluster":
      return `\
// All threads of the network wait for one another: the cluster's barrier, in hardware
INLINE void networkBarrier(unsigned*) { CLUSTER_BARRIER(${blocks}); }`;
    case "grid":
      return `\
// All threads of the network wait for one another: each block takes a ticket and waits for the last of its round. The
// fences of one thread cover all of its block, between the block's barriers; the second also empties its L1 cache
INLINE void networkBarrier(unsigned* arrived) {
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    const unsigned ticket = atomicAdd(arrived, 1u);
    const unsigned last = ticket - ticket % ${blocks} + ${blocks};
    while ((int)(*(volatile unsigned*)arrived - last) < 0) { SPIN; }
    __threadfence();
  }
  __syncthreads();
}`;
  }
}
