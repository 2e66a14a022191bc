import { BackendError } from "../errors.js";
import { filterWeights } from "../model/window.js";
import { initialValues } from "./initial.js";
import {
  type Assignment,
  type Competition,
  conditionsOf,
  type Domain,
  type Field,
  isShared,
  type PopulationStep,
  type Program,
  type Projection,
  type ProjectionStep,
  type Schedule,
  sideOf,
  type Transmission,
  valuesOf,
} from "./program.js";
import type { SparseTopology } from "./sparse.js";
import { readsOf, tablesIn, type Value } from "./value.js";

/**
 * Checks every rule of a program. What `compile` lowers obeys them; this is for tests, and for programs made by hand.
 * @throws BackendError that names the part and the rule
 */
export function verify(program: Program): void {
  for (const [name, field] of program.fields) verifyField(name, field);
  verifyNames(program);
  for (const projection of program.projections) verifyProjection(program, projection);
  for (const { field, factor, target } of program.decays) {
    verifyKnown(program, field, "a decay");
    demand(factor >= 0 && factor < 1 && Number.isFinite(target), field.name, "a decay's factor is from 0 to below 1");
  }
  const decaying = program.decays.map((d) => d.field);
  demand(new Set(decaying).size === decaying.length, "decays", "a field decays once");
  verifySchedule(program, program.learning);
  verifySchedule(program, program.frozen);
  verifyFrozen(program);
}

function demand(holds: boolean, where: string, rule: string): asserts holds {
  if (!holds) throw new BackendError(`program, ${where}: ${rule}`);
}

function verifyField(name: string, { name: own, domain, shape, initial, bounds, type }: Field): void {
  demand(own === name, name, "a field stands under its own name");
  demand(Number.isInteger(domain.size) && domain.size >= 0, name, "a domain's size is a whole number");
  const values = typeof initial === "number" ? [initial] : initialValues({ initial, domain });
  demand(typeof initial === "number" || values.length === domain.size, name, "initial values are one for each element");
  demand(shape.reduce((product, n) => product * n, 1) === domain.size, name, "the shape has the domain's size");
  demand(bounds[0] <= bounds[1], name, "the lower bound comes first");
  demand(
    values.every((x) => x >= bounds[0] && x <= bounds[1]),
    name,
    "initial values lie within the bounds",
  );
  demand(type === "float" || values.every(Number.isInteger), name, "whole numbers are whole");
}

function verifyNames({ sources, populations, projections, fields, learning }: Program): void {
  const names = [...sources, ...populations, ...projections].map((part) => part.name);
  demand(new Set(names).size === names.length, "parts", "no two have the same name");
  for (const { domain, name } of fields.values()) demand(names.includes(domain.name), name, "its part is there");
  demand(
    learning.populations.length === populations.length && learning.projections.length === projections.length,
    "learning",
    "each population and projection has one step, in order",
  );
}

function verifyProjection(program: Program, projection: Projection): void {
  const { name, pre, post, delays, rows, topology, normalization } = projection;
  const spiking: readonly unknown[] = [...program.sources, ...program.populations];
  demand(spiking.includes(pre) && spiking.includes(post), name, "its ends are parts of the program");
  demand(delays.length > 0 && delays[0] >= 0 && delays.every(Number.isInteger), name, "delays are whole steps");
  demand(
    delays.every((d, i) => i === 0 || d > delays[i - 1]),
    name,
    "delays ascend",
  );
  const { postDelay } = projection;
  demand(Number.isInteger(postDelay) && postDelay >= 0, name, "the postsynaptic delay is a whole number of steps");
  demand(post.longestDelay >= postDelay, name, "the postsynaptic side knows the longest delay of its events");
  demand(pre.longestDelay >= delays[delays.length - 1], name, "the longest delay is known to the presynaptic side");
  demand(rows === pre.size * delays.length, name, "there is a row for each presynaptic neuron and delay");
  const synapses = [...program.fields.values()].filter((f) => f.domain.name === name && f.domain.level === "synapse");
  const size = synapses[0]?.domain.size;
  switch (topology.kind) {
    case "dense":
      demand(size === undefined || size === rows * post.size, name, "dense: a synapse for each row and column");
      break;
    case "oneToOne":
      demand(pre.size === post.size && delays.length === 1, name, "oneToOne: as many of each, and one delay");
      demand(size === undefined || size === rows, name, "oneToOne: a synapse for each neuron");
      break;
    case "allButSelf":
      demand(pre.size === post.size && size === undefined, name, "allButSelf: as many of each, and nothing stored");
      break;
    case "convolution": {
      const weights = filterWeights(topology.window);
      demand(size === undefined || size === weights, name, "convolution: an element for each of a filter");
      demand(delays.length === 1, name, "convolution: one delay");
      break;
    }
    case "sparse":
      verifySparse(name, projection, topology, size);
  }
  if (!normalization) return;
  verifyKnown(program, normalization.weight, name);
  demand(synapses.includes(normalization.weight), name, "what is normalized is a weight of the projection");
  demand(normalization.sum > 0 && normalization.bound > 0, name, "the sum and the bound are positive");
  const groups = topology.kind === "convolution" ? topology.window.output[2] : post.size;
  demand(normalization.groups === groups, name, "there is a group for each column, or for each filter");
}

