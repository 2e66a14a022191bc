import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type BackendName,
  CheckpointError,
  compile,
  connect,
  convolution,
  ms,
  NumericalError,
  network,
  neuron,
  population,
  type Simulation,
  spikeSource,
  spikeTrain,
  uniform,
  type Variable,
} from "../../src/index.js";
import { digestOf } from "../../src/simulate/checkpoint.js";
import { readSafetensors, safetensorsParts } from "../../src/simulate/safetensors.js";
import { busyNetwork } from "./networks.js";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-"));
test.after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "state.safetensors");

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];
const rates = new Float32Array(20).fill(80);
const teacher = spikeTrain(
  [0, 30, 70, 99].flatMap((step) => [0, 1].map((neuron) => ({ step, neuron }))),
  { steps: 100, neurons: 2 },
);
/** No rest: spikes, refractory periods and conductances last beyond the end. */
const show = (sim: Awaited<ReturnType<typeof busy>>) =>
  sim.present({ input: rates, teacher }, { duration: ms(50), record: ["input", "exc"] });
const busy = (backend: BackendName, seed = 3) => compile(busyNetwork(), { dt: ms(0.5), seed, backend });

async function stateOf(sim: Simulation): Promise<Record<string, readonly number[]>> {
  const variables = Object.values(sim.state).flatMap((own) => Object.values<Variable>(own));
  return Object.fromEntries(await Promise.all(variables.map(async (v) => [v.name, [...(await v.read())]] as const)));
}

for (const backend of BACKENDS) {
  test(`${backend}: after a restore the run goes on bit for bit as if it had not been stopped`, async () => {
    const whole = await busy(backend);
    for (let i = 0; i < 3; i++) await show(whole);
    await whole.save(file);
    const rest = [await show(whole), await show(whole)];

    const fresh = await busy(backend);
    await show(fresh);
    await fresh.restore(file);
    assert.is(fresh.presentations, 3);
    assert.equal([await show(fresh), await show(fresh)], rest);
    assert.equal(await stateOf(fresh), await stateOf(whole));
    assert.ok(rest[0].counts.exc.some((n) => n > 0));
  });
}

for (const [i, from] of BACKENDS.entries()) {
  const to = BACKENDS[(i + 1) % BACKENDS.length];
  test(`a checkpoint of ${from} goes on from the same values on ${to}`, async () => {
    const saved = await busy(from);
    for (let i = 0; i < 3; i++) await show(saved);
    await saved.save(file);
    const other = await busy(to);
    await other.restore(file);
    const values = await stateOf(saved);
    for (const [name, found] of Object.entries(await stateOf(other))) {
      for (const [i, x] of found.entries()) {
        assert.ok(
          Math.abs(x - values[name][i]) <= 1e-6 * Math.max(1, Math.abs(x)),
          `${name}: ${x} for ${values[name][i]}`,
        );
      }
    }
    // Spikes on their way, refractory periods and random numbers go along.
    assert.equal(await show(other), await show(saved));
  });
}

const leaky = neuron({
  equations: { "dg/dt": "-g / tau" },
  parameters: { tau: ms(5) },
  threshold: "g > 9",
});

test("the file is safetensors: every variable by name, dense weights as [pre, post], spikes on their way", async () => {
  const input = spikeSource(2);
  const cells = population(3, leaky);
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: [1, 2, 3, 4, 5, 6], delay: ms(3) }) });
  const sim = await compile(net, { dt: ms(1), seed: 12, backend: "reference" });
  const spikes = [
    { step: 8, neuron: 1 },
    { step: 9, neuron: 0 },
    { step: 9, neuron: 1 },
  ];
  await sim.present({ input: spikeTrain(spikes, { steps: 10, neurons: 2 }) }, { duration: ms(10) });
  await sim.save(file);
  const { metadata, tensors } = readSafetensors(file, readFileSync(file));
  assert.equal([...tensors.keys()].sort(), ["cells.g", "pending/input", "wire.w"]);
  assert.equal(tensors.get("wire.w")?.shape, [2, 3]);
  assert.equal([...(tensors.get("wire.w")?.data ?? [])], [1, 2, 3, 4, 5, 6]);
  assert.equal([...(tensors.get("pending/input")?.data ?? [])], [2, 1, 1, 0, 1, 1]);
  assert.equal([metadata.seed, metadata.dt, metadata.presentations], ["12", "1", "1"]);
});

