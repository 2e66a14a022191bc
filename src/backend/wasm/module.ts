import {
  type Field,
  type Population,
  type PopulationStep,
  type Program,
  type Projection,
  type ProjectionStep,
  type Schedule,
  type Transmission,
  valuesOf,
} from "../../program/program.js";
import { joinedRowFunction } from "../../random/joinedText.js";
import type { Scope } from "./access.js";
import { arrivalFunctions } from "./arrival.js";
import { readOfOthers, type Task, withBarriers } from "./barriers.js";
import { competeFunction, contestFunctions } from "./contest.js";
import { clockLines, drawFunctions } from "./draws.js";
import { driveFunction } from "./drives.js";
import { elementFunction } from "./elementLoop.js";
import { advanceFunction, renormalizations } from "./frames.js";
import { i32 } from "./functionText.js";
import type { Layout } from "./layout.js";
import { listFunctions, rebuildFunction } from "./lists.js";
import { mathFunctions, mathImports } from "./mathFunctions.js";
import { lookImports, meetingFunctions } from "./meeting.js";
import { MOST_PAGES } from "./memory.js";
import { normalizeFunction } from "./normalize.js";
import {
  BLOCK,
  busyFunction,
  carefulFunction,
  fireFunction,
  resetFunction,
  startRest,
  updateFunction,
} from "./population.js";
import { reactionFunctions } from "./reaction.js";
import { collectFunction, firstNeurons, sourceFunction } from "./record.js";
import { advanceRing } from "./spikes.js";
import { clearInputs, sumFunction } from "./sums.js";

/** The schedules of a program. */
type Kind = "learning" | "frozen";

/** Every so many steps (a power of 2), blocks of neurons at rest are put to sleep. */
const CHECK_EVERY = 32;

/**
 * The whole network as one module in WebAssembly text. It imports its memory and exports `normalize()`, `prepare()` (to
 * be called after JavaScript has changed the state), and for each schedule `learning` and `frozen` (first step, end,
 * steps that count) → the step before which it stopped: the end, or earlier if the record of spikes might overflow.
 *
 * If several threads share the network, each has a module of its own for its own neurons. The first one exports the
 * same functions, the others only `follow` (meeting.ts).
 *
 * A module may also have one of the schedules only; what several modules need is in each of them.
 */
export function moduleText(program: Program, layout: Layout, kinds: readonly Kind[] = ["learning", "frozen"]): string {
  const scope: Scope = { program, layout };
  const owned = ownedBy(layout);
  const normalized = program.projections.filter((p) => p.normalization && owned(p.post));
  const populations = program.learning.populations.filter((step) => owned(step.population));
  const memory = layout.threads === 1 ? "1" : `1 ${MOST_PAGES} shared`;
  return [
    "(module",
    ...mathImports,
    ...lookImports(layout),
    `(import "host" "memory" (memory ${memory}))`,
    ...mathFunctions,
    ...(layout.clock && layout.clock.keys.size > 0 ? drawFunctions(layout.clock) : []),
    ...renormalizations(layout, program),
    ...listFunctions(layout, program),
    ...(layout.drawn.size > 0 ? [joinedRowFunction()] : []),
    ...normalized.map((projection) => normalizeFunction(`$normalize_${projection.name}`, layout, projection)),
    `(func ${nameOf(layout, "normalize")}\n  ${normalized.map(({ name }) => `(call $normalize_${name})`).join("\n  ")})`,
    ...program.sources.map((source) => sourceFunction(layout, source.name)),
    ...sumsOf(program, owned).map((step) => sumFunction(`$sum_${step.projection.name}`, scope, step)),
    ...populations.map((step) => fireFunction(scope, step)),
    ...populations.flatMap((step) => contestFunctions(scope, step, startRest(scope, step))),
    ...firstNeurons(program).map((first, i) => collectFunction(layout, program.populations[i].name, first)),
    prepareFunction(layout, program),
    ...kinds.flatMap((kind) => scheduleFunctions(kind, scope, program[kind])),
    ...meetingFunctions(layout, program),
    ")",
  ].join("\n");
}

