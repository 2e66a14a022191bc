import { ModelError } from "../errors.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { type Program, valuesOf } from "./program.js";
import { partsOf, type Value } from "./value.js";

/**
 * Backends compute in 32 bits.
 * @throws ModelError for a constant of an equation that these cannot hold
 */
export function checkConstants({ learning, decays }: Program): void {
  const values: [name: string, values: readonly Value[]][] = [
    ...learning.projections.flatMap((p) => p.loops).map((l) => [l.domain.name, valuesOf(l.next)] as const),
    ...learning.populations.map(
      (p) =>
        [p.population.name, [...valuesOf([...p.next, ...p.reset]), ...(p.threshold ? [p.threshold] : [])]] as const,
    ),
    ...learning.projections.map((p) => {
      const assigned = [...p.onPre.synapse, ...p.onPre.row, ...p.onPost.synapse, ...p.onPost.column];
      return [p.projection.name, [p.transmit, ...valuesOf(assigned)]] as const;
    }),
  ].map(([name, list]) => [name, list]);
  for (const [name, list] of values) {
    for (const part of partsOf(list)) if (part.kind === "number") check(name, part.value);
  }
  for (const { field, target } of decays) check(field.name, target);
}

function check(name: string, value: number): void {
  if (fitsFloat32(value)) return;
  throw new ModelError(
    `compile, "${name}": found the constant ${value} after folding, expected ${FLOAT32}. Rescale the equation.`,
  );
}
