import { grouped } from "../check/grouped.js";
import type { Range } from "./ends.js";
import type { Drive } from "./poissonInput.js";
import type { Population, SpikeSource } from "./population.js";
import type { Projection } from "./projection.js";

type Parts = Readonly<Record<string, Population | SpikeSource | Projection | Drive>>;
type Row = readonly [name: string, text: string];

const count = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? "" : "s"}`;

/** The number of populations and projections of a network, in words. */
export function networkTitle(named: Parts): string {
  const parts = Object.values(named);
  const projections = parts.filter((part) => part.kind === "projection" || part.kind === "drive").length;
  return `${count(parts.length - projections, "population")} and ${count(projections, "projection")}`;
}

/** A row for each part of a network. */
export function networkRows(named: Parts): Row[] {
  const names = new Map(Object.entries(named).map(([name, part]) => [part, name]));
  return Object.entries(named).map(([name, part]) => {
    if (part.kind === "projection") return [name, describeProjection(part, (member) => names.get(member) ?? "")];
    if (part.kind === "drive") {
      const { input, post, range, target } = part;
      const to = `${names.get(post) ?? ""}.${target}${rangeOf(range, post)}`;
      return [name, `${count(input.sources, "Poisson neuron")} of ${input.rate} Hz for each → ${to}`];
    }
    if (part.kind === "source")
      return [name, count(part.size, part.input === "rates" ? "Poisson neuron" : "spike source")];
    const place = part.grid ? ` on ${part.grid.join(" × ")}` : "";
    return [name, `${count(part.size, "neuron")}${place}: ${part.model.states.join(", ")}${describeWinners(part)}`];
  });
}

function describeWinners({ winners }: Population): string {
  if (!winners) return "";
  const { count, perMap, radius } = winners;
  const limits = [
    ...(Number.isFinite(count) ? [`${count} in all`] : []),
    ...(Number.isFinite(perMap) ? [`${perMap} a map`] : []),
    ...(radius === undefined ? [] : [radius === 0 ? "1 a place" : `1 within ${radius}`]),
  ];
  return `; at most ${limits.join(", ")} spike in a step`;
}

function describeProjection(projection: Projection, nameOf: (member: Population | SpikeSource) => string): string {
  const { pre, post, ends, transmit, delay, plasticity, normalize } = projection;
  const details = [
    synapses(projection),
    ...(delay === 0 ? [] : [typeof delay === "number" ? `delay ${delay} ms` : "delays"]),
    ...(plasticity ? ["plastic"] : []),
    ...(normalize === undefined ? [] : [`normalized to ${normalize}`]),
  ];
  const targets = transmit.map(({ target }) => `${nameOf(post)}.${target}`);
  return `${nameOf(pre)}${rangeOf(ends.pre, pre)} → ${targets.join(" and ") || nameOf(post)}${rangeOf(ends.post, post)}: ${details.join(", ")}`;
}

/** The range of an end's neurons, if it is a slice. */
const rangeOf = ({ begin, size }: Range, whole: { readonly size: number }): string =>
  size === whole.size ? "" : `[${begin} … ${begin + size - 1}]`;

function synapses({ pattern, ends: { pre, post } }: Projection): string {
  const all = pre.size * post.size;
  if (pattern === "dense") return `dense, ${count(all, "synapse")}`;
  if (pattern === "oneToOne") return `one to one, ${count(pre.size, "synapse")}`;
  if (pattern === "allButSelf") return `all but self, ${count(all - pre.size, "synapse")}`;
  if (pattern.kind === "pairs") return `sparse, ${count(pattern.pre.length, "synapse")}`;
  if (pattern.kind === "local")
    return `local of ${pattern.window.size.join(" × ")}, ${count(pattern.pre.length, "synapse")}`;
  if (pattern.kind === "degree") {
    const [one, partners] = pattern.side === "in" ? [post.size, "presynaptic"] : [pre.size, "postsynaptic"];
    return `${pattern.count} ${partners} neurons each, ${count(one * pattern.count, "synapse")}`;
  }
  if (pattern.kind === "profile") return "sparse, by a function of the two neurons";
  if (pattern.kind !== "random") return `${pattern.kind} of ${pattern.window.size.join(" × ")}`;
  return `sparse, about ${count(Math.round(pattern.probability * all), "synapse")}`;
}
