import type { EthConfig } from "../../eth/ethConfig.js";
import { accuracyOf, type Confusion, type EthTest } from "../../eth/ethEvaluate.js";
import { formatRate, formatSeconds } from "../../notebook/rate.js";

export const whole = (count: number): string => count.toLocaleString("en-US");
export const counted = (count: number, thing: string): string => `${whole(count)} ${thing}${count === 1 ? "" : "s"}`;
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** `60,000 digits in 58 s: 1,031 digits/s, 0.97 ms a digit` */
export function paceText(digits: number, seconds: number): string {
  const perDigit = (1000 * seconds) / digits;
  return (
    `${counted(digits, "digit")} in ${formatSeconds(seconds)}: ${formatRate(digits / seconds)} digits/s, ` +
    `${perDigit.toPrecision(3)} ms a digit`
  );
}

/** `400 neurons, seed 0, step 0.5 ms, 350 ms + 150 ms a digit, batches of 16 (sum), backend wasm` */
export function configText(config: EthConfig): string {
  const { neurons, seed, dt, presentation, rest, rule, batch, combine, backend } = config;
  const learning = rule === "triplet" ? "" : `, rule ${rule}`;
  const batches = batch === 1 ? "" : `, batches of ${whole(batch)} (${combine})`;
  return (
    `${counted(neurons, "neuron")}, seed ${seed}, step ${dt} ms, ${presentation} ms + ${rest} ms a digit${learning}${batches}, ` +
    `backend ${backend}`
  );
}

/** Both votes, one a line. */
export function votesText({ allActivity, proportionWeighted }: EthTest): string {
  return [
    `  all-activity         ${percent(accuracyOf(allActivity))}`,
    `  proportion-weighted  ${percent(accuracyOf(proportionWeighted))}`,
  ].join("\n");
}

/** The matrix as a table: the true class in rows, the answered one in columns. */
export function confusionText(confusion: Confusion): string {
  const classes = Math.sqrt(confusion.length);
  const width = Math.max(...confusion.map((count) => String(count).length), 2) + 2;
  const row = (head: string, cells: readonly (number | string)[]) =>
    `${head.padStart(8)}${cells.map((cell) => String(cell).padStart(width)).join("")}`;
  const names = Array.from({ length: classes }, (_, label) => label);
  const rows = names.map((label) => row(String(label), confusion.slice(label * classes, (label + 1) * classes)));
  return [row("true", names), ...rows].join("\n");
}
