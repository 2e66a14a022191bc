import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../src/backend/backend.js";
import { reference } from "../../src/backend/reference/reference.js";
import { lower } from "../../src/program/lower.js";
import { firstDifference, spikesIn } from "./agree.js";
import { randomNetwork } from "./randomNetwork.js";

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

test("the same seed gives the same network and input", () => {
  const [a, b] = [randomNetwork(3), randomNetwork(3)];
  assert.equal(a.inputs, b.inputs);
  assert.equal([a.dt, a.steps], [b.dt, b.steps]);
  const lowered = [a, b].map(({ net, dt }) => lower(net, { dt, seed: 0, flush: 1e-20 }).program);
  assert.equal(lowered[0].fields, lowered[1].fields);
  assert.not.equal(randomNetwork(4).inputs, a.inputs);
});

test("random networks fire, stay finite, and among them is every kind of part", async () => {
  const kinds = new Set<string>();
  let silent = 0;
  for (const seed of SEEDS) {
    const { net, dt, steps, inputs } = randomNetwork(seed);
    const { program } = lower(net, { dt, seed, flush: 1e-20 });
    const run = await reference.compile(program);
    const presentation: Presentation = {
      steps,
      normalize: true,
      countSteps: steps,
      learning: true,
      inputs,
      recordSpikes: [],
      probes: [],
    };
    const { counts } = await run.present(presentation);
    if (spikesIn(counts) < 10) silent++;
    for (const field of program.fields.values()) {
      assert.ok((await run.read(field.name)).every(Number.isFinite), `seed ${seed}: ${field.name}`);
      kinds.add(`${field.domain.level} field`);
    }
    for (const { topology, delays, normalization } of program.projections) {
      kinds.add(topology.kind);
      kinds.add(delays.length > 1 ? "delays" : "delay");
      if (normalization) kinds.add("normalized");
    }
  }
  assert.ok(silent <= 2, `${silent} of ${SEEDS.length} networks fire fewer than 10 spikes`);
  const expected = ["neuron field", "row field", "column field", "synapse field", "dense", "oneToOne", "allButSelf"];
  for (const kind of [...expected, "sparse", "delay", "delays", "normalized"]) assert.ok(kinds.has(kind), kind);
});

test("a difference of spikes, values or counts is found and named", async () => {
  const { net, dt, steps, inputs } = randomNetwork(1);
  const { program } = lower(net, { dt, seed: 1, flush: 1e-20 });
  const presentation: Presentation = {
    ...{ steps, normalize: true, countSteps: steps, learning: true, inputs },
    recordSpikes: program.populations.map((p) => p.name),
    probes: [{ field: "cells0.v", every: 7 }],
  };
  const compare = async (change: (field: string, x: number) => number) => {
    const [run, truth] = [await reference.compile(program), await reference.compile(program)];
    const restore = run.restore.bind(run);
    run.restore = async (snapshot) => {
      await restore(snapshot);
      for (const field of program.fields.keys()) {
        await run.write(
          field,
          Array.from(await run.read(field), (x) => change(field, x)),
        );
      }
    };
    return firstDifference(program, run, truth, [presentation], 1e-9);
  };
  assert.is(await compare((_, x) => x), undefined);
  assert.match(
    (await compare((field, x) => (field === "cells0.g" ? x + 3 : x))) ?? "",
    /step \d+: cells0 fired|samples/,
  );
  assert.match((await compare((field, x) => (field === "cells0.v" ? x + 1e-7 : x))) ?? "", /cells0.v/);
});

test.run();
