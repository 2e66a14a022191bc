import type { Field } from "../../program/program.js";
import { readsOf, type Value } from "../../program/value.js";

/** A part of a step that every thread does for its own neurons. */
export interface Task {
  /** What this thread does; nothing where none of the neurons are its own. */
  readonly lines: readonly string[];
  /** Fields of neurons that it reads at neurons of other threads. */
  readonly reads?: ReadonlySet<Field>;
  /** Fields of neurons that it changes. */
  readonly writes?: ReadonlySet<Field>;
}

/** The fields of presynaptic neurons, which may be another thread's, that values read. */
export const readOfOthers = (values: Iterable<Value>): ReadonlySet<Field> =>
  new Set(readsOf(values).flatMap(({ at, field }) => (at === "pre" ? [field] : [])));

const areJoint = (a: ReadonlySet<Field> = new Set(), b: ReadonlySet<Field> = new Set()): boolean =>
  [...a].some((field) => b.has(field));

/** Whether one of two tasks must have ended on all threads before the other begins on any. */
const excludeOneAnother = (a: Task, b: Task): boolean => areJoint(a.reads, b.writes) || areJoint(a.writes, b.reads);

/**
 * The lines of a step, over and over again, with as few barriers as are needed. There is always one, at which threads share
 * the spikes, between the tasks that find these and those that deliver them: so no thread is ahead by a whole step.
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
  // A step begins after the end of the one before.
  const delivered = linesOf(delivering);
  return [...linesOf(finding), share, ...delivered];
}
