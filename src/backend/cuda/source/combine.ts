import type { Writer } from "./writer.js";

/** How copies of a field are combined; whole numbers are marks, which are set if they are set in any copy. */
export const COMBINING = { sum: 0, mean: 1, marks: 2 } as const;

/** The compensation of an element in a copy. */
const REST = (copy: string): string => `((float*)(fieldOf(launch, ${copy}) - launch.offset + launch.rest))[i]`;

/** The kernel's argument: addresses and 64-bit numbers come first, so that there is no padding. */
const argument = (keepsRests: boolean): string => `\
struct Combine {
  char* memory;
  const Site* sites;  // of the copies, then of the network as it was before
  long long offset;
  double low, high;
  int isShared, frame, length, copies, how;
  float target;${keepsRests ? "\n  long long rest;  // offset of the field's compensation, or -1" : ""}
};

INLINE char* fieldOf(const Combine& launch, int copy) {
  const Site& site = launch.sites[copy];
  return launch.memory + (launch.isShared ? site.shared : site.mine) + launch.offset;
}

// An element's value in a copy, through its moving frame
INLINE double valueIn(const Combine& launch, int copy, int i) {
  const float stored = ((const float*)fieldOf(launch, copy))[i];${keepsRests ? `\n  if (launch.rest >= 0) return (double)stored + ${REST("copy")};` : ""}
  return launch.frame < 0 ? stored : unframed(stored, launch.sites[copy].scale[launch.frame], launch.target);
}
`;

const body = (keepsRests: boolean): string => `\
const int last = launch.copies - 1;
for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < launch.length; i += gridDim.x * blockDim.x) {
  if (launch.how == ${COMBINING.marks}) {
    int mark = 0;
    for (int c = 0; c <= last; c++) {
      const int found = ((const int*)fieldOf(launch, c))[i];
      if (found != 0) mark = found;
    }
    ((int*)fieldOf(launch, last))[i] = mark;
    continue;
  }
  double x = 0;
  for (int c = 0; c <= last; c++) x += valueIn(launch, c, i);
  if (launch.how == ${COMBINING.mean}) x /= launch.copies;
  else {
    x -= last * valueIn(launch, launch.copies, i);
    x = x < launch.low ? launch.low : x > launch.high ? launch.high : x;
  }
  const double scale = launch.frame < 0 ? 1 : launch.sites[last].scale[launch.frame];
  ((float*)fieldOf(launch, last))[i] = launch.frame < 0 ? x : (x - launch.target) / scale;${keepsRests ? `\n  if (launch.rest >= 0) ${REST("last")} = x - (float)x;` : ""}
}`;

/**
 * The kernel that combines, element by element and in the order of the copies, what copies of a network have learned
 * about a field: x + sum of changes within bounds, or x + their mean. The last copy gets the result.
 * @param keepsRests whether there are plastic fields with a compensation
 */
export function writeCombine(out: Writer, keepsRests: boolean): void {
  for (const line of argument(keepsRests).split("\n")) out.line(line);
  out.block('extern "C" __global__ void combine(const Combine launch)', () => {
    for (const line of body(keepsRests).split("\n")) out.line(line);
  });
}

interface CombineArgument {
  readonly memory: number;
  readonly sites: number;
  readonly offset: number;
  readonly bounds: readonly [low: number, high: number];
  readonly isShared: boolean;
  /** The index of the field's moving frame, or -1. */
  readonly frame: number;
  readonly length: number;
  readonly copies: number;
  readonly how: number;
  readonly target: number;
  /** Offset of the field's compensation, or -1; used only by kernels with compensations. */
  readonly rest: number;
}

export function packCombine({ memory, sites, offset, bounds, ...others }: CombineArgument): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(72));
  for (const [i, wide] of [memory, sites, offset].entries()) bytes.setBigInt64(8 * i, BigInt(wide), true);
  for (const [i, bound] of bounds.entries()) bytes.setFloat64(24 + 8 * i, bound, true);
  const { isShared, frame, length, copies, how, target, rest } = others;
  for (const [i, word] of [Number(isShared), frame, length, copies, how].entries()) {
    bytes.setInt32(40 + 4 * i, word, true);
  }
  bytes.setFloat32(60, target, true);
  bytes.setBigInt64(64, BigInt(rest), true);
  return new Uint8Array(bytes.buffer);
}
