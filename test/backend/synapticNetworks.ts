/** Networks whose synapses' equations and events read the variables of both sides, and of the neurons at both ends. */
import {
  connect,
  ms,
  network,
  neuron,
  type ProjectionOptions,
  population,
  type SynapseModel,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";

const tau = ms(10);

export const eligibility = synapse({
  equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau", "dtag/dt": "(x * y - tag) / tau" },
  parameters: { tau },
  onPre: { x: "1" },
  onPost: { y: "1", w: "w + 0.01 * tag" },
});

type Rules = Readonly<Record<string, SynapseModel<string, "g" | "a">>>;

const rules: Rules = {
  "both traces": eligibility,
  "the presynaptic neuron": synapse({
    equations: { "dx/dt": "(pre.a - x) / tau" },
    parameters: { tau },
    onPre: { w: "w + 0.01 * x" },
  }),
  "the postsynaptic neuron": synapse({
    equations: { "dx/dt": "(post.a - x) / tau" },
    parameters: { tau },
    onPost: { w: "w + 0.01 * x", x: "x" },
  }),
  "both neurons": synapse({
    equations: { "dx/dt": "(post.a * pre.a - x) / tau" },
    parameters: { tau },
    onPost: { w: "w + 0.01 * x" },
  }),
  "two variables of the postsynaptic neuron": synapse({
    transmit: { g: "0.3 * w * (1 + pre.a)", a: "0.02 * w * post.g" },
    onPost: { w: "clip(w + 0.1 * post.a, 0, 2)" },
  }),
};

/** Of synapses within one population, whose spikes depend on the variable that they add to. */
export const ownRules: Rules = {
  "what a spike transmits": synapse({ transmit: "0.05 * w * pre.g" }),
  "the weights' changes": synapse({ transmit: "0.04 * w", onPre: { w: "clip(w + 0.1 * pre.g - 0.1 * post.g, 0, 2)" } }),
  "a trace of the row": synapse({
    equations: { "dx/dt": "-x / tau" },
    parameters: { tau },
    transmit: "0.05 * w * (x + 1)",
    onPre: { x: "0.3 * x + pre.g" },
  }),
  "two variables, each of which depends on the other": synapse({
    transmit: { g: "0.04 * w * (1 + pre.a)", a: "0.01 * w * pre.g" },
  }),
};

const weights = (count: number) => Array.from({ length: count }, (_, i) => 0.5 + 0.01 * i);
const delays = (count: number) => ms(Array.from({ length: count }, (_, i) => i % 3));
/** Neurons of the two populations. */
type Sizes = readonly [first: number, second: number];

const layouts = ([first, second]: Sizes) =>
  ({
    dense: { w: weights(first * second) },
    sparse: { w: weights(first * second), delay: delays(first * second) },
  }) satisfies Readonly<Record<string, Pick<ProjectionOptions<"g">, "w" | "pattern" | "delay">>>;

/** Where a rule names no variables, the projection does. */
const onto = (plasticity: Rules[string]) =>
  plasticity.transmit.some(({ target }) => target === undefined) ? { to: "g" as const, plasticity } : { plasticity };

function programOf([a, b]: Sizes, plasticity: Rules[string], layout: Pick<ProjectionOptions<"g">, "w" | "delay">) {
  const cell = neuron({
    equations: { "dg/dt": "-g / tau", "da/dt": "(g - a) / tau" },
    parameters: { tau: ms(5) },
    threshold: "a > 0.3137",
    reset: { a: "0" },
  });
  const [input, pre, post] = [spikeSource(6), population(a, cell), population(b, cell)];
  const drive = connect(input, pre, { to: "g", w: weights(6 * a) });
  const net = network({
    input,
    first: pre,
    second: post,
    drive,
    wire: connect(pre, post, { ...onto(plasticity), ...layout }),
  });
  return lower(net, { dt: 0.5, seed: 1, flush: 1e-12 }).program;
}

function ownProgramOf(
  [a, b]: Sizes,
  plasticity: Rules[string],
  layout: Pick<ProjectionOptions<"g">, "pattern" | "delay">,
) {
  const cell = neuron({
    equations: { "dg/dt": "-g / tau", "da/dt": "(g - a) / tau" },
    parameters: { tau: ms(5) },
    threshold: "a > 0.3137",
    reset: { a: "0" },
  });
  const [input, first, second] = [spikeSource(6), population(a, cell), population(b, cell)];
  const net = network({
    input,
    first,
    second,
    drive: connect(input, first, { to: "g", w: weights(6 * a) }),
    on: connect(first, second, { to: "g", w: weights(a * b) }),
    wire: connect(second, second, {
      ...onto(plasticity),
      w: weights(layout.pattern === "oneToOne" ? b : b * b),
      ...layout,
    }),
  });
  return lower(net, { dt: 0.5, seed: 1, flush: 1e-12 }).program;
}

/** Networks of every rule, dense and sparse. */
export function programsOf(own: Rules, sizes: Sizes = [6, 7]): { readonly what: string; readonly program: Program }[] {
  const ownDelays = delays(sizes[1] ** 2);
  return [
    ...Object.entries(rules).flatMap(([what, rule]) =>
      Object.entries(layouts(sizes)).map(([how, layout]) => ({
        what: `${what}, ${how}`,
        program: programOf(sizes, rule, layout),
      })),
    ),
    ...Object.entries(own).flatMap(([what, rule]) =>
      Object.entries({ dense: {}, "one to one": { pattern: "oneToOne" }, sparse: { delay: ownDelays } } as const).map(
        ([how, layout]) => ({ what: `${what}, ${how}`, program: ownProgramOf(sizes, rule, layout) }),
      ),
    ),
  ];
}

/** The spikes that drive them, for 60 steps. */
export const trainOfNetworks = randomTrain(new Dice(4), 60, 6);
