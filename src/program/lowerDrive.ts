import { ModelError } from "../errors.js";
import type { Drive } from "../model/poissonInput.js";
import { type BinomialTable, binomialTable } from "../random/binomial.js";
import { streamOf } from "../random/key.js";
import { drawn } from "./draw.js";
import { type Domain, tableOf } from "./field.js";
import type { LoweringOptions } from "./lowerPopulation.js";
import type { NamedField } from "./named.js";
import type { Transmission } from "./program.js";
import type { Resolver } from "./resolve.js";
import type { Value } from "./value.js";

export interface NamedDrive {
  readonly key: string;
  /** The population. */
  readonly post: string;
  readonly target: string;
  readonly fields: readonly NamedField[];
  /** What a spike adds, or the field that holds it. */
  readonly w: number | string;
  readonly counts: BinomialTable;
  readonly table: string;
  /** The neurons that are driven, if not all. */
  readonly range?: Drive["range"];
}

/** @throws ModelError for a rate of one spike a step or more, and for a wrong number of weights */
export function lowerDrive(key: string, drive: Drive, post: string, { dt, seed }: LoweringOptions): NamedDrive {
  const { input, range, target, w } = drive;
  const where = `network, "${key}"`;
  const p = (input.rate * dt) / 1000;
  if (!(p < 1)) {
    throw new ModelError(
      `${where}: found ${input.rate} Hz, expected less than ${1000 / dt} Hz: a source spikes at most once in a step of ${dt} ms. ` +
        "Use more sources of a lower rate, or a shorter step.",
    );
  }
  const counts = binomialTable(input.sources, p);
  const { size } = drive.post;
  const domain: Domain = { name: post, level: "neuron", size };
  const made = { type: "float", plastic: false } as const;
  const table = `${key}.counts`;
  const fields: NamedField[] = [
    { ...made, name: table, domain: tableOf(post, 2 * counts.columns), initial: joinedArrays(counts) },
  ];
  if (typeof w.value !== "number") {
    fields.push({ ...made, name: `${key}.w`, domain, initial: weights(where, drive, seed, `${key}.w`) });
  }
  return {
    ...{ key, post, target, fields, counts, table },
    w: typeof w.value === "number" ? w.value : `${key}.w`,
    range: range.size === size ? undefined : range,
  };
}

function joinedArrays({ keep, other }: BinomialTable): Float64Array {
  const numbers = new Float64Array(keep.length + other.length);
  numbers.set(keep);
  numbers.set(other, keep.length);
  return numbers;
}

/** One weight for each neuron of the population; 0 for those that are not driven. */
function weights(where: string, { w, range, post }: Drive, seed: number, name: string): NamedField["initial"] {
  if (!(w.value instanceof Float64Array)) return drawn(w.value, { seed, name });
  if (w.value.length !== range.size) {
    throw new ModelError(
      `${where}, w: found ${w.value.length} weights, expected one for each of ${range.size} neurons.`,
    );
  }
  const values = new Float64Array(post.size);
  values.set(w.value, range.begin);
  return values;
}

/** What is added in each step: the number of spikes, looked up in the table by two random numbers, times the weight. */
export function driveStep(
  resolver: Resolver,
  { key, post, target, w, counts, table, range }: NamedDrive,
  closed: ReadonlyMap<string, string>,
): Transmission {
  const { values } = resolver;
  const uniform = (which: string) => values.draw("uniform", streamOf(`${key}.${which}`), "neuron");
  const numbers = resolver.field(table);
  const column = values.call("floor", [values.binary("*", uniform("column"), values.number(counts.columns))]);
  const own = counts.first === 0 ? column : values.binary("+", column, values.number(counts.first));
  const isKept = values.binary("<", uniform("kept"), values.entry(numbers, column));
  const other = values.entry(numbers, values.binary("+", column, values.number(counts.columns)));
  const spikes = counts.columns === 1 ? values.number(counts.first) : values.call("where", [isKept, own, other]);
  const weight = typeof w === "number" ? values.number(w) : values.read(resolver.field(w), "element");
  const amount = values.binary("*", weight, spikes);
  const closedBy = closed.get(`${post}.${target}`);
  return {
    target: resolver.field(`${post}.${target}`),
    value: range ? values.call("where", [within(), amount, values.number(0)]) : amount,
    closedBy: closedBy === undefined ? undefined : resolver.field(closedBy),
  };

  function within(): Value {
    const index = values.index("neuron");
    const { begin, size } = range ?? { begin: 0, size: 0 };
    const isAfter = values.binary(">=", index, values.number(begin));
    return values.binary("and", isAfter, values.binary("<", index, values.number(begin + size)));
  }
}
