import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readLabels, writeLabels } from "../../src/eth/labelsFile.js";
import { writeWhole } from "../../src/host/writeWhole.js";
import { CheckpointError } from "../../src/index.js";
import { digestOf } from "../../src/simulate/checkpoint.js";
import { readSafetensors, safetensorsParts, type TensorFile } from "../../src/simulate/safetensors.js";
import { temporaryFolder } from "../cli/digits.js";

const folder = temporaryFolder();
test.after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "labels.safetensors");
const NETWORK = "a1".repeat(32);
const fitting = { neurons: 3, classes: 2, network: NETWORK };
const assignment = { labels: Int32Array.of(1, -1, 0), rates: Float32Array.of(0, 1.5, 0, 0, 2, 0.25) };

test("what is written is read", async () => {
  await writeLabels(path, assignment, NETWORK);
  assert.equal(await readLabels(path, fitting), assignment);
});

/** Another content, signed as a whole file is. */
async function forge(change: (file: TensorFile) => Partial<TensorFile>): Promise<void> {
  await writeLabels(path, assignment, NETWORK);
  const file = readSafetensors(path, readFileSync(path));
  const changed = { ...file, ...change(file) };
  const sha256 = digestOf(changed);
  await writeWhole(path, safetensorsParts({ ...changed, metadata: { ...changed.metadata, sha256 } }));
}

const withData = (name: string, data: Int32Array | Float32Array) => (file: TensorFile) => ({
  tensors: new Map([...file.tensors, [name, { shape: [data.length], data }]]),
});

test("what is signed but no assignment of this network is refused with what was found", async () => {
  const cases: [(file: TensorFile) => Partial<TensorFile>, RegExp][] = [
    [({ metadata }) => ({ metadata: { ...metadata, network: "b2" } }), /found labels of another run/],
    [({ metadata: { network: _, ...rest } }) => ({ metadata: rest }), /found labels of another run/],
    [({ metadata }) => ({ metadata: { ...metadata, format: "other" } }), /found a damaged file, or another format/],
    [() => ({ tensors: new Map() }), /found another number of assignments/],
    [withData("assignments", Int32Array.of(1, 0)), /found another number of assignments/],
    [withData("assignments", Float32Array.of(1, 0, 0)), /found another number of assignments/],
    [withData("rates", new Float32Array(9)), /found another number of rates/],
    [withData("rates", new Int32Array(6)), /found another number of rates/],
    [withData("assignments", Int32Array.of(99, 0, 0)), /found the class 99, which is not one of 2/],
    [withData("assignments", Int32Array.of(0, -7, 0)), /found the class -7, which is not one of 2/],
    [withData("rates", Float32Array.of(0, 0, 0, 0, 0, Number.NaN)), /found the rate NaN/],
    [withData("rates", Float32Array.of(0, 0, -1, 0, 0, 0)), /found the rate -1/],
    [withData("rates", Float32Array.of(0, 0, 1 / 0, 0, 0, 0)), /found the rate Infinity/],
  ];
  for (const [change, message] of cases) {
    await forge(change);
    const error = await readLabels(path, fitting).catch((e: unknown) => e);
    assert.instance(error, CheckpointError);
    assert.match((error as Error).message, message);
  }
});

test("any bit that is flipped is noticed", async () => {
  await writeLabels(path, assignment, NETWORK);
  const bytes = readFileSync(path);
  for (let bit = 0; bit < 8 * bytes.length; bit += 5) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] ^= 1 << (bit & 7);
    writeFileSync(path, flipped);
    const read = await readLabels(path, fitting).catch((e: unknown) => e);
    // Spaces that fill the header up may change into other blanks.
    if (!(read instanceof CheckpointError)) assert.equal(read, assignment, `bit ${bit}`);
  }
});

test.run();
