import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRecord } from "../../src/eth/runFolder.js";
import {
  allActivity,
  assignLabels,
  CheckpointError,
  Hz,
  InputError,
  idxDataset,
  loadRun,
  ms,
  ratesOf,
} from "../../src/index.js";
import { rejected } from "../refused.js";
import { eth } from "./command.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 60, test: 40 });
const NUMBERS = ["--data", data, "--neurons", "20", "--rate", "120", "--update-interval", "20", "--seed", "3"];

const train = (out: string, ...args: string[]) => eth("train", ...NUMBERS, "--out", out, ...args);
const at = (name: string) => join(folder, name);

/** All that a run has computed: times and versions are left out. */
async function resultOf(out: string) {
  const { config, trained, network, curve, vote, test, labels } = await readRecord(out);
  const file = (name: string) => readFileSync(join(out, name)).toString("base64");
  const { seconds: _, ...counts } = test ?? { seconds: 0 };
  return { config, trained, curve, vote, counts, network: file(network), labels: labels && file(labels) };
}

const refuses = (work: Promise<unknown>, kind: typeof CheckpointError | typeof InputError, message: RegExp) =>
  rejected(work, message, kind);

const run = at("run");

test("a run trains, labels and tests, and leaves three files", async () => {
  const text = await train(run, "--save-every", "25");
  assert.match(
    text,
    /Trained with 60 digits in .* digits\/s, .* ms a digit; accuracy \d+\.\d\d % on the last 20 answers/,
  );
  assert.match(text, /Labeled \d+ of 20 neurons with 60 digits/);
  assert.match(text, /Tested with 40 digits/);
  assert.equal(readdirSync(run).sort(), ["labels.safetensors", "network-60.safetensors", "run.json"]);
  const { trained, curve, vote, test } = await readRecord(run);
  assert.is(trained, 60);
  assert.equal(curve.examples, [20, 40, 60]);
  assert.is(
    vote.seen.reduce((sum, n) => sum + n, 0),
    60,
  );
  for (const confusion of [test?.allActivity, test?.proportionWeighted, test?.naiveBayes]) {
    assert.is(confusion?.length, 100);
    assert.is(
      confusion?.reduce((sum, n) => sum + n, 0),
      40,
    );
  }
});

test("what the command says about the votes is what the record holds, and better than chance", async () => {
  const text = await eth("test", run);
  const { test: tested } = await readRecord(run);
  const right = (confusion: readonly number[] = []) =>
    confusion.filter((_, i) => i % 11 === 0).reduce((a, b) => a + b, 0);
  const [all, proportion, bayes] = [tested?.allActivity, tested?.proportionWeighted, tested?.naiveBayes].map(right);
  assert.ok(all >= 12 && proportion >= 12 && bayes >= 12, `${all}, ${proportion} and ${bayes} of 40`);
  assert.match(text, new RegExp(`all-activity +${((100 * all) / 40).toFixed(2)} %`));
  assert.match(text, new RegExp(`proportion-weighted +${((100 * proportion) / 40).toFixed(2)} %`));
  assert.match(text, new RegExp(`naive Bayes +${((100 * bayes) / 40).toFixed(2)} %`));
  const rows = text.split("\n").filter((line) => /^ +\d( +\d+){10}$/.test(line));
  assert.is(rows.length, 30);
  const table = rows.slice(0, 10).map((row) => row.trim().split(/ +/).slice(1).map(Number));
  assert.equal(table.flat(), tested?.allActivity);
});

test("the same seed gives the same run, bit for bit; another one does not", async () => {
  await train(at("again"));
  assert.equal(await resultOf(at("again")), await resultOf(run));
  await train(at("other"), "--seed", "4");
  assert.not.equal((await resultOf(at("other"))).network, (await resultOf(run)).network);
});

test("a number of threads changes no result, is no part of a run, and has to be a whole number", async () => {
  await train(at("threads"), "--threads", "2");
  assert.equal(await resultOf(at("threads")), await resultOf(run));
  await eth("test", at("threads"), "--threads", "3");
  assert.equal(await resultOf(at("threads")), await resultOf(run));
  await refuses(train(at("none"), "--threads", "0"), InputError, /^eth train, --threads: found 0, expected/);
  await refuses(eth("test", run, "--threads", "1.5"), InputError, /^eth test, --threads: found 1\.5, expected/);
});

