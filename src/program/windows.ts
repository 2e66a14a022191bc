import type { Window } from "../model/window.js";

/**
 * Calls `visit` for each window over a presynaptic neuron: the window's place, the neuron's place in it, and its
 * channel.
 */
export function visitWindows(
  { input, output, size, stride, before }: Window,
  pre: number,
  visit: (place: number, inWindow: number, channel: number) => void,
): void {
  const channel = pre % input[2];
  const [y, x] = [Math.floor(pre / (input[1] * input[2])), Math.floor(pre / input[2]) % input[1]];
  for (let oy = 0; oy < output[0]; oy++) {
    const wy = y + before[0] - oy * stride[0];
    if (wy < 0 || wy >= size[0]) continue;
    for (let ox = 0; ox < output[1]; ox++) {
      const wx = x + before[1] - ox * stride[1];
      if (wx >= 0 && wx < size[1]) visit(oy * output[1] + ox, wy * size[1] + wx, channel);
    }
  }
}

/** Calls `visit` for each presynaptic neuron that a place sees, in ascending order, with its element in a filter. */
export function visitSeen(
  { input, output, size, stride, before }: Window,
  place: number,
  visit: (pre: number, element: number) => void,
): void {
  const top = Math.floor(place / output[1]) * stride[0] - before[0];
  const left = (place % output[1]) * stride[1] - before[1];
  for (let y = Math.max(top, 0); y < Math.min(top + size[0], input[0]); y++) {
    for (let x = Math.max(left, 0); x < Math.min(left + size[1], input[1]); x++) {
      for (let channel = 0; channel < input[2]; channel++) {
        const element = ((y - top) * size[1] + (x - left)) * input[2] + channel;
        visit((y * input[1] + x) * input[2] + channel, element);
      }
    }
  }
}

/** The number of places of a window that lie on the grid. */
export function placesInside({ input, output, size, stride, before }: Window, place: number): number {
  const at = [Math.floor(place / output[1]), place % output[1]];
  const lengths = [0, 1].map((axis) => {
    const start = at[axis] * stride[axis] - before[axis];
    return Math.min(start + size[axis], input[axis]) - Math.max(start, 0);
  });
  return lengths[0] * lengths[1];
}
