import { levelOf } from "../../../program/guards.js";
import type { Assignment, Program, ProjectionStep, Schedule, Topology } from "../../../program/program.js";

/** `pre.v` of a projection by its full name. */
export function fullName(name: string, step: ProjectionStep): string {
  const [side, variable] = name.split(".");
  return side === "pre" || side === "post" ? `${step[side]}.${variable}` : name;
}

/** The assignments of an event to what belongs to single synapses, and to what belongs to its whole row or column. */
export function splitEvent(program: Program, assignments: readonly Assignment[], whole: "row" | "column") {
  const isWhole = (a: Assignment) => levelOf(program, a.field) === whole;
  return { each: assignments.filter((a) => !isWhole(a)), whole: assignments.filter(isWhole) };
}

/** Every field whose stored values change in a schedule; a frame's decay changes none. */
export function writtenFields(schedule: Schedule, isFramed: (field: string) => boolean): ReadonlySet<string> {
  const assigned = [
    ...[...schedule.loops, ...schedule.populations].flatMap((loop) => loop.next),
    ...schedule.populations.flatMap((p) => p.reset),
    ...schedule.projections.flatMap((p) => [...p.onPre, ...p.onPost]),
    ...schedule.decays.filter((d) => !isFramed(d.field)),
  ].map((a) => a.field);
  const others = [
    ...schedule.populations.map((p) => p.refractoryField),
    ...schedule.projections.flatMap((p) => [p.target, p.changed]),
  ].flatMap((field) => field ?? []);
  return new Set([...assigned, ...others]);
}

export function topologyOf(program: Program, projection: string): Topology {
  const topology = program.topologies.get(projection);
  if (!topology) throw new TypeError(`no topology "${projection}" in the program`);
  return topology;
}