test("a run with more passes goes on as if they had been asked for at once", async () => {
  await train(at("one"));
  const text = await eth("train", "--resume", "--out", at("one"), "--passes", "2");
  assert.match(text, /Continuing after 60 digits/);
  await train(at("two"), "--passes", "2");
  assert.equal(await resultOf(at("one")), await resultOf(at("two")));
});

test("a complete run is not trained again; another number of test digits is a new test alone", async () => {
  const before = await resultOf(run);
  await eth("train", "--resume", "--out", run);
  assert.equal(await resultOf(run), before);
  await eth("train", "--resume", "--out", run, "--test-examples", "10");
  const { test: tested } = await readRecord(run);
  assert.is(tested?.digits, 10);
  assert.is((await resultOf(run)).network, before.network);
  await eth("train", "--resume", "--out", run, "--test-examples", "40");
  assert.equal(await resultOf(run), before);
});

test("with repeats, labels and votes come from the sum of a digit's presentations; the training is not repeated", async () => {
  const repeated = at("repeated");
  await train(repeated);
  const before = await resultOf(repeated);
  const text = await eth("train", "--resume", "--out", repeated, "--repeats", "3");
  assert.match(text, /with 60 digits, each shown 3 times/);
  assert.match(await eth("info", repeated), /by 60 training digits, each shown 3 times/);
  assert.is((await resultOf(repeated)).network, before.network);
  const { sim, assignments, rates, config } = await loadRun(repeated);
  const options = {
    duration: ms(config.presentation),
    rest: ms(config.rest),
    minSpikes: { exc: config.minSpikes },
    learning: false,
  };
  const [sums, labels]: [number[][], number[]] = [[], []];
  for (const { image, label } of await idxDataset(config.data.source, "train")) {
    const sum = new Array<number>(20).fill(0);
    for (let i = 0; i < 3; i++) {
      const { counts } = await sim.present({ input: ratesOf(image, { maximum: Hz(config.rate) }) }, options);
      for (const [j, count] of counts.exc.entries()) sum[j] += count;
    }
    sums.push(sum);
    labels.push(label);
  }
  const expected = assignLabels(sums, labels, { classes: 10 });
  assert.equal(rates, expected.rates);
  assert.equal(assignments, expected.labels);
  await eth("train", "--resume", "--out", repeated, "--repeats", "1");
  assert.equal(await resultOf(repeated), before);
});

test("the batch is part of a run, which tells of it and goes on with it", async () => {
  const batches = at("batches");
  assert.match(
    await train(batches, "--batch", "8"),
    /a digit, 120 Hz for a white pixel, batches of 8 \(sum\), backend wasm/,
  );
  const { config } = await readRecord(batches);
  assert.equal([config.batch, config.combine], [8, "sum"]);
  assert.not.equal((await resultOf(batches)).network, (await resultOf(run)).network);
  assert.match(await eth("info", batches), /batches of 8 \(sum\)/);
  await eth("train", "--resume", "--out", batches, "--passes", "2");
  await train(at("batches2"), "--batch", "8", "--passes", "2");
  assert.equal(await resultOf(batches), await resultOf(at("batches2")));
  const resume = (...args: string[]) => eth("train", "--resume", "--out", batches, ...args);
  await refuses(resume("--batch", "4"), InputError, /--batch: found 4, but the run has 8/);
  await refuses(resume("--combine", "mean"), InputError, /--combine: found mean, but the run has sum/);
  await refuses(
    train(at("nowhere"), "--combine", "max"),
    InputError,
    /--combine: found "max", expected "sum" or "mean"/,
  );
});

test("a folder with a run is kept unless --force is given", async () => {
  const before = await resultOf(run);
  await refuses(train(run, "--seed", "5"), InputError, /found another run in .*--resume.*--force.*--out/);
  assert.equal(await resultOf(run), before);
  await train(at("other"), "--force");
  assert.equal(await resultOf(at("other")), before);
  const names = readdirSync(run);
  assert.equal(readdirSync(at("other")), names, "nothing of the old run is left");
  await refuses(train(at("other"), "--force", "--dt", "9"), InputError, /step of 9 ms/);
  assert.equal(await resultOf(at("other")), before, "the old run outlives a command that fails");
});