/** JavaScript calls the functions of a single thread; with several, the exports of meeting.ts call them. */
const nameOf = ({ threads }: Layout, name: string) => (threads === 1 ? `(export "${name}")` : `$${name}`);

type Owned = (population: Population) => boolean;

/** Whether this thread owns any of a population's neurons. */
const ownedBy =
  (layout: Layout): Owned =>
  (population) => {
    const { first, end } = layout.own(population);
    return first < end;
  };

/** The projections that sum input for this thread's neurons, the same in both schedules. */
const sumsOf = ({ learning }: Program, owned: Owned) =>
  learning.projections.filter((step) => step.sums.length > 0 && owned(step.projection.post));

/** Wakes all blocks, whose neurons may be refractory, and rebuilds the column lists of the guards. */
function prepareFunction(layout: Layout, { learning }: Program): string {
  const wake = learning.populations.map(({ population, refractory }) => {
    const { address = 0, blocks = 0 } = layout.awake.get(population.name) ?? {};
    return `(memory.fill ${i32(address)} ${i32(refractory ? BLOCK.busy : BLOCK.awake)} ${i32(blocks)})`;
  });
  const lists = [...layout.lists.keys()].map((field) => `(call ${rebuildFunction(field)})`);
  return `(func ${nameOf(layout, "prepare")}\n  ${[...wake, ...lists].join("\n  ")})`;
}

/** The number of columns if synapses are numbered row by row. */
const columnsOf = ({ topology, post }: Projection): number | undefined =>
  topology.kind === "dense" || topology.kind === "allButSelf" ? post.size : undefined;

