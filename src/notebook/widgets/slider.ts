import { checkFlag } from "../../check/flag.js";
import { checkOptions, optionsOf } from "../../check/names.js";
import { InputError } from "../../errors.js";
import type { DimensionName, Quantity } from "../../units/quantity.js";
import type { Control, Place } from "./control.js";
import { floatLogSlider, floatSlider } from "./ipywidgets.js";
import { fromUnit, inUnit, shownUnit } from "./shownUnit.js";

export interface SliderOptions<V> {
  /** Initial value; the middle by default. */
  readonly value?: V;
  /** Step size; by default a hundredth of the range, rounded to 1, 2 or 5 times a power of ten. */
  readonly step?: V;
  /** Whether equal distances are equal ratios; then both ends must be above 0, and `step` is not allowed. */
  readonly logarithmic?: boolean;
}

const OPTIONS = optionsOf<SliderOptions<number>>({ value: true, step: true, logarithmic: true });

/** The largest of 1, 2 or 5 times a power of ten that does not exceed the step. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = step / power;
  return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

const decimals = (step: number) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/**
 * A slider between two values of one dimension, or between two numbers.
 *
 * ```ts
 * interact({ tauMem: slider(ms(5), ms(100)) }, ({ tauMem }) => …); // tauMem is a time
 * ```
 *
 * @throws InputError for ends of different dimensions, in the wrong order or not finite; for a value outside the range,
 *   a step
 *   that is not above 0, or a logarithmic slider that does not start above 0
 */
export function slider<D extends DimensionName>(
  from: Quantity<D, number>,
  to: Quantity<D, number>,
  options?: SliderOptions<Quantity<D, number>>,
): Control<Quantity<D, number>>;
export function slider(from: number, to: number, options?: SliderOptions<number>): Control<number>;
export function slider(from: unknown, to: unknown, options: SliderOptions<unknown> = {}): Control<Quantity | number> {
  const where = "slider";
  checkOptions(where, options, OPTIONS);
  const unit = shownUnit(`${where}, from`, from);
  const min = inUnit(`${where}, from`, from, unit);
  const max = inUnit(`${where}, to`, to, unit);
  if (!(min < max)) throw new InputError(`${where}: found ${from} to ${to}, expected the lower end first.`);
  const isLogarithmic = options.logarithmic ?? false;
  checkFlag(`${where}, logarithmic`, isLogarithmic);
  if (isLogarithmic && min <= 0) {
    throw new InputError(`${where}, from: found ${from}, expected a value above 0 for a logarithmic slider.`);
  }
  if (isLogarithmic && options.step !== undefined) {
    throw new InputError(`${where}, step: found ${options.step}, expected none for a logarithmic slider.`);
  }
  const step = options.step === undefined ? roundStep((max - min) / 100) : inUnit(`${where}, step`, options.step, unit);
  if (!(step > 0)) throw new InputError(`${where}, step: found ${options.step}, expected a value above 0.`);
  const middle = isLogarithmic ? Math.sqrt(min * max) : min + Math.round((max - min) / 2 / step) * step;
  const value = options.value === undefined ? Math.min(max, middle) : inUnit(`${where}, value`, options.value, unit);
  if (!(value >= min && value <= max)) {
    throw new InputError(`${where}, value: found ${options.value}, expected a value from ${from} to ${to}.`);
  }

  const digits = decimals(step);
  const label = (name: string) => (unit.symbol === "" ? name : `${name} (${unit.symbol})`);
  const build = ({ widgets, name, look, moved }: Place) => {
    const state = { description: label(name), value };
    const view = isLogarithmic
      ? floatLogSlider(
          widgets,
          { ...state, min: Math.log10(min), max: Math.log10(max), step: 0.02, readout_format: ".3g" },
          look,
        )
      : floatSlider(widgets, { ...state, min, max, step, readout_format: `.${digits}f` }, look);
    view.onChange = moved;
    // A page sends 42.00000000000001 for 42, also when nobody has moved the slider.
    const now = () => Number(Number(view.state.value).toPrecision(12));
    return {
      view,
      inputs: [view],
      value: () => fromUnit(now(), unit),
      text: () => `${Number(isLogarithmic ? now().toPrecision(3) : now().toFixed(digits))} ${unit.symbol}`.trim(),
    };
  };
  return { kind: "control", initial: fromUnit(value, unit), label, build };
}
