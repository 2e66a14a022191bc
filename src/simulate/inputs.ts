import { checkName } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { PoissonEncoder } from "../encode/poisson.js";
import type { PoissonKernel } from "../encode/poissonSampler.js";
import { type PoissonTrain, poissonTrain } from "../encode/poissonTrain.js";
import { InputError } from "../errors.js";
import { isSeries } from "../model/series.js";
import type { Source } from "../program/program.js";
import { streamOf } from "../random/key.js";
import { checkTrain, type SpikeTrain } from "../spikes/spikeTrain.js";
import { formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { ms } from "../units/units.js";

/** The checked input of a source for a presentation. */
export type CheckedInput = { readonly source: Source; readonly steps: number } & (
  | { readonly rates: readonly Segment[] }
  | { readonly train: SpikeTrain }
);

/** Rates that hold for a number of steps. */
interface Segment {
  readonly steps: number;
  readonly rates: Float64Array;
}

export interface Timing {
  /** In ms. */
  readonly dt: number;
  readonly countSteps: number;
  readonly steps: number;
  readonly tries: number;
  readonly increase: number;
}

/** The factor on all rates in try 0, 1, 2 … */
export const intensity = (attempt: number, increase: number): number => 1 + increase * attempt;

/**
 * Checks the inputs of all sources before the first is encoded.
 * @throws InputError for unknown sources, and for rates or trains that do not fit
 */
export function checkInputs(
  call: string,
  sources: readonly Source[],
  input: Readonly<Record<string, unknown>>,
  timing: Timing,
): CheckedInput[] {
  for (const name of Object.keys(input)) {
    const names = sources.map((s) => s.name);
    checkName(`${call}, input`, "a source", name, names);
  }
  return sources.flatMap((source): CheckedInput[] => {
    const given = input[source.name];
    if (given === undefined) return [];
    const where = `${call}, input "${source.name}"`;
    if (source.input === "rates") {
      return [{ source, steps: timing.countSteps, rates: segments(where, given, source, timing) }];
    }
    const train = checkTrain(where, given, { neurons: source.size, steps: timing.steps, dt: ms(timing.dt) });
    // A copy, so that the caller may modify the arrays afterward.
    const own = { ...train, offsets: train.offsets.slice(), indices: train.indices.slice() };
    return [{ source, steps: timing.steps, train: own }];
  });
}

/** Constant rates are one segment; a series has one for each of its values that begins in time. */
function segments(where: string, given: unknown, source: Source, timing: Timing): Segment[] {
  const { countSteps, dt } = timing;
  if (!isSeries(given)) return [{ steps: countSteps, rates: checkRates(where, given as Numbers, source, timing) }];
  if (!sameDimension(given.dimension, NUMBER)) {
    throw new InputError(
      `${where}: found a series in ${formatDimension(given.dimension)}, expected plain numbers: rates are in Hz. Leave out the unit.`,
    );
  }
  const found: Segment[] = [];
  const startOf = (row: number) => Math.min(countSteps, Math.round((row * given.step) / dt));
  if (startOf(1) === 0) {
    throw new InputError(
      `${where}: found a series in steps of ${given.step} ms, expected at least the step, ${dt} ms.`,
    );
  }
  for (const [row, values] of given.rows.entries()) {
    const end = row + 1 < given.rows.length ? startOf(row + 1) : countSteps;
    const whole = values.length === 1 ? new Float64Array(source.size).fill(values[0]) : values;
    const rates = checkRates(`${where}, series, [${row}]`, whole, source, timing);
    if (end > startOf(row)) found.push({ steps: end - startOf(row), rates });
  }
  return found;
}

/** Rates must stay below one spike per step, even in the last try. */
function checkRates(where: string, given: Numbers, source: Source, { dt, tries, increase }: Timing): Float64Array {
  const rates = readNumbers(`${where}, rates`, given, source.size);
  const strongest = intensity(tries - 1, increase);
  for (let i = 0; i < rates.length; i++) {
    if (rates[i] < 0) throw new InputError(`${where}, rates[${i}]: found ${rates[i]} Hz, expected a rate from 0.`);
    if ((rates[i] * strongest * dt) / 1000 < 1) continue;
    const last = tries > 1 ? ` × ${strongest} in try ${tries}` : "";
    throw new InputError(
      `${where}, rates[${i}]: found ${rates[i]} Hz${last}, expected less than ${1000 / dt} Hz, one spike in a step of ` +
        `${dt} ms. Lower the rate${tries > 1 ? ", maxTries or increase" : ""}, or compile with a shorter step.`,
    );
  }
  return rates;
}

/** Converts rates to Poisson spikes. A source's encoder is kept as long as presentations have the same length. */
export class Encoders {
  private readonly dt: number;
  private readonly seed: number;
  private readonly kernel: PoissonKernel;
  private readonly kept = new Map<string, { readonly steps: number; readonly encoder: PoissonEncoder }>();

  constructor(dt: number, seed: number, kernel: PoissonKernel) {
    this.dt = dt;
    this.seed = seed;
    this.kernel = kernel;
  }

  /** Rates become trains that are drawn when they are read. */
  encode(inputs: readonly CheckedInput[], presentation: number, scale: number): Map<string, SpikeTrain> {
    return new Map(
      inputs.map((input) => {
        const { name } = input.source;
        return [name, "train" in input ? input.train : this.poisson(input, input.rates, presentation, scale)] as const;
      }),
    );
  }

  private poisson(
    { source: { name, size } }: CheckedInput,
    rates: readonly Segment[],
    presentation: number,
    scale: number,
  ): PoissonTrain {
    const segments = rates.map((segment, n) => {
      // Each segment has random numbers of its own.
      const encoder = this.encoderOf(rates.length === 1 ? name : `${name}, ${n}`, size, segment.steps);
      return encoder.segment(segment.rates, presentation, scale);
    });
    return poissonTrain(size, segments);
  }

  private encoderOf(name: string, neurons: number, steps: number): PoissonEncoder {
    const kept = this.kept.get(name);
    if (kept?.steps === steps) return kept.encoder;
    const { dt, seed } = this;
    const encoder = new PoissonEncoder({ neurons, steps, dt, seed, stream: streamOf(name) }, this.kernel);
    this.kept.set(name, { steps, encoder });
    return encoder;
  }
}
