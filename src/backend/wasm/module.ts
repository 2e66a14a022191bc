import type { Program, Projection, Schedule } from "../../program/program.js";
import { joinedRowFunction } from "../../random/joinedText.js";
import type { Scope } from "./access.js";
import { arrivalFunctions } from "./arrival.js";
import { competeFunction, contestFunctions } from "./contest.js";
import { clockLines, drawFunctions } from "./draws.js";
import { driveFunction } from "./drives.js";
import { elementFunction } from "./elementLoop.js";
import { advanceFunction, renormalizations } from "./frames.js";
import type { Layout } from "./layout.js";
import { listFunctions, rebuildFunction } from "./lists.js";
import { mathFunctions, mathImports } from "./mathFunctions.js";
import { normalizeFunction } from "./normalize.js";
import {
  BLOCK,
  carefulFunction,
  checkFunction,
  fireFunction,
  resetFunction,
  startRest,
  updateFunction,
} from "./population.js";
import { reactionFunctions } from "./reaction.js";
import { collectFunction, firstNeurons, sourceFunction } from "./record.js";
import { advanceRing } from "./spikes.js";
import { clearInputs, sumFunction } from "./sums.js";

/** Blocks of neurons that have come to rest are looked for once in so many steps (a power of 2). */
const CHECK_EVERY = 32;

/**
 * The whole network as one module in WebAssembly text. It imports its memory and exports `normalize()`, `prepare()`
 * (to be called when JavaScript has changed the state), and for each schedule `learning` and `frozen`
 * (first step, end, steps that count) → the step before which it stopped: the end, or earlier where the record of
 * spikes might overflow.
 */
export function moduleText(program: Program, layout: Layout): string {
  const scope: Scope = { program, layout };
  const normalized = program.projections.filter((p) => p.normalization);
  return [
    "(module",
    ...mathImports,
    '(import "host" "memory" (memory 1))',
    ...mathFunctions,
    ...(layout.clock && layout.clock.keys.size > 0 ? drawFunctions(layout.clock) : []),
    ...renormalizations(layout, program.flush),
    ...listFunctions(layout),
    ...(layout.drawn.size > 0 ? [joinedRowFunction()] : []),
    ...normalized.map((projection) => normalizeFunction(`$normalize_${projection.name}`, layout, projection)),
    `(func (export "normalize")\n  ${normalized.map(({ name }) => `(call $normalize_${name})`).join("\n  ")})`,
    ...program.sources.map((source) => sourceFunction(layout, source.name)),
    ...summing(program).map((step) => sumFunction(`$sum_${step.projection.name}`, scope, step)),
    ...program.learning.populations.map((step) => fireFunction(scope, step)),
    ...program.learning.populations.flatMap((step) => contestFunctions(scope, step, startRest(scope, step))),
    ...firstNeurons(program).map((first, i) => collectFunction(layout, program.populations[i].name, first)),
    prepareFunction(layout),
    ...scheduleFunctions("learning", scope, program.learning),
    ...scheduleFunctions("frozen", scope, program.frozen),
    ")",
  ].join("\n");
}

/** The projections that sum; both schedules do it alike. */
const summing = ({ learning }: Program) => learning.projections.filter((step) => step.sums.length > 0);

/** Wakes all blocks and lists anew the columns of guards. */
function prepareFunction(layout: Layout): string {
  const wake = [...layout.awake.values()].map(
    ({ address, blocks }) => `(memory.fill (i32.const ${address}) (i32.const ${BLOCK.busy}) (i32.const ${blocks}))`,
  );
  const lists = [...layout.lists.keys()].map((field) => `(call ${rebuildFunction(field)})`);
  return `(func (export "prepare")\n  ${[...wake, ...lists].join("\n  ")})`;
}

/** Where synapses are numbered row by row. */
const columnsOf = ({ topology, post }: Projection): number | undefined =>
  topology.kind === "dense" || topology.kind === "allButSelf" ? post.size : undefined;

