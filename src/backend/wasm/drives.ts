import { type PopulationStep, valuesOf } from "../../program/program.js";
import { Access, type Scope, vector } from "./access.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { whereOpen } from "./projectionScope.js";

/** A function that adds each neuron's input from many sources in a step. Such neurons never sleep. */
export function driveFunction(name: string, scope: Scope, { population, drives }: PopulationStep): string {
  const text = new FunctionText(name);
  const offset = text.local("$offset");
  const place = vector(offset);
  const body = text.inner(() => {
    const access = new Access(scope, text, { neuron: place, post: place }, "after");
    const lanes = new Lanes(text, access, valuesOf(drives));
    const amounts = drives.map(({ value }) => {
      const local = text.fresh();
      text.add(`(local.set ${local} ${lanes.value(value)})`);
      return get(local);
    });
    for (const [i, drive] of drives.entries()) {
      const amount = whereOpen(text, access, drive, access.inFrame(drive.target, amounts[i]));
      text.add(...access.add(drive, amount));
    }
  });
  const { first, end } = scope.layout.own(population);
  text.add(loop(offset, i32(4 * first), i32(4 * end), 16, body));
  return text.toString();
}
