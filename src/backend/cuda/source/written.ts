import type { Field, Schedule } from "../../../program/program.js";

/** All fields whose stored values change in a schedule; the decay of a frame does not change them. */
export function writtenFields(schedule: Schedule, isFramed: (field: Field) => boolean): ReadonlySet<Field> {
  const { populations, projections, decays } = schedule;
  return new Set([
    ...populations.flatMap((p) => [...p.next, ...p.reset]).map((a) => a.field),
    ...populations.flatMap((p) => [...p.inputs, ...(p.refractory ? [p.refractory.left] : [])]),
    ...projections.flatMap((p) => [...p.loops.flatMap((l) => l.next), ...p.onPre.synapse]).map((a) => a.field),
    ...projections.flatMap((p) => [...p.onPre.row, ...p.onPost.synapse, ...p.onPost.column]).map((a) => a.field),
    ...[...populations.flatMap((p) => p.drives), ...projections.flatMap((p) => p.transmit)].flatMap((t) => [
      t.target,
      t.compensation ?? t.target,
    ]),
    ...decays.map((d) => d.field).filter((field) => !isFramed(field)),
  ]);
}
