import { nameOf } from "../check/names.js";
import { type Expr, namesIn, subtract } from "../equations/ast.js";
import { derivative } from "../equations/derivative.js";
import { shownName } from "../equations/draws.js";
import { evaluator } from "../equations/evaluate.js";
import { splitNoise } from "../equations/noise.js";
import { InputError } from "../errors.js";
import type { NeuronModel } from "../model/neuron.js";
import { formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import type { Grid } from "./levelLines.js";

/** A function of the plane. */
export type OfPlane = (x: number, y: number) => number;

export interface PlaneAxis {
  readonly name: string;
  /** With a leading space; "" for plain numbers. */
  readonly unit: string;
  readonly label: string;
}

/** Two state variables of a model, with everything else held constant. */
export interface Plane {
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
  readonly grid: Grid;
  /** The rates of change of both. */
  readonly rates: readonly [OfPlane, OfPlane];
  /** Derivatives of the first rate with respect to x and y, then of the second. */
  readonly jacobian: readonly [OfPlane, OfPlane, OfPlane, OfPlane];
  /** Positive on one side of the threshold; undefined if the model has none in this plane. */
  readonly threshold: OfPlane | undefined;
}

const CELLS = { columns: 96, rows: 72 };

type Ends = readonly [number | Quantity, number | Quantity];

/** @throws InputError unless the axes span a plane of the model */
export function readPlane(
  where: string,
  model: NeuronModel,
  axes: { readonly [state: string]: Ends | undefined },
  at: { readonly [name: string]: number | Quantity },
): Plane {
  const given: unknown = model;
  if (typeof given !== "object" || given === null || !("kind" in given) || given.kind !== "neuron") {
    throw new InputError(`${where}: found ${nameOf(model)}, expected a neuron model, made by neuron({ … }).`);
  }
  const isRecord = typeof axes === "object" && axes !== null;
  const names = isRecord ? Object.keys(axes) : [];
  const states = model.states.join(", ");
  if (names.length !== 2 || !names.every((name) => model.states.includes(name))) {
    const found = isRecord ? names.join(", ") || "none" : nameOf(axes);
    throw new InputError(`${where}, axes: found ${found}, expected two state variables of the model: ${states}.`);
  }
  const values = standing(where, model, names, at);
  const lookup = (place: string) => (name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new InputError(
      `${where}, ${place}: found ${shownName(name)}, which has no single value. Choose one in "at", or a model without it.`,
    );
  };
  const ofPlane = (expr: Expr, place: string): OfPlane => evaluator(expr, names, lookup(place));
  const drifts = names.map((name) => {
    const rate = model.odes.find(({ state }) => state === name)?.rate;
    const split = rate && splitNoise(rate);
    if (split === undefined || typeof split === "string")
      throw new InputError(`${where}: found no equation of ${name}.`);
    return split.drift;
  });
  const rate = (k: number) => ofPlane(drifts[k], `d${names[k]}/dt`);
  const slope = (k: number, by: number) => ofPlane(derivative(drifts[k], names[by]), `d${names[k]}/dt`);
  const [x, y] = names.map((name) => axisOf(model, name));
  const ends = names.map((name) => readEnds(`${where}, axes, ${name}`, model, name, axes[name]));
  return {
    x,
    y,
    grid: { x: ends[0], y: ends[1], ...CELLS },
    rates: [rate(0), rate(1)],
    jacobian: [slope(0, 0), slope(0, 1), slope(1, 0), slope(1, 1)],
    threshold: thresholdIn(model, names, values, ofPlane),
  };
}

function axisOf({ system }: NeuronModel, name: string): PlaneAxis {
  const dimension = system.dimension(name);
  const unit = sameDimension(dimension, NUMBER) ? "" : formatDimension(dimension);
  return { name, unit: unit && ` ${unit}`, label: unit ? `${name} (${unit})` : name };
}

/** The names that have a single value while the two variables change. */
function standing(
  where: string,
  model: NeuronModel,
  moving: readonly string[],
  at: { readonly [name: string]: number | Quantity },
): ReadonlyMap<string, number> {
  const values = new Map([...model.constants, ...model.initialValues]);
  const others = [...model.states.filter((state) => !moving.includes(state)), ...model.inputs, ...model.adjustable];
  for (const [name, value] of Object.entries(at)) {
    if (!others.includes(name)) {
      throw new InputError(
        `${where}, at: found ${name}, expected another state variable, an input or an adjustable parameter: ` +
          `${others.join(", ") || "this model has none"}.`,
      );
    }
    values.set(name, readValue(`${where}, at, ${name}`, model, name, value));
  }
  return values;
}

function readEnds(where: string, model: NeuronModel, name: string, ends: Ends | undefined): readonly [number, number] {
  if (!Array.isArray(ends) || ends.length !== 2) {
    throw new InputError(`${where}: found ${nameOf(ends)}, expected both ends, the lower one first.`);
  }
  const [low, high] = ends.map((end) => readValue(where, model, name, end));
  if (low < high) return [low, high];
  throw new InputError(`${where}: found ${low} to ${high}, expected the lower end first.`);
}

/** In coherent units, which are also assumed for plain numbers. */
function readValue(where: string, { system }: NeuronModel, name: string, value: unknown): number {
  const dimension = system.parameters.get(name)?.dimension ?? system.dimension(name);
  const isFitting = value instanceof Quantity ? sameDimension(value.dimension, dimension) : true;
  const number = value instanceof Quantity ? value.value : value;
  if (isFitting && typeof number === "number" && Number.isFinite(number)) return number;
  const found = value instanceof Quantity ? String(value) : nameOf(value);
  const unit = formatDimension(dimension);
  throw new InputError(
    `${where}: found ${found}, expected one value ${unit === "1" ? "without a unit" : `in ${unit}`}.`,
  );
}

const COMPARISONS: readonly string[] = [">", ">=", "<", "<="];

/** The difference of the two sides of the threshold, if the plane determines both. */
function thresholdIn(
  { threshold }: NeuronModel,
  names: readonly string[],
  values: ReadonlyMap<string, number>,
  ofPlane: (expr: Expr, place: string) => OfPlane,
): OfPlane | undefined {
  if (threshold?.kind !== "binary" || !COMPARISONS.includes(threshold.op)) return undefined;
  const isKnown = [...namesIn(threshold)].every((name) => names.includes(name) || values.has(name));
  return isKnown ? ofPlane(subtract(threshold.left, threshold.right), "threshold") : undefined;
}
