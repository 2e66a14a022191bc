import {
  connect,
  convolution,
  maxPool,
  ms,
  type Network,
  network,
  type Part,
  type Pattern,
  type Population,
  type Projection,
  pairs,
  poisson,
  population,
  type SpikeSource,
  sparse,
  spikeSource,
  uniform,
} from "../../src/index.js";
import { gridSize } from "../../src/model/window.js";
import { type SpikeTrain, trainOf } from "../../src/spikes/spikeTrain.js";
import { Dice } from "./dice.js";
import { drifting, junction, noisyNeuron, randomNeuron, randomRival, randomRule, unreliable } from "./randomModels.js";

export interface RandomNetwork {
  readonly net: Network;
  /** Step in ms. */
  readonly dt: number;
  /** Steps of one presentation. */
  readonly steps: number;
  /** Spikes of every source, for one presentation. */
  readonly inputs: ReadonlyMap<string, SpikeTrain>;
}

/**
 * A network of one to three sources and one to three populations of up to 70 neurons, joined at random by every
 * pattern, with and without delays, plasticity and normalization, some with a grid whose filters learn and whose neurons
 * compete, and some with noise, chance, gap junctions and weights that drift. Weights are such that the neurons fire, and no two
 * sides of a condition are equal by design, so that 32-bit and 64-bit arithmetic give the same spikes on short runs.
 */
export function randomNetwork(seed: number): RandomNetwork {
  const dice = new Dice(seed);
  const dt = dice.pick([0.25, 0.5, 1]);
  const steps = dice.whole(60, 200);
  const sources = Array.from({ length: dice.whole(1, 3) }, (_, i) => {
    const size = dice.whole(1, 40);
    return [`source${i}`, dice.chance(0.5) ? poisson(size) : spikeSource(size)] as const;
  });
  const equal = dice.whole(2, 50);
  const sizes = dice.pick([[dice.whole(1, 70)], [dice.whole(2, 40), dice.whole(2, 70)], [equal, equal, equal]]);
  const populations = sizes.map((size, i) => [`cells${i}`, population(size, randomNeuron(dice, size))] as const);
  const parts: Record<string, Part> = { ...Object.fromEntries(sources), ...Object.fromEntries(populations) };
  // Every source reaches a population, and every population is driven, so that it fires.
  for (const [i, [, source]] of sources.entries()) {
    parts[`drive${i}`] = randomProjection(dice, source, dice.pick(populations)[1], dt, 1.5);
  }
  for (const [i, [, cells]] of populations.entries()) {
    parts[`further${i}`] = randomProjection(dice, dice.pick(sources)[1], cells, dt, 1.5);
  }
  for (let i = dice.whole(0, 4); i > 0; i--) {
    parts[`wire${i}`] = randomProjection(dice, dice.pick(populations)[1], dice.pick(populations)[1], dt, 0.5);
  }
  const inputs = new Map<string, SpikeTrain>(sources.map(([name, { size }]) => [name, randomTrain(dice, steps, size)]));
  // Numbers of their own, so that what is added here changes nothing above.
  const further = new Dice(1000 + seed);
  if (further.chance(0.4)) {
    const [pixels, grids] = randomGrids(further, further.pick(populations)[1], dt);
    Object.assign(parts, { pixels, ...grids });
    inputs.set("pixels", randomTrain(further, steps, pixels.size));
  }
  if (further.chance(0.4)) Object.assign(parts, randomNoise(further, sources[0][1], further.pick(populations)[1], dt));
  return { net: network(parts), dt, steps, inputs };
}

/**
 * Neurons with white noise, spikes by chance, events of their own and a condition for refractoriness, joined by gap junctions;
 * weights onto others drift in every step, postsynaptic events come late, spikes are transmitted by chance.
 */
function randomNoise(dice: Dice, source: SpikeSource, cells: Population, dt: number): Readonly<Record<string, Part>> {
  const noisy = population(dice.whole(3, 20), noisyNeuron(dice));
  const w = 2 / source.size;
  return {
    noisy,
    drivesNoisy: connect(source, noisy, { to: "g", w: uniform(0.2 * w, w), plasticity: unreliable(dice) }),
    gaps: connect(noisy, noisy, {
      ...{ w: dice.between(0.01, 0.1), plasticity: junction },
      pattern: dice.pick(["allButSelf", "dense", sparse({ probability: 0.4 })]),
    }),
    drifts: connect(noisy, cells, {
      ...{ to: "g", w: uniform(0, 2 / noisy.size), plasticity: drifting(dice) },
      ...{ delay: ms(dt * dice.whole(0, 4)), postDelay: ms(dt * dice.whole(0, 6)) },
      ...(dice.chance(0.5) ? { normalize: 1.2 } : {}),
    }),
  };
}

