import type { Presentation } from "../backend.js";
import type { Batch, Site } from "./batch.js";
import { moves, SMALLEST_SCALE } from "./source/frames.js";
import type { Layout } from "./source/layout.js";
import type { SiteArgument } from "./source/sites.js";

/** One launch of a presentation's steps. */
export interface Leg {
  readonly from: number;
  readonly steps: number;
  /** One for each network. */
  readonly sites: readonly SiteArgument[];
}

/** Splits a presentation into one or more launches, and advances the clocks of its networks to its end. */
export function planLegs(layout: Layout, { presentations, sites }: Batch, mostSteps: number): Leg[] {
  const [{ steps, learning }] = presentations;
  const legs: Leg[] = [];
  let from = 0;
  do {
    const leg = { from, steps: Math.min(mostSteps, steps - from) };
    const isDue = (scale: number) => leg.steps > 0 && scale < SMALLEST_SCALE;
    legs.push({ ...leg, sites: sites.map((site) => siteArgument(site, isDue)) });
    for (const site of sites) advance(layout, site, leg.steps, learning);
    from += leg.steps;
  } while (from < steps);
  return legs;
}

/** The kernel's argument for a network; resets the scales that are due to 1. */
export function siteArgument(site: Site, isDue: (scale: number) => boolean): SiteArgument {
  const { slot, scales, histories } = site.clock;
  const factors = scales.map((scale) => (isDue(scale) ? scale : 1));
  site.clock = { slot, scales: scales.map((scale) => (isDue(scale) ? 1 : scale)), histories };
  return { mine: site.mine, shared: site.shared, slot, scales: site.clock.scales, factors };
}

function advance({ frames, slots }: Layout, site: Site, steps: number, learning: boolean): void {
  const { slot, scales, histories } = site.clock;
  site.clock = {
    slot: (slot + steps) % slots,
    scales: scales.map((scale, f) => (moves(frames[f], learning) ? scale * frames[f].factor ** steps : scale)),
    histories,
  };
}

/** The scale of a network's probed fields at each of their samples. */
export function sampledScales(
  { frames }: Layout,
  { probes, learning }: Presentation,
  legs: readonly Leg[],
  network: number,
): number[][] {
  return probes.map(({ field, every }) => {
    const f = frames.findIndex((frame) => frame.field.name === field);
    return legs.flatMap(({ from, steps, sites }) => {
      const first = Math.floor(from / every) + 1;
      const count = Math.floor((from + steps) / every) + 1 - first;
      return Array.from({ length: count }, (_, n) => {
        if (f < 0) return 1;
        const scale = sites[network].scales[f];
        return moves(frames[f], learning) ? scale * frames[f].factor ** ((first + n) * every - from) : scale;
      });
    });
  });
}
