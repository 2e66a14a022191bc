import type { Executable } from "../backend/backend.js";
import type { PoissonKernel } from "../encode/poissonSampler.js";
import type { Network } from "../model/network.js";
import type { LoweredNetwork } from "../program/lower.js";
import type { ChosenBackend } from "./backends.js";
import { Layout } from "./layout.js";
import type { Parts } from "./presentation.js";
import { Presenter } from "./presenter.js";
import { Running } from "./running.js";
import { Simulation } from "./simulation.js";
import { stateOf, variablesOf } from "./state.js";
import { Values } from "./values.js";

/** A network that is ready to run, with its presenter. */
export interface Ready<P extends Parts> {
  readonly simulation: Simulation<P>;
  readonly presenter: Presenter<P>;
}

/** Assembles the parts of a simulation. */
export function ready<P extends Parts>(
  network: Network<P>,
  lowered: LoweredNetwork,
  { backend, reason }: ChosenBackend,
  executable: Executable,
  kernel: PoissonKernel,
): Ready<P> {
  const running = new Running(lowered.program, backend.name, executable);
  const layout = new Layout(lowered);
  const state = stateOf(network.parts, layout, new Values(running, layout));
  const presenter = new Presenter<P>(running, layout, variablesOf(state), kernel);
  const { warnings } = lowered;
  return { simulation: new Simulation({ network, running, layout, state, presenter, reason, warnings }), presenter };
}
