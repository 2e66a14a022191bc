import { type Expr, namesIn } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { invariants } from "./bounds.js";
import type { NamedDrive } from "./lowerDrive.js";
import type { NamedPopulation } from "./lowerPopulation.js";
import type { Joined, NamedProjection } from "./lowerProjection.js";
import type { NamedAssignment, NamedField } from "./named.js";
import type { Field } from "./program.js";

const FREE: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * The fields of all parts, with the bounds that the learning schedule keeps (the frozen schedule does nothing else).
 */
export function boundFields(
  neurons: readonly NamedPopulation[],
  joined: readonly Joined[],
  drives: readonly NamedDrive[],
): ReadonlyMap<string, Field> {
  const projections = joined.map((j) => j.named);
  const parts = [...neurons, ...projections];
  const declared = [...parts, ...drives].flatMap((p) => p.fields);
  checkNames(declared);
  const next = parts.flatMap((p) => p.update.next);
  const steps = [...next, ...neurons.flatMap((p) => p.reset), ...projections.flatMap((p) => [...p.onPre, ...p.onPost])];
  const found = invariants(
    declared,
    steps,
    parts.flatMap((p) => p.update.decays),
    {
      free: new Set([
        ...joined.flatMap((j) => j.named.transmit.map((t) => `${j.post}.${t.variable}`)),
        ...drives.map((d) => `${d.post}.${d.target}`),
        ...next.filter((a) => !isClipped(a.value)).map((a) => a.field),
        ...neurons.flatMap((p) => p.inputs),
      ]),
      scaled: new Set(joined.flatMap(({ key, named }) => (named.sum === undefined ? [] : [`${key}.w`]))),
    },
  );
  const relied = reliedOn(steps, new Set(declared.filter((f) => f.domain.level === "synapse").map((f) => f.name)));
  const topologies = new Map(joined.map(({ key, named }) => [key, named] as const));
  return new Map(
    declared.map((f) => {
      const bounds = relied.has(f.name) ? (found.get(f.name) ?? FREE) : FREE;
      const { isAdjustable: _, series: __, ...field } = f;
      return [f.name, { ...field, shape: shapeOf(f, topologies.get(f.domain.name)), bounds }];
    }),
  );
}

/** Whether a value is confined between two constants. */
const isClipped = (value: Expr): boolean =>
  value.kind === "call" && value.fn === "clip" && value.args.slice(1).every((end) => end.kind === "number");

/**
 * The fields whose bounds are relied on: guards and normalization rely on the bounds of synaptic variables, and these
 * on the bounds of all that their assignments read. Any other variable may be written with any value.
 */
function reliedOn(assignments: readonly NamedAssignment[], synaptic: ReadonlySet<string>): ReadonlySet<string> {
  const relied = new Set<string>();
  const add = (name: string) => {
    if (relied.has(name)) return;
    relied.add(name);
    for (const { field, value } of assignments) if (field === name) for (const n of namesIn(value)) add(n);
  };
  for (const { field } of assignments) if (synaptic.has(field)) add(field);
  return relied;
}

/**
 * @throws ModelError if a variable has the name of one that the lowering adds, such as the counter of refractory steps
 */
function checkNames(fields: readonly NamedField[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name)) {
      throw new ModelError(`compile: found two variables "${name}", one of which the compiler adds. Rename the other.`);
    }
    seen.add(name);
  }
}

function shapeOf({ domain: { level, size } }: NamedField, projection: NamedProjection | undefined): number[] {
  if (level !== "synapse" || !projection) return [size];
  const { topology, rows } = projection;
  if (topology.kind === "convolution") {
    const { input, output, size } = topology.window;
    return [...size, input[2], output[2]];
  }
  return topology.kind === "dense" ? [rows, size / rows] : [size];
}
