import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { VOTE_NAMES, VOTES, type Vote } from "../eth/ethEvaluate.js";
import { mean, sampleVariance } from "../plot/statistics.js";
import type { SweepResult } from "./results.js";

/**
 * The results of one setting over its seeds. For each vote the fractions of correctly classified test digits, undefined
 * if none has been tested.
 */
export interface SweepRow extends Partial<Readonly<Record<Vote, Spread>>> {
  readonly setting: string;
  /** Total number of runs, and number of those tested. */
  readonly runs: number;
  readonly tested: number;
}

export interface Spread {
  readonly mean: number;
  /** Standard deviation over seeds (with n − 1); undefined for a single one. */
  readonly deviation?: number;
  readonly best: number;
}

function isResult(one: unknown): boolean {
  const { name, setting, state, seed, trained, seconds, choices, accuracy } = Object(one) as Record<string, unknown>;
  const accuracies = Object(accuracy) as Record<string, unknown>;
  return (
    [name, setting, state].every((text) => typeof text === "string") &&
    [seed, trained, seconds].every((number) => typeof number === "number") &&
    typeof choices === "object" &&
    choices !== null &&
    (accuracy === undefined || VOTES.every((vote) => typeof accuracies[vote] === "number"))
  );
}

/** @throws InputError unless they are results of {@link readSweepResults} */
function checkResults(where: string, results: readonly SweepResult[]): void {
  if (Array.isArray(results) && [...results].every(isResult)) return;
  throw new InputError(
    `${where}: found ${nameOf(results)}, expected the results of a sweep, as returned by sweep and readSweepResults.`,
  );
}

/**
 * One row for each setting, in the order of the sweep.
 * @throws InputError unless they are results of a sweep
 */
export function sweepRows(results: readonly SweepResult[]): SweepRow[] {
  checkResults("sweepRows", results);
  const settings = [...new Set(results.map(({ setting }) => setting))];
  return settings.map((setting) => {
    const own = results.filter((result) => result.setting === setting);
    const accuracies = own.flatMap(({ accuracy }) => accuracy ?? []);
    return {
      setting,
      runs: own.length,
      tested: accuracies.length,
      ...(accuracies.length > 0 &&
        Object.fromEntries(VOTES.map((vote) => [vote, spread(accuracies.map((accuracy) => accuracy[vote]))]))),
    };
  });
}

function spread(values: readonly number[]): Spread {
  const { length: n } = values;
  const deviation = n > 1 ? Math.sqrt(sampleVariance(values)) : undefined;
  return { mean: mean(values), ...(deviation !== undefined && { deviation }), best: Math.max(...values) };
}

const percent = (share: number) => (100 * share).toFixed(2);

/** The rows as text, in percent: mean ± standard deviation over seeds, and the best. */
export function sweepTable(results: readonly SweepResult[]): string {
  checkResults("sweepTable", results);
  const cells = (found: Spread | undefined) =>
    found === undefined
      ? ["", "", ""]
      : [
          percent(found.mean),
          found.deviation === undefined ? "" : `± ${percent(found.deviation)}`,
          percent(found.best),
        ];
  const rows = sweepRows(results).map((row) => [
    row.setting || "(all)",
    row.tested === row.runs ? String(row.runs) : `${row.tested} of ${row.runs}`,
    ...VOTES.flatMap((vote) => cells(row[vote])),
  ]);
  const votes = VOTES.flatMap((vote) => [`${VOTE_NAMES[vote]} %`, "", "best"]);
  const heads = ["setting", "runs", ...votes];
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd();
  return [heads, ...rows].map(line).join("\n");
}

const COLUMNS = ["name", "setting", "seed", "state", "trained", "seconds"] as const;

/** One line for each run, with a heading: accuracies as fractions, empty before the test. */
export function sweepCsv(results: readonly SweepResult[]): string {
  checkResults("sweepCsv", results);
  const names = [...new Set(results.flatMap(({ choices }) => Object.keys(choices)))];
  const heads = [...COLUMNS, ...names, ...VOTES, "error"];
  const lines = results.map((result) => [
    ...COLUMNS.map((name) => result[name]),
    ...names.map((name) => result.choices[name as keyof typeof result.choices]),
    ...VOTES.map((vote) => result.accuracy?.[vote]),
    result.error,
  ]);
  return [heads, ...lines].map((line) => line.map(csvCell).join(",")).join("\n");
}

/** RFC 4180. */
function csvCell(value: unknown): string {
  const text = value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
