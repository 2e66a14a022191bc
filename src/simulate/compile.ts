import type { Backend } from "../backend/backend.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { poissonKernel } from "../encode/poissonKernel.js";
import { InputError } from "../errors.js";
import type { MethodName } from "../integrate/method.js";
import { checkKind } from "../model/declared.js";
import type { Network } from "../model/network.js";
import { lower } from "../program/lower.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { type BackendName, chooseBackend } from "./backends.js";
import { Ensemble } from "./ensemble.js";
import { Gathering } from "./gathering.js";
import type { Parts } from "./presentation.js";
import { type Ready, ready } from "./ready.js";
import type { Simulation } from "./simulation.js";

interface Common {
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** The backend; by default `"auto"`, the fastest one available for the size of the network. */
  readonly backend?: BackendName | "auto" | Backend;
  /** Integration method of all models, instead of their own. */
  readonly method?: MethodName;
  /**
   * Number of threads that share each network, 1 … 64; 1 by default. It does not change results. Only the backend `wasm`
   * supports more than one; `"auto"` then selects it.
   */
  readonly threads?: number;
}

export interface CompileOptions extends Common {
  /** Seed of all random numbers: initial values, sparse synapses, Poisson spikes. 0 … 2⁵³ − 1; 0 by default. */
  readonly seed?: number;
}

export interface EnsembleOptions extends Common {
  /** Seeds of the random numbers of each network: see `seed`. */
  readonly seeds: readonly number[];
}

const OPTIONS = optionsOf<CompileOptions & EnsembleOptions>({
  ...{ dt: true, seed: true, seeds: true, backend: true, method: true, threads: true },
});

/**
 * Makes a network ready to run: derives the difference equations for the step, lays out synapses, draws initial values,
 * and passes the loop program to a backend.
 *
 * With `seeds` in place of `seed`, it makes several networks ready to run side by side, each with its own random
 * numbers: of one declaration, or of a list of declarations with one seed each, which may differ in parameters and
 * sizes.
 *
 * @throws ModelError if the network and the step do not fit together
 * @throws InputError for an unknown option, or a seed out of range
 * @throws BackendError for a backend that cannot be used here, with what to install
 */
export function compile<N extends Network>(net: N, options: CompileOptions): Promise<Simulation<N["parts"]>>;
export function compile<N extends Network>(
  nets: N | readonly N[],
  options: EnsembleOptions,
): Promise<Ensemble<N["parts"]>>;
export async function compile<P extends Parts>(
  nets: Network<P> | readonly Network<P>[],
  options: CompileOptions | EnsembleOptions,
): Promise<Simulation<P> | Ensemble<P>> {
  checkOptions("compile", options, OPTIONS, { example: "{ dt: ms(0.5) }" });
  if ("seeds" in options) return compileMany(nets, options);
  const net = nets as Network<P>;
  const lowered = lowering(net, wholeNumber("compile, seed", options.seed ?? 0, 0), options);
  const threads = threadsOf(options);
  const chosen = await chooseBackend(options.backend ?? "auto", [lowered.program], threads);
  const executable = await chosen.backend.compile(lowered.program, threads);
  return ready(net, lowered, chosen, executable, poissonKernel()).simulation;
}

async function compileMany<P extends Parts>(
  nets: Network<P> | readonly Network<P>[],
  options: EnsembleOptions,
): Promise<Ensemble<P>> {
  const { seeds } = options;
  if ("seed" in options) throw new InputError("compile: found seed and seeds, expected one of them. Leave one out.");
  if (!Array.isArray(seeds) || seeds.length === 0) {
    throw new InputError(
      `compile, seeds: found ${Array.isArray(seeds) ? "an empty list" : nameOf(seeds)}, expected a list of seeds, such as [0, 1, 2].`,
    );
  }
  for (const [i, seed] of seeds.entries()) wholeNumber(`compile, seeds[${i}]`, seed, 0);
  const declared = isList(nets) ? nets : seeds.map(() => nets);
  if (declared.length !== seeds.length) {
    throw new InputError(
      `compile, seeds: found ${seeds.length} for ${declared.length} networks, expected one for each network.`,
    );
  }
  const lowered = declared.map((net, i) => lowering(net, seeds[i], options));
  const programs = lowered.map(({ program }) => program);
  const threads = threadsOf(options);
  const chosen = await chooseBackend(options.backend ?? "auto", programs, threads);
  const { backend } = chosen;
  const kernel = poissonKernel();
  const many = await backend.compileMany?.(programs);
  const gathering = many && new Gathering(many);
  const members: Ready<P>[] = [];
  try {
    for (const [i, each] of lowered.entries()) {
      const executable = gathering?.member(i) ?? (await backend.compile(each.program, threads));
      members.push(ready(declared[i], each, chosen, executable, kernel));
    }
  } catch (error) {
    for (const { simulation } of members) simulation.dispose();
    many?.dispose();
    throw error;
  }
  const simulations = members.map((member) => member.simulation);
  const presenters = members.map((member) => member.presenter);
  return new Ensemble(simulations, presenters, gathering, () => many?.dispose());
}

const isList = <P extends Parts>(nets: Network<P> | readonly Network<P>[]): nets is readonly Network<P>[] =>
  Array.isArray(nets);

/** More do not help any more: each step ends when the last one has done its part. */
export const MOST_THREADS = 64;

const threadsOf = ({ threads = 1 }: Common): number => wholeNumber("compile, threads", threads, 1, MOST_THREADS);

function lowering(net: Network, seed: number, { dt, method }: Common) {
  checkKind("compile", net, ["network"], "a network: network({ … })");
  return lower(net, { dt: valueIn("compile, dt", dt, ms, "ms(0.5)"), seed, method });
}
