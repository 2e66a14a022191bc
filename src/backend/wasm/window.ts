import type { WindowPattern } from "../../model/window.js";
import { Access, type Places, single, vector } from "./access.js";
import { writeAssignments } from "./events.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { padded } from "./padding.js";
import { addTransmitted, constantAddress, type ProjectionScope, wake, whereOpen } from "./projectionScope.js";
import type { RingPlace } from "./rings.js";
import { addChanges } from "./shared.js";
import { eachSpike, spikesIn } from "./spikes.js";

/** Runs `body` for each entry of a presynaptic neuron's windows, with its first postsynaptic neuron in $post. */
function eachEntry(text: FunctionText, scope: ProjectionScope, pre: string, write: (entry: string) => void): string {
  const [starts, posts] = ["rowStart", "post"].map((key) => constantAddress(scope, key));
  const [entry, last, post] = [text.local("$entry"), text.local("$last"), text.local("$post")];
  const bound = (next: number) => `(i32.shl (i32.load offset=${starts + 4 * next} ${pre}) (i32.const 2))`;
  const body = text.inner(() => {
    text.add(`(local.set ${post} (i32.shl (i32.load offset=${posts} ${get(entry)}) (i32.const 2)))`);
    write(entry);
  });
  return `(local.set ${last} ${bound(1)})\n${loop(entry, bound(0), get(last), 4, body)}`;
}

/**
 * A function of a presynaptic neuron: adds the filter weights at its place in each window that covers it, four filters
 * at a time, and sums the changes that `onPre` makes to them.
 */
export function filterFunction(name: string, scope: ProjectionScope, { window }: WindowPattern): string {
  const text = new FunctionText(name, ["$pre", "$row"]);
  const [pre, row, column, synapse, f] = ["$preOffset", "$rowOffset", "$column", "$synapse", "$f"].map((local) =>
    text.local(local),
  );
  const weights = constantAddress(scope, "weight");
  const { synapse: perSynapse, row: perRow } = scope.step.onPre;
  const ends: Places = { pre: single(pre), row: single(row) };
  const filters = (place: typeof vector, width: number) =>
    text.inner(() => {
      text.add(
        `(local.set ${column} (i32.add (local.get $post) ${get(f)}))`,
        `(local.set ${synapse} (i32.add (i32.shl (i32.load offset=${weights} ${get("$entry")}) (i32.const 2)) ${get(f)}))`,
      );
      const at = { ...ends, synapse: place(synapse), column: place(column), post: place(column) };
      const access = new Access(scope, text, at, "after");
      addTransmitted(text, access, scope);
      if (perSynapse.length > 0) addChanges(text, access, scope, perSynapse);
      const first = `(i32.shr_u ${get(column)} (i32.const 2))`;
      wake(text, scope, first);
      if (width > 1) wake(text, scope, `(i32.add ${first} ${i32(width - 1)})`);
    });
  const count = window.output[2];
  const whole = count - (count % 4);
  text.add(
    `(local.set ${pre} (i32.shl (local.get $pre) (i32.const 2)))`,
    `(local.set ${row} (i32.shl (local.get $row) (i32.const 2)))`,
    eachEntry(text, scope, get(pre), () => {
      if (whole > 0) text.add(loop(f, i32(0), i32(4 * whole), 16, filters(vector, 4)));
      if (whole < count) text.add(loop(f, i32(4 * whole), i32(4 * count), 4, filters(single, 1)));
    }),
  );
  writeAssignments(text, new Access(scope, text, ends, "after"), perRow);
  return text.toString();
}

/**
 * A function of a spike list: combines the shares of the spikes in each postsynaptic neuron's window, then adds the
 * weight times the result.
 */
export function poolFunction(name: string, scope: ProjectionScope, { kind }: WindowPattern, ring: RingPlace): string {
  const text = new FunctionText(name, ["$list"]);
  const { step, layout } = scope;
  const [pre, column] = [text.local("$preOffset"), text.local("$column")];
  const shares = constantAddress(scope, "share");
  const width = step.projection.post.size;
  const part = `offset=${layout.scratch}`;
  const clear = `(v128.store ${part} ${get(column)} ${text.constant(0)})`;
  const everywhere = (body: string) => loop(column, i32(0), i32(4 * padded(width)), 16, body);
  text.add(
    `(if (i32.eqz ${spikesIn(ring, "(local.get $list)")}) (then (return)))`,
    everywhere(clear),
    eachSpike(text, ring, "(local.get $list)", (neuron) => {
      text.add(
        `(local.set ${pre} (i32.shl ${get(neuron)} (i32.const 2)))`,
        eachEntry(text, scope, get(pre), () => {
          const share = `(f32.load offset=${shares} (local.get $post))`;
          const sum = `(f32.add (f32.load ${part} (local.get $post)) ${share})`;
          text.add(`(f32.store ${part} (local.get $post) ${kind === "maxPool" ? share : sum})`);
        }),
      );
    }),
  );
  const at: Places = { column: vector(column), post: vector(column) };
  const access = new Access(scope, text, at, "after");
  text.add(everywhere(text.inner(() => addTo(text, access, scope, `(v128.load ${part} ${get(column)})`))));
  wake(text, scope);
  return text.toString();
}

/** Adds what a synapse transmits, or a part of it, to the target. */
function addTo(text: FunctionText, access: Access, { step }: ProjectionScope, part?: string): void {
  for (const transmission of step.transmit) {
    const { target, value } = transmission;
    const amount = new Lanes(text, access, [value]).value(value);
    const share = access.inFrame(target, part === undefined ? amount : `(f32x4.mul ${part} ${amount})`);
    text.add(...access.add(transmission, whereOpen(text, access, transmission, share)));
  }
}
