import type { Schedule } from "../../../kernel/program.js";
import type { Delivery } from "./deliver.js";
import type { Update } from "./elementLoop.js";
import type { Layout } from "./layout.js";
import type { Reaction } from "./postsynaptic.js";

/**
 * Where the threads of a network must wait for one another besides the exchange of spikes. Neurons and columns, with
 * all synapses onto them, belong to one thread or block; what others read of them, or of rows, must have been written
 * before and must not be written while they may still read. Where nothing of the kind happens, no barrier costs time.
 */
export interface Barriers {
  /** Before the delivery of these projections. */
  readonly beforeDelivery: ReadonlySet<Delivery>;
  /** Between a projection's delivery and the assignments to its rows. */
  readonly beforeRows: ReadonlySet<Delivery>;
  /** Before postsynaptic events, if there are any. */
  readonly beforeReactions: boolean;
  /** Before resets and the next step's updates. */
  readonly beforeResets: boolean;
}

export function placeBarriers(
  layout: Layout,
  schedule: Schedule,
  {
    deliveries,
    reactions,
    updates,
  }: {
    readonly deliveries: readonly Delivery[];
    readonly reactions: readonly Reaction[];
    readonly updates: readonly Update[];
  },
): Barriers {
  const beforeDelivery = new Set<Delivery>();
  let [read, written] = [new Set<string>(), new Set<string>()];
  for (const delivery of deliveries) {
    const { target } = delivery.step;
    if (read.has(target) || delivery.visit.foreign.some((f) => written.has(f))) {
      beforeDelivery.add(delivery);
      [read, written] = [new Set(), new Set()];
    }
    for (const field of delivery.visit.foreign) read.add(field);
    written.add(target);
  }
  const rowFields = new Set(deliveries.flatMap((d) => d.rowFields));
  const targets = new Set(deliveries.map((d) => d.step.target));
  const visited = [...deliveries, ...reactions].flatMap((d) => d.visit.foreign);
  const updatedBefore = new Set([
    ...updates.flatMap((u) => u.changes),
    ...schedule.populations.flatMap((p) => [...p.next, ...p.reset].map((a) => a.field)),
    ...schedule.populations.flatMap((p) => p.refractoryField ?? []),
    ...schedule.decays.map((d) => d.field).filter((f) => !layout.field(f).frame),
  ]);
  return {
    beforeDelivery,
    beforeRows: new Set(deliveries.filter((d) => d.visit.foreign.some((f) => d.rowFields.includes(f)))),
    beforeReactions: reactions.some((r) => r.visit.foreign.some((f) => rowFields.has(f) || targets.has(f))),
    beforeResets: [...visited, ...rowFields].some((f) => updatedBefore.has(f)),
  };
}
