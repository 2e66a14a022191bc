import { type ElementLoop, type Projection, valuesOf } from "../../program/program.js";
import { readsOf } from "../../program/value.js";
import { Access, type Places, type Scope, single, vector } from "./access.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { padded } from "./padding.js";
import { preOfRow, synapseLoop } from "./synapseLoop.js";

/** A function that updates every element of one of a projection's domains: its rows, columns or synapses. */
export function elementFunction(name: string, scope: Scope, projection: Projection, update: ElementLoop): string {
  const { domain } = update;
  const { rows } = projection;
  const text = new FunctionText(name);
  const write = (places: Places) => text.inner(() => writeUpdate(text, scope, places, update));
  const delays = projection.delays.length;
  const [row, pre, column] = ["$row", "$pre", "$column"].map((local) => text.local(local));
  const readsPre = readsOf(valuesOf(update.next)).some((read) => read.at === "pre");
  if (domain.level === "column") {
    const place = vector(column);
    const { first, end } = scope.layout.own(projection.post);
    text.add(loop(column, i32(4 * first), i32(4 * end), 16, write({ column: place, post: place })));
  } else if (domain.level === "row" && (delays === 1 || !readsPre)) {
    const place = vector(row);
    text.add(loop(row, i32(0), i32(4 * padded(domain.size)), 16, write({ row: place, pre: place })));
  } else if (domain.level === "row") {
    text.add(
      loop(row, i32(0), i32(4 * rows), 4, `${preOfRow(delays)}\n${write({ row: single(row), pre: single(pre) })}`),
    );
  } else text.add(synapseLoop(text, scope, projection, write));
  return text.toString();
}

function writeUpdate(text: FunctionText, scope: Scope, places: Places, { next }: ElementLoop): void {
  const access = new Access(scope, text, places, "before");
  const lanes = new Lanes(text, access, valuesOf(next));
  const values = next.map(({ value }) => {
    const local = text.fresh();
    text.add(`(local.set ${local} ${lanes.value(value)})`);
    return local;
  });
  text.add(...next.map(({ field }, i) => access.storeRaw(field, get(values[i]))));
}
