import { type Assignment, type Field, sideOf, valuesOf } from "../../program/program.js";
import type { Read } from "../../program/value.js";
import { Access, single } from "./access.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import type { ProjectionScope } from "./projectionScope.js";

function changesOf({ layout }: ProjectionScope, { name }: Field): number {
  const address = layout.changes.get(name);
  if (address === undefined) throw new TypeError(`no synapses share "${name}"`);
  return address;
}

const own = (field: Field): Read => ({ kind: "read", field, at: "element" });

/** Sums the changes of the assignments at some synapses, all of which read the values from before. */
export function addChanges(
  text: FunctionText,
  access: Access,
  scope: ProjectionScope,
  assignments: readonly Assignment[],
): void {
  const lanes = new Lanes(text, access, valuesOf(assignments));
  for (const { field, value } of assignments) {
    const address = changesOf(scope, field);
    const change = `(f32x4.sub ${lanes.value(value)} ${access.load(own(field))})`;
    const side = sideOf(own(field));
    text.add(access.storeRawAt(address, side, `(f32x4.add ${access.rawAt(address, side)} ${change})`));
  }
}

/** A function that adds the summed changes to the shared values, within their bounds, and marks what it changes. */
export function applyFunction(
  name: string,
  scope: ProjectionScope,
  assignments: readonly Assignment[],
  marks: { readonly address: number } | undefined,
): string {
  const text = new FunctionText(name);
  const { normalization } = scope.step.projection;
  const at = text.local("$at");
  const access = new Access(scope, text, { synapse: single(at) }, "after");
  for (const { field } of assignments) {
    const address = changesOf(scope, field);
    const [low, high] = field.bounds;
    const [before, after] = [text.fresh(), text.fresh()];
    const body = text.inner(() => {
      text.add(`(local.set ${before} ${access.load(own(field))})`);
      const moved = `(f32x4.add ${get(before)} ${access.rawAt(address, "synapse")})`;
      const above = Number.isFinite(low) ? `(f32x4.max ${moved} ${text.constant(low)})` : moved;
      const within = Number.isFinite(high) ? `(f32x4.min ${above} ${text.constant(high)})` : above;
      text.add(`(local.set ${after} ${within})`, access.store(field, get(after)));
      if (marks && normalization?.weight === field) {
        const group = `(i32.rem_u (i32.shr_u ${get(at)} (i32.const 2)) ${i32(normalization.groups)})`;
        text.add(`(if (v128.any_true (f32x4.ne ${get(before)} ${get(after)}))
  (then (i32.store offset=${marks.address} (i32.shl ${group} (i32.const 2)) (i32.const 1))))`);
      }
      text.add(`(i32.store offset=${address} ${get(at)} (i32.const 0))`);
    });
    const isChanged = `(f32.ne (f32.load offset=${address} ${get(at)}) (f32.const 0))`;
    text.add(loop(at, i32(0), i32(4 * field.domain.size), 4, `(if ${isChanged} (then\n${body}))`));
  }
  return text.toString();
}
