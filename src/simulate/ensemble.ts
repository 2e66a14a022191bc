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
 * Networks that are presented with inputs side by side, each with its own; made by {@link compile} with `seeds`. Each
 * is a {@link Simulation} with its own state, random numbers and checkpoints, and gives the same results as if it ran
 * alone, bit for bit. On the backend `cuda` they run at the same time, otherwise one after another.
 */
export class Ensemble<P extends Parts = Parts> {
  /** One for each seed, in order. */
  readonly simulations: readonly Simulation<P>[];
  /** The backend's name, and a line on why it was chosen. */
  readonly backend: string;
  readonly backendReason: string;
  private readonly presenters: readonly Presenter<P>[];
  private readonly gathering?: Gathering;
  private readonly release: () => void;

  /**
   * @param presenters those of the simulations
   * @param gathering if the backend runs networks side by side
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
   * Presents each network with its own input, as {@link Simulation.present} does. With `minSpikes`, networks that fired
   * too few spikes are presented with their input again, while the others wait. A sampled variable may belong to any of
   * the simulations: each network returns its own.
   *
   * @throws InputError for an input or option that does not fit, before anything runs
   * @throws Interrupted after the stop button or Ctrl-C; some networks may have received their input by then
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
    // Everything that is not a tensor has been checked by the type.
    const given = read ? ((await read) as readonly Inputs<P>[]) : inputs;
    const variables = new Set(this.presenters.flatMap((presenter) => [...presenter.variables]));
    const work = this.presenters.map((presenter, i) =>
      presenter.present<R, S>("present", given[i], options as PresentOptions<Parts>, variables),
    );
    return this.gathering ? this.gathering.together(work) : allOf(work.map((each) => each()));
  }

  /** Frees the memory of all networks; none of them can be used afterward. */
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
