import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import wabt from "wabt";
import { divide } from "../../src/backend/wasm/division.js";
import { layOut, layOutThreads } from "../../src/backend/wasm/layout.js";
import { moduleText } from "../../src/backend/wasm/module.js";
import { poissonText } from "../../src/encode/poissonText.js";
import { assemble } from "../../src/host/assemble.js";
import { instructions } from "../../src/host/wat/instructions.js";
import { lower } from "../../src/program/lower.js";
import { randomNetwork } from "../backend/randomNetwork.js";

const assembler = await wabt();

/** What the WebAssembly project's own tools make of a text; without names, which stand at the end. */
function expected(text: string): Uint8Array {
  const module = assembler.parseWat("module.wat", text, { simd: true, bulk_memory: true, threads: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  return Uint8Array.from(buffer);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function agrees(text: string, what: string): void {
  const bytes = expected(text);
  assert.is(hex(assemble(text).subarray(0, bytes.length)), hex(bytes), what);
}

test("modules are those of the WebAssembly project's own assembler, byte for byte: two neurons, Poisson spikes", () => {
  agrees(readFileSync(new URL("../backend/golden/twoNeurons.wat", import.meta.url), "utf8"), "two neurons");
  agrees(poissonText(), "Poisson spikes");
});

test("so are those of random networks", () => {
  for (let seed = 0; seed < 25; seed++) {
    const { program } = lower(randomNetwork(seed).net, { dt: 0.5, seed, flush: 1e-12 });
    agrees(moduleText(program, layOut(program)), `network ${seed}`);
  }
});

test("and those of threads, which share their memory", () => {
  for (let seed = 0; seed < 5; seed++) {
    const { program } = lower(randomNetwork(seed).net, { dt: 0.5, seed, flush: 1e-12 });
    for (const layout of layOutThreads(program, divide(program, 3)))
      agrees(moduleText(program, layout), `network ${seed}`);
  }
});

test("and every instruction that it knows, alone in a module", () => {
  const operands: Readonly<Record<string, string>> = {
    none: "",
    memory: " offset=300",
    lane: " 1",
    memoryLane: " offset=300 1",
  };
  for (const [name, { immediate }] of instructions) {
    const immediates =
      immediate === "shuffle" ? ` ${Array.from({ length: 16 }, (_, i) => 31 - i).join(" ")}` : operands[immediate];
    // Behind what cannot be reached, operands have any type.
    const text = `(module (import "host" "memory" (memory 1 2 shared)) (func (unreachable) (${name}${immediates})))`;
    let bytes: Uint8Array;
    try {
      bytes = expected(text);
    } catch {
      // What leaves a value behind: folded into a drop.
      agrees(text.replace(`(${name}${immediates})`, `(drop (${name}${immediates}))`), name);
      continue;
    }
    assert.is(hex(assemble(text).subarray(0, bytes.length)), hex(bytes), name);
  }
});

test("constants keep every bit: extremes, negative zero, 64 bits", () => {
  const numbers = ["0", "-0", "1e-45", "3.4028234663852886e38", "inf", "-inf", "0.1"];
  const integers = ["0", "-1", "63", "64", "-64", "-65", "2147483647", "-2147483648"];
  const body = [
    ...numbers.flatMap((x) => [`(drop (f32.const ${x}))`, `(drop (v128.const f64x2 ${x} 1))`]),
    ...numbers.map((x) => `(drop (f64.const ${x}))`),
    ...integers.flatMap((x) => [`(drop (i32.const ${x}))`, `(drop (v128.const i32x4 ${x} 0 1 2))`]),
    ...[...integers, "9223372036854775807", "-9223372036854775808"].map((x) => `(drop (i64.const ${x}))`),
    "(drop (v128.const i64x2 4602891378046628709 -1))",
  ];
  agrees(`(module (func ${body.join(" ")}))`, "constants");
});

test("blocks, labels and branches by name and by number", () => {
  agrees(
    `(module (func $f (param $n i32) (result i32) (local $i i32) (local $x f64) (local $y f64)
      (block $done (loop $next (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (if (i32.and (local.get $i) (i32.const 1)) (then (block (br 0))) (else (br_if 2 (local.get $n))))
        (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next)))
      (if (result i32) (local.get $i) (then (i32.const 200)) (else (call $f (i32.const -200))))))`,
    "blocks",
  );
});

test("what it does not know is refused by name", () => {
  assert.throws(() => assemble("(module (func (i32.frobnicate)))"), /found the instruction "i32.frobnicate"/);
  assert.throws(() => assemble("(module (func (local.get $x)))"), /found no "\$x" for local.get/);
  assert.throws(() => assemble("(module (func (call $f)))"), /found no "\$f" for call/);
  assert.throws(() => assemble("(module (func (br $out)))"), /found no block "\$out" for br/);
  assert.throws(() => assemble("(module (func $f) (func $f))"), /function \$f: found it twice/);
  assert.throws(() => assemble("(module (func)"), /found 1 unmatched "\("/);
});

test.run();