/** Filters that learn over a grid, whose maps and places may compete, a pool over them, and what both give to other cells. */
function randomGrids(dice: Dice, cells: Population, dt: number): [SpikeSource, Readonly<Record<string, Part>>] {
  const input = [dice.whole(4, 6), dice.whole(4, 6), dice.whole(1, 2)] as const;
  const size = dice.whole(2, 3);
  const pattern = convolution({ input, filters: dice.whole(1, 6), size, padding: dice.pick(["same", "valid"]) });
  const { output } = pattern.window;
  const pixels = spikeSource(gridSize(input));
  const winners = dice.pick([
    undefined,
    { count: 3, ties: "lot" as const },
    { perMap: 1, radius: 1 },
    { radius: 0, ties: "lot" as const },
  ]);
  const maps = population(output, randomRival(dice, gridSize(output)), winners ? { winners } : {});
  const pool = maxPool({ input: output, size: 2, padding: "same" });
  const pooled = population(pool.window.output, randomNeuron(dice, gridSize(pool.window.output)));
  const fanIn = size ** 2 * input[2];
  const plasticity = randomRule(dice);
  const namesTargets = plasticity?.transmit.some(({ target }) => target !== undefined) ?? false;
  const w = 8 / fanIn;
  return [
    pixels,
    {
      maps,
      pooled,
      filters: connect(pixels, maps, {
        ...(plasticity && namesTargets ? { plasticity } : { to: "h", plasticity }),
        ...{ w: uniform(0.2 * w, w), pattern, delay: ms(dt * dice.whole(0, 5)) },
        ...(dice.chance(0.5) ? { normalize: 0.6 * w * fanIn } : {}),
      }),
      pooling: connect(maps, pooled, { to: "g", w: 2, pattern: pool, delay: ms(dt) }),
      onward: connect(maps, cells, { to: "g", w: uniform(0, 2 / maps.size), delay: ms(dt) }),
      also: connect(pooled, cells, { to: "g", w: uniform(0, 2 / pooled.size) }),
    },
  ];
}

/** Independent spikes of every neuron, 2 to 15 in 100 steps. */
export function randomTrain(dice: Dice, steps: number, neurons: number): SpikeTrain {
  const probability = dice.between(0.02, 0.15);
  const at: number[] = [];
  const who: number[] = [];
  for (let neuron = 0; neuron < neurons; neuron++) {
    for (let step = 0; step < steps; step++) {
      if (!dice.chance(probability)) continue;
      at.push(step);
      who.push(neuron);
    }
  }
  return trainOf({ steps, neurons }, Int32Array.from(at), Int32Array.from(who));
}

/** `strength`: what a neuron receives in all if every presynaptic neuron fires once in ten steps. */
function randomProjection(
  dice: Dice,
  pre: SpikeSource | Population,
  post: Population,
  dt: number,
  strength: number,
): Projection {
  const pattern = randomPattern(dice, pre.size, post.size);
  const fanIn =
    pattern === "oneToOne" ? 1 : typeof pattern === "object" && pattern.kind === "random" ? pre.size / 3 : pre.size;
  const w = (4 * strength) / fanIn;
  if (pattern === "allButSelf") {
    return connect(pre, post, { to: "g", w: -0.1 * w, pattern, delay: ms(dt * dice.whole(0, 4)) });
  }
  const delay = dice.pick([ms(0), ms(dt * dice.whole(1, 9)), uniform(ms(0), ms(6 * dt))]);
  const isStored = pattern !== "oneToOne" && dice.chance(0.4);
  const plasticity = randomRule(dice);
  const namesTargets = plasticity?.transmit.some(({ target }) => target !== undefined) ?? false;
  return connect(pre, post, {
    ...(plasticity && namesTargets ? { plasticity } : { to: "g", plasticity }),
    w: dice.chance(0.7) ? uniform(0.2 * w, w) : w,
    pattern,
    delay,
    ...(isStored ? { normalize: dice.between(0.3, 0.7) * w * fanIn } : {}),
  });
}

function randomPattern(dice: Dice, pre: number, post: number): Pattern {
  const patterns: Pattern[] = ["dense", "dense", sparse({ probability: 1 / 3, self: dice.chance(0.5) })];
  if (pre === post) patterns.push("oneToOne", "allButSelf");
  // Any pairs, some of them twice.
  const count = dice.whole(1, 2 * post);
  const ends = (size: number) => Array.from({ length: count }, () => dice.whole(0, size - 1));
  patterns.push(pairs(ends(pre), ends(post)));
  return dice.pick(patterns);
}
