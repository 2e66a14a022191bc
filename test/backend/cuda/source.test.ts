import { test } from "uvu";
import * as assert from "uvu/assert";
import { chooseShape } from "../../../src/backend/cuda/chooseShape.js";
import { Expressions } from "../../../src/backend/cuda/source/expression.js";
import { checkArguments } from "../../../src/backend/cuda/source/launchArguments.js";
import { Layout } from "../../../src/backend/cuda/source/layout.js";
import { floatLiteral } from "../../../src/backend/cuda/source/literal.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { generateSource } from "../../../src/backend/cuda/source/source.js";
import { Writer } from "../../../src/backend/cuda/source/writer.js";
import type { DeviceFacts } from "../../../src/cuda/device.js";
import type { Expr } from "../../../src/equations/ast.js";
import { parse } from "../../../src/equations/parse.js";
import { BackendError, diehlCook2015, ms, type Network, network, neuron, population } from "../../../src/index.js";
import { lower } from "../../../src/program/lower.js";
import { type Operator, type Value, Values } from "../../../src/program/value.js";
import { Dice } from "../dice.js";

const programOf = (net: Network) => lower(net, { dt: 0.5, seed: 1, flush: 1e-12 }).program;
const sourceOf = (net: Network, shape: Shape) => generateSource(new Layout(programOf(net), shape));
const block: Shape = { barrier: "block", blocks: 1, threads: 32 };

test("a float's text gives back the float, and is a float in C", () => {
  const dice = new Dice(1);
  const values = [
    0,
    1,
    -2.5,
    1e-12,
    3e38,
    16777217,
    ...dice.values(500, -100, 100),
    ...dice.values(500, -1e-30, 1e-30),
  ];
  for (const x of values) {
    const text = floatLiteral(x);
    assert.match(text, /^-?\d+(\.\d+)?(e[+-]?\d+)?f$/);
    assert.match(text, /[.e]/);
    assert.is(Math.fround(Number(text.slice(0, -1))), Math.fround(x));
  }
});

function resolved(values: Values, expr: Expr, read: (name: string) => Value): Value {
  const of = (e: Expr) => resolved(values, e, read);
  switch (expr.kind) {
    case "number":
      return values.number(expr.value);
    case "name":
      return read(expr.name);
    case "unary":
      return values.unary(expr.op, of(expr.operand));
    case "binary":
      return values.binary(expr.op as Operator, of(expr.left), of(expr.right));
    case "call":
      return values.call(expr.fn, expr.args.map(of));
  }
}

test("truth is a condition where one is asked for, and a number elsewhere", () => {
  const values = new Values();
  const domain = { name: "cells", level: "neuron", size: 1 } as const;
  const read = (name: string) =>
    values.read(
      { name, domain, shape: [1], initial: 0, type: "float", plastic: false, bounds: [-Infinity, Infinity] },
      "element",
    );
  const expr = (text: string) => resolved(values, parse(text, "test"), read);
  const { program } = lower(network({ cells: population(1, neuron({ equations: {} })) }), { dt: 1, seed: 0, flush: 0 });
  const layout = new Layout(program, block);
  const emit = (value: Value) =>
    new Expressions(
      new Writer(),
      layout,
      [value],
      (r) => r.field.name,
      () => "j",
    );
  const emitCondition = (value: Value) => emit(value).condition(value);
  const emitNumber = (value: Value) => emit(value).number(value);
  assert.is(emitCondition(expr("v > 1 and not (r > 0)")), "(v > 1.0f) && !(r > 0.0f)");
  assert.is(emitNumber(expr("v > 1")), "(v > 1.0f) ? 1.0f : 0.0f");
  assert.is(emitCondition(expr("v")), "v != 0.0f");
  assert.is(emitNumber(expr("where(v > 1, clip(v, 0, 1), exp(-v)) ^ 1.5")).includes("powf(((v > 1.0f) ? "), true);
});

test("the network of Diehl & Cook needs one barrier a step, and one more when excitatory neurons spike", () => {
  const steps = sourceOf(diehlCook2015({ neurons: 6400 }), { barrier: "cluster", blocks: 8, threads: 800 })
    .split("\n")
    .filter((line) => /networkBarrier\(net/.test(line) && !/if \(isForeign\)/.test(line));
  const learning = steps.slice(0, 2).map((line) => line.trim());
  assert.is(learning[0], "networkBarrier(net.network_barrier_arrived_);");
  assert.match(learning[1], /^if \(\(\(net\.exc_ring_live_\[.*\) != 0\)\) networkBarrier/);
  assert.is(steps.length, 3, "one barrier a step in presentations that do not learn");
});

test("a slow decay is a frame, without work per step and element", () => {
  const source = sourceOf(diehlCook2015({ neurons: 10 }), block);
  assert.match(source, "unframed(net.exc_theta_[j]");
  assert.not.match(source, /decayed\((exc_theta_|inputToExc_xPre_)/);
  assert.match(source, /decayed\(exc_gExc_, 0\.60653067f/);
});

test("one block while each thread has few neurons, then a cluster or the grid; all neurons have a place", () => {
  const device = { ordinal: 0, name: "", multiprocessors: 132, memory: 2 ** 36, cooperative: true, warp: 32 };
  const barrierOf = (neurons: number, architecture: number) => {
    const facts: DeviceFacts = { ...device, architecture, clusters: architecture >= 90 };
    const shape = chooseShape(programOf(diehlCook2015({ neurons, pixels: 1 })), facts);
    assert.ok(shape.threads % 32 === 0 && shape.threads <= 1024);
    assert.ok(shape.barrier !== "cluster" || [2, 4, 8].includes(shape.blocks));
    return shape.barrier;
  };
  assert.equal(
    [100, 1024, 1600, 6400, 40_000].map((n) => barrierOf(n, 90)),
    ["block", "block", "cluster", "cluster", "grid"],
  );
  assert.equal(
    [1024, 1600, 6400].map((n) => barrierOf(n, 80)),
    ["block", "block", "grid"],
  );
});

test("more parts than a launch can name are refused; as many as fit are not", () => {
  const cell = neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, threshold: "v > 1" });
  const layoutOf = (parts: number) => {
    const cells = Array.from({ length: parts }, (_, i) => [`cells${i}`, population(1, cell)] as const);
    return new Layout(programOf(network(Object.fromEntries(cells))), block);
  };
  assert.not.throws(() => checkArguments(layoutOf(50)));
  assert.throws(
    () => checkArguments(layoutOf(400)),
    (error: unknown) =>
      error instanceof BackendError && /400 populations .* take \d+ bytes, .* 4096/.test(error.message),
  );
});

test.run();
