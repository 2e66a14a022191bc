import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { idxDataset } from "../../src/data/idxDataset.js";
import { mnist } from "../../src/data/mnist.js";
import { uniformArray } from "../../src/random/distributions.js";
import { counting, gzipped, idx, refusedData, refusedInput, scratch, small } from "./idx.js";

const disk = scratch();
test.after(() => disk.remove());

const [IMAGES, LABELS] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] as const;
/** The small data set with other bytes in some files; `undefined` takes a file away. */
function changed(change: { images?: Uint8Array; labels?: Uint8Array }, count = 20): string {
  const files = small(count);
  return disk.folder({
    [IMAGES]: change.images ?? files[IMAGES],
    [LABELS]: change.labels ?? files[LABELS],
  });
}

test("raw and gzip files give the same examples, in the order and layout of the format", async () => {
  for (const files of [small(), gzipped(small())]) {
    const folder = disk.folder(files);
    const digits = await idxDataset(folder, "test");
    assert.equal([digits.size, digits.length, digits.rows, digits.columns, digits.classes], [20, 20, 3, 2, 10]);
    assert.is(digits.source, folder);
    assert.equal([...digits.images], counting(120));
    assert.equal([...digits.labels], counting(20, 10));
  }
});

test("a gzip file is told by its content, not its name", async () => {
  const folder = changed({ images: gzipSync(small()[IMAGES]) });
  assert.equal([...(await idxDataset(folder, "test")).images], counting(120));
});

test("a gzip file of several members is one content", async () => {
  const bytes = small()[IMAGES];
  const members = Buffer.concat([gzipSync(bytes.subarray(0, 50)), gzipSync(bytes.subarray(50))]);
  assert.equal([...(await idxDataset(changed({ images: members }), "test")).images], counting(120));
});

test("examples are views of one memory, in order", async () => {
  const digits = await idxDataset(disk.folder(small()), "test");
  let seen = 0;
  for (const { image, label, index } of digits) {
    assert.is(index, seen);
    assert.is(label, digits.labels[index]);
    assert.is(image.buffer, digits.images.buffer);
    assert.equal([...image], counting(120).slice(index * 6, index * 6 + 6));
    assert.equal(image, digits.image(index));
    seen++;
  }
  assert.is(seen, 20);
  assert.throws(() => digits.image(20), /expected a whole number from 0 to 19/);
  assert.throws(() => digits.image(-1));
});

test("a slice follows Array.prototype.slice, copies nothing, and can be sliced again", async () => {
  const digits = await idxDataset(disk.folder(small()), "test");
  const labels = [...digits.labels];
  const bounds = [undefined, 0, 3, 7, 19, 20, 25, -1, -6, -30];
  for (const start of bounds) {
    for (const end of bounds) {
      const part = digits.slice(start, end);
      assert.equal([...part.labels], labels.slice(start, end), `${start}, ${end}`);
      assert.equal(
        Array.from(part, ({ image }) => image[0]),
        Array.from(digits, ({ image }) => image[0]).slice(start, end),
      );
      assert.is(part.images.buffer, digits.images.buffer);
    }
  }
  const twice = digits.slice(5, 15).slice(2, 4);
  assert.equal(
    Array.from(twice, ({ index, label }) => [index, label]),
    [
      [0, 7],
      [1, 8],
    ],
  );
  assert.throws(() => digits.slice(0.5), /expected a whole number/);
});

test("a limit takes the first examples and no memory for the others", async () => {
  for (const files of [small(), gzipped(small())]) {
    const folder = disk.folder(files);
    const digits = await idxDataset(folder, "test", { limit: 7 });
    assert.equal([...digits.labels], [0, 1, 2, 3, 4, 5, 6]);
    assert.equal([...digits.images], counting(42));
    assert.is(digits.images.buffer.byteLength, 42);
    assert.is((await idxDataset(folder, "test", { limit: 20 })).size, 20);
  }
});

test("what is shown of it is one line", async () => {
  const shown = inspect(await idxDataset(disk.folder(small()), "test"));
  assert.match(shown, /^20 images of 3 × 2, 10 classes \(.+\)$/);
});

test("missing files and folders are named, with the folder", async () => {
  const images = { [IMAGES]: small()[IMAGES] };
  await refusedData(
    () => idxDataset(disk.folder(images), "test"),
    /no t10k-labels-idx1-ubyte and no .*\.gz in .*data-/,
  );
  await refusedData(() => idxDataset(disk.folder(small()), "train"), /no train-images-idx3-ubyte/);
  await refusedData(() => idxDataset("no/such/folder", "test"), /no t10k-images-idx3-ubyte and no .*no\/such\/folder/);
});

test("every truncation of a raw or gzip file is refused", async () => {
  const { [IMAGES]: whole, [LABELS]: labels } = small(2);
  for (const [name, bytes] of [
    ["raw", whole],
    ["gzip", gzipSync(whole)],
  ] as const) {
    for (let length = 0; length < bytes.length; length++) {
      const folder = disk.folder({ [IMAGES]: bytes.subarray(0, length), [LABELS]: labels });
      await refusedData(() => idxDataset(folder, "test"), /t10k-images.*(truncated|empty|longer|no IDX)/s).catch(
        (error) => {
          throw new Error(`${name}, ${length} bytes: ${error}`);
        },
      );
    }
  }
});

