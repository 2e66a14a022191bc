import type { Frame } from "./frames.js";

/** What a kernel is told of a network: where its two sections of memory lie, its slot in the rings, and its frames. */
export interface SiteArgument {
  /** Addresses. */
  readonly mine: number;
  readonly shared: number;
  readonly slot: number;
  /** Of each frame, at the first step of the launch. */
  readonly scales: ArrayLike<number>;
  /** What stored values of each frame are multiplied by before that. */
  readonly factors: ArrayLike<number>;
}

const arrayLength = (frames: readonly Frame[]): number => Math.max(1, frames.length);

/** Bytes of one. Addresses come first, so that there are no gaps; the last number fills up what they are aligned to. */
export const siteBytes = (frames: readonly Frame[]): number => 24 + 8 * arrayLength(frames);

/** A network's site, as the generated source declares it. */
export const siteStructure = (frames: readonly Frame[]): string => `\
// A network: where its memory lies, its slot in the rings, and of each moving frame the scale and what has to come first
struct Site {
  long long mine, shared;  // from an address of the launch: so the compiler knows that this is the device's memory
  float scale[${arrayLength(frames)}], factor[${arrayLength(frames)}];
  int slot, nothing;
};
`;

/** @param memory the address from which the network's are counted */
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
