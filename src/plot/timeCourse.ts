import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import type { Figure, Mark } from "./figure.js";
import { extent, type NumberColumn, type NumberInput, readColumn, readTimes } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
import { categoryColors } from "./palette.js";
import { readSpikes } from "./spikes.js";
import { axis, ink, padded } from "./theme.js";
import { readLines, type TimeCourseLines } from "./timedLines.js";

export interface TimeCourseOptions {
  /**
   * Time between values: value k is at k · every. Give this or `times`. Courses of more than 10 s are drawn in seconds.
   */
  readonly every?: Quantity<"time">;
  /** Times of the values, ascending. */
  readonly times?: Quantity<"time">;
  /** Label of the y axis of lines without a `panel`, with its unit. */
  readonly yLabel?: string;
  /** A threshold in the first panel: one value, or its time course. */
  readonly threshold?: number | NumberInput;
  /** Spikes, marked above the first panel's lines. */
  readonly spikes?: Quantity<"time"> | SpikeTrain;
  readonly title?: string;
}

const OPTIONS: OptionChecks<TimeCourseOptions> = {
  every: true,
  times: true,
  yLabel: checkWords,
  threshold: true,
  spikes: true,
};

/**
 * Time course of state variables: membrane potential, conductances, traces; one panel for each unit.
 * @param lines values [steps] by name, or one tensor [steps, neurons]: a line for each neuron
 * @throws InputError for NaN, lines of different lengths on the same time axis, a missing or wrong time axis, and times
 *   that run backwards
 */
export function timeCourse(lines: TimeCourseLines, options: TimeCourseOptions = {}): Figure {
  const where = "timeCourse";
  checkPlotOptions(where, options, OPTIONS);
  const named = readLines(where, lines, options, options.yLabel ?? "membrane potential v (mV)");
  const span = named.map(({ start, times }) => union([start, start], extent(times))).reduce(union);
  const scale = timeScale(span[1]);
  const labels = [...new Set(named.map((line) => line.panel))];
  const colors = categoryColors(named.length);
  const panels = labels.map((label, p) => {
    const own = named.filter((line) => line.panel === label);
    const marks: Mark[] = own.map((line) => ({
      kind: "line",
      name: line.name,
      x: scale.of(line.times),
      y: line.values,
      color: colors[named.indexOf(line)],
      width: 1.5,
      hover: `${line.name} {y:.4~g}${unitOf(label)}\n{x:.2f} ${scale.unit}`,
    }));
    let range = own.map((line) => extent(line.values)).reduce(union);
    if (p === 0 && options.threshold !== undefined) {
      const [line, ends] = threshold(where, options.threshold, scale.of(own[0].times));
      marks.push(line);
      range = union(range, ends);
    }
    range = padded(range);
    if (p === 0 && options.spikes !== undefined) {
      const strip = (range[1] - range[0]) / 12;
      marks.push(spikeMarks(scale.of(spikeTimes(where, options.spikes)), range[1] + strip / 2, scale.unit));
      range = [range[0], range[1] + strip];
    }
    return { y: axis(label, range), marks };
  });
  const marks = panels.flatMap((panel) => panel.marks);
  // A line with a panel of its own, labeled by its name, needs no legend.
  const isPlain = marks.length === 1 || marks.every(({ name }, i) => name === labels[i]);
  const unnamed = ({ name: _, ...mark }: Mark): Mark => mark;
  return newFigure({
    title: options.title ?? "State over time",
    height: labels.length === 1 ? 312 : panelHeight(labels.length) * labels.length,
    x: axis(`time (${scale.unit})`, extent(scale.of(span))),
    panels: isPlain ? panels.map((panel) => ({ ...panel, marks: panel.marks.map(unnamed) })) : panels,
  });
}

/** The unit at the end of an axis' label: ` mV` of "potential v (mV)". */
const unitOf = (label: string) => /\(([^()\s]+)\)$/.exec(label)?.[1].replace(/^/, " ") ?? "";

/** Times beyond 10 s are shown in seconds. */
function timeScale(end: number): { unit: string; of: (times: NumberColumn) => NumberColumn } {
  const [unit, length] = end <= 10_000 ? (["ms", 1] as const) : (["s", 1000] as const);
  return { unit, of: (times) => Float32Array.from(times, (time) => time / length) };
}

const union = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [
  Math.min(a[0], b[0]),
  Math.max(a[1], b[1]),
];

/** A threshold, and its smallest and largest value. */
function threshold(where: string, given: number | NumberInput, x: NumberColumn): [Mark, readonly [number, number]] {
  const look = { name: "threshold", color: ink, width: 1.5, dashed: true } as const;
  if (typeof given !== "number") {
    const y = readColumn(where, "threshold", given, x.length);
    return [{ kind: "line", x, y, ...look }, extent(y)];
  }
  readColumn(where, "threshold", [given]);
  return [{ kind: "rule", at: { y: given }, ...look }, [given, given]];
}

function spikeTimes(where: string, spikes: Quantity<"time"> | SpikeTrain): NumberColumn {
  const isTrain = typeof spikes === "object" && "offsets" in spikes;
  return isTrain ? readSpikes(`${where}, spikes`, spikes).times : readTimes(where, "spikes", spikes);
}

/** Spike marks are in a strip above the lines, so that they hide none. */
const spikeMarks = (x: NumberColumn, height: number, unit: string): Mark => ({
  kind: "dots",
  name: "spike",
  x,
  y: new Float32Array(x.length).fill(height),
  color: ink,
  shape: "stroke",
  size: 8.4,
  width: 1.5,
  hover: `spike\n{x:.2f} ${unit}`,
});

/** Including the gap below it, in pixels. */
const panelHeight = (panels: number) => (panels <= 3 ? 200 : 130);