/** Restoring fails before anything changes; the message names what is wrong. */
async function refuses(sim: Simulation, path: string, message: RegExp): Promise<void> {
  const before = [await stateOf(sim), sim.presentations];
  const error = await sim.restore(path).catch((thrown: unknown) => thrown);
  assert.instance(error, CheckpointError);
  assert.match((error as Error).message, message);
  assert.equal([await stateOf(sim), sim.presentations], before);
}

async function saved(): Promise<{ sim: Simulation; bytes: Buffer }> {
  const sim = await busy("reference");
  await show(sim);
  await sim.save(file);
  await show(sim);
  return { sim, bytes: readFileSync(file) };
}

test("a file that is missing, empty, cut off, too long or of another kind is refused", async () => {
  const { sim, bytes } = await saved();
  await refuses(sim, join(folder, "missing"), /cannot be read.*Check the path/);
  const bad = join(folder, "bad");
  for (const length of [0, 7, 8, 100, bytes.length / 2, bytes.length - 1]) {
    writeFileSync(bad, bytes.subarray(0, length));
    await refuses(sim, bad, /expected a complete file in the safetensors format/);
  }
  writeFileSync(bad, Buffer.concat([bytes, Buffer.alloc(4)]));
  await refuses(sim, bad, /safetensors/);
  writeFileSync(bad, "%PDF-1.7 and so on, a file of another kind");
  await refuses(sim, bad, /safetensors/);
  const foreign = { metadata: { format: "pt" }, tensors: new Map([["w", { shape: [1], data: new Float32Array(1) }]]) };
  writeFileSync(bad, Buffer.concat([...safetensorsParts(foreign)]));
  await refuses(sim, bad, /found the format "pt".*save\(\)/);
});

test("a file with a changed bit anywhere is refused", async () => {
  const { sim, bytes } = await saved();
  const bad = join(folder, "bad");
  for (let at = 0; at < bytes.length; at += 101) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 1 << (at % 8);
    writeFileSync(bad, changed);
    await refuses(sim, bad, /damaged|safetensors|format/);
  }
});

test("numbers that are none, and spikes that cannot be on their way, are refused", async () => {
  const { sim, bytes } = await saved();
  const bad = join(folder, "bad");
  const replace = async (name: string, data: Float64Array | Int32Array, message: RegExp) => {
    const { metadata, tensors } = readSafetensors(file, bytes);
    const changed = { metadata, tensors: new Map([...tensors, [name, { shape: [data.length], data }]]) };
    const whole = { ...changed, metadata: { ...metadata, sha256: digestOf(changed) } };
    writeFileSync(bad, Buffer.concat([...safetensorsParts(whole)]));
    await refuses(sim, bad, message);
  };
  await replace("exc.v", new Float64Array(12).fill(Number.NaN, 4), /NaN in "exc\.v" at 4/);
  await replace("exc.v", new Float64Array(11), /"exc\.v": found 11 values, expected 12/);
  await replace("pending/input", Int32Array.of(99, 0), /cannot be on their way/);
  await replace("pending/input", Int32Array.of(1, 20), /cannot be on their way/);
  await replace("pending/input", Int32Array.of(1), /cannot be on their way/);
});

