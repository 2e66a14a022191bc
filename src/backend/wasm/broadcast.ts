import { sideOf, valuesOf } from "../../program/program.js";
import { partsOf } from "../../program/value.js";
import { Access, type Places, single, vector } from "./access.js";
import { writeAssignments } from "./events.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { type ProjectionScope, wake } from "./projectionScope.js";
import { isIn } from "./ranges.js";
import type { RingPlace } from "./rings.js";
import { eachSpike, spikesIn } from "./spikes.js";

/** Whether every synapse of a row transmits the same amount. */
export function isUniform({ step: { transmit, feedsBack, readsTarget } }: ProjectionScope): boolean {
  const sides = [...partsOf(valuesOf(transmit))].flatMap((part) => {
    if (part.kind === "read") return [sideOf(part)];
    return part.kind === "index" || part.kind === "draw" ? [part.side] : [];
  });
  const isOfRow = sides.every((side) => side === "pre" || side === "row");
  const isPlain = transmit.every(({ closedBy, compensation }) => closedBy === undefined && compensation === undefined);
  return isOfRow && !feedsBack && !readsTarget && isPlain;
}

/**
 * All-but-self connections with one amount per row, in O(neurons + spikes): the sum goes to all neurons, and each
 * spiking neuron gets its previous value plus the amounts of the others.
 */
export function broadcast(name: string, scope: ProjectionScope, ring: RingPlace): string {
  const { layout, step } = scope;
  const text = new FunctionText(name, ["$list"]);
  const [pre, kept, column] = [text.local("$preOffset"), text.local("$kept"), text.local("$column")];
  const total = text.local("$total", "v128");
  const range = layout.own(step.projection.post);
  text.add(`(if (i32.eqz ${spikesIn(ring, "(local.get $list)")}) (then (return)))`);
  const at: Places = { pre: single(pre), row: single(pre), post: single(pre), column: single(pre) };
  const access = new Access(scope, text, at, "after");
  /** Visits the spikes of this thread's own neurons. */
  const eachOwn = (write: () => void) =>
    eachPre(() => {
      const own = text.inner(write);
      text.add(layout.threads === 1 ? own : `(if ${isIn(range, get(pre))} (then\n${own}))`);
    });
  const eachPre = (write: () => void) =>
    text.add(
      `(local.set ${kept} (i32.const 0))`,
      eachSpike(text, ring, "(local.get $list)", (neuron) => {
        text.add(`(local.set ${pre} (i32.shl ${get(neuron)} (i32.const 2)))`);
        write();
        text.add(`(local.set ${kept} (i32.add ${get(kept)} (i32.const 4)))`);
      }),
    );
  for (const { target, value } of step.transmit) {
    const amount = () => access.inFrame(target, new Lanes(text, access, [value]).value(value));
    text.add(`(local.set ${total} ${text.constant(0)})`);
    eachPre(() => text.add(`(local.set ${total} (f32x4.add ${get(total)} ${amount()}))`));
    eachOwn(() => {
      const others = `(f32x4.sub ${get(total)} ${amount()})`;
      const sum = `(f32x4.add ${access.raw(target, "post")} ${others})`;
      text.add(`(v128.store32_lane offset=${layout.scratch} 0 ${get(kept)} ${sum})`);
    });
    const all = new Access(scope, text, { post: vector(column) }, "after");
    const sum = `(f32x4.add ${all.raw(target, "post")} ${get(total)})`;
    text.add(loop(column, i32(4 * range.first), i32(4 * range.end), 16, all.storeRaw(target, sum, "post")));
    eachOwn(() =>
      text.add(access.storeRaw(target, `(v128.load32_splat offset=${layout.scratch} ${get(kept)})`, "post")),
    );
  }
  wake(text, scope);
  if (step.onPre.row.length > 0) eachPre(() => writeAssignments(text, access, step.onPre.row));
  return text.toString();
}