test("foreign files are refused", async () => {
  const text = new TextEncoder().encode("<!doctype html><title>Sign in to this network</title>");
  await refusedData(
    () => idxDataset(changed({ images: text }), "test"),
    /is not an IDX file.*3c 21 64 6f, expected 00 00 08 03/,
  );
  await refusedData(() => idxDataset(changed({ images: small()[LABELS] }), "test"), /another kind of IDX file/);
  await refusedData(() => idxDataset(changed({ labels: small()[IMAGES] }), "test"), /another kind.*00 00 08 01/);
  const floats = small()[IMAGES].slice();
  floats[2] = 0x0d;
  await refusedData(() => idxDataset(changed({ images: floats }), "test"), /is not an IDX file/);
});

test("a header that announces more than can be there takes no memory", async () => {
  const huge = idx([4_000_000_000, 60_000, 60_000], counting(100));
  await refusedData(() => idxDataset(changed({ images: huge }), "test"), /truncated.*more than it can hold/);
  await refusedData(() => idxDataset(changed({ images: gzipSync(huge) }), "test"), /truncated/);
});

test("a longer file, an empty set and files of two sets are refused", async () => {
  const longer = Uint8Array.from([...small()[IMAGES], 1]);
  await refusedData(() => idxDataset(changed({ images: longer }), "test"), /longer than its header says/);
  await refusedData(() => idxDataset(changed({ labels: idx([0], []) }), "test"), /holds no examples.*size 0/);
  await refusedData(
    () => idxDataset(changed({ images: idx([20, 0, 2], []) }), "test"),
    /holds no examples.*20 × 0 × 2/,
  );
  await refusedData(() => idxDataset(changed({ labels: small(19)[LABELS] }), "test"), /20 images in .*, but 19 labels/);
});

test("a label out of range is named with its place", async () => {
  const labels = idx([20], [...counting(13, 10), 10, ...counting(6)]);
  await refusedData(
    () => idxDataset(changed({ labels }), "test"),
    /labels-idx1-ubyte: label 13 is 10, expected 0 to 9/,
  );
  assert.is((await idxDataset(changed({ labels }), "test", { classes: 11 })).labels[13], 10);
});

test("a gzip file with any one byte changed is refused or gives the same content", async () => {
  const { [IMAGES]: images, [LABELS]: labels } = small(4);
  const packed = gzipSync(images);
  const changes = uniformArray(packed.length, { seed: 7, stream: 0 });
  let refusals = 0;
  for (let i = 0; i < packed.length; i++) {
    const damaged = Uint8Array.from(packed);
    damaged[i] ^= 1 + Math.floor(changes[i] * 255);
    const folder = disk.folder({ [IMAGES]: damaged, [LABELS]: labels });
    try {
      assert.equal([...(await idxDataset(folder, "test")).images], counting(24));
    } catch (error) {
      assert.is((error as Error).name, "DataError", `byte ${i}: ${error}`);
      refusals++;
    }
  }
  // The gzip header has some bytes that mean nothing: time, flags, operating system.
  assert.ok(refusals >= packed.length - 10, `${refusals} of ${packed.length}`);
});

test("options that cannot be are refused before a file is opened", async () => {
  const nowhere = "no/such/folder";
  for (const limit of [0, -1, 1.5, Number.NaN]) {
    await refusedInput(() => idxDataset(nowhere, "test", { limit }), /limit: found .* whole number from 1/);
  }
  await refusedInput(() => idxDataset(nowhere, "test", { classes: 0 }), /classes: found 0/);
  await refusedInput(
    () => idxDataset(nowhere, "validation" as "test"),
    /split "validation", expected "train" or "test"/,
  );
  await refusedInput(() => idxDataset(nowhere, "test", { classes: 300 }), /classes: found 300, .* from 1 to 256/);
  await refusedInput(() => idxDataset(nowhere, "test", { lmit: 3 } as never), /"lmit".* Did you mean "limit"\?/);
  for (const wrong of [null, 5, [], "all"]) {
    await refusedInput(
      () => idxDataset(nowhere, "test", wrong as never),
      /idxDataset: found .*, expected options such as/,
    );
  }
  for (const wrong of [undefined, null, 5, "", {}]) {
    await refusedInput(
      () => idxDataset(wrong as never, "test"),
      /idxDataset, folder: found .*, expected a text such as/,
    );
  }
  for (const wrong of [undefined, null, 5, {}]) {
    await refusedInput(() => mnist(wrong as never), /mnist: found the split .*, expected "train" or "test"/);
  }
  await refusedInput(
    () => mnist("test", { onProgress: 5 as never }),
    /mnist, onProgress: found 5, expected a function/,
  );
  await refusedInput(() => mnist("test", { folder: 5 as never }), /mnist, folder: found 5, expected a text/);
  await refusedInput(() => mnist("test", { limt: 5 } as never), /Did you mean "limit"\?/);
  await refusedInput(
    () => idxDataset(disk.folder(small()), "test", { limit: 21 }),
    /limit: found 21, but .* has 20 examples/,
  );
});

test("a folder for Fashion-MNIST without its files says how to get them; another folder does not", async () => {
  const said = (folder: string) => idxDataset(folder, "train").then(() => "", String);
  assert.match(await said("fashion-mnist"), /apt install dataset-fashion-mnist/);
  assert.match(await said("Fashion-MNIST"), /github\.com\/zalandoresearch\/fashion-mnist into this folder/);
  assert.not.match(await said("kmnist"), /zalando/);
});

test.run();