function scheduleFunctions(kind: "learning" | "frozen", scope: Scope, schedule: Schedule): string[] {
  const { layout, program } = scope;
  const functions: string[] = [];
  const calls = {
    loops: [] as string[],
    updates: [] as string[],
    arrivals: [] as string[],
    reactions: [] as string[],
    drives: [] as string[],
    resets: [] as string[],
  };
  for (const { projection, loops } of schedule.projections) {
    for (const loop of loops) {
      const name = `$${kind}_${loop.domain.level}_${projection.name}`;
      functions.push(elementFunction(name, { ...scope, columns: columnsOf(projection) }, projection, loop));
      calls.loops.push(`(call ${name})`);
    }
  }
  for (const step of schedule.populations) {
    const [update, check, careful, reset] = ["update", "check", "careful", "reset"].map(
      (what) => `$${kind}_${what}_${step.population.name}`,
    );
    functions.push(carefulFunction(careful, scope, schedule, step));
    functions.push(updateFunction(update, careful, scope, step));
    functions.push(checkFunction(check, careful, scope, step));
    const isCheck = `(i32.eqz (i32.and (i32.add (local.get $k) (i32.const 1)) (i32.const ${CHECK_EVERY - 1})))`;
    calls.updates.push(`(if ${isCheck} (then (call ${check})) (else (call ${update})))`);
    if (step.competition) calls.updates.push(`(call ${competeFunction(step.population.name)})`);
    if (step.drives.length > 0) {
      const drive = `$${kind}_drive_${step.population.name}`;
      functions.push(driveFunction(drive, scope, step));
      calls.drives.push(`(call ${drive})`);
    }
    if (step.reset.length === 0) continue;
    functions.push(resetFunction(reset, scope, step));
    calls.resets.push(`(call ${reset})`);
  }
  for (const step of schedule.projections) {
    const own = { ...scope, step, columns: columnsOf(step.projection) };
    const [arrive, react] = ["arrive", "react"].map((what) => `$${kind}_${what}_${step.projection.name}`);
    functions.push(...arrivalFunctions(arrive, own));
    calls.arrivals.push(`(call ${arrive})`);
    if (step.onPost.synapse.length + step.onPost.column.length === 0) continue;
    functions.push(...reactionFunctions(react, own));
    calls.reactions.push(`(call ${react})`);
  }
  const advance = `$${kind}_advance`;
  functions.push(advanceFunction(advance, layout, schedule));
  const neurons = program.populations.reduce((sum, p) => sum + p.size, 0);
  const body = [
    `(br_if $done (i32.ge_u (local.get $k) (local.get $end)))`,
    `(br_if $done (i32.gt_u (i32.add (i32.load (i32.const ${layout.log})) (i32.const ${8 * neurons})) (i32.load (i32.const ${layout.log + 4}))))`,
    ...[...layout.rings.values()].map(advanceRing),
    `(call ${advance})`,
    ...(layout.clock ? clockLines(layout.clock, program.dt) : []),
    ...program.learning.populations.flatMap((step) => clearInputs(scope, step)),
    ...summing(program).map(({ projection }) => `(call $sum_${projection.name})`),
    ...calls.loops,
    ...calls.updates,
    ...program.sources.map(({ name }) => `(call $source_${name} (local.get $k))`),
    ...calls.drives,
    ...calls.arrivals,
    ...calls.reactions,
    ...calls.resets,
    ...schedule.populations.map((p) => `(call $collect_${p.population.name} (local.get $k) (local.get $counted))`),
    "(local.set $k (i32.add (local.get $k) (i32.const 1)))",
    "(br $steps)",
  ];
  functions.push(`(func (export "${kind}") (param $k i32) (param $end i32) (param $counted i32) (result i32)
  (block $done (loop $steps
    ${body.join("\n    ").replaceAll("\n", "\n    ")}))
  (local.get $k))`);
  return functions;
}
