import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  DataError,
  eventSpikes,
  Hz,
  InputError,
  ms,
  readAer,
  readCsv,
  readNpy,
  readNpz,
  readShd,
  readWav,
} from "../../src/index.js";
import { type Kind, rejected } from "../refused.js";

const golden = (name: string) => join(import.meta.dirname, "golden", name);
const folder = mkdtempSync(join(tmpdir(), "spiketensor-formats-"));
test.after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const fails = (work: () => Promise<unknown>, message: RegExp, kind: Kind = DataError) => rejected(work, message, kind);

test("readNpy: arrays that NumPy wrote: half precision, big-endian, column-major, a single number", async () => {
  const half = await readNpy(golden("float16.npy"));
  assert.equal(
    [half.shape, [...half.data]],
    [
      [2, 2],
      [0.5, -2, 2 ** -23, 65504],
    ],
  );
  const big = await readNpy(golden("big-endian.npy"));
  assert.equal([big.shape, big.data], [[2, 3], Int32Array.of(-3, -2, -1, 0, 1, 2)]);
  const fortran = await readNpy(golden("fortran.npy"));
  assert.equal([fortran.shape, [...fortran.data]], [[2, 3, 4], [...Array(24).keys()]]);
  const scalar = await readNpy(golden("scalar.npy"));
  assert.equal([scalar.shape, [...scalar.data]], [[], [7]]);
  const tensor = await fortran.tensor();
  assert.equal(tensor.shape, [2, 3, 4]);
  tensor.dispose();
});

test("readNpz: several arrays by name, stored and compressed", async () => {
  const two = await readNpz(golden("two.npz"));
  assert.equal([...two.keys()], ["spikes", "labels"]);
  assert.equal([...(two.get("labels")?.data ?? [])], [3, 1, 2]);
  assert.equal([...(two.get("spikes")?.data ?? [])], [1, 0]);
  const zeros = (await readNpz(golden("compressed.npz"))).get("zeros");
  assert.equal([zeros?.shape, zeros?.data], [[100, 5], new Float32Array(500)]);
});

test("readNpy and readNpz refuse text, damage and what is none, by name", async () => {
  await fails(() => readNpy(golden("text.npy")), /text\.npy: found values of the type '<U1', expected whole numbers/);
  await fails(() => readNpy(golden("stereo.wav")), /is not a NumPy array/);
  await fails(() => readNpz(golden("scalar.npy")), /is not a ZIP file/);
  await fails(() => readNpy(join(folder, "none")), /cannot be read/);
  await fails(() => readNpy(folder), /is a folder or a device/);
  await fails(() => readNpy(file("empty", "")), /is empty/);
  await fails(() => readNpy(5 as never), /readNpy, path: found 5, expected a path/, InputError);
});

test("readCsv: names, quotes, comments, other separators, and the line of what is no number", async () => {
  const table = await readCsv(file("a.csv", '"time",neuron\r\n# a comment\r\n0.5,1\r\n\r\n1e1,"2"\r\n'));
  assert.equal(table.columns, ["time", "neuron"]);
  assert.equal(
    [table.shape, [...table.data]],
    [
      [2, 2],
      [0.5, 1, 10, 2],
    ],
  );
  const plain = await readCsv(file("b.csv", "1;2\n3;4"), { separator: ";" });
  assert.equal([plain.columns, [...plain.data]], [[], [1, 2, 3, 4]]);
  await fails(() => readCsv(file("c.csv", "a,b\n1,x")), /c\.csv, line 2, value 2: found "x", expected a finite number/);
  await fails(() => readCsv(file("d.csv", "1,2\n3")), /line 2: found 1 values, expected 2/);
  await fails(() => readCsv(file("e.csv", "# nothing\n")), /has no rows/);
  await fails(() => readCsv(file("f.csv", "a\n1"), { header: false }), /line 1, value 1: found "a"/);
  // A first row with a value that is missing is no header: the row would be lost.
  for (const text of ["1,,3\n4,5,6", "nan,2\n3,4", "5.1,3.5,?\n4.9,3.0,1"]) {
    await fails(
      () => readCsv(file("g.csv", text)),
      /line 1: found numbers and ".*", expected numbers, or the names of/,
    );
  }
  const named = await readCsv(file("h.csv", "1,b\n3,4"), { header: true });
  assert.equal(
    [named.columns, [...named.data]],
    [
      ["1", "b"],
      [3, 4],
    ],
  );
  await fails(
    () => readCsv(file("i.csv", "1;2\n3;4")),
    /i\.csv: found "1;2"|found names of columns but no rows|line 2/,
  );
  await fails(() => readCsv(file("j.csv", "a,b\n")), /found names of columns but no rows/);
});

test("readNpz: a flipped bit is found by the file's checksum, compressed or not", async () => {
  const names = readdirSync(join(import.meta.dirname, "golden")).filter((name) => name.endsWith(".npz"));
  assert.ok(names.length > 0);
  for (const name of names) {
    const whole = readFileSync(golden(name));
    const arrays = await readNpz(golden(name));
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 0x40;
      const found = await readNpz(file("damaged.npz", damaged)).catch((error: unknown) => error);
      // A damaged name is another name; no number is another number.
      if (!(found instanceof Map)) {
        assert.instance(found, DataError, `byte ${at}`);
        refused++;
        continue;
      }
      for (const [array, { data }] of found) {
        const before = arrays.get(array);
        if (before) assert.equal(data, before.data, `byte ${at}`);
      }
    }
    assert.ok(refused > whole.length / 4, `${name}: ${refused} of ${whole.length} bytes`);
  }
});

