import { test } from "uvu";
import * as assert from "uvu/assert";
import { Layout } from "../../../src/backend/cuda/source/layout.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { generateSource, KERNELS, type KernelName } from "../../../src/backend/cuda/source/source.js";
import { diehlCook2015 } from "../../../src/catalog/networks/diehlCook2015.js";
import type { Compiler } from "../../../src/cuda/nvrtc.js";
import type { Network } from "../../../src/index.js";
import { lower } from "../../../src/program/lower.js";
import { testCompiler } from "../../cuda/nvrtc.js";
import { stackFrames } from "../../cuda/stackFrames.js";
import { skip } from "../../skip.js";
import { randomNetwork } from "../randomNetwork.js";
import { ownRules, programsOf } from "../synapticNetworks.js";
import { WINDOWS, windowProgram } from "../windows.js";

const block: Shape = { barrier: "block", blocks: 1, threads: 256 };
/** What 400 neurons get. */
const chosen: Shape = { ...block, threads: 416 };
const grid: Shape = { barrier: "grid", blocks: 40, threads: 256 };
const cluster: Shape = { barrier: "cluster", blocks: 8, threads: 800 };
const SMALL: readonly Shape[] = [
  { barrier: "block", blocks: 1, threads: 8 },
  { barrier: "cluster", blocks: 2, threads: 4 },
  { barrier: "grid", blocks: 3, threads: 4 },
];

const sourceOf = (net: Network, shape: Shape, dt = 0.5): string =>
  generateSource(new Layout(lower(net, { dt, seed: 1, flush: 1e-12 }).program, shape));

function tests(compiler: Compiler): void {
  const check = (source: string, architecture: number, unspilled: readonly KernelName[] = []) => {
    const ptx = Buffer.from(compiler.compile(source, `compute_${architecture}`)).toString();
    assert.match(ptx, `.target sm_${architecture}`);
    for (const kernel of KERNELS) assert.match(ptx, new RegExp(`\\.entry ${kernel}\\(`));
    // Sums of floats in the order in which threads happen to come would differ from run to run.
    assert.not.match(ptx, /(atom|red)\.[\w.:]*\.f(32|64)/);
    // Other blocks write what a kernel reads: no cache that is not kept coherent. Neither may what registers are to hold
    // lie in memory, nor the address of shared memory be one that is only found out at run time.
    assert.not.match(ptx, /ld\.global\.nc|\.local\.|(ld|st)\.f32/);
    // The assembler that turns PTX into machine code takes it: registers, shared memory.
    const frames = stackFrames(compiler.compile(source, `sm_${architecture}`));
    for (const kernel of ["poisson", ...unspilled]) assert.is(frames.get(kernel), 0, `${kernel}, sm_${architecture}`);
    return ptx;
  };
  // NVRTC 12.8 is the first that knows sm_100.
  const newest = compiler.architectures.includes(100) ? [100] : [];

  test("what registers cannot hold shows as a stack frame", () => {
    const source = (body: string) => `extern "C" __global__ void f(int* x) { ${body} }`;
    const array = "int a[64] = {}; for (int i = 0; i < 99; i++) a[x[i] & 63] += i; x[0] = a[x[1] & 63];";
    assert.is(stackFrames(compiler.compile(source(array), "sm_80")).get("f"), 256);
    assert.is(stackFrames(compiler.compile(source("x[0] = 1;"), "sm_80")).get("f"), 0);
  });

  for (const [neurons, shape] of [
    [400, chosen],
    [6400, grid],
    [6400, cluster],
  ] as const) {
    for (const architecture of [...(shape === cluster ? [90] : [80, 90]), ...newest]) {
      test(`the network of Diehl & Cook, ${neurons} neurons, ${shape.barrier}: PTX for sm_${architecture}`, () => {
        const unspilled = shape === grid ? [] : (["learning", "frozen"] as const);
        const ptx = check(sourceOf(diehlCook2015({ neurons }), shape), architecture, unspilled);
        assert.is(/barrier\.cluster\.arrive/.test(ptx), shape === cluster);
        assert.is(/\.(reqnctapercluster|explicitcluster)/.test(ptx), shape === cluster);
      });
    }
  }

  for (let seed = 0; seed < 6; seed++) {
    const shape = [block, grid, cluster][seed % 3];
    test(`random network ${seed}, ${shape.barrier}: PTX`, () => {
      const { net, dt } = randomNetwork(seed);
      for (const architecture of shape === cluster ? [90] : [80, 90]) check(sourceOf(net, shape, dt), architecture);
    });
  }

  test("convolutions and pools, and equations and events of synapses that read both sides: PTX", () => {
    const programs = [...WINDOWS.map(windowProgram), ...programsOf(ownRules).map(({ program }) => program)];
    for (const [i, program] of programs.entries()) {
      const shape = SMALL[i % SMALL.length];
      const ptx = compiler.compile(generateSource(new Layout(program, shape)), "compute_90").toString();
      assert.match(ptx, ".target sm_90");
    }
  });

  test("an error names the line of the generated source", () => {
    const source = sourceOf(diehlCook2015({ neurons: 10 }), block).replace("atomicOr(", "atomicNothing(");
    const number = source.split("\n").findIndex((line) => line.includes("atomicNothing")) + 1;
    assert.throws(() => compiler.compile(source, "compute_80"), new RegExp(`line ${number}: atomicNothing\\(`));
  });
}

const compiler = await testCompiler();
if (typeof compiler === "string") skip(test, "NVRTC compiles the generated source to PTX", compiler);
else tests(compiler);

test.run();
