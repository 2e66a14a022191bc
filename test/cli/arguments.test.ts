import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { flagOf } from "../../src/cli/eth/options.js";
import { ETH_NUMBER_NAMES, ETH_NUMBERS } from "../../src/eth/ethNumbers.js";
import { SpikeTensorError } from "../../src/index.js";
import { eth, startEth } from "./command.js";
import { temporaryFolder, writeDigits } from "./digits.js";

const folder = temporaryFolder();
const data = writeDigits(join(folder, "digits"), { train: 30, test: 10 });
const out = join(folder, "run");
const train = (...args: string[]) => eth("train", "--data", data, "--out", out, "--neurons", "5", ...args);

async function refuses(work: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.instance(error, Error);
  assert.match((error as Error).message, message);
  assert.not(existsSync(out), "nothing is written");
}

test("help names every number with its unit and default", async () => {
  const { ended } = startEth("train", "--help");
  const { code, text } = await ended;
  assert.is(code, 0);
  const plain = text.replace(/\s+/g, " ");
  for (const name of ETH_NUMBER_NAMES) {
    const { unit, meaning, initial, initialText } = ETH_NUMBERS[name];
    assert.ok(plain.includes(`${flagOf(name)} <${unit || "x"}> ${meaning} (default: ${initialText ?? initial})`), name);
  }
});

test("a value that is no number, not finite, negative, or a fraction where digits are counted", async () => {
  for (const text of ["many", "", "NaN", "Infinity", "-1", "0x10", "1e400", "1e300"]) {
    for (const name of ETH_NUMBER_NAMES) {
      await refuses(train(`${flagOf(name)}=${text}`), new RegExp(`^eth train, ${flagOf(name)}: found .*, expected a`));
    }
  }
  await refuses(train("--neurons", "2.5"), /--neurons: found 2\.5, expected a whole number from 1\./);
  await refuses(train("--neurons", "0"), /--neurons: found 0, expected a whole number from 1\./);
  await refuses(train("--dt", "0"), /--dt: found 0, expected a number in ms above 0\./);
  await refuses(
    train("--seed", "9007199254740993"),
    /--seed: found 9007199254740992, expected a whole number from 0\./,
  );
  await refuses(train("--save-every", "0"), /--save-every: found 0, expected a whole number from 1\./);
});

test("an unknown option or command", async () => {
  await refuses(train("--neuron", "5"), /unknown option '--neuron'/);
  await refuses(train("again"), /too many arguments/);
  await refuses(eth("run"), /unknown command 'run'|too many arguments/);
});

test("values that do not fit together, or do not fit the data", async () => {
  await refuses(train("--examples", "31"), /--examples: found 31, expected at most the 30 training examples/);
  await refuses(train("--label-examples", "31"), /--label-examples: found 31, expected at most the 30/);
  await refuses(train("--test-examples", "11"), /--test-examples: found 11, expected at most the 10 test examples/);
  await refuses(train("--dt", "2"), /a step of 2 ms and a rate of 85\.\d+ Hz.*Use a shorter step or a lower rate/);
  await refuses(train("--dt", "0.5", "--presentation", "0.1"), /expected at least one step of 0\.5 ms/);
  await refuses(train("--rest", "1e9"), /350 ms \+ 1000000000 ms for a digit, expected .* less than 16777216 together/);
  await refuses(train("--resume", "--force"), /found --resume and --force, expected one of them/);
  await refuses(train("--backend", "abacus"), /eth train, --backend: found "abacus", expected a backend: auto, /);
});

test("data that is not there, or not in the format", async () => {
  await refuses(eth("train", "--out", out, "--data", join(folder, "nowhere")), /there is no train-images-idx3-ubyte/);
  const broken = join(folder, "broken");
  mkdirSync(broken);
  writeFileSync(join(broken, "train-images-idx3-ubyte"), "text");
  writeFileSync(join(broken, "train-labels-idx1-ubyte"), "text");
  await refuses(eth("train", "--out", out, "--data", broken), /train-labels-idx1-ubyte: is /);
});

test("a folder that holds no run", async () => {
  const nothing = /found no run\.json, expected the folder of a run of eth train/;
  await refuses(train("--resume"), nothing);
  await refuses(eth("test", folder), nothing);
  await refuses(eth("info", folder), nothing);
});

test("the command prints the message alone and ends with 1", async () => {
  const { code, text } = await startEth("train", "--neurons", "-4").ended;
  assert.is(code, 1);
  assert.is(text.trim(), "eth train, --neurons: found -4, expected a whole number from 1.");
});

test("all of these are errors that the package names", async () => {
  const error = await train("--neurons", "x").catch((e: unknown) => e);
  assert.instance(error, SpikeTensorError);
});

test.run();
