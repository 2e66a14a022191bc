import { gridSize, type WindowPattern } from "../../model/window.js";
import { placesInside, visitWindows } from "../../program/windows.js";

/**
 * The windows of each presynaptic neuron: entries rowStart[pre] … rowStart[pre + 1], each with its first postsynaptic
 * neuron (`post`) and, in a convolution, the first weight at its place in the filters (`weight`). A pool has a `share`
 * for each postsynaptic neuron: what one spike contributes to it.
 */
export function windowTables({ kind, window }: WindowPattern): [key: string, values: Int32Array | Float32Array][] {
  const [inputs, outputs] = [window.input[2], window.output[2]];
  const [starts, posts, weights]: number[][] = [[0], [], []];
  for (let pre = 0; pre < gridSize(window.input); pre++) {
    visitWindows(window, pre, (place, inWindow, channel) => {
      posts.push(place * outputs + (kind === "convolution" ? 0 : channel));
      weights.push((inWindow * inputs + channel) * outputs);
    });
    starts.push(posts.length);
  }
  const rows: [string, Int32Array][] = [
    ["rowStart", Int32Array.from(starts)],
    ["post", Int32Array.from(posts)],
  ];
  if (kind === "convolution") return [...rows, ["weight", Int32Array.from(weights)]];
  const share = (post: number) => (kind === "maxPool" ? 1 : 1 / placesInside(window, Math.floor(post / outputs)));
  return [...rows, ["share", Float32Array.from({ length: gridSize(window.output) }, (_, post) => share(post))]];
}
