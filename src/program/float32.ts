import { children, type Expr } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import type { Program } from "./program.js";

function beyond(expr: Expr): number | undefined {
  if (expr.kind === "number") return fitsFloat32(expr.value) ? undefined : expr.value;
  for (const child of children(expr)) {
    const found = beyond(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Backends compute in 32 bits.
 * @throws ModelError for a constant of an equation that these cannot hold
 */
export function checkConstants({ learning }: Program): void {
  const loops = [...learning.loops, ...learning.populations];
  const assigned = [
    ...loops.flatMap((loop) => [...loop.locals.map(([, value]) => ({ field: loop.domain, value })), ...loop.next]),
    ...learning.populations.flatMap((p) => [
      ...p.reset,
      ...(p.threshold ? [{ field: p.domain, value: p.threshold }] : []),
    ]),
    ...learning.projections.flatMap((p) => [...p.onPre, ...p.onPost, { field: p.name, value: p.transmit }]),
    ...learning.decays.map(({ field, target }) => ({ field, value: { kind: "number", value: target } as const })),
  ];
  for (const { field, value } of assigned) {
    const found = beyond(value);
    if (found === undefined) continue;
    throw new ModelError(
      `compile, "${field}": found the constant ${found} after folding, expected ${FLOAT32}. Rescale the equation.`,
    );
  }
}
