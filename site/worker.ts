/** The library at work, apart from the page, so that neither waits for the other. */
import {
  compile,
  diehlCook2015,
  Hz,
  LabelVote,
  ms,
  mV,
  network,
  neuron,
  population,
  ratesOf,
  type Simulation,
} from "spiketensor/browser";
import { readDeclaration } from "./declaration.js";
import type { Answer, Choice, Question } from "./protocol.js";

const PIXELS = 784;
/** The last digits are never learned: a visitor may be shown one of them. */
const HELD_BACK = 200;
const SHOWN_EVERY_MS = 100;
const FIELDS_EVERY_MS = 400;
const PRESENTATION = { duration: ms(350), rest: ms(150), minSpikes: { exc: 5 } } as const;
const MAXIMUM = Hz(63.75);

const say = (answer: Answer, transfer: Transferable[] = []) => postMessage(answer, { transfer });

interface Digits {
  readonly count: number;
  image(index: number): Uint8Array;
  label(index: number): number;
}

async function loadDigits(): Promise<Digits> {
  const response = await fetch("digits.bin");
  if (!response.ok) throw new Error(`digits.bin: the server answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const count = bytes.length / (PIXELS + 1);
  return {
    count,
    image: (index) => bytes.subarray(index * PIXELS, (index + 1) * PIXELS),
    label: (index) => bytes[count * PIXELS + index],
  };
}

let loading: Promise<Digits> | undefined;
const digits = (): Promise<Digits> => {
  // What could not be loaded is asked for anew by the next network.
  loading ??= loadDigits().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
};

type Eth = Simulation<ReturnType<typeof diehlCook2015>["parts"]>;

let current = 0;
let learning: { readonly sim: Eth; readonly vote: LabelVote } | undefined;
let paused = false;
let onResume = () => {};

/** Lets messages in. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));
const resumed = () =>
  new Promise<void>((resolve) => {
    onResume = resolve;
  });

/** Lets a new network learn until the next one is asked for. */
async function train(run: number, { neurons, thetaPlus, inhibition }: Choice): Promise<void> {
  current = run;
  learning = undefined;
  const examples = await digits();
  const net = diehlCook2015({ neurons, thetaPlus: mV(thetaPlus), inhibition });
  const sim = (await compile(net, { dt: ms(0.5), seed: 1 })) as unknown as Eth;
  try {
    const vote = new LabelVote({ neurons, classes: 10, window: 200 });
    if (current === run) learning = { sim, vote };
    await learn(run, sim, vote, examples);
  } finally {
    sim.dispose();
  }
}

async function learn(run: number, sim: Eth, vote: LabelVote, examples: Digits): Promise<void> {
  const { neurons } = vote;
  const started = performance.now();
  let waited = 0;
  let [shown, drawn] = [0, 0];
  for (let seen = 0; current === run; ) {
    const index = seen % (examples.count - HELD_BACK);
    const [digit, label] = [examples.image(index), examples.label(index)];
    const { counts } = await sim.present({ input: ratesOf(digit, { maximum: MAXIMUM }) }, PRESENTATION);
    const answer = vote.observe(counts.exc, label);
    seen++;
    const now = performance.now();
    if (now - shown > SHOWN_EVERY_MS) {
      shown = now;
      const perSecond = (1000 * seen) / (now - started - waited);
      say({ kind: "progress", run, seen, perSecond, accuracy: vote.accuracy, digit: digit.slice(), label, answer });
    }
    if (now - drawn > FIELDS_EVERY_MS || seen === 1) {
      drawn = now;
      const weights = await sim.state.inputToExc.w.read();
      const assignments = vote.assignments.slice();
      say({ kind: "fields", run, neurons, weights, assignments }, [weights.buffer, assignments.buffer]);
    }
    await turn();
    if (paused) {
      const from = performance.now();
      await resumed();
      waited += performance.now() - from;
    }
  }
}

/** Shows a picture to a copy of the network, which learns nothing from it. */
async function classify(pixels: Uint8Array, label: number | null): Promise<void> {
  if (learning === undefined) return;
  const { sim, vote } = learning;
  const input = ratesOf(pixels, { maximum: MAXIMUM });
  const shown = await sim.evaluate([{ input }], PRESENTATION).catch((error: unknown) => {
    // Of a network that has been replaced meanwhile nobody waits for an answer.
    if (learning?.sim === sim) throw error;
  });
  if (shown === undefined) return;
  const [{ counts }] = shown;
  const sums = new Float64Array(10);
  const members = new Float64Array(10);
  vote.assignments.forEach((digit, neuron) => {
    if (digit < 0) return;
    sums[digit] += counts.exc[neuron];
    members[digit]++;
  });
  const votes = [...sums].map((sum, digit) => (members[digit] === 0 ? 0 : sum / members[digit]));
  const most = Math.max(...votes);
  say({ kind: "classified", pixels, votes, answer: most > 0 ? votes.indexOf(most) : null, label });
}

async function testDigit(): Promise<void> {
  const examples = await digits();
  const index = examples.count - 1 - Math.floor(Math.random() * HELD_BACK);
  await classify(examples.image(index).slice(), examples.label(index));
}

const STEP = 0.1;
const SHOWN_MS = 200;

/** One neuron for 200 ms, as typed. */
async function simulate(request: number, text: string): Promise<void> {
  try {
    say({ kind: "simulated", request, step: STEP, ...(await firing(text)) });
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    say({ kind: "refused", request, message });
  }
}

/** The variables of the neuron over time, and when it fires in ms. */
async function firing(text: string) {
  const cells = population(1, neuron(readDeclaration(text)));
  const sim = await compile(network({ cells }), { dt: ms(STEP) });
  try {
    const variables = sim.state.cells as unknown as Record<string, never>;
    const names: readonly string[] = cells.model.states;
    const { spikes, samples } = await sim.run(ms(SHOWN_MS), {
      record: ["cells"],
      sample: Object.fromEntries(names.map((name) => [name, variables[name]])),
    });
    const { offsets } = spikes.cells;
    const fired: number[] = [];
    for (let k = 0; k < offsets.length - 1; k++) if (offsets[k + 1] > offsets[k]) fired.push(k * STEP);
    const sampled = samples as Readonly<Record<string, { readonly values: Float32Array }>>;
    const courses = names.map((name) => ({ name, values: Float32Array.from(sampled[name].values) }));
    return { courses, spikes: fired };
  } finally {
    sim.dispose();
  }
}

async function answer(question: Question): Promise<void> {
  switch (question.kind) {
    case "train":
      return train(question.run, question.choice);
    case "pause":
      paused = question.paused;
      if (!paused) onResume();
      return;
    case "classify":
      return classify(question.pixels, null);
    case "testDigit":
      return testDigit();
    case "simulate":
      return simulate(question.request, question.text);
  }
}

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  answer(data).catch((error: unknown) => say({ kind: "failed", message: String(error) }));
});
