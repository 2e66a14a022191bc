import { checkOptions, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";

/** What each run of a sweep requests from Slurm; the cluster's defaults otherwise. */
export interface SlurmOptions {
  readonly partition?: string;
  readonly account?: string;
  /**
   * Time limit of a run in Slurm's notation: `30` (minutes), `2:00:00`, `1-12:00:00`; at least two minutes. A run that
   * takes longer is requeued.
   */
  readonly time?: string;
  /** Memory of a run in Slurm's notation: `2G`. */
  readonly memory?: string;
  /** Cores of a run. */
  readonly cpus?: number;
  /** Generic resources in Slurm's notation: `gpu:1`. */
  readonly gres?: string;
  /** Maximum number of runs at the same time; by default as many as the cluster allows. */
  readonly atOnce?: number;
}

const OPTIONS = optionsOf<SlurmOptions>({
  partition: true,
  account: true,
  time: true,
  memory: true,
  cpus: true,
  gres: true,
  atOnce: true,
});

const WORD = { form: /^[\w.:,-]+$/, example: "main" };
const TEXTS = {
  partition: WORD,
  account: WORD,
  time: { form: /^(\d+-)?\d+(:\d\d){0,2}$/, example: "2:00:00" },
  memory: { form: /^\d+[KMGT]?$/, example: "2G" },
  gres: { form: /^[\w.:,-]+$/, example: "gpu:1" },
} as const;

const LEAST_S = 120;

/** `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours`, `days-hours:minutes`, `days-hours:minutes:seconds`. */
function secondsOf(time: string): number {
  const [days, rest] = time.includes("-") ? time.split("-") : ["0", time];
  const parts = rest.split(":").map(Number);
  const units = time.includes("-") || parts.length === 3 ? [3600, 60, 1] : [60, 1];
  return 86_400 * Number(days) + parts.reduce((sum, part, i) => sum + part * units[i], 0);
}

/** @throws InputError for options that Slurm would not understand */
export function checkSlurm(where: string, options: SlurmOptions): void {
  checkOptions(where, options, OPTIONS, { example: '{ partition: "main", time: "2:00:00", memory: "2G" }' });
  for (const [name, { form, example }] of Object.entries(TEXTS)) {
    const value: unknown = options[name as keyof typeof TEXTS];
    if (value === undefined || (typeof value === "string" && form.test(value))) continue;
    throw new InputError(`${where}, ${name}: found ${JSON.stringify(value)}, expected a text such as "${example}".`);
  }
  if (options.time !== undefined && secondsOf(options.time) < LEAST_S) {
    throw new InputError(
      `${where}, time: found "${options.time}", expected at least two minutes: a run is told to save a minute before the end.`,
    );
  }
  for (const name of ["cpus", "atOnce"] as const) {
    if (options[name] !== undefined) wholeNumber(`${where}, ${name}`, options[name], 1);
  }
}
