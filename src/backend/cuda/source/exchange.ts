import type { Layout } from "./layout.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/** Spikes become lists, each population's by a warp of its own, and all blocks see them. */
export function writeExchange(out: Writer, layout: Layout, wait: string): void {
  const { blocks } = layout.shape;
  const words = Math.ceil(blocks / 32);
  out.line("__syncthreads();");
  for (const [i, [name, ring]] of [...layout.rings].entries()) {
    const id = layout.id(name);
    const bits = Math.ceil(shareOf(ring.size, layout.shape) / 32);
    out.block(`if (threadIdx.x / WARP == ${i} % max(1u, blockDim.x / WARP))`, () => {
      out.line(`int* const list = net.${ring.spikes.id} + (size_t)at.slot * ${ring.size} + net.${id}first;`);
      out.line(`const int n = listBits(shared.${id}fired, ${bits}, net.${id}first, list);`);
      if (!ring.live) {
        out.line(`if (threadIdx.x % WARP == 0) net.${ring.count.id}[at.slot] = n;`);
        return;
      }
      out.block("if (threadIdx.x % WARP == 0 && n > 0)", () => {
        out.line(`net.${ring.count.id}[at.slot * ${blocks} + net.rank] = n;`);
        out.line(`atomicOr(&net.${ring.live?.id}[at.slot * ${words} + net.rank / 32], 1u << (net.rank % 32));`);
      });
    });
  }
  out.line(wait);
  if (blocks === 1) return;
  // Clears the lists of the step after the next; no block can be far enough ahead to have started them.
  out.line(`const int later = (at.slot + 2) % ${layout.slots};`);
  out.block(`if (net.rank == 0 && threadIdx.x < ${words})`, () => {
    for (const { live } of layout.rings.values()) out.line(`net.${live?.id}[later * ${words} + threadIdx.x] = 0;`);
  });
}
