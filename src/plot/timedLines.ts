import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { Quantity } from "../units/quantity.js";
import {
  checkAscending,
  checkIntegers,
  isColumn,
  isTensor,
  type NumberColumn,
  type NumberInput,
  positiveTime,
  readShaped,
  readTimes,
} from "./input.js";
import { checkWords } from "./options.js";

/** Values with their timing and labels, such as samples of a simulation. */
export interface TimedValues {
  /** [steps], or [steps, elements] for several `elements`. */
  readonly values: NumberInput;
  /** Time between values; by default that of all lines. */
  readonly every?: Quantity<"time">;
  /**
   * Length of the simulation's steps, in samples: value k is from the last step of its interval, which begins at
   * (k + 1) · every − dt. Without it, value k is at k · every.
   */
  readonly dt?: Quantity<"time">;
  /** Indices of elements; if there are several, each gets a line named after its index. */
  readonly elements?: ArrayLike<number>;
  /** Label of the y axis, with its unit; lines with the same label share a panel. */
  readonly panel?: string;
}

export type TimeCourseLine = NumberInput | TimedValues;

/** Lines by name, or one tensor [steps, neurons]: a line for each neuron. */
export type TimeCourseLines = NumberInput | { readonly [name: string]: TimeCourseLine };

/** The times of the values in ms, unless a line has its own. */
interface TimeAxis {
  readonly every?: number;
  readonly times?: NumberColumn;
}

/** A checked line. */
interface TimedLine {
  readonly name: string;
  /** Where the axis begins, in ms: the start of the first sampling interval. */
  readonly start: number;
  /** ms */
  readonly times: NumberColumn;
  readonly values: NumberColumn;
  readonly panel: string;
}

/** @throws InputError for no lines, NaN, and a wrong number of times */
export function readLines(
  where: string,
  lines: TimeCourseLines,
  options: { readonly every?: Quantity<"time">; readonly times?: Quantity<"time"> },
  panel: string,
): TimedLine[] {
  const axis = readAxis(where, options);
  if (typeof lines !== "object" || lines === null)
    throw new InputError(`${where}, lines: found ${nameOf(lines)}, expected values by name, such as { v }.`);
  if (isNumbers(lines)) return linesOf(where, "values", "neuron", { values: lines, panel }, axis);
  const named = Object.entries(lines).map(([name, line]) => {
    if (typeof line !== "object" || line === null) {
      throw new InputError(`${where}, "${name}": found ${nameOf(line)}, expected numbers, or { values, every }.`);
    }
    const own: TimedValues = isNumbers(line) ? { values: line } : line;
    const columns = linesOf(where, `"${name}"`, name, { ...own, panel: own.panel ?? panel }, axis);
    return { name, columns, steps: columns[0].values.length, isOnAxis: own.every === undefined };
  });
  if (named.length === 0) throw new InputError(`${where}, lines: found none, expected values by name, such as { v }.`);
  const [first, ...others] = named.filter(({ isOnAxis }) => isOnAxis);
  for (const { name, steps } of others) {
    if (steps === first.steps) continue;
    throw new InputError(
      `${where}, "${name}": found ${steps} values, expected ${first.steps}, as many as of "${first.name}". Give a line of ` +
        "another length its own times: { values, every }.",
    );
  }
  return named.flatMap(({ columns }) => columns);
}

/** Numbers as such, not a record. Quantities are among them, so that reading them says what to pass. */
function isNumbers(line: TimeCourseLines | TimeCourseLine): line is NumberInput {
  return isColumn(line) || isTensor(line) || line instanceof Quantity;
}

function readAxis(
  where: string,
  { every, times }: { readonly every?: Quantity<"time">; readonly times?: Quantity<"time"> },
): TimeAxis {
  if (every !== undefined && times !== undefined) {
    throw new InputError(`${where}: found every and times, expected one of them. Leave the other out.`);
  }
  if (every !== undefined) return { every: positiveTime(`${where}, every`, every) };
  if (times === undefined) return {};
  const read = readTimes(where, "times", times);
  checkAscending(`${where}, times`, read);
  return { times: read };
}

/** The columns of [steps, elements]. */
function linesOf(
  where: string,
  what: string,
  name: string,
  line: TimedValues & { readonly panel: string },
  axis: TimeAxis,
): TimedLine[] {
  const place = `${where}, ${what}`;
  const { elements, panel } = line;
  const { values, shape } = readShaped(where, what, line.values);
  checkWords(`${place}, panel`, panel);
  if (elements !== undefined && !isColumn(elements)) {
    throw new InputError(`${place}, elements: found ${nameOf(elements)}, expected a list of indices.`);
  }
  const count = elements?.length ?? shape[1] ?? 1;
  const steps = values.length / count;
  if (shape.length > 2 || !Number.isInteger(steps) || (shape[1] ?? count) !== count) {
    throw new InputError(`${place}: found the shape [${shape.join(", ")}], expected [steps, ${count} elements].`);
  }
  if (elements !== undefined) checkIntegers(`${place}, elements`, elements, 0);
  const timing = timingOf(where, what, steps, line, axis);
  const isOne = count === 1 && name !== "neuron";
  return Array.from({ length: count }, (_, column) => ({
    name: isOne ? name : `${name} ${elements?.[column] ?? column}`,
    ...timing,
    values: isOne ? values : Float32Array.from({ length: steps }, (_, step) => values[step * count + column]),
    panel,
  }));
}

function timingOf(
  where: string,
  what: string,
  steps: number,
  line: Pick<TimedValues, "every" | "dt">,
  axis: TimeAxis,
): Pick<TimedLine, "start" | "times"> {
  const place = `${where}, ${what}`;
  const { times } = axis;
  if (line.every === undefined && times !== undefined) {
    if (times.length === steps) return { start: times[0], times };
    throw new InputError(`${place}: found ${steps} values, expected ${times.length}, one for each time.`);
  }
  const every = line.every === undefined ? axis.every : positiveTime(`${place}, every`, line.every);
  if (every === undefined) {
    throw new InputError(
      `${where}: found no times, expected every: ms(0.5), the time between two values, or times: ms([…]).`,
    );
  }
  if (line.dt === undefined) return { start: 0, times: Float64Array.from({ length: steps }, (_, k) => k * every) };
  const dt = positiveTime(`${place}, dt`, line.dt);
  const stride = Math.round(every / dt);
  if (Math.abs(stride * dt - every) > 1e-6 * every || stride < 1) {
    throw new InputError(`${place}, every: found ${every} ms, expected a whole number of steps of ${dt} ms.`);
  }
  return { start: 0, times: Float64Array.from({ length: steps }, (_, k) => ((k + 1) * stride - 1) * dt) };
}
