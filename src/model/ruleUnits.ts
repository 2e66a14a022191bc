import { namesIn } from "../equations/ast.js";
import { type Dimension, formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import type { Projection } from "./projection.js";
import type { Statement } from "./statement.js";
import type { SynapseModel } from "./synapse.js";

/**
 * Checks the units of a rule where it is used: `w` has the unit of the projection's weights, `pre.x` and `post.x` those
 * of the neurons' variables, and transmitted values that of the target.
 * @throws UnitError with the place in the rule
 */
export function checkRuleUnits(
  where: string,
  { pre, post, transmit, w }: Projection,
  rule: SynapseModel<string, string, string>,
): void {
  const external = (n: string): Dimension | undefined => {
    if (n === "w") return w.dimension;
    const [side, variable] = n.split(".");
    const part = side === "pre" ? pre : post;
    if (variable === undefined || part.kind !== "population") return undefined;
    const { system, adjustable } = part.model;
    if (adjustable.includes(variable)) return system.parameters.get(variable)?.dimension;
    return system.states.includes(variable) ? system.dimension(variable) : undefined;
  };
  const unit = formatDimension(w.dimension);
  const hint = (source: Statement): string => {
    const names = [...namesIn(source.expr)];
    if (!names.includes("w")) return "";
    const plain = names.filter((n) => sameDimension(rule.system.parameters.get(n)?.dimension ?? w.dimension, NUMBER));
    const parameters = plain.filter((n) => rule.system.parameters.has(n)).map((n) => `"${n}"`);
    const weights =
      unit === "1" ? 'the weights of the projection, "w", have no unit' : `"w" is in ${unit}, as the weights are`;
    if (unit === "1" || parameters.length === 0) return weights;
    const which = parameters.length === 1 ? parameters[0] : `those of ${parameters.join(", ")} that are weights`;
    return `${weights}: give ${which} in ${unit}`;
  };
  const locate = (source: Statement): Statement => ({
    ...source,
    where: source.where.replace(rule.where, where),
    hint: hint(source),
  });
  const check = rule.system.checkUnits(external, locate);
  for (const { target, value } of [...transmit, ...rule.summed]) check(value, post.model.system.dimension(target));
}
