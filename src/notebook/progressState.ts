import { formatRate, formatSeconds } from "./rate.js";

/** One moment of a loop under {@link progress}. */
export interface ProgressState {
  readonly label: string;
  /** What is counted, such as "digits"; nothing is said without it. */
  readonly unit?: string;
  readonly done: number;
  /** How many of them an earlier run of the loop has done. */
  readonly earlier?: number;
  /** Undefined for an iterable of unknown length. */
  readonly total: number | undefined;
  readonly seconds: number;
  readonly perSecond: number | undefined;
  readonly postfix: string;
  readonly phase: "running" | "paused" | "finished" | "stopped" | "left";
}

const whole = (n: number) => n.toLocaleString("en-US");

/** Between 0 and 1, or undefined where the end is unknown. */
export function fraction({ done, total }: ProgressState): number | undefined {
  if (total === undefined) return undefined;
  return total === 0 ? 1 : Math.min(1, done / total);
}

/**
 * Count, rate, time left and postfix in one line: `450 of 1,000 · 45 % · 120/s · 5 s left · accuracy 0.83`; without the
 * percentage where it would be longer than `width`.
 */
export function progressText(state: ProgressState, width = Number.POSITIVE_INFINITY): string {
  const { done, total, perSecond, seconds, phase, postfix } = state;
  const part = fraction(state);
  const percentage = part === undefined ? "" : `${Math.floor(part * 100)} %`;
  const unit = state.unit === undefined ? "" : ` ${state.unit}`;
  const count = `${total === undefined ? whole(done) : `${whole(done)} of ${whole(total)}`}${unit}`;
  const fields: string[] = [];
  if (phase === "running") {
    fields.push(count);
    if (percentage !== "") fields.push(percentage);
    if (perSecond !== undefined && perSecond > 0) {
      fields.push(`${formatRate(perSecond)}/s`);
      if (total !== undefined) fields.push(`${formatSeconds(Math.max(0, total - done) / perSecond)} left`);
    }
  } else if (phase === "paused") {
    fields.push(`paused at ${count}`);
    if (percentage !== "") fields.push(percentage);
  } else {
    const verb = { finished: "", stopped: "stopped after ", left: "left after " }[phase];
    fields.push(`${verb}${count}`, formatSeconds(seconds));
    const now = done - (state.earlier ?? 0);
    if (seconds > 0 && now > 0) fields.push(`${formatRate(now / seconds)}/s`);
  }
  if (postfix !== "") fields.push(postfix);
  const line = (parts: readonly string[]) => `${state.label === "" ? "" : `${state.label}: `}${parts.join(" · ")}`;
  const text = line(fields);
  return text.length <= width ? text : line(fields.filter((field) => field !== percentage));
}