test("readWav: 16 bits in two channels, as Python's wave module wrote them", async () => {
  const sound = await readWav(golden("stereo.wav"));
  assert.equal([sound.rate, sound.frames, sound.channels], [Hz(8000), 3, 2]);
  assert.equal([...sound.samples], [0, 0.5, -1, Math.fround(32767 / 32768), 2 ** -15, -(2 ** -15)]);
});

/** A WAVE file of one channel. */
function wav(format: number, bits: number, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(44 + data.length);
  bytes.write("RIFF", 0).toString();
  bytes.writeUInt32LE(36 + data.length, 4);
  bytes.write("WAVEfmt ", 8);
  for (const [at, value] of [
    [20, format],
    [22, 1],
    [32, bits / 8],
    [34, bits],
  ])
    bytes.writeUInt16LE(value, at);
  for (const [at, value] of [
    [16, 16],
    [24, 44_100],
    [28, 44_100],
    [40, data.length],
  ])
    bytes.writeUInt32LE(value, at);
  bytes.write("data", 36);
  bytes.set(data, 44);
  return bytes;
}

test("readWav: 8 and 24 bits and floats; compressed and cut files are refused", async () => {
  assert.equal([...(await readWav(file("8.wav", wav(1, 8, Uint8Array.of(0, 128, 192))))).samples], [-1, 0, 0.5]);
  const deep = await readWav(file("24.wav", wav(1, 24, Uint8Array.of(0, 0, 0x80, 1, 0, 0, 0xff, 0xff, 0x7f))));
  assert.equal([...deep.samples], [-1, 2 ** -23, Math.fround(1 - 2 ** -23)]);
  const floats = new Uint8Array(Float32Array.of(0.25, -3).buffer);
  assert.equal([...(await readWav(file("float.wav", wav(3, 32, floats)))).samples], [0.25, -3]);
  await fails(
    () => readWav(file("mu.wav", wav(7, 8, Uint8Array.of(1)))),
    /found the format\/bits 7\/8 .*Convert the file/,
  );
  await fails(() => readWav(file("cut.wav", wav(1, 16, new Uint8Array(100)).slice(0, 90))), /is truncated.*46 of 100/);
  await fails(() => readWav(golden("two.npz")), /is not a WAVE file/);
});

test("readAer: N-MNIST's 40 bits: x, y, polarity, 23 bits of µs; worked out by hand", async () => {
  const events = await readAer(
    file("a.bin", Uint8Array.of(10, 20, 0x80, 0, 100, 33, 0, 0x01, 0, 0, 10, 20, 0x80, 0, 101)),
  );
  assert.equal([...events.x], [10, 33, 10]);
  assert.equal([...events.y], [20, 0, 20]);
  assert.equal([...events.polarity], [1, 0, 1]);
  assert.equal([...events.times.value], [0.1, 65.536, 0.101]);
  const train = eventSpikes(events, { width: 34, height: 34, dt: ms(1) });
  assert.equal([train.steps, train.neurons, [...train.indices]], [66, 2 * 34 * 34, [34 * 34 + 20 * 34 + 10, 33]]);
  assert.equal([train.offsets[1], train.offsets[65], train.offsets[66]], [1, 1, 2]);
  // Times on the borders of steps, in µs as readAer reads them, begin a step each.
  const us = Array.from({ length: 3000 }, (_, k) => 100 * k);
  const dots = { x: new Uint16Array(3000), y: new Uint16Array(3000), polarity: new Uint8Array(3000) };
  const onBorders = { times: ms(Float64Array.from(us, (t) => t * 1e-3)), ...dots };
  assert.is(eventSpikes(onBorders, { width: 1, height: 1, dt: ms(0.1) }).indices.length, 3000);
  const early = eventSpikes(events, { width: 34, height: 34, dt: ms(1), duration: ms(10) });
  assert.equal([early.steps, early.indices.length], [10, 1]);
  await fails(async () => eventSpikes(events, { width: 20, height: 34, dt: ms(1) }), /event 1: found x 33/, InputError);
  await fails(() => readAer(file("b.bin", new Uint8Array(7))), /found 7 bytes, expected 5 per event/);
});

test("readShd: lists of half precision that h5py wrote: spikes by step and unit, the same twice counts once", async () => {
  const examples = await readShd(golden("shd.h5"), { dt: ms(1) });
  assert.equal(
    examples.map(({ label }) => label),
    [0, 19, 7],
  );
  const spikes = examples.map(({ train }) =>
    Array.from({ length: train.steps }, (_, k) => [...train.indices.subarray(train.offsets[k], train.offsets[k + 1])])
      .map((who, k) => [k, who] as const)
      .filter(([, who]) => who.length > 0),
  );
  assert.equal(spikes, [
    [
      [0, [3]],
      [250, [0, 699]],
      [500, [3]],
    ],
    [],
    [
      [125, [5]],
      [1250, [6]],
    ],
  ]);
  assert.equal([examples[0].train.steps, examples[0].train.neurons], [1400, 700]);
  assert.is((await readShd(golden("shd.h5"), { dt: ms(1), limit: 2 })).length, 2);
  await fails(() => readShd(golden("shd.h5"), { dt: ms(1), neurons: 600 }), /example 0: found unit 699 at 0.25 s/);
  await fails(() => readShd(golden("graph.nir"), { dt: ms(1) }), /has no data set "spikes\/times"/);
  await fails(() => readShd(golden("stereo.wav"), { dt: ms(1) }), /is not an HDF5 file, or damaged/);
});

test.run();
