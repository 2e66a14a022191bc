/** Small networks that use what synapses can say, each over every pattern that has it. */
import {
  adjustable,
  connect,
  Hz,
  ms,
  type Network,
  network,
  neuron,
  type Part,
  type Pattern,
  pairs,
  poissonInput,
  population,
  series,
  sparse,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";

const tau = ms(10);

/** Takes spikes at `g`; what synapses give in every step goes to `u`. Some fire, and none of them in the same steps. */
const cell = neuron({
  equations: { "dv/dt": "(g + u - v) / tau", "dg/dt": "-g / tau", "da/dt": "(v - a) / tau" },
  parameters: { tau: ms(5) },
  inputs: ["u"],
  threshold: "v > 0.7137",
  reset: { v: "0.1 * v" },
  refractory: ms(1),
});

/** `first` is driven, `second` takes what it gives. */
function joined(size: number, parts: (cells: ReturnType<typeof two>) => Readonly<Record<string, Part>>): Network {
  const cells = two(size);
  return network({ ...cells, ...parts(cells) });
}

function two(size: number) {
  const input = spikeSource(6);
  const [first, second] = [population(size, cell), population(size, cell)];
  const w = Array.from({ length: 6 * size }, (_, s) => 0.1 + 0.017 * ((s * 5) % 11));
  const drive = connect(input, first, { to: "g", w });
  return { input, first, second, drive, also: connect(input, second, { to: "g", w: w.map((x) => 0.6 * x) }) };
}

const patterns: Readonly<Record<string, Pattern>> = {
  dense: "dense",
  "one to one": "oneToOne",
  "all but self": "allButSelf",
  sparse: sparse({ probability: 0.4 }),
  pairs: pairs([0, 0, 3, 6, 2, 2, 5], [1, 1, 4, 0, 2, 6, 3]),
};

const gap = synapse({ summed: { u: "w * (1 + 0.01 * i) * (pre.v - post.v)" } });
/** A channel that opens with each spike and saturates. */
const graded = synapse({
  equations: { "ds/dt": "-s / tauS + 0.8 * x * (1 - s) / tauS", "dx/dt": "-x / tauX" },
  parameters: { tauS: ms(30), tauX: ms(2) },
  summed: { u: "w * s * (1.5 - post.v)" },
  onPre: { x: "x + 1" },
});
/** The same, and a spike gives something as well. */
const mixed = synapse({
  equations: { "dy/dt": "-y / tau" },
  parameters: { tau },
  transmit: { g: "0.2 * w", a: "0.01 * w" },
  summed: { u: "0.1 * w * tanh(y) * pre.a" },
  onPost: { y: "y + 1" },
});

function summing(size: number): [string, Network][] {
  return Object.entries({ gap, graded, mixed }).flatMap(([rule, plasticity]) =>
    Object.entries(patterns).map(([pattern, how]): [string, Network] => [
      `sums, ${rule}, ${pattern}`,
      joined(size, ({ first, second }) => ({
        wire: connect(first, second, { w: 0.13, plasticity, pattern: how }),
        own: connect(second, second, { w: 0.021, plasticity, pattern: how }),
        back: connect(second, first, { w: 0.033, plasticity, pattern: how }),
      })),
    ]),
  );
}

/** Depression by a variable of the presynaptic neuron: nothing is kept for single synapses. */
const depressing = synapse({
  equations: { "dr/dt": "(1 - r) / tauR" },
  parameters: { tauR: ms(20) },
  initial: { r: 1 },
  transmit: "w * r * (1 + pre.g)",
  onPre: { r: "0.6 * r" },
});

const pairing = synapse({
  equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau" },
  parameters: { tau },
  onPre: { x: "x + 1", w: "clip(w - 0.01 * y, 0, 1)" },
  onPost: { y: "y + 1", w: "clip(w + 0.02 * x + 0.001 * post.a, 0, 1)" },
});

function withoutSynapses(size: number): [string, Network][] {
  return [
    [
      "all but self, what depends on the presynaptic neuron",
      joined(size, ({ first, second }) => ({
        wire: connect(first, second, { to: "g", w: 0.05, plasticity: depressing, pattern: "allButSelf" }),
        own: connect(second, second, { to: "g", w: 0.02, plasticity: depressing, pattern: "allButSelf" }),
      })),
    ],
  ];
}

function postsynapticDelays(size: number): [string, Network][] {
  return (["dense", "oneToOne", "sparse"] as const).map((pattern): [string, Network] => [
    `a delay of the postsynaptic event, ${pattern}`,
    joined(size, ({ first, second }) => ({
      wire: connect(first, second, {
        ...{ to: "g", w: 0.3, plasticity: pairing, delay: ms(0.5), postDelay: ms(1.5) },
        ...(pattern === "oneToOne" ? {} : { normalize: 1.5 }),
        pattern: pattern === "sparse" ? sparse({ probability: 0.5 }) : pattern,
      }),
    })),
  ]);
}

/** A weight that an eligibility trace moves in every step, and that decays. */
const drifting = synapse({
  equations: { "dw/dt": "(c * (1 + pre.a) - 0.3 * w) / tauW", "dc/dt": "-c / tau" },
  parameters: { tau, tauW: ms(25) },
  bounds: { w: [0.02, 0.55] },
  onPre: { c: "c + 0.3" },
  onPost: { c: "c - 0.4", w: "w + 0.03" },
});

const forgetting = synapse({
  equations: { "dw/dt": "-w / tauW" },
  parameters: { tauW: ms(40) },
  onPost: { w: "w + 0.01" },
});

function driftingWeights(size: number): [string, Network][] {
  return (["dense", "oneToOne", "sparse"] as const).flatMap((how): [string, Network][] => {
    const pattern = how === "sparse" ? sparse({ probability: 0.5 }) : how;
    const normalize = how === "oneToOne" ? undefined : 1.7;
    return [
      [
        `weights that drift, ${how}`,
        joined(size, ({ first, second }) => ({
          wire: connect(first, second, { to: "g", w: 0.3, plasticity: drifting, pattern, normalize }),
          own: connect(second, second, { to: "g", w: 0.03, plasticity: forgetting, pattern }),
        })),
      ],
    ];
  });
}

/** What one number for all decides: in the neurons' equations, thresholds and resets, and in all that synapses do. */
const told = (size: number) =>
  neuron({
    equations: { "dv/dt": "(g + u + drive * gain - v) / tau", "dg/dt": "-g / tauG", "da/dt": "(v - a) / tau" },
    parameters: {
      tau: ms(5),
      tauG: adjustable(ms(9)),
      drive: adjustable(Array.from({ length: size }, (_, i) => [0.1, 0.2, 0, 0.3, 0, 0.15, 0.05][i % 7])),
      gain: adjustable(0.9),
      top: adjustable(0.7137),
    },
    inputs: ["u"],
    threshold: "v > top",
    reset: { v: "0.1 * v * gain" },
    refractory: ms(1),
  });
const rewarded = synapse({
  equations: { "dw/dt": "reward * c / tau", "dc/dt": "-c / tau", "dx/dt": "-x / tau" },
  parameters: { tau, reward: adjustable(0.4), rate: adjustable(0.02, { each: true }), share: adjustable(0.8) },
  bounds: { w: [0, 1] },
  transmit: "w * share * (1 + pre.gain)",
  summed: { u: "0.01 * share * w * (pre.v - post.top)" },
  onPre: { x: "x + share", w: "w - rate" },
  onPost: { c: "c + x * post.gain" },
});

function adjustables(size: number): [string, Network][] {
  return (["dense", "sparse"] as const).map((name): [string, Network] => {
    const input = spikeSource(6);
    const [first, second] = [population(size, told(size)), population(size, told(size))];
    const options = { to: "g", plasticity: rewarded, pattern: patterns[name] } as const;
    const net = network({
      ...{ input, first, second },
      drive: connect(input, first, { to: "g", w: 0.3 }),
      wire: connect(first, second, { ...options, w: 0.2 }),
      own: connect(second, second, { ...options, w: 0.05 }),
    });
    return [`parameters that can be written, ${name}`, net];
  });
}

/** Many sources: onto what decays, what is held, what has no rate, what is slow; with weights of each neuron, and a slice. */
const driven = neuron({
  equations: { "dv/dt": "(g - v) / tau", "dg/dt": "-g / tauG", "dn/dt": "0 / tau", "ds/dt": "(v - s) / tauS" },
  parameters: { tau: ms(8), tauG: ms(4), tauS: ms(40_000) },
  threshold: "v > 0.9137",
  reset: { v: "0.1 * v", n: "n - 1" },
  refractory: ms(1.5),
});

function drives(size: number): [string, Network][] {
  const input = spikeSource(6);
  const [first, second] = [population(size, driven), population(40, driven)];
  const net = network({
    ...{ input, first, second },
    wire: connect(input, first, { to: "g", w: 0.2 }),
    many: connect(poissonInput(1000, Hz(20)), first, { to: "g", w: 0.02 }),
    few: connect(poissonInput(5, Hz(90)), first, { to: "v", w: 0.11 }),
    more: connect(poissonInput(70_000, Hz(900)), second, { to: "g", w: 5e-6 }),
    own: connect(poissonInput(50, Hz(80)), second, { to: "v", w: Array.from({ length: 40 }, (_, i) => 0.01 * i) }),
    part: connect(poissonInput(3, Hz(1500)), second.slice(3, 30), { to: "n", w: 1 }),
    slow: connect(poissonInput(30, Hz(400)), second, { to: "s", w: 1e-6 }),
    none: connect(poissonInput(30, Hz(0)), second, { to: "n", w: 1 }),
    on: connect(second, first, { to: "g", w: 0.01 }),
  });
  return [["many sources as one number", net]];
}

/** Values in time, of all and of each, in all that neurons and synapses do. */
const timed = (size: number) =>
  neuron({
    equations: { "dv/dt": "(g + u + drive + own - v) / tau", "dg/dt": "-g / tauG", "da/dt": "(v - a) / tau" },
    parameters: {
      tau: ms(5),
      tauG: series(ms([4, 9, 6]), { step: ms(5) }),
      drive: series([0, 0.4, 0.1, 0.9], { step: ms(4.5) }),
      own: series(
        Array.from({ length: 13 }, (_, k) => Array.from({ length: size }, (_, i) => 0.05 * ((k * 3 + i) % 5))),
        { step: ms(1.5) },
      ),
      top: series([0.7137, 0.5], { step: ms(10) }),
    },
    inputs: ["u"],
    threshold: "v > top",
    reset: { v: "0.1 * v * drive" },
    refractory: ms(1),
  });
const scheduled = synapse({
  equations: { "dw/dt": "reward * c / tau", "dc/dt": "-c / tau", "dx/dt": "-x * speed / tau" },
  parameters: { tau, reward: series([0, 0.5, -0.2], { step: ms(3) }), speed: series([1, 2], { step: ms(7) }) },
  bounds: { w: [0, 1] },
  transmit: "w * (1 + reward)",
  summed: { u: "0.01 * w * reward * (pre.v - post.v)" },
  onPre: { x: "x + 1" },
  onPost: { c: "c + x * speed" },
});

function inTime(size: number): [string, Network][] {
  return (["dense", "sparse"] as const).map((name): [string, Network] => {
    const input = spikeSource(6);
    const [first, second] = [population(size, timed(size)), population(size, timed(size))];
    const pattern = patterns[name];
    const net = network({
      ...{ input, first, second },
      drive: connect(input, first, { to: "g", w: 0.3 }),
      wire: connect(first, second, { to: "g", w: 0.2, plasticity: scheduled, pattern }),
    });
    return [`parameters in time, ${name}`, net];
  });
}

/** All of them, with populations of a size, lowered for steps of 0.5 ms. Spikes of `input`, of 6 neurons, drive them. */
export function mechanisms(size = 7): { readonly what: string; readonly program: Program }[] {
  return [
    ...summing(size),
    ...withoutSynapses(size),
    ...postsynapticDelays(size),
    ...driftingWeights(size),
    ...adjustables(size),
    ...drives(size),
    ...inTime(size),
  ].map(([what, net]) => {
    return { what, program: lower(net, { dt: 0.5, seed: 1, flush: 1e-12 }).program };
  });
}
