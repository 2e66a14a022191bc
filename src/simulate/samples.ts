import type { Probe } from "../backend/backend.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Field } from "../program/program.js";
import { readsOf, tablesIn, type Value } from "../program/value.js";
import type { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";
import { isConstant } from "./constantWeight.js";
import type { Layout } from "./layout.js";
import { Variable } from "./variable.js";

/**
 * A variable to sample at the end of each step, or of every n-th step: `sim.state.exc.v`; or a subexpression of a
 * neuron model, by its full name: `"exc.iExc"`.
 */
export type SampleRequest = Variable | string | SampleOptions;

export interface SampleOptions {
  readonly of: Variable | string;
  /** Time between samples, rounded to whole steps; one step by default. */
  readonly every?: Quantity<"time">;
  /** Elements in declared order; all by default. */
  readonly elements?: ArrayLike<number>;
}

export interface Sample {
  /** The variable's full name, such as `exc.v`. */
  readonly variable: string;
  readonly every: Quantity<"time", number>;
  /** Length of a step: sample k is from the end of the step that begins at (k + 1) · every − dt. */
  readonly dt: Quantity<"time", number>;
  readonly elements: Int32Array;
  /** [samples × elements], row by row */
  readonly values: Float32Array;
}

/** A sample with all numbers checked. */
export interface PlannedSample {
  readonly name: string;
  /** Full name of the sampled variable or subexpression. */
  readonly variable: string;
  /** In steps. */
  readonly every: number;
  /** In the order of declaration. */
  readonly elements: Int32Array;
  /** The variable, or those from which the value is computed. */
  readonly probes: readonly Probe[];
  readonly value?: Value;
}

const OPTIONS = optionsOf<SampleOptions>({ of: true, every: true, elements: true });
const EXPECTED = "a variable such as sim.state.exc.v, or { of: sim.state.exc.v, every: ms(1) }";

/**
 * @param own the variables that may be sampled
 * @throws InputError for anything but a variable of the simulation, and for invalid times and elements
 */
export function planSamples(
  call: string,
  layout: Layout,
  requests: Readonly<Record<string, SampleRequest>>,
  own: ReadonlySet<Variable>,
): PlannedSample[] {
  if (typeof requests !== "object" || requests === null || Array.isArray(requests)) {
    const found = nameOf(requests);
    throw new InputError(`${call}, sample: found ${found}, expected variables by name, { v: sim.state.exc.v }.`);
  }
  return Object.entries(requests).map(([name, request]) => {
    const where = `${call}, sample "${name}"`;
    const { of, every, elements } = optionsFor(where, request);
    const steps = every === undefined ? 1 : readSteps(`${where}, every`, every, layout.dt, 1);
    if (typeof of === "string") {
      const { value, domain } = layout.expression(where, of);
      const { declared, stored } = layout.stored(`${where}, elements`, { domain }, elements);
      const fields = new Set(readsOf([value]).map((r) => r.field.name));
      const adjustable = new Set(tablesIn([value]).flatMap((table) => (table.domain.size === 1 ? [table.name] : [])));
      const probes = [
        ...[...fields].map((field) => ({ field, every: steps, elements: stored })),
        ...[...adjustable].map((field) => ({ field, every: steps, elements: Int32Array.of(0) })),
      ];
      return { name, variable: of, every: steps, elements: declared, probes, value };
    }
    const field = ownField(where, layout, of, own);
    const { declared, stored } = layout.stored(`${where}, elements`, field, elements);
    const probes = [{ field: field.name, every: steps, elements: stored }];
    return { name, variable: of.name, every: steps, elements: declared, probes };
  });
}

/** The field that holds a variable of the simulation. */
function ownField(where: string, layout: Layout, of: unknown, own: ReadonlySet<Variable>): Field {
  if (!(of instanceof Variable)) throw new InputError(`${where}: found ${nameOf(of)}, expected ${EXPECTED}.`);
  if (!own.has(of)) {
    throw new InputError(
      `${where}: found "${of.name}" of another simulation, expected a variable of this one. Take it from this ` +
        "simulation's state.",
    );
  }
  if (!layout.isStored(of.name)) throw isConstant(where, layout.projection(of.name.split(".")[0]));
  return layout.field(of.name);
}

/** The fields of variables to reset. Throws {@link InputError} unless they are variables of the simulation. */
export function planReset(call: string, layout: Layout, wanted: unknown, own: ReadonlySet<Variable>): Field[] {
  const where = `${call}, reset`;
  if (!Array.isArray(wanted)) {
    throw new InputError(`${where}: found ${nameOf(wanted)}, expected a list of variables, [sim.state.exc.v].`);
  }
  return wanted.flatMap((variable: Variable) => {
    const field = ownField(where, layout, variable, own);
    return [field, layout.compensationOf(field) ?? []].flat();
  });
}

function optionsFor(where: string, request: SampleRequest): SampleOptions {
  if (request instanceof Variable || typeof request === "string") return { of: request };
  if (typeof request !== "object" || request === null) {
    throw new InputError(`${where}: found ${nameOf(request)}, expected ${EXPECTED}.`);
  }
  checkOptions(where, request, OPTIONS);
  return request;
}
