import { grouped } from "../check/grouped.js";
import { realNumber } from "../check/realNumber.js";
import { InputError } from "../errors.js";
import type { Figure } from "./figure.js";
import { checkIntegers, extent, type NumberInput, positivePair, readColumn, readShaped } from "./input.js";
import { checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
import { colorScale, type MagnitudeScale } from "./palette.js";
import { readGrid, tileFigure } from "./tiles.js";

export interface ReceptiveFieldsOptions {
  /** Rows and columns of the input, [28, 28] for MNIST. */
  readonly field: readonly [number, number];
  /** Rows and columns of neurons; by default as square as possible. */
  readonly grid?: readonly [number, number];
  /** Assigned class of each neuron; -1 for a neuron without one. */
  readonly labels?: NumberInput;
  /** Weight at the top of the color scale; by default the maximum. */
  readonly max?: number;
  /** Unit of the weights, such as "nS". */
  readonly unit?: string;
  readonly colors?: MagnitudeScale;
  readonly title?: string;
}

const OPTIONS: OptionChecks<ReceptiveFieldsOptions> = {
  field: true,
  grid: true,
  labels: true,
  max: true,
  unit: checkWords,
  colors: true,
};

/**
 * The weights onto each postsynaptic neuron as a picture of the input, all in one image; neuron k is in row ⌊k /
 * columns⌋, column k mod columns.
 * @param weights [pre, post], where pre = rows · columns of the field
 * @throws InputError for NaN, a field of another size than pre, a grid that is too small, or a wrong number of labels
 */
export function receptiveFields(weights: NumberInput, options: ReceptiveFieldsOptions): Figure {
  const where = "receptiveFields";
  checkPlotOptions(where, options, OPTIONS);
  const [rows, columns] = positivePair(`${where}, field`, options.field);
  const pre = rows * columns;
  const { values, shape } = readShaped(where, "weights", weights);
  const fits = shape.length === 2 ? shape[0] === pre : shape.length === 1 && values.length % pre === 0;
  if (!fits) {
    throw new InputError(
      `${where}: found weights of the shape [${shape.join(", ")}] for the field ${rows} × ${columns}, ` +
        `expected [pre, post] with pre = ${pre}.`,
    );
  }
  const post = values.length / pre;
  const grid = readGrid(where, options.grid, post);
  const classes = options.labels === undefined ? undefined : readColumn(where, "labels", options.labels, post);
  if (classes) checkIntegers(`${where}, labels`, classes, -1);
  const [least, greatest] = extent(values);
  const low = Math.min(0, least);
  const high = realNumber(`${where}, max`, options.max ?? greatest, { least: low });
  const tiles = {
    count: post,
    field: [rows, columns] as const,
    grid,
    at: (neuron: number, index: number) => values[index * post + neuron],
    range: [low, high > low ? high : low + 1] as const,
    scale: colorScale(where, options.colors ?? "viridis"),
  };
  const label = (neuron: number) => (classes && classes[neuron] >= 0 ? String(classes[neuron]) : "");
  const named = (neuron: number) => (classes ? `\nclass ${label(neuron) || "none"}` : "");
  const neurons = Array.from({ length: post }, (_, neuron) => neuron);
  return tileFigure(tiles, {
    title: options.title ?? (post === 1 ? "Receptive field" : `Receptive fields of ${grouped(post)} neurons`),
    scaleTitle: options.unit ? `weight (${options.unit})` : "weight",
    hover: neurons.map((neuron) => `neuron ${neuron}${named(neuron)}`),
    labels: classes && neurons.map(label),
  });
}
