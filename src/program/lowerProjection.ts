import { call, type Expr, namesIn, number } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { derive, foldConstants } from "../integrate/derive.js";
import { PairFunction } from "../model/pairFunction.js";
import type { Projection } from "../model/projection.js";
import { type SynapseModel, synapse } from "../model/synapse.js";
import type { Weights } from "../model/weights.js";
import { ms } from "../units/units.js";
import { lowerEvents, lowerUpdate, qualified } from "./assignments.js";
import { drawn } from "./draw.js";
import { tableOf } from "./field.js";
import { isSeveral, type Level, variableLevels } from "./levels.js";
import type { LoweringOptions } from "./lowerPopulation.js";
import { seriesField } from "./lowerSeries.js";
import type { NamedAssignment, NamedField, NamedUpdate } from "./named.js";
import type { Domain, Topology } from "./program.js";
import type { Begins } from "./resolve.js";
import { visitRow } from "./synapses.js";
import { lowerTopology } from "./topology.js";

export interface NamedProjection {
  readonly fields: readonly NamedField[];
  readonly topology: Topology;
  readonly delays: readonly number[];
  readonly rows: number;
  /** The position of synapse s in the order of declaration; undefined if the order is the same. */
  readonly order?: Int32Array;
  /** The sum of the weights onto a neuron after normalization. */
  readonly sum?: number;
  readonly warnings: readonly string[];
  readonly update: NamedUpdate;
  readonly transmit: readonly { readonly variable: string; readonly value: Expr }[];
  readonly sums: readonly { readonly variable: string; readonly value: Expr }[];
  readonly postDelay: number;
  /** The first neuron of each end. */
  readonly begins: Begins;
  readonly onPre: readonly NamedAssignment[];
  readonly onPost: readonly NamedAssignment[];
  /** Variables that transmission depends on: their events continue while nothing is learned. */
  readonly transmitted: ReadonlySet<string>;
}

/** A projection with the names of its ends. */
export interface Joined {
  readonly key: string;
  readonly pre: string;
  readonly post: string;
  readonly named: NamedProjection;
}

const fixedWeight = synapse({});

