import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  adjustable,
  connect,
  ms,
  type NeuronModel,
  network,
  neuron,
  population,
  series,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { everyBackend } from "./everyBackend.js";

/** Words that generated code uses for itself, and keywords of the languages that it is written in. */
const WORDS = [
  ...["first", "end", "fired", "best", "offsets", "indices", "total", "record", "count", "live", "ring", "spikes"],
  ...["next", "scale", "before", "now", "slot", "step", "time", "rank", "launch", "net", "shared", "site", "list"],
  ...["row", "column", "synapse", "post", "i", "j", "k", "n", "at", "left", "marks", "drive", "update", "reset"],
  ...["float", "int", "for", "return", "new", "class", "const", "if", "this", "var", "let", "function", "local", "get"],
];
const STEPS = 40;

/** A neuron and a synapse with all of them as variables: each decays with its own time constant and jumps at a spike. */
const equations = Object.fromEntries(WORDS.map((word, i) => [`d${word}/dt`, `(${i} - ${word}) / (${5 + i} * ms)`]));
const jumps = Object.fromEntries(WORDS.map((word, i) => [word, `${word} + ${i + 1}`]));
const cell: NeuronModel = neuron({
  equations: { ...equations, "dv/dt": "-v / (20 * ms)" },
  threshold: "v > 1",
  reset: { v: "0", ...jumps },
});
const rule = synapse({ equations, onPre: jumps, onPost: { w: "w + 0.01 * first" } });
const [input, exc, exc_first] = [spikeSource(3), population(2, cell), population(2, cell)];
const parts = {
  ...{ input, exc, exc_first },
  wire: connect(input, exc, { to: "v", w: [0.6, 0.7, 0.8, 0.9, 1, 1.1], plasticity: rule }),
  wire_all: connect(exc, exc_first, { to: "v", w: 0.01, pattern: "allButSelf" }),
  wire_apply: connect(exc, exc_first, { to: "first", w: 0.01, pattern: "oneToOne" }),
  wire_row: connect(exc, exc_first, { to: "v", w: [0.6, 0.7, 0.8, 0.9], plasticity: rule }),
};

test("variables may have the names that generated code uses for itself, on every backend", async () => {
  const { program } = lower(network(parts), { dt: 0.5, seed: 1, flush: 1e-20 });
  const spikes = Array.from({ length: STEPS / 4 }, (_, i) => ({ step: 4 * i, neuron: i % 3 }));
  const inputs = new Map([["input", spikeTrain(spikes, { steps: STEPS, neurons: 3 })]]);
  const show = {
    steps: STEPS,
    normalize: true,
    countSteps: STEPS,
    learning: true,
    inputs,
    recordSpikes: [],
    probes: [],
  };
  const fields = ["exc", "exc_first", "wire", "wire_row"].flatMap((part) => WORDS.map((word) => `${part}.${word}`));
  let expected: ReadonlyMap<string, ArrayLike<number>> | undefined;
  for (const [name, backend] of await everyBackend(test, "names")) {
    const run = await backend.compile(program);
    const { counts } = await run.present(show);
    assert.ok((counts.get("exc_first")?.[0] ?? 0) > 1, `${name}: neurons fire`);
    const found = new Map<string, ArrayLike<number>>();
    for (const field of fields) found.set(field, await run.read(field));
    expected ??= found;
    for (const [field, values] of expected) {
      const own = found.get(field) as ArrayLike<number>;
      assert.ok(values[0] > 0.5, `${field} has jumped`);
      for (let s = 0; s < values.length; s++) {
        assert.ok(Math.abs(own[s] - values[s]) < 1e-3, `${name}, ${field}[${s}]: ${own[s]} for ${values[s]}`);
      }
    }
    run.dispose();
  }
});

/** A neuron in which `own` is declared by the user, in a role; v and u follow it. */
const ROLES = {
  state: (own: string) => ({ equations: { [`d${own}/dt`]: `0 * ${own} / ms` }, initial: { [own]: 3 } }),
  parameter: (own: string) => ({ parameters: { [own]: 3 } }),
  "array of parameters": (own: string) => ({ parameters: { [own]: [3, 3] } }),
  "adjustable parameter": (own: string) => ({ parameters: { [own]: adjustable(3) } }),
  "adjustable array": (own: string) => ({ parameters: { [own]: adjustable([3, 3]) } }),
  series: (own: string) => ({ parameters: { [own]: series([3, 3, 3], { step: ms(5) }) } }),
  subexpression: (own: string) => ({ equations: { [own]: "1 + 2" } }),
  input: (own: string) => ({ inputs: [own] }),
};

test("i and N of one's own replace the index and the size, in every role, in equations, thresholds and resets", async () => {
  const backends = await everyBackend(test, "names of one's own");
  for (const own of ["N", "i"]) {
    for (const [role, declared] of Object.entries(ROLES)) {
      const { equations = {}, ...rest } = declared(own) as { equations?: Record<string, string> };
      const model = neuron({
        ...rest,
        equations: { "dv/dt": `(${own} - v) / ms`, "dr/dt": "0 * r / ms", ...equations } as never,
        threshold: `v > 0.5 * ${own} && r < 0.5`,
        reset: { r: `${own} + 1` } as never,
      } as never);
      const { program } = lower(network({ cells: population(2, model) }), { dt: 1, seed: 1, flush: 0 });
      for (const [name, backend] of backends) {
        const run = await backend.compile(program);
        const steps = 15;
        const shown = { steps, countSteps: steps, normalize: true, learning: true, inputs: new Map(), probes: [] };
        await run.present({ ...shown, recordSpikes: [] });
        const expected = role === "input" ? [0, 0] : [3 * (1 - Math.exp(-steps)), 4];
        for (const [at, field] of ["cells.v", "cells.r"].entries()) {
          const found = (await run.read(field))[1];
          assert.ok(Math.abs(found - expected[at]) < 1e-5, `${name}, ${own} as a ${role}, ${field}: ${found}`);
        }
        run.dispose();
      }
    }
  }
});

test.run();
