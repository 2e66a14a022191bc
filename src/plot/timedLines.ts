import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import {
  isColumn,
  isTensor,
  type NumberColumn,
  type NumberInput,
  positiveTime,
  readShaped,
  readTimes,
} from "./input.js";

/** Values with their timing and labels, such as samples of a simulation. */
export interface TimedValues {
  /** [steps], or [steps, elements] for several `elements`. */
  readonly values: NumberInput;
  /** Time between values; by default that of all lines. */
  readonly every?: Quantity<"time">;
  /** Indices of elements; if there are several, each gets a line named after its index. */
  readonly elements?: ArrayLike<number>;
  /** Label of the y axis, with its unit; lines with the same label share a panel. */
  readonly panel?: string;
}

export type TimeCourseLine = NumberInput | TimedValues;

/** Lines by name, or one tensor [steps, neurons]: a line for each neuron. */
export type TimeCourseLines = NumberInput | { readonly [name: string]: TimeCourseLine };

/** The times of the values, unless a line has its own. */
interface TimeAxis {
  readonly every?: Quantity<"time">;
  readonly times?: Quantity<"time">;
}

/** A checked line. */
interface TimedLine {
  readonly name: string;
  /** ms */
  readonly times: NumberColumn;
  readonly values: NumberColumn;
  readonly panel: string;
}

/** @throws InputError for no lines, NaN, and a wrong number of times */
export function readLines(where: string, lines: TimeCourseLines, axis: TimeAxis, panel: string): TimedLine[] {
  if (typeof lines !== "object" || lines === null)
    throw new InputError(`${where}, lines: found ${nameOf(lines)}, expected values by name, such as { v }.`);
  if (isNumbers(lines)) return linesOf(where, "values", "neuron", { values: lines, panel }, axis);
  const named = Object.entries(lines).flatMap(([name, line]) => {
    if (typeof line !== "object" || line === null) {
      throw new InputError(`${where}, "${name}": found ${nameOf(line)}, expected numbers, or { values, every }.`);
    }
    const own = isNumbers(line) ? { values: line } : line;
    return linesOf(where, `"${name}"`, name, { ...own, panel: own.panel ?? panel }, axis);
  });
  if (named.length === 0) throw new InputError(`${where}, lines: found none, expected values by name, such as { v }.`);
  return named;
}

function isNumbers(line: TimeCourseLines | TimeCourseLine): line is NumberInput {
  return isColumn(line) || isTensor(line);
}

/** The columns of [steps, elements]. */
function linesOf(
  where: string,
  what: string,
  name: string,
  { values: input, every, elements, panel }: TimedValues & { readonly panel: string },
  axis: TimeAxis,
): TimedLine[] {
  const { values, shape } = readShaped(where, what, input);
  const count = shape[1] ?? elements?.length ?? 1;
  const steps = values.length / count;
  if (shape.length > 2 || !Number.isInteger(steps)) {
    throw new InputError(
      `${where}, ${what}: found the shape [${shape.join(", ")}], expected [steps, ${count} elements].`,
    );
  }
  const times = timesOf(where, what, steps, every === undefined ? axis : { every });
  const isOne = count === 1 && name !== "neuron";
  return Array.from({ length: count }, (_, column) => ({
    name: isOne ? name : `${name} ${elements?.[column] ?? column}`,
    times,
    values: isOne ? values : Float32Array.from({ length: steps }, (_, step) => values[step * count + column]),
    panel,
  }));
}

function timesOf(where: string, what: string, steps: number, { every, times }: TimeAxis): NumberColumn {
  if (times !== undefined) {
    const given = readTimes(where, "times", times);
    if (given.length === steps) return given;
    throw new InputError(`${where}, ${what}: found ${steps} values, expected ${given.length}, one for each time.`);
  }
  if (every === undefined) {
    throw new InputError(
      `${where}: found no times, expected every: ms(0.5), the time between two values, or times: ms([…]).`,
    );
  }
  const step = positiveTime(`${where}, every`, every);
  return Float64Array.from({ length: steps }, (_, k) => k * step);
}
