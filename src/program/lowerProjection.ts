import { type Expr, namesIn } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { derive, foldConstants } from "../integrate/derive.js";
import type { Part } from "../model/network.js";
import type { Projection } from "../model/projection.js";
import { type SynapseModel, synapse } from "../model/synapse.js";
import { ms } from "../units/units.js";
import { lowerEvents, lowerUpdate, qualified } from "./assignments.js";
import { drawValues } from "./draw.js";
import { type Level, variableLevels } from "./levels.js";
import type { LoweringOptions } from "./lowerPopulation.js";
import {
  columnDomain,
  type Decay,
  type Domain,
  type ElementLoop,
  type Field,
  type Normalization,
  type ProjectionStep,
  rowDomain,
  synapseDomain,
  type Topology,
} from "./program.js";
import { lowerTopology } from "./topology.js";

export interface LoweredProjection {
  readonly domains: readonly Domain[];
  readonly fields: readonly Field[];
  readonly topology: Topology;
  readonly order?: Int32Array;
  /** Its bound is found when the bounds of all fields are. */
  readonly normalization?: Omit<Normalization, "bound">;
  readonly warnings: readonly string[];
  schedule(learning: boolean): {
    readonly step: ProjectionStep;
    readonly loops: readonly ElementLoop[];
    readonly decays: readonly Decay[];
  };
}

const FREE: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const fixedWeight = synapse({});

export function lowerProjection(
  key: string,
  projection: Projection,
  nameOf: (part: Part) => string,
  options: LoweringOptions,
): LoweredProjection {
  const where = `projection "${key}"`;
  const model: SynapseModel = projection.plasticity ?? fixedWeight;
  const { topology, delays, synapses, order } = lowerTopology(key, projection, options.dt, options.seed);
  const levels = variableLevels(model);
  const qualify = (n: string) => (n.includes(".") ? n : `${key}.${n}`);
  checkForeignNames(model, projection, where);

  const domainNames: Record<Level, string> = {
    row: rowDomain(key),
    column: columnDomain(key),
    synapse: synapseDomain(key),
  };
  const sizes: Record<Level, number> = {
    row: projection.pre.size * delays.length,
    column: projection.post.size,
    synapse: synapses,
  };
  const used = new Map<Level, Field[]>();
  const addField = (n: string, level: Level, initial: number | Float64Array, options: Partial<Field> = {}) => {
    const declared = { name: qualify(n), domain: domainNames[level], initial, type: "float", plastic: true } as const;
    used.set(level, [...(used.get(level) ?? []), { ...declared, bounds: FREE, ...options }]);
  };

  const changesWeight = [...model.onPre, ...model.onPost].some((e) => e.state === "w");
  const isConstant =
    typeof projection.w.value === "number" &&
    !changesWeight &&
    projection.normalize === undefined &&
    topology.kind !== "convolution";
  if (!isConstant)
    addField("w", "synapse", weights(key, projection, synapses, order, options.seed), {
      plastic: changesWeight || projection.normalize !== undefined,
    });
  for (const [state, level] of levels) {
    if (state === "w") continue;
    const initial = model.initial.get(state)?.value ?? 0;
    const drawn = drawValues(initial, sizes[level], { seed: options.seed, name: qualify(state) });
    addField(state, level, drawn, { plastic: false });
  }
  const normalization =
    projection.normalize === undefined
      ? undefined
      : { projection: key, weight: qualify("w"), changed: qualify("changed"), sum: projection.normalize };
  if (normalization) {
    if (topology.kind === "oneToOne") {
      throw new ModelError(
        `${where}: found normalize with "oneToOne", where each neuron has a single weight. Drop it.`,
      );
    }
    addField("changed", "column", 1, { type: "int", plastic: true });
  }

  const constants = new Map(model.constants);
  if (isConstant && typeof projection.w.value === "number") constants.set("w", projection.w.value);
  const derivation = derive({ ...model, where }, { dt: ms(options.dt), method: options.method });
  const transmit = qualified(foldConstants(model.transmit, constants), qualify);
  const fixed = needed(transmit, model, qualify);
  const onPre = lowerEvents(model.onPre, constants, qualify);
  const onPost = lowerEvents(model.onPost, constants, qualify);
  return {
    domains: [...used.keys()].map((level) => ({ name: domainNames[level], level, size: sizes[level] })),
    fields: [...used.values()].flat(),
    topology,
    order,
    normalization,
    warnings: derivation.warnings,
    schedule(learning) {
      const active = (field: string) => learning || fixed.has(field);
      const { locals, next, decays } = lowerUpdate(derivation, qualify, {
        held: new Set(),
        frozen: new Set(),
        flush: options.flush,
      });
      const loops = (["synapse", "row", "column"] as const).flatMap((level) => {
        const own = next.filter(({ field }) => levels.get(field.slice(key.length + 1)) === level);
        return own.length === 0 ? [] : [{ domain: domainNames[level], locals: reachable(locals, own), next: own }];
      });
      const step: ProjectionStep = {
        name: key,
        pre: nameOf(projection.pre),
        post: nameOf(projection.post),
        delays,
        target: `${nameOf(projection.post)}.${projection.to}`,
        transmit,
        onPre: onPre.filter((a) => active(a.field)),
        onPost: onPost.filter((a) => active(a.field)),
        changed: learning ? normalization?.changed : undefined,
      };
      return { step, loops, decays };
    },
  };
}

