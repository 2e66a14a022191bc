import { nameOf } from "../check/names.js";
import { realNumber } from "../check/realNumber.js";
import { InputError } from "../errors.js";
import type { Dots, Figure, Mark } from "./figure.js";
import { type NumberInput, readColumn } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, checkRecord, type OptionChecks } from "./options.js";
import { okabeIto } from "./palette.js";
import { checkShares } from "./shares.js";
import { mean } from "./statistics.js";
import { axis, fontSize, ink, padded } from "./theme.js";

export interface AccuraciesOptions {
  /** Accuracies to compare with, such as published ones, by the same names; drawn as squares. */
  readonly published?: Readonly<Record<string, number>>;
  readonly title?: string;
}

const OPTIONS: OptionChecks<AccuraciesOptions> = { published: checkRecord };

/** Pixels for each setting: its dots, and its name above them by this fraction. */
const ROW = 48;
const NAME_ABOVE = 0.4;

/**
 * Accuracies of several runs of each setting, such as one for each seed: a dot for each run, and their mean.
 * @param settings fractions from 0 to 1 by the setting's name
 * @throws InputError for fractions outside 0 to 1, and no settings
 */
export function accuracies(settings: Readonly<Record<string, NumberInput>>, options: AccuraciesOptions = {}): Figure {
  const where = "accuracies";
  checkPlotOptions(where, options, OPTIONS);
  if (typeof settings !== "object" || settings === null || Object.keys(settings).length === 0) {
    const found = typeof settings === "object" && settings !== null ? "none" : nameOf(settings);
    throw new InputError(`${where}: found ${found}, expected accuracies by name: { "400 neurons": [0.87, 0.88] }.`);
  }
  const names = Object.keys(settings);
  const runs: { at: number; share: number }[] = [];
  const means: number[] = [];
  for (const [at, name] of names.entries()) {
    const shares = readColumn(where, name, settings[name]);
    checkShares(`${where}, ${name}`, shares);
    runs.push(...Array.from(shares, (share) => ({ at, share })));
    means.push(mean(shares));
  }
  const published = Object.entries(options.published ?? {}).map(([name, share]) => {
    const at = names.indexOf(name);
    if (at < 0) throw new InputError(`${where}, published: found "${name}", expected one of ${names.join(", ")}.`);
    return { at, share: realNumber(`${where}, published, "${name}"`, share, { least: 0, most: 1 }) };
  });
  const all = [...runs, ...published].map(({ share }) => share);
  const marks: Mark[] = [
    dots(
      "mean",
      12,
      okabeIto[0],
      means.map((share, at) => ({ at, share })),
    ),
    dots("run", 6, ink, runs),
  ];
  if (published.length > 0) marks.push({ ...dots("published", 9, okabeIto[5], published), shape: "square" });
  const range = padded([Math.min(...all), Math.max(...all)]);
  // Names are long, and would not fit next to an axis.
  marks.push({
    ...{ kind: "words", words: names, color: ink, size: fontSize },
    x: names.map(() => (range[0] + range[1]) / 2),
    y: names.map((_, at) => at - NAME_ABOVE),
  });
  return newFigure({
    title: options.title ?? "Accuracy",
    height: ROW * names.length,
    x: axis("accuracy", range, { format: ".0%" }),
    panels: [{ y: axis("", [names.length - 0.5, -0.7], { isHidden: true }), marks }],
  });
}

function dots(name: string, size: number, color: string, places: readonly { at: number; share: number }[]): Dots {
  return {
    ...{ kind: "dots", name, shape: "circle", size, color, hover: `${name}: {x:.2%}` },
    x: places.map(({ share }) => share),
    y: places.map(({ at }) => at),
  };
}
