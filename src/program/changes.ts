import type { Assignment, Decay, Field, PopulationStep, ProjectionStep } from "./program.js";
import type { Value } from "./value.js";

/** The parts of a learning schedule, while a program is being built. */
export interface Steps {
  readonly populations: readonly PopulationStep[];
  readonly projections: readonly ProjectionStep[];
  readonly decays: readonly Decay[];
}

/** Everything that changes a field. */
export interface Changes {
  /** The update of every step. */
  readonly update?: Value;
  readonly decay?: Decay;
  /** Values that events assign to it. */
  readonly events: readonly Value[];
  /** Values that arriving spikes add to it. */
  readonly inputs: readonly Value[];
}

/** The changes of each field that is assigned or added to. */
export function changesOf({ populations, projections, decays }: Steps): ReadonlyMap<Field, Changes> {
  const updates = [
    ...populations.flatMap((p) => p.next),
    ...projections.flatMap((p) => p.loops.flatMap((l) => l.next)),
  ];
  const events: readonly Assignment[] = [
    ...populations.flatMap((p) => p.reset),
    ...projections.flatMap(({ onPre, onPost }) => [
      ...onPre.synapse,
      ...onPre.row,
      ...onPost.synapse,
      ...onPost.column,
    ]),
  ];
  const fields = new Set([
    ...[...updates, ...events].map((a) => a.field),
    ...decays.map((d) => d.field),
    ...[...populations.flatMap((p) => p.drives), ...projections.flatMap((p) => p.transmit)].map((t) => t.target),
  ]);
  const updateOf = new Map(updates.map((a) => [a.field, a.value]));
  const decayOf = new Map(decays.map((d) => [d.field, d]));
  return new Map(
    [...fields].map((field) => {
      const changes = {
        update: updateOf.get(field),
        decay: decayOf.get(field),
        events: events.flatMap((a) => (a.field === field ? [a.value] : [])),
        inputs: [...populations.flatMap((p) => p.drives), ...projections.flatMap((p) => p.transmit)].flatMap((t) =>
          t.target === field ? [t.value] : [],
        ),
      };
      return [field, changes];
    }),
  );
}
