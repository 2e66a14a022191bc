import { nameOf } from "../check/names.js";
import { CheckpointError } from "../errors.js";

/** Largest numbers of neurons times classes, and of answers in the window. */
export const MOST = 2 ** 26;

/** The state of a {@link LabelVote}, as plain data. */
export interface LabelVoteState {
  readonly neurons: number;
  readonly classes: number;
  readonly window: number;
  readonly memory: number;
  /** Number of examples of each class, discounted by the memory, [classes]. */
  readonly seen: readonly number[];
  /** Spikes of each neuron in all examples of each class, discounted likewise, [neurons, classes], row by row. */
  readonly spikes: readonly number[];
  /** The last answers, oldest first: 1 for a correct one, 0 for a wrong one. */
  readonly answers: readonly number[];
}

/** @throws CheckpointError for anything else */
export function checkState(state: LabelVoteState): LabelVoteState {
  const whole = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
  const isAmount = (value: unknown) => Number.isFinite(value) && Number(value) >= 0;
  const row = (values: unknown, length: number, isRight: (value: unknown) => boolean) =>
    Array.isArray(values) && values.length === length && values.every(isRight);
  const { neurons, classes, window, memory, seen, spikes, answers } = state ?? {};
  const isRight =
    [neurons, classes, window].every((size) => whole(size) && size > 0 && size <= MOST) &&
    classes > 1 &&
    typeof memory === "number" &&
    memory > 0 &&
    memory <= 1 &&
    row(seen, classes, (value) => isAmount(value) && (memory < 1 || whole(value))) &&
    row(spikes, neurons * classes, isAmount) &&
    Array.isArray(answers) &&
    answers.length <= window &&
    answers.every((answer) => answer === 0 || answer === 1);
  if (isRight) return state;
  throw new CheckpointError(
    `LabelVote.from: found ${nameOf(state)}, expected the state of a LabelVote, as toJSON() returns it.`,
  );
}
