import { grouped } from "../check/grouped.js";
import { formatRate, formatSeconds } from "./rate.js";

/** A snapshot of a loop under {@link progress}. */
export interface ProgressState {
  readonly label: string;
  /** What is counted, such as "digits"; omitted if undefined. */
  readonly unit?: string;
  readonly done: number;
  /** How many of them an earlier run of the loop has processed. */
  readonly earlier?: number;
  /** Undefined for an iterable of unknown length. */
  readonly total: number | undefined;
  readonly seconds: number;
  readonly perSecond: number | undefined;
  readonly postfix: string;
  readonly phase: "running" | "paused" | "finished" | "stopped" | "left";
}

/** Between 0 and 1, or undefined if the end is unknown. */
export function fraction({ done, total }: ProgressState): number | undefined {
  if (total === undefined) return undefined;
  return total === 0 ? 1 : Math.min(1, done / total);
}

/** What a line that is too long omits, in this order. */
const SPARED = ["percentage", "unit", "rate"] as const;
type Spared = (typeof SPARED)[number];

/**
 * Count, rate, time left and postfix in one line: `450 of 1,000 · 45 % · 120/s · 5 s left · accuracy 0.83`. If it is
 * longer than `width`, it omits percentage, unit and rate, in this order.
 */
export function progressText(state: ProgressState, width = Number.POSITIVE_INFINITY): string {
  const lines = [0, 1, 2, 3].map((spared) => lineOf(state, SPARED.slice(0, spared)));
  return lines.find((line) => line.length <= width) ?? lines[SPARED.length];
}

function lineOf(state: ProgressState, spared: readonly Spared[]): string {
  const { label, done, total, perSecond, seconds, phase, postfix } = state;
  const has = (part: Spared) => !spared.includes(part);
  const unit = state.unit === undefined || !has("unit") ? "" : ` ${state.unit}`;
  const count = `${total === undefined ? grouped(done) : `${grouped(done)} of ${grouped(total)}`}${unit}`;
  const fields: string[] = [];
  const part = fraction(state);
  const percentage = part !== undefined && has("percentage") ? [`${Math.floor(part * 100)} %`] : [];
  if (phase === "running") {
    fields.push(count, ...percentage);
    if (perSecond !== undefined && perSecond > 0) {
      if (has("rate")) fields.push(`${formatRate(perSecond)}/s`);
      if (total !== undefined) fields.push(`${formatSeconds(Math.max(0, total - done) / perSecond)} left`);
    }
  } else if (phase === "paused") {
    fields.push(`paused at ${count}`, ...percentage);
  } else {
    const verb = { finished: "", stopped: "stopped after ", left: "left after " }[phase];
    fields.push(`${verb}${count}`, formatSeconds(seconds));
    const now = done - (state.earlier ?? 0);
    if (seconds > 0 && now > 0 && has("rate")) fields.push(`${formatRate(now / seconds)}/s`);
  }
  if (postfix !== "") fields.push(postfix);
  return `${label === "" ? "" : `${label}: `}${fields.join(" · ")}`;
}
