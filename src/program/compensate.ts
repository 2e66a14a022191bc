import type { Steps } from "./changes.js";
import type { Field } from "./field.js";
import { type Losses, losing } from "./losses.js";
import {
  type Assignment,
  type Decay,
  type ElementLoop,
  isShared,
  type PopulationStep,
  type ProjectionStep,
} from "./program.js";
import type { Measured } from "./sizes.js";
import { Splitter } from "./split.js";
import type { Value, Values } from "./value.js";

interface Compensated extends Steps {
  /** The compensations that have been added, by field. */
  readonly compensations: ReadonlyMap<Field, Field>;
  readonly warnings: readonly string[];
}

/**
 * Gives each field that would lose increments in 32 bits a compensation, a second field, and splits all that is
 * assigned to it between the two. Decays of such fields become updates of every step, as a moving frame rounds at each
 * event.
 */
export function compensate(
  steps: Steps,
  { measured, flush }: { readonly measured: Measured; readonly flush: number },
): Compensated {
  const { values } = measured;
  const { fields, ofInputs, warnings } = takenApart(steps, losing(measured));
  const compensations = new Map([...fields].map((field) => [field, compensationOf(field)] as const));
  if (compensations.size === 0) return { ...steps, compensations, warnings };
  const split = <A extends Assignment>(assignments: readonly A[]): readonly A[] =>
    assignments.flatMap((a) => {
      const compensation = compensations.get(a.field);
      if (!compensation) return [a];
      const splitter = new Splitter(values, a.field, compensation);
      const { value, rest } = splitter.split(a.value) ?? splitter.plain(a.value);
      return [
        { ...a, value },
        { ...a, field: compensation, value: rest },
      ];
    });
  const ofInput = (target: Field) => (ofInputs.has(target) ? compensations.get(target) : undefined);
  const isOwn = ({ field }: Decay) => compensations.has(field);
  const updates = steps.decays
    .filter(isOwn)
    .map((decay) => ({ field: decay.field, value: update(decay, values, flush) }));
  const of = (name: string) => updates.filter((a) => a.field.domain.name === name);
  return {
    compensations,
    warnings,
    decays: steps.decays.filter((decay) => !isOwn(decay)),
    populations: steps.populations.map((step): PopulationStep => {
      const next = [...step.next, ...of(step.population.name).map((a) => ({ ...a, held: false }))];
      const drives = step.drives.map((d) => ({ ...d, compensation: ofInput(d.target) }));
      return { ...step, next: split(next), drives, reset: split(step.reset) };
    }),
    projections: steps.projections.map((step): ProjectionStep => {
      const { onPre, onPost, loops, projection, transmit, guard } = step;
      return {
        ...step,
        loops: withUpdates(loops, of(projection.name)).map((loop) => ({ ...loop, next: split(loop.next) })),
        transmit: transmit.map((t) => ({ ...t, compensation: ofInput(t.target) })),
        onPre: { ...onPre, synapse: split(onPre.synapse), row: split(onPre.row) },
        onPost: { ...onPost, synapse: split(onPost.synapse), column: split(onPost.column) },
        guard: guard && compensations.has(guard) ? undefined : guard,
      };
    }),
  };
}

/**
 * Shared variables get no compensation, as their changes are summed before they are applied; the user is warned
 * instead.
 */
function takenApart({ projections }: Steps, { fields, ofInputs, warnings }: Losses): Losses {
  const shared = new Set(
    projections
      .filter(({ projection }) => isShared(projection))
      .flatMap(({ onPre, onPost }) => [...onPre.synapse, ...onPost.synapse].map((a) => a.field)),
  );
  const lost = [...fields].filter((field) => shared.has(field));
  return {
    fields: new Set([...fields].filter((field) => !shared.has(field))),
    ofInputs,
    warnings: [
      ...warnings,
      ...lost.map(
        ({ name }) =>
          `"${name}": found changes so small relative to its values that 32 bits lose much of them, as all places share the ` +
          "variable, expected larger changes. Learn faster, or use local(…), which loses nothing.",
      ),
    ],
  };
}

const compensationOf = (field: Field): Field => ({
  ...field,
  name: `${field.name}.compensation`,
  initial: 0,
  bounds: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  compensates: field,
});

/**
 * A step of a decay as an increment. Values that decay to 0 are set to 0 below `flush`, because denormal numbers are
 * slow.
 */
function update({ field, factor, target }: Decay, values: Values, flush: number): Value {
  const own = values.read(field, "element");
  const distance = target === 0 ? own : values.binary("-", own, values.number(target));
  const next = values.binary("+", own, values.binary("*", values.number(factor - 1), distance));
  if (target !== 0 || flush === 0) return next;
  const isSmall = values.binary("<", values.call("abs", [next]), values.number(flush));
  return values.call("where", [isSmall, values.number(0), next]);
}

function withUpdates(loops: readonly ElementLoop[], updates: readonly Assignment[]): readonly ElementLoop[] {
  const domains = new Set([...loops.map((l) => l.domain), ...updates.map((a) => a.field.domain)]);
  return [...domains].map((domain) => ({
    domain,
    next: [
      ...loops.filter((l) => l.domain === domain).flatMap((l) => l.next),
      ...updates.filter((a) => a.field.domain === domain),
    ],
  }));
}
