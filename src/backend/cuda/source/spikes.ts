import type { Population, Source } from "../../../program/program.js";
import type { Layout } from "./layout.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/**
 * Loops over the spikes of a source or population that arrive after `delay` steps (a C expression), in ascending order.
 * The body finds the neuron in `pre`; the loop is the same in all threads.
 */
export function forEachSpike(
  out: Writer,
  layout: Layout,
  pre: Source | Population,
  { delay, unrolled }: { readonly delay: string; readonly unrolled: boolean },
  body: () => void,
): void {
  const ring = layout.rings.get(pre.name);
  const name = layout.id(pre.name);
  if (!ring) {
    out.line(`const int* const arrived = net.${name}offsets + at.k + ${pre.longestDelay} - ${delay};`);
    if (unrolled) out.line("UNROLLED");
    out.block("for (int i = arrived[0]; i < arrived[1]; i++)", () => {
      out.line(`const int pre = net.${name}indices[i];`);
      body();
    });
    return;
  }
  const { blocks } = layout.shape;
  out.line(`const int slot = slotOf(at, ${delay});`);
  const listed = (start: string, count: string) => {
    out.line(`const int* const list = net.${ring.spikes.id} + (size_t)slot * ${ring.size}${start};`);
    out.line(`const int n = net.${ring.count.id}[${count}];`);
    if (unrolled) out.line("UNROLLED");
    out.block("for (int i = 0; i < n; i++)", () => {
      out.line("const int pre = list[i];");
      body();
    });
  };
  if (!ring.live) {
    listed("", "slot");
    return;
  }
  const words = Math.ceil(blocks / 32);
  const live = `net.${ring.live.id}[slot * ${words} + word]`;
  out.block(`for (int word = 0; word < ${words}; word++)`, () => {
    out.block(`for (unsigned live = ${live}; live != 0; live &= live - 1)`, () => {
      out.line("const int block = word * 32 + __ffs(live) - 1;");
      listed(` + block * ${shareOf(ring.size, layout.shape)}`, `slot * ${blocks} + block`);
    });
  });
}

/**
 * Loops over the spikes from `low` to `high - 1`, after a binary search for the first; loops may differ between
 * threads.
 */
export function forEachSpikeBetween(
  out: Writer,
  layout: Layout,
  pre: Source | Population,
  { delay, low, high }: { readonly delay: string; readonly low: string; readonly high: string },
  body: () => void,
): void {
  const ring = layout.rings.get(pre.name);
  out.line(`const int low = ${low}, high = ${high};`);
  const listed = () =>
    out.block("for (int i = lowerBound(list, 0, n, low); i < n && list[i] < high; i++)", () => {
      out.line("const int pre = list[i];");
      body();
    });
  if (!ring?.live) {
    ownSpikes(out, layout, pre, delay);
    listed();
    return;
  }
  const { blocks } = layout.shape;
  const [share, words] = [shareOf(ring.size, layout.shape), Math.ceil(blocks / 32)];
  out.line(`const int slot = slotOf(at, ${delay});`);
  out.block(`for (int block = low / ${share}; block * ${share} < high; block++)`, () => {
    out.line(`if (!(net.${ring.live?.id}[slot * ${words} + block / 32] >> (block % 32) & 1u)) continue;`);
    out.line(`const int* const list = net.${ring.spikes.id} + (size_t)slot * ${ring.size} + block * ${share};`);
    out.line(`const int n = net.${ring.count.id}[slot * ${blocks} + block];`);
    listed();
  });
}

/**
 * The part of such a list in the block's own range of neurons, as `list` and `n`; the whole list for a source. Declares
 * these two names.
 */
export function ownSpikes(out: Writer, layout: Layout, pre: Source | Population, delay: string): void {
  const ring = layout.rings.get(pre.name);
  const name = layout.id(pre.name);
  if (!ring) {
    out.line(`const int* const arrived = net.${name}offsets + at.k + ${pre.longestDelay} - ${delay};`);
    out.line(`const int* const list = net.${name}indices + arrived[0];`);
    out.line("const int n = arrived[1] - arrived[0];");
    return;
  }
  const { blocks } = layout.shape;
  out.line(`const int slot = slotOf(at, ${delay});`);
  out.line(`const int* const list = net.${ring.spikes.id} + (size_t)slot * ${ring.size} + net.${name}first;`);
  if (!ring.live) {
    out.line(`const int n = net.${ring.count.id}[slot];`);
    return;
  }
  const word = `net.${ring.live.id}[slot * ${Math.ceil(blocks / 32)} + net.rank / 32]`;
  out.line(`const bool any = ${word} >> (net.rank % 32) & 1u;`);
  out.line(`const int n = any ? net.${ring.count.id}[slot * ${blocks} + net.rank] : 0;`);
}

/** A C expression: whether anything arrives after `delay` steps, the same in all blocks. */
export function anySpike(layout: Layout, pre: Source | Population, delay: string): string {
  const ring = layout.rings.get(pre.name);
  const name = layout.id(pre.name);
  if (!ring) {
    const at = `net.${name}offsets[at.k + ${pre.longestDelay} - ${delay}`;
    return `(${at}] != ${at} + 1])`;
  }
  if (!ring.live) return `(net.${ring.count.id}[slotOf(at, ${delay})] > 0)`;
  const words = Math.ceil(layout.shape.blocks / 32);
  const any = Array.from({ length: words }, (_, w) => `net.${ring.live?.id}[slotOf(at, ${delay}) * ${words} + ${w}]`);
  return `((${any.join(" | ")}) != 0)`;
}
