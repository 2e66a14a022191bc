/** What a project that uses the package may write. It is compiled and run in each of the settings of types.test.ts. */
import {
  compile,
  connect,
  diehlCookStdp,
  type Figure,
  Hz,
  ms,
  mV,
  network,
  neuron,
  plot,
  poisson,
  population,
  ratesOf,
  synapse,
  uniform,
} from "spiketensor";

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
const plasticity = synapse(diehlCookStdp);
const inputToExc = connect(input, exc, { to: "gExc", w: uniform(0, 0.3), plasticity });
const lateral = connect(exc, exc, { to: "gExc", w: 0.1, pattern: "allButSelf" });
const net = network({ input, exc, inputToExc, lateral });

/** The names of the state variables are types, so each of these mistakes is found before anything runs. */
export function mistakes(): void {
  // @ts-expect-error: there is no variable u
  neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, reset: { u: "0" } });
  // @ts-expect-error: a potential is no time
  neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, refractory: mV(5) });
  // @ts-expect-error: there is no variable gGaba
  connect(input, exc, { to: "gGaba", w: 1 });
  // @ts-expect-error: a field is rows and columns
  plot.receptiveFields([1, 2], { field: 2 });
}

/** So are the names of a network's parts. */
export async function simulate(image: Uint8Array): Promise<number> {
  const sim = await compile(net, { dt: ms(0.5), backend: "auto", seed: 1 });
  const { counts, spikes, samples } = await sim.present(
    { input: ratesOf(image, { maximum: Hz(63.75) }) },
    {
      duration: ms(350),
      minSpikes: { exc: 5 },
      record: ["exc"],
      sample: { v: { of: sim.state.exc.v, every: ms(5) }, x: sim.state.inputToExc.xPre },
    },
  );
  const weights: Float32Array = await sim.state.inputToExc.w.read();
  const course = (await sim.run(ms(5), { sample: { w: sim.state.inputToExc.w } })).samples.w;
  // @ts-expect-error: there is no source named exc
  await sim.present({ exc: [1] }, { duration: ms(1) });
  // @ts-expect-error: a duration is a time
  await sim.present({}, { duration: Hz(1) });
  // @ts-expect-error: a Poisson source takes numbers
  await sim.present({ input: "bright" }, { duration: ms(1) });
  // @ts-expect-error: there is no population named inh
  await sim.present({}, { duration: ms(1), minSpikes: { inh: 5 } });
  // @ts-expect-error: there is no population named inh
  await sim.present({}, { duration: ms(1), record: ["inh"] });
  // @ts-expect-error: sources have no counts
  counts.input;
  // @ts-expect-error: these spikes were not recorded
  spikes.input;
  // @ts-expect-error: nothing was sampled under this name
  samples.theta;
  const either = await compile(image.length > 4 ? net : network({ input, exc }), { dt: ms(0.5) });
  await either.state.exc.v.write(await sim.state.exc.v.read());
  // @ts-expect-error: the rule has no such variable
  sim.state.inputToExc.nope;
  // @ts-expect-error: a weight without a rule has no traces
  sim.state.lateral.xPre;
  // @ts-expect-error: a source has no state
  sim.state.input;
  // @ts-expect-error: what runs without input is not shown again
  await sim.run(ms(1), { minSpikes: { exc: 1 } });
  // @ts-expect-error: exc is no projection
  sim.synapses("exc");
  const sizes = [counts.exc, spikes.exc.indices, samples.v.values, samples.x.values, course.values, weights];
  return sizes.reduce((sum, { length }) => sum + length, 0);
}

/** Plots stand in a namespace, with the types of their options. */
export function drawing(weights: Float32Array): Figure {
  const options: plot.ReceptiveFieldsOptions = { field: [2, 5], unit: "nS" };
  return plot.receptiveFields(weights, options);
}

const state: "v" | "gExc" = exc.model.states[0];
const figure = typeof drawing(new Float32Array(40));
console.log(
  JSON.stringify({ state, size: exc.size, latex: lif.latex.length > 0, parts: Object.keys(net.parts), figure }),
);