function verifySparse(
  name: string,
  { rows, post, normalization }: Projection,
  topology: SparseTopology,
  size: number | undefined,
): void {
  const { isStored, joined } = topology;
  if (joined) demand(joined.rows === rows && joined.columns === post.size, name, "the pairs of its rows are drawn");
  if (isStored) {
    demand(size === undefined || size === topology.post.length, name, "sparse: a synapse for each that is listed");
    verifyLists(name, topology, rows, post.size);
  } else {
    demand(
      joined !== undefined && size === undefined && !normalization,
      name,
      "what is not stored has nothing per synapse",
    );
  }
}

function verifyLists(name: string, lists: SparseTopology, rows: number, columns: number): void {
  const { rowStart, post } = lists;
  const { start: columnStart, synapse: columnSynapse, row: columnRow } = lists.columns;
  const covers = (start: Int32Array, count: number) =>
    start.length === count + 1 &&
    start[0] === 0 &&
    start[count] === post.length &&
    start.every((s, i) => i === 0 || s >= start[i - 1]);
  demand(covers(rowStart, rows) && covers(columnStart, columns), name, "lists cover all rows and columns");
  for (let r = 0; r < rows; r++) {
    for (let s = rowStart[r]; s < rowStart[r + 1]; s++) {
      demand(post[s] >= 0 && post[s] < columns, name, "columns are those of the postsynaptic population");
      demand(s === rowStart[r] || post[s] >= post[s - 1], name, "the columns of a row ascend");
    }
  }
  for (let j = 0; j < columns; j++) {
    for (let at = columnStart[j]; at < columnStart[j + 1]; at++) {
      const [s, row] = [columnSynapse[at], columnRow[at]];
      demand(post[s] === j && rowStart[row] <= s && s < rowStart[row + 1], name, "a column lists its own synapses");
      demand(at === columnStart[j] || row >= columnRow[at - 1], name, "the rows of a column ascend");
    }
  }
}

function verifyKnown({ fields }: Program, field: Field, where: string): void {
  demand(fields.get(field.name) === field, where, `"${field.name}" is a field of the program`);
}

