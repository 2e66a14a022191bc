import type { Backend } from "../backend/backend.js";
import { poissonKernel } from "../encode/poissonKernel.js";
import { checkOptions } from "../equations/names.js";
import { InputError } from "../errors.js";
import type { MethodName } from "../integrate/method.js";
import { lower } from "../kernel/lower.js";
import { checkKind } from "../model/declared.js";
import type { Network } from "../model/network.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { type BackendName, chooseBackend } from "./backends.js";
import type { Parts } from "./presentation.js";
import { Simulation } from "./simulation.js";

export interface CompileOptions {
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Of all random numbers: initial values, sparse synapses, Poisson spikes. 0 … 2⁵³ − 1; 0 by default. */
  readonly seed?: number;
  /** Where to run; `"auto"` by default: the fastest that is there for the size. */
  readonly backend?: BackendName | "auto" | Backend;
  /** Integration method of all models, instead of their own. */
  readonly method?: MethodName;
}

/** Decaying values nearer than this to their target are set to it: denormal numbers are slow. */
const FLUSH = 1e-12;

const OPTIONS = ["dt", "seed", "backend", "method"];

/**
 * Makes a network ready to run: derives the difference equations for the step, lays out synapses, draws initial values,
 * and hands the loop program to a backend.
 *
 * @throws ModelError where the network and the step do not fit
 * @throws InputError for an option that does not exist, or a seed out of range
 * @throws BackendError for a backend that cannot be used here, with what to install
 */
export async function compile<const P extends Parts>(net: Network<P>, options: CompileOptions): Promise<Simulation<P>> {
  checkKind("compile", net, ["network"], "a network: network({ … })");
  checkOptions("compile", options, OPTIONS, { example: "{ dt: ms(0.5) }" });
  const { seed = 0, method } = options;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`compile, seed: found ${String(seed)}, expected a whole number from 0 to 2^53 - 1.`);
  }
  const lowered = lower(net, { dt: valueIn("compile, dt", options.dt, ms, "ms(0.5)"), seed, flush: FLUSH, method });
  const chosen = await chooseBackend(options.backend ?? "auto", lowered.program);
  const executable = await chosen.backend.compile(lowered.program);
  return new Simulation(net, lowered, chosen, executable, await poissonKernel());
}
