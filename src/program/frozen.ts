import type { Assignment, ElementLoop, Field, PopulationStep, Program, ProjectionStep, Schedule } from "./program.js";
import { readsOf } from "./value.js";

/**
 * The schedule of presentations that do not learn: no weight and no plastic variable changes. Of the synaptic
 * variables, only those that transmission depends on (short-term plasticity) and those that merely decay are updated.
 */
export function frozen(learning: Schedule, decays: Program["decays"], transmitted: ReadonlySet<Field>): Schedule {
  return {
    populations: learning.populations.map(frozenPopulation),
    projections: learning.projections.map((step) => {
      const keep = (assignments: readonly Assignment[]) => assignments.filter((a) => transmitted.has(a.field));
      const { onPre, onPost } = step;
      return eventsOf({
        ...step,
        loops: step.loops.flatMap(frozenLoop),
        onPre: { synapse: keep(onPre.synapse), row: keep(onPre.row), marks: false },
        onPost: { synapse: keep(onPost.synapse), column: keep(onPost.column), marks: false },
      });
    }),
    decays: decays.filter((d) => d.whileFrozen),
  };
}

function frozenLoop({ domain, next }: ElementLoop): ElementLoop[] {
  const still = next.filter((a) => !a.field.plastic);
  return still.length === 0 ? [] : [{ domain, next: still }];
}

function frozenPopulation(step: PopulationStep): PopulationStep {
  return {
    ...step,
    next: step.next.filter((a) => !a.field.plastic),
    reset: step.reset.filter((a) => !a.field.plastic),
  };
}

/** A step with the properties that follow from its events. */
export function eventsOf(step: Omit<ProjectionStep, "feedsBack" | "readsTarget">): ProjectionStep {
  const { projection, onPre, guard } = step;
  const targets = new Set(step.transmit.map((t) => t.target));
  const read = readsOf([...step.transmit, ...onPre.synapse, ...onPre.row].map(({ value }) => value));
  const readsAt = (side: "pre" | "post") => read.some((r) => targets.has(r.field) && r.at === side);
  return {
    ...step,
    guard: onPre.synapse.length > 0 ? guard : undefined,
    feedsBack: projection.pre === projection.post && readsAt("pre"),
    readsTarget: readsAt("post"),
  };
}