function verifySchedule(program: Program, schedule: Schedule): void {
  for (const step of schedule.populations) {
    const { population, inputs, next, threshold, refractory, drives, reset } = step;
    const { name } = population;
    const own = (field: Field) => field.domain.level === "neuron" && field.domain.name === name;
    demand(program.populations.includes(population), name, "a step's population is one of the program");
    verifyAssignments(program, [...next, ...reset], name, own);
    const values = [...valuesOf([...next, ...drives, ...reset]), ...conditionsOf(step)];
    for (const drive of drives) verifyTransmission(program, drive, name, own);
    verifyReads(program, values, name, ({ field, at }) => at === "element" && own(field));
    demand(population.spikes === (threshold !== undefined), name, "a population with a threshold spikes");
    const updated = new Set(next.map((a) => a.field));
    demand(inputs.every(own) && !inputs.some((f) => updated.has(f)), name, "inputs are fields without an update");
    if (step.competition) verifyCompetition(step, step.competition);
    if (refractory) demand(own(refractory.left) && refractory.left.type === "int", name, "steps left are whole");
    if (typeof refractory?.steps === "object") demand(own(refractory.steps), name, "steps are the neurons' own");
    verifyOnce(next, name);
    verifyOnce(reset, name);
  }
  for (const step of schedule.projections) verifyEvents(program, step);
  for (const decay of schedule.decays) {
    demand(program.decays.includes(decay), decay.field.name, "a schedule's decays are the program's");
    const loops = [...schedule.populations, ...schedule.projections.flatMap((p) => p.loops)];
    const isUpdated = loops.some((l) => l.next.some((a) => a.field === decay.field));
    demand(!isUpdated, decay.field.name, "what decays has no other update");
  }
}

function verifyCompetition({ population, threshold, refractory }: PopulationStep, given: Competition): void {
  const { name, size } = population;
  const { grid, count, perMap, radius, inhibits, lot } = given;
  demand(threshold !== undefined, name, "only neurons with a threshold compete");
  demand(grid.reduce((product, n) => product * n, 1) === size, name, "the grid has the population's size");
  const isLimit = (limit: number) => limit >= 1 && (Number.isInteger(limit) || limit === Number.POSITIVE_INFINITY);
  demand(isLimit(count) && isLimit(perMap), name, "at most a whole number of neurons win");
  demand(
    radius === undefined || (Number.isInteger(radius) && radius >= 0),
    name,
    "a radius is a whole number of places",
  );
  demand(!inhibits || refractory !== undefined, name, "what inhibits makes refractory");
  demand(lot === undefined || lot.kind === "draw", name, "a lot is drawn");
}

function verifyEvents(program: Program, step: ProjectionStep): void {
  const { projection, sums, loops, transmit, onPre, onPost, guard } = step;
  const { name, pre, post } = projection;
  demand(program.projections.includes(projection), name, "a step's projection is one of the program");
  const at = (level: Domain["level"]) => (field: Field) => field.domain.level === level && field.domain.name === name;
  const ofPost = (field: Field) => field.domain.level === "neuron" && field.domain.name === post.name;
  const inputs = new Set(program.learning.populations.find((p) => p.population === post)?.inputs);
  for (const { target } of sums) demand(inputs.has(target), name, "what is summed goes to an input");
  demand(sums.length === 0 || !("window" in projection.topology), name, "windows have nothing to sum");
  for (const transmission of transmit) verifyTransmission(program, transmission, name, ofPost);
  demand(new Set(transmit.map((t) => t.target)).size === transmit.length, name, "a target is added to once");
  /** The sides that can be read from an element of each level. */
  const seen: Readonly<Record<string, readonly string[]>> = {
    synapse: ["synapse", "row", "column", "pre", "post"],
    row: ["row", "pre"],
    column: ["column", "post"],
  };
  const sees = (level: string, values: readonly Value[]) =>
    verifyReads(program, values, name, (read) => {
      const { field, at } = read;
      const owner = at === "pre" ? pre.name : at === "post" ? post.name : name;
      const isNeuron = field.domain.level === "neuron";
      return seen[level].includes(sideOf(read)) && field.domain.name === owner && isNeuron === (at !== "element");
    });
  if (isShared(projection)) {
    demand(
      !step.feedsBack && !step.readsTarget && !guard,
      name,
      "what is shared changes by all spikes of a step together",
    );
    const shared = loops.filter((loop) => loop.domain.level === "synapse").flatMap((loop) => valuesOf(loop.next));
    const isOwn = readsOf(shared).every((read) => sideOf(read) === "synapse");
    demand(isOwn, name, "what is shared has no one row and column");
  }
  for (const { domain, next } of loops) {
    verifyAssignments(program, next, name, (field) => field.domain === domain && domain.name === name);
    sees(domain.level, valuesOf(next));
    verifyOnce(next, name);
  }
  for (const [level, assignments] of [
    ["synapse", onPre.synapse],
    ["row", onPre.row],
    ["synapse", onPost.synapse],
    ["column", onPost.column],
  ] as const) {
    verifyAssignments(program, assignments, name, at(level));
    sees(level, valuesOf(assignments));
    verifyOnce(assignments, name);
  }
  sees("synapse", valuesOf([...transmit, ...sums]));
  const isWeight = (a: Assignment) => a.field === projection.normalization?.weight;
  demand(!onPre.marks || onPre.synapse.some(isWeight), name, "only a change of normalized weights marks columns");
  demand(!onPost.marks || onPost.synapse.some(isWeight), name, "only a change of normalized weights marks columns");
  if (!guard) return;
  const decay = program.decays.find((d) => d.field === guard);
  demand(at("column")(guard) && decay?.target === 0, name, "a guard is a trace of columns that decays to 0");
}