/** Variables that what is transmitted depends on (short-term plasticity): their events go on while learning is off. */
function needed(transmit: Expr, model: SynapseModel, qualify: (n: string) => string): ReadonlySet<string> {
  const reached = new Set([...namesIn(transmit)].filter((n) => n !== qualify("w")));
  for (const field of reached) {
    for (const { state, value } of [
      ...model.onPre,
      ...model.onPost,
      ...model.odes.map((o) => ({ state: o.state, value: o.rate })),
    ]) {
      if (qualify(state) !== field) continue;
      for (const n of namesIn(value)) if (n !== "w") reached.add(qualify(n));
    }
  }
  return reached;
}

/** The locals that assignments need, directly or through other locals. */
function reachable(locals: ElementLoop["locals"], assignments: ElementLoop["next"]): ElementLoop["locals"] {
  const wanted = new Set(assignments.flatMap((a) => [...namesIn(a.value)]));
  for (const [n, value] of [...locals].reverse())
    if (wanted.has(n)) for (const inner of namesIn(value)) wanted.add(inner);
  return locals.filter(([n]) => wanted.has(n));
}

function weights(
  key: string,
  { w, pre, post }: Projection,
  synapses: number,
  order: Int32Array | undefined,
  seed: number,
): number | Float64Array {
  if (w.value instanceof Float64Array && w.value.length !== synapses) {
    throw new ModelError(
      `projection "${key}", w: found ${w.value.length} weights, expected one for each of ${synapses} synapses ` +
        `(from ${pre.size} to ${post.size} neurons).`,
    );
  }
  const declared = drawValues(w.value, synapses, { seed, name: `${key}.w` });
  return typeof declared === "number" || !order ? declared : Float64Array.from(order, (s) => declared[s]);
}

/** `pre.x` and `post.x` must be variables of the populations that the projection joins; synapse parameters single. */
function checkForeignNames(model: SynapseModel, { pre, post }: Projection, where: string): void {
  const expressions = [
    model.transmit,
    ...[...model.onPre, ...model.onPost].map((e) => e.value),
    ...model.odes.map((o) => o.rate),
  ];
  for (const n of expressions.flatMap((e) => [...namesIn(e)])) {
    const [side, variable] = n.split(".");
    if (variable === undefined) continue;
    const part = side === "pre" ? pre : post;
    const states: readonly string[] = part.kind === "population" ? part.model.states : [];
    if (states.includes(variable)) continue;
    const expected = states.length > 0 ? `one of ${states.join(", ")}` : "no variable (it is a spike source)";
    throw new ModelError(`${where}: found "${n}", but the ${side} population has ${expected}.`);
  }
  for (const [parameter, { value }] of model.system.parameters) {
    if (typeof value === "number") continue;
    throw new ModelError(`${where}, parameter "${parameter}": found several values, expected one for all synapses.`);
  }
}
