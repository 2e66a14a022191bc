import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import {
  BackendError,
  compile,
  connect,
  ms,
  type Network,
  network,
  poisson,
  population,
  uniform,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { chooseBackend } from "../../src/simulate/backends.js";
import { busyNetwork } from "./networks.js";

const lowered = (net: Network) => lower(net, { dt: 0.5, seed: 0, flush: 1e-12 }).program;
const program = [lowered(busyNetwork())];

test("auto takes what is there, and says in one line which and why", async () => {
  const { backend, reason } = await chooseBackend("auto", program);
  assert.is(backend.name, "wasm");
  assert.match(reason, /^wasm: the fastest to train [\d,]+ numbers of state, where a GPU is faster from 1,570,000 on$/);
});

function dense(neurons: number): Network {
  const [input, cells] = [poisson(1000), population(neurons, busyNetwork().parts.exc.model)];
  return network({ input, cells, wire: connect(input, cells, { to: "g", w: uniform(0, 1) }) });
}

for (const [name, programs] of [
  ["a large network", [lowered(dense(1600))]],
  ["several networks side by side that are large together", Array(4).fill(lowered(dense(400)))],
] as const) {
  test(`for ${name}, auto takes the GPU, or says why it cannot`, async () => {
    const { backend, reason } = await chooseBackend("auto", programs);
    const missing = await chooseBackend("cuda", programs).catch((error: Error) => error.message);
    assert.match(reason, typeof missing === "string" ? /^wasm: .*; not cuda: .+$/ : /^cuda: .+$/);
    assert.is(reason.split("\n").length, 1);
    assert.is(await backend.unavailable(), undefined);
  });
}

test("one of these networks alone is small", async () => {
  assert.match((await chooseBackend("auto", [lowered(dense(400))])).reason, /^wasm: .* where a GPU is faster from/);
});

test("a backend is taken by name or as an object", async () => {
  assert.is((await chooseBackend("reference", program)).backend, reference);
  assert.is((await chooseBackend({ ...reference, name: "mine" }, program)).backend.name, "mine");
});

test("a named backend that is missing is an error that says what to install", async () => {
  const missing = { ...reference, name: "mine", unavailable: async () => "no driver: install one" };
  const error = await chooseBackend(missing, program).catch((thrown: unknown) => thrown);
  assert.instance(error, BackendError);
  assert.is((error as Error).message, 'backend "mine": no driver: install one');
});

test("networks and simulations show what they are", async () => {
  const net = busyNetwork();
  assert.is(
    inspect(net),
    [
      "network of 3 populations and 4 projections",
      "  input       20 Poisson neurons",
      "  teacher     2 spike sources",
      "  exc         12 neurons: v, g, theta",
      "  inputToExc  input → exc.g: dense, 240 synapses, delays, plastic, normalized to 24",
      "  teach       teacher → exc.g: dense, 24 synapses, delay 30 ms",
      "  recurrent   exc → exc.g: sparse, about 43 synapses, delay 3 ms",
      "  inhibition  exc → exc.g: all but self, 132 synapses",
    ].join("\n"),
  );
  const sim = await compile(net, { dt: ms(0.5), seed: 3, backend: "reference" });
  await sim.present({}, { duration: ms(1) });
  const lines = inspect(sim).split("\n");
  assert.is(lines[0], "simulation of 3 populations and 4 projections, step 0.5 ms, seed 3");
  assert.ok(lines.includes("  backend     reference: asked for by name"));
  assert.ok(lines.includes("  so far      1 presentation"));
});

test.run();
