import { ModelError } from "../errors.js";
import { declared } from "./declared.js";
import { type ConvolutionOptions, gridSize, slideFilters, type Window } from "./window.js";

/** The synapses of a convolution's windows, each with a weight of its own: synapse s goes from pre[s] to post[s]. */
export interface LocalPattern {
  readonly kind: "local";
  readonly window: Window;
  readonly pre: Int32Array;
  readonly post: Int32Array;
}

/** The longest list of synapses. */
const MAX_SYNAPSES = 2 ** 29;

/**
 * Joins a grid to feature maps as {@link convolution} does, but without shared weights ("locally connected"), so that
 * weights can be plastic and normalized. They are listed by postsynaptic neuron (oy, ox, f) and then by place in its
 * window: [output height, output width, filters, height, width, channels], row by row. With `padding: "same"`, places
 * beyond the edge are left out.
 * @throws ModelError for sizes that do not match
 */
export function local(options: ConvolutionOptions): LocalPattern {
  const window = slideFilters("local", options);
  const { input, output, size, stride, before } = window;
  const most = gridSize(output) * size[0] * size[1] * input[2];
  if (most > MAX_SYNAPSES) {
    throw new ModelError(
      `local: found ${most} synapses, expected at most ${MAX_SYNAPSES}. Use fewer filters, a smaller window or a larger stride.`,
    );
  }
  const [pre, post] = [new Int32Array(most), new Int32Array(most)];
  let count = 0;
  for (let neuron = 0; neuron < gridSize(output); neuron++) {
    const place = Math.floor(neuron / output[2]);
    const top = Math.floor(place / output[1]) * stride[0] - before[0];
    const left = (place % output[1]) * stride[1] - before[1];
    for (let y = Math.max(top, 0); y < Math.min(top + size[0], input[0]); y++) {
      for (let x = Math.max(left, 0); x < Math.min(left + size[1], input[1]); x++) {
        for (let channel = 0; channel < input[2]; channel++) {
          pre[count] = (y * input[1] + x) * input[2] + channel;
          post[count++] = neuron;
        }
      }
    }
  }
  return declared({ kind: "local", window, pre: pre.slice(0, count), post: post.slice(0, count) });
}
