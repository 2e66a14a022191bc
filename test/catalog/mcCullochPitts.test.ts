import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  mcCullochPitts,
  ms,
  network,
  neuron,
  pairs,
  population,
  spikeSource,
  spikeTrain,
} from "../../src/index.js";

const unit = (least: number) => neuron({ ...mcCullochPitts, parameters: { ...mcCullochPitts.parameters, least } });
const CASES = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

/** Inputs a and b, and one of no meaning that always fires; for all cases one after the other, far apart. */
const inputs = () =>
  spikeTrain(
    CASES.flatMap(([a, b], i) => [a, b, 1].flatMap((fires, neuron) => (fires ? [{ step: 10 * i, neuron }] : []))),
    { steps: 40, neurons: 3, dt: ms(1) },
  );

test("units decide AND, OR and AND NOT as in McCulloch & Pitts' figure 1, and NOT by a unit that always fires", async () => {
  const input = spikeSource(3);
  const [and, or, andNot, not] = [2, 1, 1, 1].map((least) => population(1, unit(least)));
  const [a, b, c] = [0, 1, 2].map((i) => pairs([i], [0]));
  const to = (post: typeof and, pattern: typeof a, target: "exc" | "inh" = "exc") =>
    connect(input, post, { to: target, w: 1, pattern });
  const sim = await compile(
    network({
      ...{ input, and, or, andNot, not },
      ...{ a1: to(and, a), b1: to(and, b), a2: to(or, a), b2: to(or, b) },
      ...{ a3: to(andNot, a), b3: to(andNot, b, "inh"), c4: to(not, c), a4: to(not, a, "inh") },
    }),
    { dt: ms(1), backend: "reference" },
  );
  const { spikes } = await sim.present(
    { input: inputs() },
    { duration: ms(40), record: ["and", "or", "andNot", "not"] },
  );
  const answers = (name: "and" | "or" | "andNot" | "not") =>
    CASES.map((_, i) => spikes[name].offsets[10 * i + 2] - spikes[name].offsets[10 * i + 1]);
  assert.equal(answers("and"), [0, 0, 0, 1]);
  assert.equal(answers("or"), [0, 1, 1, 1]);
  assert.equal(answers("andNot"), [0, 0, 1, 0]);
  assert.equal(answers("not"), [1, 1, 0, 0]);
  // Nothing is kept for a later step.
  const all = [spikes.and, spikes.or, spikes.andNot, spikes.not].map(({ indices }) => indices.length);
  assert.equal(all, [1, 3, 1, 2]);
  sim.dispose();
});

test("exclusive or takes two layers: it fires two steps after its inputs, and for one of them only", async () => {
  const input = spikeSource(3);
  const [sides, out] = [population(2, unit(1)), population(1, unit(1))];
  const sim = await compile(
    network({
      ...{ input, sides, out },
      for: connect(input, sides, { to: "exc", w: 1, pattern: pairs([0, 1], [0, 1]) }),
      against: connect(input, sides, { to: "inh", w: 1, pattern: pairs([1, 0], [0, 1]) }),
      or: connect(sides, out, { to: "exc", w: 1 }),
    }),
    { dt: ms(1), backend: "reference" },
  );
  const { spikes } = await sim.present({ input: inputs() }, { duration: ms(40), record: ["out"] });
  const steps = [...Array(40).keys()].filter((k) => spikes.out.offsets[k + 1] > spikes.out.offsets[k]);
  assert.equal(steps, [12, 22]);
  sim.dispose();
});

test.run();
