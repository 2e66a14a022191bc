import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { PURPOSE, scheduleOf } from "../random/key.js";
import { log } from "../random/log.js";
import { checkShape, type SpikeTrain } from "../spikes/spikeTrain.js";
import { type PoissonKernel, type PoissonSampler, plainKernel } from "./poissonSampler.js";
import type { PoissonSegment } from "./poissonTrain.js";

interface PoissonOptions {
  readonly neurons: number;
  /** Steps of a presentation. */
  readonly steps: number;
  /** Length of a step in ms. */
  readonly dt: number;
  /** 0 … 2⁵³ - 1 */
  readonly seed: number;
  /** 0 … 2³² - 1: differs between the sources of a network. */
  readonly stream: number;
}

/** A hundred million spikes take 1.2 GB while they are sorted. */
const MOST_SPIKES = 1e8;

/**
 * Poisson spikes in discrete time: in each step a neuron spikes with probability p = rate·dt, independently of all
 * else. The intervals between spikes are drawn, so the cost is proportional to the number of spikes. A neuron's spikes
 * depend only on its rate, the seed, the stream, the presentation and its index: they are the same on every backend and
 * after a restart.
 */
export class PoissonEncoder {
  private readonly options: PoissonOptions;
  private readonly schedule: Int32Array;
  private readonly sampler: PoissonSampler;

  /**
   * @param kernel the plain one, or the compiled one of `poissonKernel()`: the same spikes in less time
   * @throws InputError for an option out of range
   */
  constructor(options: PoissonOptions, kernel: PoissonKernel = plainKernel) {
    checkShape("PoissonEncoder", options);
    const { neurons, steps, dt } = options;
    if (!(dt > 0 && dt < Number.POSITIVE_INFINITY)) {
      throw new InputError(`PoissonEncoder, dt: found ${dt}, expected a step length in ms above 0.`);
    }
    this.schedule = scheduleOf("PoissonEncoder", options, PURPOSE.poisson);
    this.options = { ...options };
    this.sampler = kernel({ neurons, steps, schedule: this.schedule });
  }

  /**
   * Draws one presentation.
   * @param rates in Hz, [neurons]
   * @param presentation 0 … 2⁵³ - 1; a repeated presentation with higher rates needs another number
   * @param scale factor for all rates
   * @throws InputError for rates that are NaN, negative, or at least one spike per step; for a wrong length
   */
  encode(rates: Float32Array | Float64Array, presentation: number, scale = 1): SpikeTrain {
    return this.segment(rates, presentation, scale).draw();
  }

  /**
   * One presentation that is still to be drawn, by the same arguments and with the same errors; until then, the rates
   * must stay as they are.
   */
  segment(rates: Float32Array | Float64Array, presentation: number, scale = 1): PoissonSegment {
    const { neurons, steps, dt } = this.options;
    if (rates.length !== neurons) {
      throw new InputError(
        `PoissonEncoder, rates: found ${rates.length}, expected one for each of ${neurons} neurons.`,
      );
    }
    wholeNumber("PoissonEncoder, presentation", presentation, 0);
    if (!(scale >= 0 && scale < Number.POSITIVE_INFINITY)) {
      throw new InputError(`PoissonEncoder, scale: found ${scale}, expected a number from 0.`);
    }
    const factor = (scale * dt) / 1000;
    let sum = 0;
    for (let i = 0; i < neurons; i++) {
      const p = rates[i] * factor;
      if (!(p < 1 && rates[i] >= 0)) throw this.badRate(i, rates[i], scale);
      sum += p;
    }
    const expected = sum * steps;
    if (expected > MOST_SPIKES) {
      throw new InputError(
        `PoissonEncoder: ${Math.round(expected)} spikes expected, at most ${MOST_SPIKES} fit. Shorten the presentation.`,
      );
    }
    const { schedule } = this;
    return {
      steps,
      rates,
      factor,
      schedule,
      presentation,
      expected,
      draw: () => this.draw(rates, factor, presentation),
    };
  }

  private draw(rates: Float32Array | Float64Array, factor: number, presentation: number): SpikeTrain {
    const { active, intervalScale } = this.sampler;
    let count = 0;
    for (let i = 0; i < rates.length; i++) {
      if (rates[i] === 0) continue;
      const logOfSilence = log(1 - rates[i] * factor);
      // For p below 2⁻⁵⁴, 1 - p is 1: no spike in the age of the universe.
      if (logOfSilence === 0) continue;
      active[count] = i;
      intervalScale[count++] = 1 / logOfSilence;
    }
    return this.sampler.sample(count, presentation);
  }

  private badRate(neuron: number, rate: number, scale: number): InputError {
    const { dt } = this.options;
    const factor = scale === 1 ? "" : ` times ${scale}`;
    const found = `PoissonEncoder, rates[${neuron}]: found ${rate} Hz${factor}`;
    return new InputError(
      rate > 0
        ? `${found}, expected less than ${1000 / dt} Hz: a neuron spikes at most once in a step of ${dt} ms. ` +
            "Lower the rate or shorten the step."
        : `${found}, expected a rate from 0.`,
    );
  }
}
