import type { Field } from "../../program/program.js";
import { readsOf, type Value } from "../../program/value.js";

/** A part of a step that every thread does for its own neurons. */
export interface Task {
  /** The code for this thread; empty if it owns none of the neurons. */
  readonly lines: readonly string[];
  /** Neuron fields that it reads at neurons of other threads. */
  readonly reads?: ReadonlySet<Field>;
  /** Neuron fields that it changes. */
  readonly writes?: ReadonlySet<Field>;
}

/** The fields that values read at presynaptic neurons, which may belong to another thread. */
export const readOfOthers = (values: Iterable<Value>): ReadonlySet<Field> =>
  new Set(readsOf(values).flatMap(({ at, field }) => (at === "pre" ? [field] : [])));

const areJoint = (a: ReadonlySet<Field> = new Set(), b: ReadonlySet<Field> = new Set()): boolean =>
  [...a].some((field) => b.has(field));

/** Whether one of two tasks must end on all threads before the other begins on any of them. */
const excludeOneAnother = (a: Task, b: Task): boolean => areJoint(a.reads, b.writes) || areJoint(a.writes, b.reads);

/**
 * The code of a step, which is run in a loop, with as few barriers as it needs. There is always one between the tasks
 * that find
 * spikes and those that deliver them, at which threads share the spikes, so no thread gets a whole step ahead.
 */
export function withBarriers(
  finding: readonly Task[],
  delivering: readonly Task[],
  { barrier, share }: { readonly barrier: string; readonly share: string },
): string[] {
  let since: Task[] = [];
  const linesOf = (tasks: readonly Task[]) =>
    tasks.flatMap((task) => {
      const isNeeded = since.some((earlier) => excludeOneAnother(earlier, task));
      since = isNeeded ? [task] : [...since, task];
      return isNeeded ? [barrier, ...task.lines] : task.lines;
    });
  // A step begins after the previous one ends.
  const delivered = linesOf(delivering);
  return [...linesOf(finding), share, ...delivered];
}
