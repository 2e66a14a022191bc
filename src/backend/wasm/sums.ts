import { type PopulationStep, type ProjectionStep, valuesOf } from "../../program/program.js";
import { Access, type Places, type Scope, single, vector } from "./access.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { isIn } from "./ranges.js";
import { preOfRow, synapseLoop } from "./synapseLoop.js";

/** Code that sets the inputs of a population to 0. */
export function clearInputs({ layout }: Scope, { population, inputs }: PopulationStep): string[] {
  const { first, end } = layout.own(population);
  return inputs.map((field) => {
    const { address } = layout.place(field);
    return `(memory.fill ${i32(address + 4 * first)} (i32.const 0) ${i32(4 * (end - first))})`;
  });
}

/**
 * A function that adds the contribution of all synapses of a projection to the inputs of their postsynaptic neurons.
 */
export function sumFunction(name: string, scope: Scope, step: ProjectionStep): string {
  const { projection, sums } = step;
  const text = new FunctionText(name);
  const add = (places: Places) =>
    text.inner(() => {
      const access = new Access(scope, text, places, "before");
      const lanes = new Lanes(text, access, valuesOf(sums));
      for (const { target, value } of sums) {
        text.add(access.storeRaw(target, `(f32x4.add ${access.raw(target, "post")} ${lanes.value(value)})`, "post"));
      }
    });
  text.add(
    projection.topology.kind === "allButSelf"
      ? othersOf(text, scope, step, add)
      : synapseLoop(text, scope, projection, add),
  );
  return text.toString();
}

/** All but self: each row's amount goes to all neurons, then the previous value of its own neuron is restored. */
function othersOf(
  text: FunctionText,
  scope: Scope,
  { projection: { rows, post, delays }, sums }: ProjectionStep,
  add: (places: Places) => string,
): string {
  const [row, pre, column] = ["$row", "$pre", "$column"].map((local) => text.local(local));
  const own = new Access(scope, text, { post: single(pre) }, "before");
  const kept = sums.map(() => text.fresh());
  const keep = sums.map(({ target }, i) => `(local.set ${kept[i]} ${own.raw(target, "post")})`);
  const give = sums.map(({ target }, i) => own.storeRaw(target, get(kept[i]), "post"));
  const places = { row: single(row), pre: single(pre), column: vector(column), post: vector(column) };
  const range = scope.layout.own(post);
  const all = loop(column, i32(4 * range.first), i32(4 * range.end), 16, add(places));
  const ifOwn = (lines: string[]) =>
    scope.layout.threads === 1 ? lines : [`(if ${isIn(range, get(pre))} (then\n${lines.join("\n")}))`];
  const lines = [preOfRow(delays.length), ...ifOwn(keep), all, ...ifOwn(give)];
  return loop(row, i32(0), i32(4 * rows), 4, lines.join("\n"));
}
