import { formatRate, formatSeconds } from "./rate.js";

/** One moment of a loop under {@link progress}. */
export interface ProgressState {
  readonly label: string;
  /** What is counted, such as "digits"; nothing is said without it. */
  readonly unit?: string;
  readonly done: number;
  /** Undefined for an iterable of unknown length. */
  readonly total: number | undefined;
  readonly seconds: number;
  readonly perSecond: number | undefined;
  readonly postfix: string;
  readonly phase: "running" | "finished" | "stopped" | "left";
}

const whole = (n: number) => n.toLocaleString("en-US");

/** Between 0 and 1, or undefined where the end is unknown. */
export function fraction({ done, total }: ProgressState): number | undefined {
  if (total === undefined) return undefined;
  return total === 0 ? 1 : Math.min(1, done / total);
}

/** Count, rate, time left and postfix in one line: `450 of 1,000 · 45 % · 120/s · 5 s left · accuracy 0.83`. */
export function progressText(state: ProgressState): string {
  const { done, total, perSecond, seconds, phase, postfix } = state;
  const part = fraction(state);
  const unit = state.unit === undefined ? "" : ` ${state.unit}`;
  const count = `${total === undefined ? whole(done) : `${whole(done)} of ${whole(total)}`}${unit}`;
  const fields: string[] = [];
  if (phase === "running") {
    fields.push(count);
    if (part !== undefined) fields.push(`${Math.floor(part * 100)} %`);
    if (perSecond !== undefined && perSecond > 0) {
      fields.push(`${formatRate(perSecond)}${unit}/s`);
      if (total !== undefined) fields.push(`${formatSeconds(Math.max(0, total - done) / perSecond)} left`);
    }
  } else {
    const verb = { finished: "", stopped: "stopped after ", left: "left after " }[phase];
    fields.push(`${verb}${count}`, formatSeconds(seconds));
    if (seconds > 0 && done > 0) fields.push(`${formatRate(done / seconds)}${unit}/s`);
  }
  if (postfix !== "") fields.push(postfix);
  return `${state.label === "" ? "" : `${state.label}: `}${fields.join(" · ")}`;
}