test("a run goes on only as what it is", async () => {
  const resume = (...args: string[]) => eth("train", "--resume", "--out", run, ...args);
  await refuses(resume("--neurons", "30"), InputError, /--neurons: found 30, but the run has 20/);
  await refuses(resume("--backend", "reference"), InputError, /--backend: found reference, but the run has wasm/);
  const others = writeDigits(at("others"), { train: 60, test: 40 });
  await refuses(resume("--data", others), InputError, /--data: found .*others, but the run has .*digits/);
  const images = join(data, "train-images-idx3-ubyte");
  const bytes = readFileSync(images);
  writeFileSync(images, Buffer.from(bytes).fill(1, 30, 31));
  try {
    await refuses(resume("--passes", "2"), InputError, /found training digits in/);
  } finally {
    writeFileSync(images, bytes);
  }
});

test("a script goes on from a run: its votes are those of the test", async () => {
  const { sim, assignments, rates, config, trained } = await loadRun(run);
  assert.is(trained, 60);
  assert.is(rates.length, 200);
  const digits = await idxDataset(config.data.source, "test");
  const confusion = new Array<number>(100).fill(0);
  for (const { image, label } of digits) {
    const { counts } = await sim.present(
      { input: ratesOf(image, { maximum: Hz(config.rate) }) },
      {
        duration: ms(config.presentation),
        rest: ms(config.rest),
        minSpikes: { exc: config.minSpikes },
        learning: false,
      },
    );
    confusion[10 * label + allActivity(counts.exc, assignments, { classes: 10 })[0]]++;
  }
  assert.ok(confusion.filter((_, i) => i % 11 === 0).reduce((a, b) => a + b, 0) >= 12);
  const weights = await sim.state.inputToExc.w.read();
  for (let j = 0; j < 20; j++) {
    let sum = 0;
    for (let i = 0; i < 36; i++) sum += weights[20 * i + j];
    assert.ok(Math.abs(sum - 78) < 1e-4, `neuron ${j}: ${sum}`);
  }
  sim.dispose();
});

test("loadRun refuses what is no folder, and options that do not exist", async () => {
  for (const wrong of [undefined, null, 5, "", {}]) {
    await refuses(loadRun(wrong as never), InputError, /loadRun, folder: found .*, expected a text such as/);
  }
  for (const wrong of [null, 5, [], { backnd: "wasm" }]) {
    await refuses(loadRun(run, wrong as never), InputError, /loadRun: found /);
  }
  for (const wrong of ["abacus", 5, null, {}]) {
    await refuses(loadRun(run, { backend: wrong as never }), InputError, /backend: found/);
  }
});

test("info tells what the run is", async () => {
  const text = await eth("info", run);
  assert.match(
    text,
    /20 neurons, seed 3, step 0\.5 ms, 350 ms \+ 150 ms a digit, 120 Hz for a white pixel, backend wasm/,
  );
  assert.match(text, /one pass over 60 digits; complete/);
  assert.match(text, /6 × 6 pixels, 10 classes/);
  assert.match(text, /network-60\.safetensors/);
});

/** A copy of the run with another content of one file. */
function damaged(name: string, file: string, change: (content: Buffer) => Buffer): string {
  mkdirSync(at(name));
  for (const each of readdirSync(run)) copyFileSync(join(run, each), join(at(name), each));
  writeFileSync(join(at(name), file), change(readFileSync(join(run, file))));
  return at(name);
}

