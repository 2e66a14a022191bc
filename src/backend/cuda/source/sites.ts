import type { Frame } from "./frames.js";

/** Description of a network for a kernel: its two sections of memory, its slot in the ring buffers, and its frames. */
export interface SiteArgument {
  /** Addresses. */
  readonly mine: number;
  readonly shared: number;
  readonly slot: number;
  /** Scale of each frame, at the first step of the launch. */
  readonly scales: ArrayLike<number>;
  /** Factors by which the stored values of each frame are multiplied before that. */
  readonly factors: ArrayLike<number>;
}

const arrayLength = (frames: readonly Frame[]): number => Math.max(1, frames.length);

/**
 * Size of a site in bytes. Addresses come first, so that there is no padding; the last number fills up the alignment.
 */
export const siteBytes = (frames: readonly Frame[]): number => 24 + 8 * arrayLength(frames);

/** A network's site, as declared in the generated source. */
export const siteStructure = (frames: readonly Frame[]): string => `\
// A network: its memory, its slot in the rings, and for each moving frame its scale and a factor to apply first
struct Site {
  long long mine, shared;  // relative to an address of the launch, so that the compiler knows it is device memory
  float scale[${arrayLength(frames)}], factor[${arrayLength(frames)}];
  int slot, nothing;
};
`;

/** @param memory the address relative to which the networks' addresses are stored */
export function packSites(frames: readonly Frame[], sites: readonly SiteArgument[], memory: number): Int32Array {
  const bytes = siteBytes(frames);
  const view = new DataView(new ArrayBuffer(bytes * sites.length));
  const length = arrayLength(frames);
  for (const [n, { mine, shared, slot, scales, factors }] of sites.entries()) {
    view.setBigInt64(bytes * n, BigInt(mine - memory), true);
    view.setBigInt64(bytes * n + 8, BigInt(shared - memory), true);
    for (let f = 0; f < frames.length; f++) {
      view.setFloat32(bytes * n + 16 + 4 * f, scales[f], true);
      view.setFloat32(bytes * n + 16 + 4 * (length + f), factors[f], true);
    }
    view.setInt32(bytes * n + 16 + 8 * length, slot, true);
  }
  return new Int32Array(view.buffer);
}
