import { ModelError } from "../errors.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { conditionsOf, type Program } from "./program.js";
import { partsOf, type Value } from "./value.js";

/**
 * Checks that all constants fit in 32 bits, in which backends compute.
 * @throws ModelError for a constant that does not
 */
export function checkConstants({ learning: { populations, projections }, decays }: Program): void {
  const assigned = [
    ...populations.flatMap((p) => [...p.next, ...p.reset]),
    ...projections.flatMap((p) => p.loops.flatMap((loop) => loop.next)),
    ...projections.flatMap((p) => [...p.onPre.synapse, ...p.onPre.row, ...p.onPost.synapse, ...p.onPost.column]),
  ];
  for (const { field, value } of assigned) check(field.name, value);
  for (const step of populations) for (const value of conditionsOf(step)) check(step.population.name, value);
  for (const { transmit, sums } of projections) {
    for (const { target, value } of [...transmit, ...sums]) check(target.name, value);
  }
  for (const { field, target } of decays) check(field.name, { kind: "number", value: target });
}

function check(name: string, value: Value): void {
  for (const part of partsOf([value])) {
    if (part.kind !== "number" || fitsFloat32(part.value)) continue;
    throw new ModelError(
      `compile, "${name}": found the constant ${part.value} after folding, expected ${FLOAT32}. Rescale the equation.`,
    );
  }
}
