import { type ProjectionStep, type Transmission, valuesOf } from "../../program/program.js";
import type { Access, Scope } from "./access.js";
import { Lanes } from "./expression.js";
import { type FunctionText, get, i32, loop } from "./functionText.js";
import { LINE } from "./padding.js";
import { BLOCK } from "./population.js";

/** What the functions of one projection share. */
export interface ProjectionScope extends Scope {
  readonly step: ProjectionStep;
}

export function constantAddress({ layout, step: { projection } }: ProjectionScope, key: string): number {
  const constant = layout.constants.get(`${projection.name}.${key}`);
  if (!constant) throw new TypeError(`no array "${projection.name}.${key}"`);
  return constant.address;
}

/** Stores that are written one after another instead of as a loop. */
const MOST_UNROLLED = 64;

/** Wakes the block of one postsynaptic neuron, or all of them. */
export function wake(text: FunctionText, { layout, step }: ProjectionScope, neuron?: string): void {
  const awake = layout.awake.get(step.projection.post.name);
  if (!awake) return;
  if (neuron !== undefined) {
    const block = `offset=${awake.address} ${get(text.local("$block"))}`;
    text.add(
      `(local.set $block (i32.div_u ${neuron} ${i32(LINE)}))`,
      `(i32.store8 ${block} (i32.or (i32.load8_u ${block}) ${i32(BLOCK.awake)}))`,
    );
    return;
  }
  const { first, end } = layout.own(step.projection.post);
  const ones = text.kept(`(v128.const i8x16${` ${BLOCK.awake}`.repeat(16)})`);
  const wakeSixteen = (at: string) => `(v128.store ${at} (v128.or (v128.load ${at}) ${ones}))`;
  const [from, to] = [awake.address + first / LINE, awake.address + end / LINE];
  if (to - from > 16 * MOST_UNROLLED) {
    text.add(loop(text.local("$block"), i32(from), i32(to), 16, wakeSixteen(get("$block"))));
  } else {
    for (let at = from; at < to; at += 16) text.add(wakeSixteen(i32(at)));
  }
}

/** An amount for the target at the postsynaptic neurons; 0 for refractory neurons that hold the variable. */
export function whereOpen(text: FunctionText, access: Access, { closedBy }: Transmission, amount: string): string {
  if (closedBy === undefined) return amount;
  const zero = text.kept("(v128.const i32x4 0 0 0 0)");
  return `(v128.and ${amount} (i32x4.eq ${access.raw(closedBy, "post")} ${zero}))`;
}

/** Adds what synapses transmit to the targets. */
export function addTransmitted(text: FunctionText, access: Access, { step }: ProjectionScope): void {
  const lanes = new Lanes(text, access, valuesOf(step.transmit));
  const amounts = step.transmit.map((transmission) => {
    const code = lanes.value(transmission.value);
    if (step.transmit.length === 1) return code;
    // All are computed before any is added.
    const local = text.fresh();
    text.add(`(local.set ${local} ${code})`);
    return get(local);
  });
  for (const [i, transmission] of step.transmit.entries()) {
    // The postsynaptic population's field, at the position of its neuron.
    const amount = whereOpen(text, access, transmission, access.inFrame(transmission.target, amounts[i]));
    text.add(...access.add(transmission, amount));
  }
}
