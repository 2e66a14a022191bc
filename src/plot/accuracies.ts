import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Figure, Mark } from "./figure.js";
import { type NumberInput, readColumn } from "./input.js";
import { okabeIto } from "./palette.js";
import { checkShares } from "./shares.js";
import { mean } from "./statistics.js";
import { axis, cellAxis, figure, ink } from "./theme.js";

export interface AccuraciesOptions {
  /** Accuracies to compare with, such as those of a paper, by the same names: squares. */
  readonly published?: Readonly<Record<string, number>>;
  readonly title?: string;
  readonly xLabel?: string;
}

const OPTIONS = optionsOf<AccuraciesOptions>({ published: true, title: true, xLabel: true });

/**
 * Accuracies of several runs of each setting, such as one for each seed: a dot for each run, and their mean.
 * @param settings shares from 0 to 1 by the setting's name
 * @throws InputError for shares outside 0 to 1, and no settings
 */
export function accuracies(settings: Readonly<Record<string, NumberInput>>, options: AccuraciesOptions = {}): Figure {
  const where = "accuracies";
  checkOptions(where, options, OPTIONS);
  if (typeof settings !== "object" || settings === null || Object.keys(settings).length === 0) {
    const found = typeof settings === "object" && settings !== null ? "none" : nameOf(settings);
    throw new InputError(`${where}: found ${found}, expected accuracies by name: { "400 neurons": [0.87, 0.88] }.`);
  }
  const names = Object.keys(settings);
  const [x, y, means]: [number[], number[], number[]] = [[], [], []];
  for (const [i, name] of names.entries()) {
    const shares = readColumn(where, name, settings[name]);
    checkShares(`${where}, ${name}`, shares);
    x.push(...Array.from(shares, () => i));
    y.push(...Array.from(shares));
    means.push(mean(shares));
  }
  const published = Object.entries(options.published ?? {}).map(([name, share]) => {
    const at = names.indexOf(name);
    if (at < 0) throw new InputError(`${where}, published: found "${name}", expected one of ${names.join(", ")}.`);
    checkShares(`${where}, published, ${name}`, readColumn(where, name, [share]));
    return [at, share] as const;
  });
  const all = [...y, ...published.map(([, share]) => share)];
  const low = Math.max(0, Math.min(...all) - 0.02);
  const marks: Mark[] = [
    {
      ...{ kind: "dots", name: "mean", shape: "circle", size: 12, color: okabeIto[0], hover: "mean {y:.2%}" },
      x: names.map((_, i) => i),
      y: means,
    },
    { kind: "dots", name: "run", x, y, color: ink, shape: "circle", size: 6, hover: "{y:.2%}" },
  ];
  if (published.length > 0) {
    marks.push({
      ...{ kind: "dots", name: "published", shape: "square", size: 9, color: okabeIto[5], hover: "published {y:.2%}" },
      x: published.map(([at]) => at),
      y: published.map(([, share]) => share),
    });
  }
  return figure({
    title: options.title ?? "Accuracy",
    x: { ...cellAxis(options.xLabel ?? "", names.length, names), line: true },
    panels: [{ y: axis("accuracy", [low, Math.min(1, Math.max(...all) + 0.02)], { format: ".1%" }), marks }],
  });
}
