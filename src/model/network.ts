import { ModelError } from "../errors.js";
import { summary, withSummary } from "../host/summary.js";
import { formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { checkKind, checkRecord, declared } from "./declared.js";
import type { Drive } from "./poissonInput.js";
import type { Population, SpikeSource } from "./population.js";
import type { Projection } from "./projection.js";
import { checkRuleUnits } from "./ruleUnits.js";
import { isName } from "./statement.js";
import { networkRows, networkTitle } from "./summary.js";

export type Part = Population | SpikeSource | Projection | Drive;

/** Populations and the projections between them, by the names used in errors, monitors and plots. */
export interface Network<P extends Readonly<Record<string, Part>> = Readonly<Record<string, Part>>> {
  readonly kind: "network";
  readonly parts: P;
}

/** The names of the parts of a kind; any name if the parts are not known individually. */
export type NamesOf<P, K extends Part> = string extends keyof P
  ? string
  : { [N in keyof P]: P[N] extends K ? N : never }[keyof P] & string;

export function partsOf<K extends Part["kind"]>(net: Network, kind: K): [string, Extract<Part, { kind: K }>][] {
  return Object.entries(net.parts).filter(
    (entry): entry is [string, Extract<Part, { kind: K }>] => entry[1].kind === kind,
  );
}

function checkParts(parts: unknown): void {
  const expected = "a population, a source or a projection: population(…), poisson(…), connect(…)";
  checkRecord("network", parts, "parts by name, such as { input, cells, wire }");
  for (const [name, part] of Object.entries(parts ?? {})) {
    checkKind(`network, "${name}"`, part, ["population", "source", "projection", "drive"], expected);
  }
}

/**
 * Combines populations and projections into a network, under names.
 *
 * @throws ModelError if a projection joins a population that is not part of the network, or if the unit of its weights
 *   is not that of the target variable
 * @throws UnitError if the units of a rule do not match those of the weights, the target or the neurons' variables
 */
export function network<const P extends Readonly<Record<string, Part>>>(parts: P): Network<P> {
  checkParts(parts);
  const describe = (): string => summary(`network of ${networkTitle(net.parts)}`, networkRows(net.parts));
  const net: Network<P> = declared(
    withSummary({ kind: "network" as const, parts: Object.freeze({ ...parts }) }, describe),
  );
  const members = new Set<Part>(Object.values<Part>(parts));
  if (members.size < Object.keys(parts).length) {
    throw new ModelError("network: found one part under two names, expected each part once. Declare a second one.");
  }
  for (const key of Object.keys(parts)) {
    if (!isName(key)) throw new ModelError(`network: "${key}" is not a name (letters, digits, _).`);
    if (key === "pre" || key === "post") {
      throw new ModelError(
        `network: found a part named "${key}", which is what synapses call the neuron at their ${key}synaptic end. ` +
          "Choose another name.",
      );
    }
  }
  for (const [key, { post }] of partsOf(net, "drive")) {
    if (members.has(post)) continue;
    throw new ModelError(`network, "${key}": its post population is not part of the network. Add it under a name.`);
  }
  for (const [key, projection] of partsOf(net, "projection")) {
    for (const side of ["pre", "post"] as const) {
      if (members.has(projection[side])) continue;
      throw new ModelError(
        `network, "${key}": its ${side} population is not part of the network. Add it under a name.`,
      );
    }
    checkUnits(`network, "${key}"`, projection);
  }
  return net;
}

/** Transmitted values must have the unit of the variable that they are added to, and rules the unit of the weights. */
function checkUnits(where: string, projection: Projection): void {
  const { post, transmit, w, plasticity } = projection;
  for (const { target, value } of transmit) {
    const expected = post.model.system.dimension(target);
    const isWeight = value.kind === "name" && value.name === "w";
    if (!isWeight || sameDimension(w.dimension, expected)) continue;
    const hint = sameDimension(expected, NUMBER)
      ? `declare the unit of "${target}" by its initial value`
      : "give the weights in that unit";
    throw new ModelError(
      `${where}: found weights in ${formatDimension(w.dimension)}, expected ${formatDimension(expected)}, ` +
        `the unit of "${target}": ${hint}.`,
    );
  }
  if (plasticity) checkRuleUnits(where, projection, plasticity);
}