function scheduleFunctions(kind: Kind, scope: Scope, schedule: Schedule): string[] {
  const { layout, program } = scope;
  const owned = ownedBy(layout);
  const functions: string[] = [];
  const tasks = {
    loops: [] as Task[],
    updates: [] as Task[],
    drives: [] as Task[],
    arrivals: [] as Task[],
    reactions: [] as Task[],
    resets: [] as Task[],
  };
  /** Adds a task for a population's neurons as a function; `lines` if more than a call of it is needed. */
  const add = (
    to: Task[],
    of: { readonly post: Population; readonly name: string; readonly lines?: readonly string[] } & Omit<Task, "lines">,
    make: () => readonly string[],
  ) => {
    const { post, name, lines = [`(call ${name})`], ...access } = of;
    if (owned(post)) functions.push(...make());
    to.push({ lines: owned(post) ? lines : [], ...access });
  };
  for (const { projection, loops } of schedule.projections) {
    for (const loop of loops) {
      const name = `$${kind}_${loop.domain.level}_${projection.name}`;
      add(tasks.loops, { post: projection.post, name, reads: readOfOthers(valuesOf(loop.next)) }, () => [
        elementFunction(name, { ...scope, columns: columnsOf(projection) }, projection, loop),
      ]);
    }
  }
  for (const step of schedule.populations) {
    const { population: post } = step;
    const [update, busy, careful, drive, reset] = ["update", "busy", "careful", "drive", "reset"].map(
      (what) => `$${kind}_${what}_${post.name}`,
    );
    const isCheck = `(i32.eqz (i32.and (i32.add (local.get $k) (i32.const 1)) (i32.const ${CHECK_EVERY - 1})))`;
    const lines = [`(call ${update} ${isCheck})`];
    if (step.competition) lines.push(`(call ${competeFunction(post.name)})`);
    add(tasks.updates, { post, name: update, lines, writes: updatedBy(step) }, () => [
      carefulFunction(careful, scope, schedule, step),
      busyFunction(busy, careful, scope, step),
      updateFunction(update, { busy, careful }, scope, schedule, step),
    ]);
    if (step.drives.length > 0) {
      add(tasks.drives, { post, name: drive, writes: targetsOf(step.drives) }, () => [
        driveFunction(drive, scope, step),
      ]);
    }
    if (step.reset.length === 0) continue;
    const writes = new Set(step.reset.map(({ field }) => field));
    add(tasks.resets, { post, name: reset, writes }, () => [resetFunction(reset, scope, step)]);
  }
  for (const step of schedule.projections) {
    const { projection, transmit, onPre, onPost } = step;
    const own = { ...scope, step, columns: columnsOf(projection) };
    const [arrive, react] = ["arrive", "react"].map((what) => `$${kind}_${what}_${projection.name}`);
    const { post } = projection;
    const reads = readOfOthers(valuesOf([...transmit, ...onPre.synapse, ...onPre.row]));
    add(tasks.arrivals, { post, name: arrive, reads, writes: targetsOf(transmit) }, () =>
      arrivalFunctions(arrive, own),
    );
    const reactions = [...onPost.synapse, ...onPost.column];
    if (reactions.length === 0) continue;
    add(tasks.reactions, { post, name: react, reads: readOfOthers(valuesOf(reactions)) }, () =>
      reactionFunctions(react, own),
    );
  }
  const advance = `$${kind}_advance`;
  functions.push(advanceFunction(advance, layout, schedule));
  const neurons = program.populations.reduce((sum, p) => sum + p.size, 0);
  const beginning: Task = {
    lines: [
      ...[...layout.rings.values()].map(advanceRing),
      `(call ${advance})`,
      ...(layout.clock ? clockLines(layout.clock, program.dt) : []),
    ],
    // From time to time, scales are folded into the values.
    writes: new Set(program.decays.map(({ field }) => field)),
  };
  const finding = [
    beginning,
    ...program.learning.populations.map((step) => clearing(scope, step)),
    ...program.learning.projections.filter(({ sums }) => sums.length > 0).map((step) => summing(step, owned)),
    ...[...tasks.loops, ...tasks.updates],
    { lines: program.sources.map(({ name }) => `(call $source_${name} (local.get $k))`) },
  ];
  const collecting: Task = {
    lines: schedule.populations.map((p) => `(call $collect_${p.population.name} (local.get $k) (local.get $counted))`),
  };
  const { drives, arrivals, reactions, resets } = tasks;
  const delivering = [...drives, ...arrivals, ...reactions, ...resets, collecting];
  const body = [
    `(br_if $done (i32.ge_u (local.get $k) (local.get $end)))`,
    `(br_if $done (i32.gt_u (i32.add (i32.load (i32.const ${layout.log})) (i32.const ${8 * neurons})) (i32.load (i32.const ${layout.log + 4}))))`,
    ...(layout.threads === 1
      ? [...finding, ...delivering].flatMap(({ lines }) => lines)
      : withBarriers(finding, delivering, { barrier: "(call $barrier)", share: "(call $share (local.get $k))" })),
    "(local.set $k (i32.add (local.get $k) (i32.const 1)))",
    "(br $steps)",
  ];
  functions.push(`(func ${nameOf(layout, kind)} (param $k i32) (param $end i32) (param $counted i32) (result i32)
  (block $done (loop $steps
    ${body.join("\n    ").replaceAll("\n", "\n    ")}))
  (local.get $k))`);
  return functions;
}

/** The fields that a population's state update changes. */
const updatedBy = ({ next, refractory }: PopulationStep): ReadonlySet<Field> =>
  new Set([...next.map(({ field }) => field), ...(refractory ? [refractory.left] : [])]);

const targetsOf = (given: readonly Pick<Transmission, "target" | "compensation">[]): ReadonlySet<Field> =>
  new Set(given.flatMap(({ target, compensation }) => (compensation ? [target, compensation] : [target])));

const clearing = (scope: Scope, step: PopulationStep): Task => ({
  lines: clearInputs(scope, step),
  writes: new Set(step.inputs),
});

const summing = ({ projection, sums }: ProjectionStep, owned: Owned): Task => ({
  lines: owned(projection.post) ? [`(call $sum_${projection.name})`] : [],
  reads: readOfOthers(valuesOf(sums)),
  writes: targetsOf(sums),
});
