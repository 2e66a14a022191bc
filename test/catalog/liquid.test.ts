import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, liquidStateMachine, ms, ridgeReadout, spikeTrain } from "../../src/index.js";
import { refused } from "../refused.js";

const DT = 0.5;
/** Steps of the pattern that is to be told, and of the noise that follows it. */
const PATTERN = 500;
const CHANNELS = 4;

type Spikes = { readonly step: number; readonly neuron: number }[];

/** Uniform numbers from a linear congruential generator. */
function dice(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const poisson = (roll: () => number, steps: number, from = 0): Spikes =>
  Array.from({ length: steps * CHANNELS }, (_, k) => ({
    step: from + Math.floor(k / CHANNELS),
    neuron: k % CHANNELS,
  })).filter(() => roll() < (20 * DT) / 1000);

/** Two spikes of a channel in a step are one. */
const unique = (spikes: Spikes): Spikes => [...new Map(spikes.map((s) => [s.step * CHANNELS + s.neuron, s])).values()];

/** Trials: one of two patterns, each spike at another time by up to 4 ms, then noise. */
function trials(count: number, noise: number): { readonly labels: number[]; readonly trains: Spikes[] } {
  const roll = dice(12345);
  const patterns = [poisson(roll, PATTERN), poisson(roll, PATTERN)];
  const labels = Array.from({ length: count }, (_, k) => k % 2);
  const trains = labels.map((label) => {
    const moved = patterns[label].map(({ step, neuron }) => {
      const shift = Math.round(((roll() - 0.5) * 8) / DT);
      return { neuron, step: Math.min(PATTERN - 1, Math.max(0, step + shift)) };
    });
    return unique([...moved, ...poisson(roll, noise, PATTERN)]);
  });
  return { labels, trains };
}

/** Traces of all neurons at the end of each train, from the same initial state. */
async function liquidStates(trains: readonly Spikes[], steps: number, lambda: number): Promise<number[][]> {
  const sim = await compile(liquidStateMachine({ lambda }), { dt: ms(DT), seed: 1 });
  const duration = ms(steps * DT);
  const shown = trains.map((spikes) => ({ input: spikeTrain(spikes, { steps, neurons: CHANNELS }) }));
  const { exc, inh } = sim.state;
  const sample = { exc: { of: exc.x, every: duration }, inh: { of: inh.x, every: duration } };
  const results = await sim.evaluate(shown, { duration, sample });
  sim.dispose();
  return results.map(({ samples }) => [...samples.exc.values, ...samples.inh.values]);
}

/** Share of right answers of a readout that has learned from the first two thirds. */
function accuracy(states: number[][], labels: number[]): number {
  const learned = Math.floor((states.length * 2) / 3);
  const readout = ridgeReadout(states.slice(0, learned), labels.slice(0, learned), { classes: 2, penalty: 1 });
  const answers = readout.answers(states.slice(learned));
  return answers.reduce((sum, answer, k) => sum + (answer === labels[learned + k] ? 1 : 0), 0) / answers.length;
}

test("liquidStateMachine: a linear readout tells which pattern came before 50 ms of noise, better than without recurrent synapses, and than from the input's own traces (Maass et al. 2002)", async () => {
  const [noise, count] = [100, 900];
  const { labels, trains } = trials(count, noise);
  const steps = PATTERN + noise;
  const liquid = accuracy(await liquidStates(trains, steps, 2), labels);
  const apart = accuracy(await liquidStates(trains, steps, 0), labels);
  const traces = trains.map((spikes) =>
    Array.from({ length: CHANNELS }, (_, channel) =>
      spikes
        .filter(({ neuron }) => neuron === channel)
        .reduce((sum, { step }) => sum + Math.exp((-(steps - step) * DT) / 30), 0),
    ),
  );
  const input = accuracy(traces, labels);
  assert.ok(liquid > 0.7 && liquid > apart + 0.05 && liquid > input + 0.1, `${liquid}; apart ${apart}; input ${input}`);
});

test("liquidStateMachine: the farther two inputs are apart, the farther are the liquid states (Maass et al. 2002, figure 2)", async () => {
  const roll = dice(7);
  const pairsOf = 60;
  // How many spikes of the first train are replaced by others in the second.
  const shares = [0, 0.1, 0.4, 1];
  const distances: number[] = [];
  for (const share of shares) {
    const trains = Array.from({ length: pairsOf }, () => {
      const [first, other] = [poisson(roll, PATTERN), poisson(roll, PATTERN)];
      const chosen = first.map(() => roll() < share);
      return [first, unique([...first.filter((_, k) => !chosen[k]), ...other.filter(() => roll() < share)])];
    }).flat();
    const states = await liquidStates(trains, PATTERN, 2);
    let sum = 0;
    for (let k = 0; k < pairsOf; k++) sum += Math.hypot(...states[2 * k].map((x, j) => x - states[2 * k + 1][j]));
    distances.push(sum / pairsOf);
  }
  assert.is(distances[0], 0, "the same input from the same state");
  for (let k = 1; k < distances.length; k++) assert.ok(distances[k] > 1.1 * distances[k - 1], `${distances}`);
});

test("liquidStateMachine: 135 neurons, a fifth inhibitory; probabilities fall with the distance as e^{−(D/lambda)²}", () => {
  const { exc, inh, excToExc, inhToInh } = liquidStateMachine().parts;
  assert.equal([exc.size, inh.size], [108, 27]);
  const count = (lambda: number) => {
    const { pattern } = liquidStateMachine({ lambda, column: [8, 8, 8] }).parts.excToExc;
    return typeof pattern === "object" && pattern.kind === "pairs" ? pattern.pre.length : 0;
  };
  // Σ over pairs of 0.3·e^{−(D/lambda)²}, of which 64 % have both ends excitatory.
  const expected = (lambda: number) => {
    let sum = 0;
    const along = (f: (a: number, b: number) => void) => {
      for (let a = 0; a < 8; a++) for (let b = 0; b < 8; b++) f(a, b);
    };
    let side = 0;
    along((a, b) => {
      side += Math.exp(-(((a - b) / lambda) ** 2));
    });
    sum = side ** 3 - 512;
    return 0.3 * sum * 0.8 ** 2;
  };
  for (const lambda of [1, 2, 4]) {
    assert.ok(Math.abs(count(lambda) / expected(lambda) - 1) < 0.1, `${lambda}: ${count(lambda)}, ${expected(lambda)}`);
  }
  assert.ok([excToExc, inhToInh].every(({ kind }) => kind === "projection"));
  refused(() => liquidStateMachine({ column: [1, 1, 2] }), /column: found 2 neurons, expected from 5/);
});

test.run();
