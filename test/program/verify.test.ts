import { test } from "uvu";
import * as assert from "uvu/assert";
import { BackendError, diehlCook2015 } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Competition, Field, Program, ProjectionStep } from "../../src/program/program.js";
import { verify } from "../../src/program/verify.js";
import { plasticProgram } from "../backend/plasticNetwork.js";
import { plasticWindows } from "../backend/plasticWindows.js";
import { randomNetwork } from "../backend/randomNetwork.js";
import { ownRules, programsOf } from "../backend/synapticNetworks.js";
import { WINDOWS, windowProgram } from "../backend/windows.js";
import { contestProgram } from "../backend/winners.js";

test("every lowered network keeps the rules of a program", () => {
  for (let seed = 0; seed < 100; seed++) {
    const { net, dt } = randomNetwork(seed);
    verify(lower(net, { dt, seed, flush: 1e-12 }).program);
  }
  for (const { program } of programsOf(ownRules)) verify(program);
  for (const pattern of WINDOWS) verify(windowProgram(pattern));
  for (const { program } of plasticWindows()) verify(program);
  verify(lower(diehlCook2015({ neurons: 4, pixels: 9 }), { dt: 0.5, seed: 1, flush: 1e-12 }).program);
});

const sound = plasticProgram(1);
const contest = contestProgram("one in all");
const field = (name: string) => sound.fields.get(name) as Field;
const withStep = (change: (step: ProjectionStep) => Partial<ProjectionStep>): Program => {
  const [first, ...rest] = sound.learning.projections;
  return { ...sound, learning: { ...sound.learning, projections: [{ ...first, ...change(first) }, ...rest] } };
};

const broken: Readonly<Record<string, readonly [program: () => Program, rule: RegExp]>> = {
  "a field that is not the program's": [
    () => withStep(({ transmit: [t] }) => ({ transmit: [{ ...t, target: { ...t.target } }] })),
    /learn: "a\.g" is a field of the program/,
  ],
  "a target of another population": [
    () => withStep(({ transmit: [t] }) => ({ transmit: [{ ...t, target: field("b.g") }] })),
    /target is a field of the post/,
  ],
  "a read from where there is none": [
    () =>
      withStep(({ transmit: [t] }) => {
        return { transmit: [{ ...t, value: { kind: "read", field: field("b.v"), at: "pre" } }] };
      }),
    /"b\.v" can be read from there \(pre\)/,
  ],
  "an assignment at another level": [
    () => withStep(({ onPre }) => ({ onPre: { ...onPre, row: onPre.synapse } })),
    /"learn\.w" is assigned where it belongs/,
  ],
  "a field assigned twice": [
    () => withStep(({ onPre }) => ({ onPre: { ...onPre, row: [...onPre.row, ...onPre.row] } })),
    /an event assigns a field once/,
  ],
  "marks without normalized weights": [
    () => withStep(({ onPre }) => ({ onPre: { ...onPre, synapse: [] } })),
    /only a change of normalized weights marks/,
  ],
  "a guard that does not decay to 0": [() => withStep(() => ({ guard: field("learn.xPre") })), /a guard is a trace of/],
  "an initial value beyond the bounds": [
    () => ({ ...sound, fields: new Map([...sound.fields, ["a.v", { ...field("a.v"), bounds: [7, 8] as const }]]) }),
    /a\.v: initial values lie within the bounds/,
  ],
  "a contest on a grid of another size": [
    () => {
      const { learning } = contest;
      const [step, ...rest] = learning.populations;
      const competition = { ...(step.competition as Competition), grid: [1, 2, 3] as const };
      return { ...contest, learning: { ...learning, populations: [{ ...step, competition }, ...rest] } };
    },
    /cells: the grid has the population's size/,
  ],
  "delays that do not ascend": [
    () => ({ ...sound, projections: sound.projections.map((p) => ({ ...p, delays: [3, 2] })) }),
    /learn: delays ascend/,
  ],
  "a frozen schedule that learns": [() => ({ ...sound, frozen: sound.learning }), /no plastic field changes while/],
};
for (const [what, [program, rule]] of Object.entries(broken)) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => verify(program()),
      (error: unknown) => error instanceof BackendError && rule.test(error.message),
    );
  });
}

test.run();
