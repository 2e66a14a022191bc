import type { Field, Schedule } from "../../../program/program.js";
import type { Delivery } from "./deliver.js";
import type { Update } from "./elementLoop.js";
import type { Layout } from "./layout.js";
import type { Reaction } from "./postsynaptic.js";
import type { Sums } from "./sums.js";

/**
 * Where the threads of a network must wait for one another, besides the exchange of spikes. Neurons and columns, with
 * all synapses onto them, belong to one thread or block; what others read of these, or of rows, must be written before
 * and must not be written while it may still be read. Barriers are placed only where necessary.
 */
interface Barriers {
  /** Before sums over synapses. */
  readonly beforeSums: boolean;
  /** Before these updates. */
  readonly beforeUpdate: ReadonlySet<Update>;
  /** Before populations are updated. */
  readonly beforePopulations: boolean;
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
    sums,
    deliveries,
    reactions,
    updates,
  }: {
    readonly sums: readonly Sums[];
    readonly deliveries: readonly Delivery[];
    readonly reactions: readonly Reaction[];
    readonly updates: readonly Update[];
  },
): Barriers {
  const changedByPopulations = [
    ...schedule.populations.flatMap((p) => p.next.map((a) => a.field)),
    ...schedule.populations.flatMap((p) => [
      ...p.drives.map((d) => d.target),
      ...(p.refractory ? [p.refractory.left] : []),
    ]),
    ...schedule.decays.map((d) => d.field).filter((f) => !layout.place(f).frame),
  ];
  const beforeDelivery = new Set<Delivery>();
  const beforeRows = new Set<Delivery>();
  let [read, written] = [new Set<Field>(), new Set<Field>()];
  for (const delivery of deliveries) {
    const targets = delivery.step.transmit.map((t) => t.target);
    if (targets.some((target) => read.has(target)) || delivery.foreign.some((f) => written.has(f))) {
      beforeDelivery.add(delivery);
      [read, written] = [new Set(), new Set()];
    }
    for (const field of delivery.foreign) read.add(field);
    for (const target of targets) written.add(target);
    const isReadBefore = delivery.hasRows && delivery.foreign.some((f) => delivery.rowFields.includes(f));
    if (isReadBefore || delivery.rowsRead.some((f) => written.has(f))) {
      beforeRows.add(delivery);
      [read, written] = [new Set(), new Set()];
    }
    for (const field of delivery.rowsRead) read.add(field);
  }
  const rowFields = new Set(deliveries.flatMap((d) => d.rowFields));
  const targets = new Set(deliveries.flatMap((d) => d.step.transmit.map((t) => t.target)));
  const visited = [
    ...deliveries.flatMap((d) => [...d.foreign, ...d.rowsRead]),
    ...reactions.flatMap((r) => r.visit.foreign),
  ];
  const updatedBefore = new Set([
    ...updates.flatMap((u) => u.changes),
    ...schedule.populations.flatMap((p) => p.reset.map((a) => a.field)),
    ...changedByPopulations,
  ]);
  return {
    ...placeBeforeUpdates(sums, updates, changedByPopulations),
    beforeDelivery,
    beforeRows,
    beforeReactions: reactions.some((r) => r.visit.foreign.some((f) => rowFields.has(f) || targets.has(f))),
    beforeResets: [...visited, ...rowFields].some((f) => updatedBefore.has(f)),
  };
}

/** Updates read values of others from the end of the last step, which must not change until all have read them. */
function placeBeforeUpdates(
  sums: readonly Sums[],
  updates: readonly Update[],
  changedByPopulations: readonly Field[],
): Pick<Barriers, "beforeSums" | "beforeUpdate" | "beforePopulations"> {
  const beforeUpdate = new Set<Update>();
  let read = new Set<Field>(sums.flatMap((s) => s.foreign));
  const beforeSums = read.size > 0;
  for (const update of updates) {
    const isFirst = update.foreign.length > 0 && beforeUpdate.size === 0;
    if (isFirst || update.changes.some((f) => read.has(f))) {
      beforeUpdate.add(update);
      read = new Set();
    }
    for (const field of update.foreign) read.add(field);
  }
  return { beforeSums, beforeUpdate, beforePopulations: changedByPopulations.some((f) => read.has(f)) };
}