function verifyTransmission(
  program: Program,
  { target, compensation, closedBy }: Transmission,
  name: string,
  ofPost: (field: Field) => boolean,
): void {
  verifyKnown(program, target, name);
  const kept = [...program.fields.values()].find((f) => f.compensates === target);
  demand(compensation === kept, name, "a target's compensation is told");
  demand(ofPost(target), name, "a target is a field of the postsynaptic population");
  const isOpen = closedBy === undefined || (ofPost(closedBy) && closedBy.type === "int");
  demand(isOpen, name, "closed by a counter of the target's neurons");
}

function verifyAssignments(
  program: Program,
  assignments: readonly Assignment[],
  where: string,
  isOwn: (field: Field) => boolean,
): void {
  for (const { field } of assignments) {
    verifyKnown(program, field, where);
    demand(isOwn(field), where, `"${field.name}" is assigned where it belongs`);
  }
}

function verifyReads(
  program: Program,
  values: readonly Value[],
  where: string,
  isSeen: (read: ReturnType<typeof readsOf>[number]) => boolean,
): void {
  for (const table of tablesIn(values)) {
    verifyKnown(program, table, where);
    demand(table.domain.level === "table", where, `"${table.name}", from which an entry is read, is a table`);
    demand(table.type === "float" && table.domain.size > 0, where, `the table "${table.name}" has numbers`);
  }
  for (const read of readsOf(values)) {
    verifyKnown(program, read.field, where);
    demand(isSeen(read), where, `"${read.field.name}" can be read from there (${read.at})`);
  }
}

function verifyOnce(assignments: readonly Assignment[], where: string): void {
  const fields = assignments.map((a) => a.field);
  demand(new Set(fields).size === fields.length, where, "an event assigns a field once");
}

/** The frozen schedule is the learning one without some assignments. */
function verifyFrozen({ learning, frozen, decays }: Program): void {
  const isPart = (part: readonly Assignment[], whole: readonly Assignment[]) => part.every((a) => whole.includes(a));
  for (const [i, step] of frozen.populations.entries()) {
    const { next, reset, population } = learning.populations[i];
    demand(isPart(step.next, next) && isPart(step.reset, reset), population.name, "frozen is part of learning");
    const isStill = [...step.next, ...step.reset].every((a) => !a.field.plastic);
    demand(isStill, population.name, "no plastic field changes while frozen");
  }
  for (const [i, { onPre, onPost }] of frozen.projections.entries()) {
    const step = learning.projections[i];
    const isWithin =
      isPart(onPre.synapse, step.onPre.synapse) &&
      isPart(onPre.row, step.onPre.row) &&
      isPart(onPost.synapse, step.onPost.synapse) &&
      isPart(onPost.column, step.onPost.column);
    demand(isWithin, step.projection.name, "frozen is part of learning");
    const assigned = [...onPre.synapse, ...onPre.row, ...onPost.synapse, ...onPost.column];
    demand(!assigned.some((a) => a.field.plastic), step.projection.name, "no plastic field changes while frozen");
  }
  demand(learning.decays.length === decays.length, "decays", "all of them decay during learning");
  demand(
    frozen.decays.every((d) => d.whileFrozen),
    "decays",
    "those of the frozen schedule decay while frozen",
  );
}
