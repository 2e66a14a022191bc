import { checkOptions } from "../check/names.js";
import { InputError } from "../errors.js";
import { summary, withSummary } from "../host/summary.js";
import { allOf, type Gathering } from "./gathering.js";
import { tensorsRead } from "./given.js";
import { type Inputs, OPTIONS, type Parts, type Presented, type PresentOptions, type Spiking } from "./presentation.js";
import type { Presenter } from "./presenter.js";
import type { Simulation } from "./simulation.js";

const KNOWN = OPTIONS.present.filter((name) => name !== "onStep");

/**
 * Networks that are shown inputs side by side, each its own: {@link compile} with `seeds` makes it. Each is a
 * {@link Simulation} of its own, with its own state, random numbers and checkpoints, and does what it would do alone,
 * bit for bit. On the backend `cuda` they run at the same time, elsewhere one after the other.
 */
export class Ensemble<P extends Parts = Parts> {
  /** One for each seed, in their order. */
  readonly simulations: readonly Simulation<P>[];
  /** The backend's name, and in one line why it was chosen. */
  readonly backend: string;
  readonly backendReason: string;
  private readonly presenters: readonly Presenter<P>[];
  private readonly gathering?: Gathering;
  private readonly release: () => void;

  /**
   * @param presenters those of the simulations
   * @param gathering where the backend runs networks side by side
   */
  constructor(
    simulations: readonly Simulation<P>[],
    presenters: readonly Presenter<P>[],
    gathering: Gathering | undefined,
    release: () => void,
  ) {
    const [{ backend, backendReason }] = simulations;
    this.simulations = simulations;
    this.presenters = presenters;
    this.backend = backend;
    this.backendReason = backendReason;
    this.gathering = gathering;
    this.release = release;
    withSummary(this, () => this.describe());
  }

  get size(): number {
    return this.simulations.length;
  }

  /**
   * Shows each network its own input, as {@link Simulation.present} does. With `minSpikes`, those that fired too little
   * are shown theirs again, while the others wait. A variable to sample may be that of any of the simulations: each
   * network gives its own.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C; some networks may have been shown their input
   */
  async present<R extends Spiking<P> = never, S extends string = never>(
    inputs: readonly Inputs<P>[],
    options: Omit<PresentOptions<P, R, S>, "onStep">,
  ): Promise<Presented<P, R, S>[]> {
    const read = tensorsRead("present", inputs);
    if (inputs.length !== this.size) {
      throw new InputError(
        `present: found ${inputs.length} inputs, expected ${this.size}, one for each network of the ensemble.`,
      );
    }
    checkOptions("present", options, KNOWN, { example: "{ duration: ms(350) }" });
    // What no tensor is was checked by the type.
    const given = read ? ((await read) as readonly Inputs<P>[]) : inputs;
    const variables = new Set(this.presenters.flatMap((presenter) => [...presenter.variables]));
    const work = this.presenters.map((presenter, i) =>
      presenter.present<R, S>("present", given[i], options as PresentOptions<Parts>, variables),
    );
    return this.gathering ? this.gathering.together(work) : allOf(work.map((each) => each()));
  }

  /** Frees the memory of all networks; none of them can be used afterwards. */
  dispose(): void {
    for (const simulation of this.simulations) simulation.dispose();
    this.release();
  }

  private describe(): string {
    const [first] = this.simulations;
    const seeds = this.simulations.map(({ seed }) => seed).join(", ");
    return summary(`ensemble of ${this.size} networks, step ${first.dt} ms`, [
      ["backend", this.backendReason],
      ["seeds", seeds],
    ]);
  }
}
