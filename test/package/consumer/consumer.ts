/** What a project that uses the package may write. It is compiled and run in each of the settings of types.test.ts. */
import { connect, ms, mV, network, neuron, poisson, population, uniform } from "spiketensor";

const lif = neuron({
  equations: { "dv/dt": "(vRest - v + gExc * (eExc - v)) / tauMem", "dgExc/dt": "-gExc / tauExc" },
  parameters: { vRest: mV(-65), vThresh: mV(-52), eExc: mV(0), tauMem: ms(100), tauExc: ms(1) },
  initial: { v: mV(-65) },
  threshold: "v > vThresh",
  reset: { v: "vRest" },
  refractory: ms(5),
});
const input = poisson(10);
const exc = population(4, lif);
const net = network({ input, exc, inputToExc: connect(input, exc, { to: "gExc", w: uniform(0, 0.3) }) });

/** The names of the state variables are types, so each of these mistakes is found before anything runs. */
export function mistakes(): void {
  // @ts-expect-error: there is no variable u
  neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, reset: { u: "0" } });
  // @ts-expect-error: a potential is no time
  neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, refractory: mV(5) });
  // @ts-expect-error: there is no variable gGaba
  connect(input, exc, { to: "gGaba", w: 1 });
}

const state: "v" | "gExc" = exc.model.states[0];
console.log(JSON.stringify({ state, size: exc.size, latex: lif.latex.length > 0, parts: Object.keys(net.parts) }));