test("a description of the network that save() does not write is refused, however well it is signed", async () => {
  const { sim, bytes } = await saved();
  const bad = join(folder, "bad");
  const { metadata, tensors } = readSafetensors(file, bytes);
  for (const forged of [
    { presentations: "NaN" },
    { presentations: "-5" },
    { presentations: "1e3" },
    { presentations: "99999999999999999999" },
    { parts: "no JSON" },
    { parts: "[]" },
    { parts: '{"exc": null}' },
    { parts: '{"exc": {"what": 5, "rule": ""}}' },
    { values: "no JSON" },
    { values: "{}" },
    { values: "[5]" },
    { parts: undefined },
    { values: undefined },
    { presentations: undefined },
  ]) {
    const kept = Object.entries({ ...metadata, ...forged }).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    );
    const changed = { metadata: Object.fromEntries(kept), tensors };
    const whole = { ...changed, metadata: { ...changed.metadata, sha256: digestOf(changed) } };
    writeFileSync(bad, Buffer.concat([...safetensorsParts(whole)]));
    await refuses(sim, bad, /found a description of the network that save\(\) does not write/);
  }
});

test("a checkpoint of another step, seed or network is refused, and the message says what differs", async () => {
  const { bytes } = await saved();
  assert.ok(bytes.length > 0);
  const options = { dt: ms(0.5), seed: 3, backend: "reference" } as const;
  await refuses(await compile(busyNetwork(), { ...options, dt: ms(1) }), file, /found the dt 0\.5, expected 1/);
  await refuses(await compile(busyNetwork(), { ...options, seed: 4 }), file, /found the seed 3, expected 4/);
  await refuses(await compile(busyNetwork(13), options), file, /"exc" with 12 neurons, expected 13 neurons/);
  const { recurrent, ...fewer } = busyNetwork().parts;
  await refuses(await compile(network(fewer), options), file, /"recurrent" .*this network does not have/);
  const { parts } = busyNetwork();
  const extra = connect(parts.exc, parts.exc, { to: "g", w: 1 });
  await refuses(await compile(network({ ...parts, extra }), options), file, /no "extra"/);
  const weaker = connect(parts.exc, parts.exc, { to: "g", w: -0.2, pattern: "allButSelf" });
  await refuses(
    await compile(network({ ...parts, inhibition: weaker }), options),
    file,
    /"inhibition" with other equations, constants or events/,
  );
  const later = connect(parts.teacher, parts.exc, { to: "g", w: 0.5, delay: ms(29) });
  await refuses(
    await compile(network({ ...parts, teach: later }), options),
    file,
    /"teach" with other pairs of neurons or other delays/,
  );
});

test("filters that are laid otherwise over the same neurons are another network", async () => {
  const layers = (padding: "same" | "valid") => {
    const [input, cells] = [spikeSource(16), population(padding === "same" ? 16 : 4, leaky)];
    const pattern = convolution({ input: [4, 4, 1], filters: 1, size: 3, padding });
    return network({ input, cells, maps: connect(input, cells, { to: "g", w: uniform(0, 1), pattern }) });
  };
  const shifted = () => {
    const [input, cells] = [spikeSource(16), population(4, leaky)];
    const pattern = convolution({ input: [4, 4, 1], filters: 1, size: 3, stride: 2, padding: "same" });
    return network({ input, cells, maps: connect(input, cells, { to: "g", w: uniform(0, 1), pattern }) });
  };
  const options = { dt: ms(1), backend: "reference" } as const;
  await (await compile(layers("valid"), options)).save(file);
  await refuses(await compile(layers("same"), options), file, /"cells" with 4 neurons, expected 16 neurons/);
  await refuses(await compile(shifted(), options), file, /"maps" with other pairs of neurons or other delays/);
  await (await compile(layers("valid"), options)).restore(file);
});

test("a state with NaN is not saved, and the last checkpoint stays", async () => {
  const { bytes } = await saved();
  const cells = population(1, neuron({ equations: { "dx/dt": "(sqrt(x) - 2) / ms" }, initial: { x: 1 } }));
  const sim = await compile(network({ cells }), { dt: ms(1), backend: "reference" });
  const presented = await sim.present({}, { duration: ms(2) }).catch((thrown: unknown) => thrown);
  assert.instance(presented, NumericalError);
  const error = await sim.save(file).catch((thrown: unknown) => thrown);
  assert.instance(error, CheckpointError);
  assert.match((error as Error).message, /NaN in "cells\.x" at 0/);
  assert.equal(readFileSync(file), bytes);
  assert.equal(readdirSync(folder).sort(), ["bad", "state.safetensors"]);
});

test.run();