export function lowerProjection(key: string, projection: Projection, options: LoweringOptions): NamedProjection {
  const where = `projection "${key}"`;
  const model: SynapseModel<string, string, string> = projection.plasticity ?? fixedWeight;
  const { topology, delays, synapses, order } = lowerTopology(key, projection, options.dt, options.seed);
  const levels = variableLevels(model);
  const qualify = (n: string) => (n.includes(".") ? n : `${key}.${n}`);
  checkForeignNames(model, projection, where);

  const rows = projection.pre.size * delays.length;
  const domains: Record<Level, Domain> = {
    row: { name: key, level: "row", size: rows },
    column: { name: key, level: "column", size: projection.post.size },
    synapse: { name: key, level: "synapse", size: synapses },
  };
  const field = (n: string, level: Level, initial: NamedField["initial"], plastic: boolean): NamedField => {
    return { name: qualify(n), domain: domains[level], initial, type: "float", plastic };
  };
  if (projection.normalize !== undefined && topology.kind === "oneToOne") {
    throw new ModelError(
      `${where}: found normalize with "oneToOne", where each neuron has a single weight. Leave it out.`,
    );
  }
  const isPlastic =
    projection.normalize !== undefined || [...model.onPre, ...model.onPost, ...model.odes].some((e) => e.state === "w");
  const isConstant = typeof projection.w.value === "number" && !isPlastic && topology.kind !== "convolution";
  /** Values of synapses in storage order; a declared array has one for each, in the order of declaration. */
  const perSynapse = (n: string, value: Weights["value"], isOwn = isSeveral(value)): NamedField["initial"] => {
    if (isOwn && topology.kind !== "convolution" && synapses === 0 && !hasList(topology)) {
      throw new ModelError(
        `${where}, "${n}": found several values, expected one, as "${topology.kind}" keeps nothing for single synapses. ` +
          "Use sparse({ probability: 1, self: false }) or pairs(…).",
      );
    }
    if (value instanceof PairFunction) return ofPairs(where, value, topology, projection, { rows, synapses });
    if (value instanceof Float64Array && value.length !== synapses) {
      const what = n === "w" ? "weights" : "values";
      throw new ModelError(
        `${where}, ${n}: found ${value.length} ${what}, expected one for each of ${synapses} synapses ` +
          `(from ${projection.ends.pre.size} to ${projection.ends.post.size} neurons).`,
      );
    }
    const declared = drawn(value, { seed: options.seed, name: qualify(n) });
    if (typeof declared === "number" || !order) return declared;
    return declared instanceof Float64Array ? Float64Array.from(order, (s) => declared[s]) : { ...declared, order };
  };
  const isUnstored = topology.kind === "sparse" && !topology.isStored;
  const fields: NamedField[] = [];
  if (!isConstant) fields.push(field("w", "synapse", perSynapse("w", projection.w.value), isPlastic));
  for (const [state, level] of levels) {
    if (state === "w") continue;
    if (level === "synapse" && (topology.kind === "allButSelf" || isUnstored)) {
      throw new ModelError(
        `${where}, "${state}": found a variable that differs between synapses, expected one of the pre- or ` +
          `postsynaptic neuron alone, as ${isUnstored ? "what is not stored" : '"allButSelf"'} keeps nothing for single ` +
          `synapses. ${isUnstored ? "Leave out stored: false." : "Use sparse({ probability: 1, self: false })."}`,
      );
    }
    const initial = model.initial.get(state)?.value ?? 0;
    const values = isSeveral(initial) ? perSynapse(state, initial) : (initial as number);
    fields.push(field(state, level, values, model.plastic.includes(state)));
  }
  for (const [parameter, { value, isAdjustable, isSeveral, series }] of model.system.parameters) {
    if (series) {
      // All synapses share the same values.
      const at = { part: key, size: 1, dt: options.dt };
      fields.push(seriesField(`${where}, "${parameter}"`, qualify(parameter), series, at));
      continue;
    }
    if (isSeveral)
      fields.push({ ...field(parameter, "synapse", perSynapse(parameter, value, true), false), isAdjustable });
    else if (isAdjustable) {
      const initial = perSynapse(parameter, value);
      fields.push({ ...field(parameter, "synapse", initial, false), domain: tableOf(key, 1), isAdjustable });
    }
  }

  if (topology.kind === "sparse" && !topology.isStored) checkUnstored(fields, model, where);

  const constants = new Map([...model.constants, ["dt", options.dt]]);
  if (isConstant && typeof projection.w.value === "number") constants.set("w", projection.w.value);
  const derivation = derive({ ...model, where }, { dt: ms(options.dt), method: options.method });
  const lowered = ({ target, value }: { readonly target: string; readonly value: Expr }) => {
    return { variable: target, value: qualified(foldConstants(value, constants), qualify) };
  };
  // Bounded and normalized variables take each step separately, without a moving frame.
  const stepped = new Set([...model.bounds.keys(), ...(projection.normalize === undefined ? [] : ["w"])]);
  const update = lowerUpdate(derivation, qualify, { held: stepped, flush: options.flush });
  const within = (assignments: readonly NamedAssignment[]): NamedAssignment[] =>
    assignments.map(({ field, value }) => {
      const bounds = model.bounds.get(field.slice(key.length + 1));
      return { field, value: bounds ? call("clip", value, ...bounds.ends.map(number)) : value };
    });
  const [transmit, sums] = [projection.transmit.map(lowered), model.summed.map(lowered)];
  return {
    fields,
    topology,
    delays,
    rows,
    order,
    sum: projection.normalize,
    warnings: derivation.warnings,
    update: { ...update, next: within(update.next) },
    transmit,
    sums,
    postDelay: Math.round(projection.postDelay / options.dt),
    begins: { pre: projection.ends.pre.begin, post: projection.ends.post.begin },
    onPre: within(lowerEvents(model.onPre, constants, qualify)),
    onPost: within(lowerEvents(model.onPost, constants, qualify)),
    transmitted: needed(
      [...transmit, ...sums].map((t) => t.value),
      model,
      qualify,
    ),
  };
}

