import { grouped } from "../check/grouped.js";
import { checkName, checkOptions, nameOf, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { checkConstants } from "../eth/ethConstants.js";
import { checkEthNumber, ETH_NUMBER_NAMES, ETH_NUMBERS, type EthNumberName } from "../eth/ethNumbers.js";
import { checkOrder } from "../eth/ethOrder.js";
import type { EthChoices } from "../eth/ethPlan.js";
import { checkRule } from "../eth/ethRule.js";
import { checkTopology } from "../eth/ethTopology.js";
import { BACKEND_NAMES } from "../simulate/backends.js";
import { checkCombine } from "../simulate/combine.js";
import { checkSlurm, type SlurmOptions } from "./slurmOptions.js";

/** What a run can choose: everything but the seed, which `seeds` gives. */
export type SweepChoices = Omit<EthChoices, "seed">;

/**
 * Runs of the ETH network that differ: one for each case, each combination of varied values, and each seed.
 *
 * ```ts
 * const spec: SweepSpec = {
 *   base: { examples: 20_000 },
 *   cases: [{ neurons: 100 }, { neurons: 400, passes: 3 }],
 *   vary: { thetaPlus: [0.05, 0.1] },
 *   seeds: [0, 1, 2],
 * };
 * ```
 */
export interface SweepSpec {
  /** Choices common to all runs; everything else is as in the paper, or as `constants` says. */
  readonly base?: SweepChoices;
  /** Choices that belong together: each case is combined with all varied values. */
  readonly cases?: readonly SweepChoices[];
  /** Values of which all combinations are run. */
  readonly vary?: { readonly [Name in keyof SweepChoices]?: readonly NonNullable<SweepChoices[Name]>[] };
  /** [0] by default. */
  readonly seeds?: readonly number[];
  /** What each run requests from Slurm. */
  readonly slurm?: SlurmOptions;
}

export type SweepChoiceName = keyof SweepChoices;

/** One run of a sweep. */
export interface SweepRun {
  /** Its folder's name: how it differs, such as `neurons=400,thetaPlus=0.1,seed=2`. */
  readonly name: string;
  /** The name without the seed: runs of one setting differ only in their seed. Empty if nothing else differs. */
  readonly setting: string;
  readonly seed: number;
  readonly choices: SweepChoices;
}

const SPEC = optionsOf<SweepSpec>({ base: true, cases: true, vary: true, seeds: true, slurm: true });
const EXAMPLE = "{ base: { neurons: 400 }, vary: { thetaPlus: [0.05, 0.1] }, seeds: [0, 1, 2] }";
const CHOICES: readonly SweepChoiceName[] = [
  ...(ETH_NUMBER_NAMES.filter((name) => name !== "seed") as Exclude<EthNumberName, "seed">[]),
  "backend",
  "constants",
  "network",
  "rule",
  "order",
  "combine",
  "data",
];

/** The number of excitatory neurons that choices lead to. */
export const neuronsOf = ({ neurons }: SweepChoices): number => neurons ?? (ETH_NUMBERS.neurons.initial as number);

/** More folders than anybody reads. */
const MOST_RUNS = 100_000;

/**
 * The runs of a sweep in order: cases, varied values (the last name changes fastest), seeds.
 * @param where the file or the function, for error messages
 * @throws InputError for unknown names and invalid values, duplicate runs, and too many runs
 */
export function sweepRuns(where: string, spec: SweepSpec): SweepRun[] {
  checkOptions(where, spec, SPEC, { example: EXAMPLE });
  const base = readChoices(`${where}, base`, spec.base ?? {});
  const cases = readList(`${where}, cases`, spec.cases ?? [{}], "choices").map((choices, i) =>
    readChoices(`${where}, cases[${i}]`, choices),
  );
  const vary = readVaried(`${where}, vary`, spec.vary ?? {});
  const seeds = readList(`${where}, seeds`, spec.seeds ?? [0], "seeds").map((seed, i) =>
    wholeNumber(`${where}, seeds[${i}]`, seed, 0),
  );
  if (spec.slurm !== undefined) checkSlurm(`${where}, slurm`, spec.slurm);
  for (const [i, choices] of cases.entries()) {
    const both = Object.keys(choices).find((name) => name in vary);
    if (both === undefined) continue;
    throw new InputError(`${where}, cases[${i}]: found ${both}, which is also in vary. Leave one of them out.`);
  }
  const combinations = combined(vary);
  const count = cases.length * combinations.length * seeds.length;
  if (count > MOST_RUNS) {
    throw new InputError(
      `${where}: found ${grouped(count)} runs, expected at most ${grouped(MOST_RUNS)}. ` +
        "Vary fewer values together.",
    );
  }
  const runs = cases.flatMap((choices) =>
    combinations.flatMap((varied) => {
      const own = { ...choices, ...varied };
      const setting = Object.entries(own)
        .map(([name, value]) => `${name}=${folderName(value)}`)
        .join(",");
      const all = { ...base, ...own };
      return seeds.map((seed) => ({ name: `${setting}${setting && ","}seed=${seed}`, setting, seed, choices: all }));
    }),
  );
  const names = new Set<string>();
  for (const { name } of runs) {
    if (names.has(name)) throw new InputError(`${where}: found the run ${name} twice, expected once.`);
    if (name.length > MOST_LETTERS) {
      throw new InputError(
        `${where}: found a run with the name ${name}, expected at most ${MOST_LETTERS} characters. ` +
          "Put what all runs have in common into base.",
      );
    }
    names.add(name);
  }
  return runs;
}

/** File systems allow 255 bytes; names are ASCII. */
const MOST_LETTERS = 200;

/** Paths and other texts as part of a folder's name. */
const folderName = (value: unknown): string => String(value).replace(/[^\w.+-]+/g, "-");

function readList<T>(where: string, list: readonly T[], of: string): readonly T[] {
  if (Array.isArray(list) && list.length > 0) return list;
  const found = Array.isArray(list) ? "an empty list" : nameOf(list);
  throw new InputError(`${where}: found ${found}, expected a list of ${of}.`);
}

function readChoices(where: string, choices: SweepChoices): SweepChoices {
  refuseSeed(where, choices);
  checkOptions(where, choices, CHOICES, { example: "{ neurons: 400 }" });
  for (const [name, value] of Object.entries(choices)) checkChoice(`${where}, ${name}`, name as SweepChoiceName, value);
  return choices;
}

function readVaried(where: string, vary: NonNullable<SweepSpec["vary"]>): Readonly<Record<string, readonly unknown[]>> {
  refuseSeed(where, vary);
  checkOptions(where, vary, CHOICES, { example: "{ thetaPlus: [0.05, 0.1] }" });
  for (const [name, values] of Object.entries(vary)) {
    const place = `${where}, ${name}`;
    for (const [i, value] of readList<unknown>(place, values, "values").entries()) {
      checkChoice(`${place}[${i}]`, name as SweepChoiceName, value);
    }
  }
  return vary;
}

function refuseSeed(where: string, choices: object): void {
  if (typeof choices !== "object" || choices === null || !("seed" in choices)) return;
  throw new InputError(`${where}: found seed. Give seeds at the top level: { seeds: [0, 1, 2] }.`);
}

function checkChoice(where: string, name: SweepChoiceName, value: unknown): void {
  if (name === "backend") checkName(where, "a backend", value, ["auto", ...BACKEND_NAMES]);
  else if (name === "constants") checkConstants(where, value);
  else if (name === "network") checkTopology(where, value);
  else if (name === "rule") checkRule(where, value);
  else if (name === "order") checkOrder(where, value);
  else if (name === "combine") checkCombine(where, value);
  else if (name === "data") checkText(where, value, "fashion-mnist", "a folder");
  else checkEthNumber(where, name, value);
}

/** Every combination of the values. */
function combined(vary: Readonly<Record<string, readonly unknown[]>>): SweepChoices[] {
  let combinations: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(vary)) {
    combinations = combinations.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  }
  return combinations;
}