test("a damaged run, or one whose files do not belong together, is told", async () => {
  const network = "network-60.safetensors";
  const flip = (content: Buffer) => {
    content[content.length - 5] ^= 1;
    return content;
  };
  const edit = (change: (record: Record<string, unknown>) => unknown) => (content: Buffer) => {
    const record = JSON.parse(content.toString());
    change(record);
    return Buffer.from(JSON.stringify(record));
  };
  const cases: [string, (content: Buffer) => Buffer, RegExp][] = [
    [network, flip, /damaged file: its SHA-256 is wrong/],
    [network, (content) => content.subarray(0, 500), /expected a complete file in the safetensors format/],
    ["labels.safetensors", flip, /found a damaged file, or another format/],
    ["run.json", (content) => content.subarray(0, 300), /run\.json: found no JSON object/],
    ["run.json", () => Buffer.from('{"format":"other"}'), /found the format "other" instead of/],
    ["run.json", edit((r) => Object.assign(r, { trained: 59 })), /found an invalid number of trained digits/],
    ["run.json", edit((r) => Object.assign(r, { trained: 60.5 })), /found an invalid number of trained digits/],
    [
      "run.json",
      edit((r) => Object.assign(r, { network: "../x/network-60.safetensors" })),
      /an invalid number of trained digits/,
    ],
    ["run.json", edit((r) => Object.assign(r, { labels: "../labels.safetensors" })), /found an unknown file of labels/],
    ["run.json", edit((r) => Object.assign(r, { versions: {} })), /found no versions of the programs that wrote it/],
    ["run.json", edit((r) => Object.assign(r, { seconds: -1 })), /found an invalid training time/],
    ["run.json", edit((r) => Object.assign(r, { sha256: 5 })), /found no SHA-256 of the network/],
    [
      "run.json",
      edit((r) => Object.assign(r, { test: { ...(r.test as object), digits: 41 } })),
      /an invalid test result/,
    ],
    [
      "run.json",
      edit((r) => Object.assign(r, { curve: { examples: [20], accuracy: [2] } })),
      /an invalid accuracy curve/,
    ],
    [
      "run.json",
      edit((r) => Object.assign(r, { curve: { examples: [-20], accuracy: [0] } })),
      /an invalid accuracy curve/,
    ],
    ["run.json", edit((r) => Object.assign(r, { curve: null })), /found an invalid accuracy curve/],
    ["run.json", edit((r) => Object.assign(r.config as object, { neurons: 30 })), /a vote of another network/],
    [
      "run.json",
      edit((r) => Object.assign(r.config as object, { inhibition: 16 })),
      /other equations, constants or ev/,
    ],
    ["run.json", edit((r) => Object.assign(r.config as object, { dt: null })), /config\.dt: found null, expected/],
    ["run.json", edit((r) => Object.assign(r.config as object, { seed: 9 })), /found the seed 3, expected 9/],
  ];
  for (const [i, [file, change, message]] of cases.entries()) {
    const broken = damaged(`broken-${i}`, file, change);
    await refuses(eth("test", broken), CheckpointError, message);
    await refuses(loadRun(broken), CheckpointError, message);
  }
});

test("labels and network of another run of the same size are refused", async () => {
  const other = at("stranger");
  // Neither the step nor the seed differ: only what was learned.
  await train(other, "--eta-post", "0.02");
  const fromOther = (file: string) => () => readFileSync(join(other, file));
  const labels = damaged("strange-labels", "labels.safetensors", fromOther("labels.safetensors"));
  await refuses(eth("test", labels), CheckpointError, /labels\.safetensors: found labels of another run/);
  await refuses(loadRun(labels), CheckpointError, /labels\.safetensors: found labels of another run/);
  await refuses(eth("train", "--resume", "--out", labels), CheckpointError, /found labels of another run/);
  const file = "network-60.safetensors";
  const network = damaged("strange-network", file, fromOther(file));
  await refuses(loadRun(network), CheckpointError, /(network of another run|other equations, constants or events)/);
});

test("a run that has not been labeled cannot be tested, but loaded", async () => {
  const early = damaged("early", "run.json", (content) => {
    const record = JSON.parse(content.toString());
    return Buffer.from(JSON.stringify({ ...record, labels: null, test: null }));
  });
  await refuses(eth("test", early), InputError, /has not labeled its neurons yet.*--resume --out/);
  const { assignments, sim } = await loadRun(early);
  assert.is(assignments.length, 20);
  sim.dispose();
});

test("the report has all figures, and asks nothing of a network", async () => {
  await eth("train", "--resume", "--plot", "--out", run);
  const html = readFileSync(join(run, "report.html"), "utf8");
  for (const title of [
    "Receptive fields of 20 neurons",
    "Assigned classes",
    "Accuracy over training",
    "All-activity: ",
    "Proportion-weighted: ",
    "Naive Bayes: ",
    "Input spikes",
    "Excitatory spikes",
    "Firing rates: ",
  ]) {
    assert.ok(html.includes(title), title);
  }
  assert.is(html.match(/data-spiketensor="[0-9a-f]+" style/g)?.length, 10);
  assert.not.match(html, /<(script|img|link)[^>]+(src|href)="http/);
});

test.run();
