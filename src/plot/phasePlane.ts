import type { NeuronModel } from "../model/neuron.js";
import type { Quantity } from "../units/quantity.js";
import { type Curves, type NamedCurve, readCurves } from "./curves.js";
import type { Dots, Figure, Line } from "./figure.js";
import { type FixedPoint, fixedPoints } from "./fixedPoints.js";
import type { NumberInput } from "./input.js";
import { levelLines, type Polyline } from "./levelLines.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, checkRecord, type OptionChecks } from "./options.js";
import { categoryColors, okabeIto } from "./palette.js";
import { type Plane, readPlane } from "./plane.js";
import { axis, ink } from "./theme.js";

/** Both variables over time, by name: values [steps]. */
export type Trajectory = { readonly [variable: string]: NumberInput };

export interface PhasePlaneOptions<S extends string = string> {
  /** The ranges of two state variables, the horizontal one first: `{ v: [mV(-80), mV(30)], u: [mV(-20), mV(20)] }`. */
  readonly axes: { readonly [State in S]?: readonly [number | Quantity, number | Quantity] };
  /** A trajectory through the plane, such as samples of a run; or several by name. */
  readonly trajectory?: Trajectory | { readonly [name: string]: Trajectory };
  /** Values of the model's other variables, inputs and adjustable parameters; their initial values by default. */
  readonly at?: { readonly [name: string]: number | Quantity };
  readonly title?: string;
}

const OPTIONS: OptionChecks<PhasePlaneOptions> = { axes: true, trajectory: checkRecord, at: checkRecord };

/**
 * The phase plane of two state variables of a neuron model: the nullclines, where one of them is constant; the fixed
 * points, where both are, with their stability; the threshold; and trajectories. Everything but the trajectories is
 * computed from the model's equations. Noise is left out, as its mean is 0.
 *
 * ```ts
 * plot.phasePlane(neuron(fitzHughNagumo), { axes: { v: [-2.5, 2.5], w: [-1, 2] } });
 * ```
 *
 * @throws InputError for axes that are not two state variables in their units, for equations that depend on something
 *   without a single value, and for trajectories without both variables
 * @see Izhikevich (2007), Dynamical Systems in Neuroscience, chapter 4
 */
export function phasePlane<S extends string>(model: NeuronModel<S>, options: PhasePlaneOptions<S>): Figure {
  const where = "phasePlane";
  checkPlotOptions(where, options, OPTIONS, { example: "{ axes: { v: [mV(-80), mV(30)], u: [mV(-20), mV(20)] } }" });
  const plane = readPlane(where, model, options.axes, options.at ?? {});
  const { x, y, grid, rates, threshold } = plane;
  const hover = `${x.name} {x:.4~g}${x.unit}\n${y.name} {y:.4~g}${y.unit}`;
  const nullclines = rates.map((rate, k) =>
    lines(levelLines(rate, grid), { name: `d${[x, y][k].name}/dt = 0`, color: okabeIto[k], width: 2, hover }),
  );
  const boundary = threshold
    ? lines(levelLines(threshold, grid), { name: "threshold", color: ink, width: 1.5, dashed: true })
    : [];
  const courses = options.trajectory === undefined ? [] : trajectories(where, options.trajectory, plane);
  return newFigure({
    title: options.title ?? `Phase plane of ${x.name} and ${y.name}`,
    width: 440,
    height: 360,
    x: axis(x.label, grid.x),
    panels: [
      {
        y: axis(y.label, grid.y),
        marks: [
          ...boundary,
          ...nullclines.flat(),
          ...courses.flatMap((course, k) => courseMarks(course, courseColors(courses.length)[k], hover)),
          ...pointMarks(fixedPoints(plane), hover),
        ],
      },
    ],
  });
}

/** Several lines with one entry in the legend. */
const lines = (parts: readonly Polyline[], look: Omit<Line, "kind" | "x" | "y">): Line[] =>
  parts.map((part, k) => ({ kind: "line", ...look, ...part, ...(k > 0 && { name: undefined }) }));

/** The first three colors are reserved for nullclines and fixed points. */
const courseColors = (count: number) => categoryColors(count + 3).slice(3);

function trajectories(where: string, given: NonNullable<PhasePlaneOptions["trajectory"]>, { x, y }: Plane) {
  return readCurves(`${where}, trajectory`, given as Curves<string, string>, x.name, y.name);
}

/** A line, with a dot at its beginning. */
function courseMarks({ name, x, y }: NamedCurve, color: string, hover: string): (Line | Dots)[] {
  const start = {
    kind: "dots",
    x: [x[0]],
    y: [y[0]],
    color,
    shape: "circle",
    size: 7,
    hover: `start\n${hover}`,
  } as const;
  return [{ kind: "line", name: name || "trajectory", x, y, color, width: 1.5, hover }, start];
}

const KINDS = [
  { kind: "stable", color: "#009e73", name: "stable fixed point", shape: "circle" },
  { kind: "unstable", color: "#d55e00", name: "unstable fixed point", shape: "circle" },
  { kind: "saddle", color: "#d55e00", name: "saddle point", shape: "square" },
] as const;

/** One legend entry for each kind that occurs. */
function pointMarks(points: readonly FixedPoint[], hover: string): Dots[] {
  return KINDS.flatMap(({ kind, ...look }) => {
    const own = points.filter((point) => point.kind === kind);
    if (own.length === 0) return [];
    return [
      {
        kind: "dots",
        ...look,
        size: 10,
        x: own.map(({ x }) => x),
        y: own.map(({ y }) => y),
        hover: `${look.name}\n${hover}`,
      },
    ];
  });
}
