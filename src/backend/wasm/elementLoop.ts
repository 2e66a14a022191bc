import { type ElementLoop, type Projection, valuesOf } from "../../program/program.js";
import { readsOf } from "../../program/value.js";
import { Access, type Places, type Scope, single, vector } from "./access.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { padded } from "./layout.js";

/** A function that updates every element of a domain of a projection: its rows, columns or synapses. */
export function elementFunction(name: string, scope: Scope, projection: Projection, update: ElementLoop): string {
  const { domain } = update;
  const { topology, rows, post } = projection;
  const text = new FunctionText(name);
  const write = (places: Places) => text.inner(() => writeUpdate(text, scope, places, update));
  const delays = projection.delays.length;
  const [at, row, pre, column] = ["$at", "$row", "$pre", "$column"].map((local) => text.local(local));
  const setPre = `(local.set ${pre} (i32.shl (i32.div_u (i32.shr_u ${get(row)} (i32.const 2)) ${i32(delays)}) (i32.const 2)))`;
  const readsPre = readsOf(valuesOf(update.next)).some((read) => read.at === "pre");
  if (domain.level === "column") {
    const place = vector(column);
    text.add(loop(column, i32(0), i32(4 * padded(domain.size)), 16, write({ column: place, post: place })));
  } else if (domain.level === "row" && (delays === 1 || !readsPre)) {
    const place = vector(row);
    text.add(loop(row, i32(0), i32(4 * padded(domain.size)), 16, write({ row: place, pre: place })));
  } else if (domain.level === "row") {
    text.add(loop(row, i32(0), i32(4 * rows), 4, `${setPre}\n${write({ row: single(row), pre: single(pre) })}`));
  } else if (topology.kind === "oneToOne") {
    const place = vector(at);
    const places = { synapse: place, row: place, pre: place, column: place, post: place };
    text.add(loop(at, i32(0), i32(4 * padded(domain.size)), 16, write(places)));
  } else if (topology.kind === "dense") {
    const places = {
      synapse: vector(at),
      row: single(row),
      pre: single(pre),
      column: vector(column),
      post: vector(column),
    };
    const vectors = loop(
      column,
      i32(0),
      i32(4 * padded(post.size)),
      16,
      `${write(places)}\n(local.set ${at} (i32.add ${get(at)} (i32.const 16)))`,
    );
    text.add(`(local.set ${at} (i32.const 0))`, loop(row, i32(0), i32(4 * rows), 4, `${setPre}\n${vectors}`));
  } else {
    const [starts, posts] = ["rowStart", "post"].map(
      (key) => scope.layout.constants.get(`${projection.name}.${key}`)?.address ?? 0,
    );
    const places = {
      synapse: single(at),
      row: single(row),
      pre: single(pre),
      column: single(column),
      post: single(column),
    };
    const bound = (next: number) => `(i32.shl (i32.load offset=${starts + 4 * next} ${get(row)}) (i32.const 2))`;
    const synapse = `(local.set ${column} (i32.shl (i32.load offset=${posts} ${get(at)}) (i32.const 2)))\n${write(places)}`;
    text.add(loop(row, i32(0), i32(4 * rows), 4, `${setPre}\n${loop(at, bound(0), bound(1), 4, synapse)}`));
  }
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