/** The value of a function at each synapse, in storage order. */
function ofPairs(
  where: string,
  value: PairFunction,
  topology: Topology,
  { pre, post, ends }: Projection,
  { rows, synapses }: { readonly rows: number; readonly synapses: number },
): Float64Array {
  const values = new Float64Array(synapses);
  for (let row = 0; row < rows; row++) {
    const i = Math.floor((row * pre.size) / rows);
    visitRow(topology, row, i, post.size, (s, j) => {
      values[s] = value.at(where, i - ends.pre.begin, j - ends.post.begin);
    });
  }
  return values;
}

/** Synapses that are not stored cannot have variables of their own. */
function checkUnstored(
  fields: readonly NamedField[],
  model: SynapseModel<string, string, string>,
  where: string,
): void {
  if (model.summed.length > 0) {
    throw new ModelError(
      `${where}: found the sum "${model.summed[0].target}", but sparse({ stored: false }) visits synapses only at spikes. ` +
        "Leave out stored: false.",
    );
  }
  const own = fields.find(({ domain }) => domain.level === "synapse");
  if (!own) return;
  const variable = own.name.slice(own.domain.name.length + 1);
  const why = model.onPost.some((e) => e.state === variable) ? "that postsynaptic spikes change" : "of single synapses";
  throw new ModelError(
    `${where}: found the variable "${variable}" ${why} with sparse({ stored: false }), which keeps nothing for single ` +
      "synapses, expected one constant weight, and variables of the presynaptic side alone. Leave out stored: false.",
  );
}

/**
 * Variables that transmitted or summed values depend on (short-term plasticity): their events continue while learning
 * is off.
 */
function needed(
  transmit: readonly Expr[],
  model: SynapseModel<string, string, string>,
  qualify: (n: string) => string,
): ReadonlySet<string> {
  const reached = new Set(transmit.flatMap((value) => [...namesIn(value)]).filter((n) => n !== qualify("w")));
  for (const state of model.plastic) reached.delete(qualify(state));
  for (const field of reached) {
    for (const { state, value } of [
      ...model.onPre,
      ...model.onPost,
      ...model.odes.map((o) => ({ state: o.state, value: o.rate })),
    ]) {
      if (qualify(state) !== field) continue;
      for (const n of namesIn(value)) if (n !== "w" && !model.plastic.includes(n)) reached.add(qualify(n));
    }
  }
  return reached;
}

/** Whether the topology lists its synapses, possibly none. */
const hasList = (topology: Topology): boolean =>
  topology.kind === "sparse" ? topology.isStored : topology.kind === "dense" || topology.kind === "oneToOne";

/** Checks that `pre.x` and `post.x` are variables of the populations at the two ends. */
function checkForeignNames(
  model: SynapseModel<string, string, string>,
  { pre, post }: Projection,
  where: string,
): void {
  const expressions = [
    ...[...model.transmit, ...model.summed].map((t) => t.value),
    ...[...model.onPre, ...model.onPost].map((e) => e.value),
    ...model.odes.map((o) => o.rate),
  ];
  for (const n of expressions.flatMap((e) => [...namesIn(e)])) {
    const [side, variable] = n.split(".");
    if (variable === undefined) continue;
    const part = side === "pre" ? pre : post;
    const states: readonly string[] =
      part.kind === "population" ? [...part.model.states, ...part.model.adjustable] : [];
    if (states.includes(variable)) continue;
    const expected = states.length > 0 ? `one of ${states.join(", ")}` : "no variable (it is a spike source)";
    throw new ModelError(`${where}: found "${n}", but the ${side} population has ${expected}.`);
  }
}
