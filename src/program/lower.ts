import { ModelError } from "../errors.js";
import { type Network, type Part, partsOf } from "../model/network.js";
import { streamOf } from "../random/key.js";
import { boundFields } from "./boundFields.js";
import { compensate } from "./compensate.js";
import { checkConstants } from "./float32.js";
import { FLUSH, flushOf } from "./flush.js";
import { eventsOf, frozen } from "./frozen.js";
import { guardOf } from "./guards.js";
import { driveStep, lowerDrive } from "./lowerDrive.js";
import { type LoweringOptions, lowerPopulation, type NamedPopulation } from "./lowerPopulation.js";
import { type Joined, lowerProjection } from "./lowerProjection.js";
import {
  type Competition,
  type Decay,
  type Domain,
  type Field,
  isShared,
  type Population,
  type PopulationStep,
  type Program,
  type Projection,
  type ProjectionStep,
  type Source,
  sideOf,
  type Transmission,
  valuesOf,
} from "./program.js";
import { Resolver } from "./resolve.js";
import { measure } from "./sizes.js";
import { indexedSides, readsOf, type Value } from "./value.js";

/** A value for each element of a domain. */
export interface NamedValue {
  readonly name: string;
  readonly domain: Domain;
  readonly value: Value;
}

export interface LoweredNetwork {
  readonly program: Program;
  /** For projections whose synapses are sorted: the position of synapse s in the order of declaration. */
  readonly orders: ReadonlyMap<string, Int32Array>;
  /** Subexpressions of neuron models by full name, `exc.iExc`. */
  readonly expressions: ReadonlyMap<string, NamedValue>;
  /** Warnings for the user: methods that are unstable within declared ranges, changes that 32 bits lose. */
  readonly warnings: readonly string[];
}

/** `flush`: that of the program; by default as small as the network's values require. */
type Options = Omit<LoweringOptions, "flush"> & { readonly flush?: number };

/**
 * Turns a network into the loop program: derives the difference equations of all models for the step, draws initial
 * values, lays out synapses, determines where each synaptic variable is kept and which bounds hold, and replaces names
 * by fields.
 *
 * @throws ModelError if the network and the step do not fit together
 */
export function lower(net: Network, given: Options): LoweredNetwork {
  const options: LoweringOptions = { flush: FLUSH, ...given };
  if (!(options.dt > 0 && Number.isFinite(options.dt))) {
    throw new ModelError(`compile, dt: found ${options.dt} ms, expected a positive step. Give for example ms(0.5).`);
  }
  const names = new Map<Part, string>(Object.entries(net.parts).map(([key, part]) => [part, key]));
  const nameOf = (part: Part): string => names.get(part) ?? "";
  const neurons = partsOf(net, "population").map(([key, p]) => lowerPopulation(key, p, options));
  const joined = partsOf(net, "projection").map(([key, p]): Joined => {
    const [pre, post] = [nameOf(p.pre), nameOf(p.post)];
    return { key, pre, post, named: lowerProjection(key, p, options) };
  });
  const drives = partsOf(net, "drive").map(([key, d]) => lowerDrive(key, d, nameOf(d.post), options));
  const fields = boundFields(neurons, joined, drives);
  const longest = (part: string) =>
    Math.max(
      0,
      ...joined.filter((j) => j.pre === part).flatMap((j) => j.named.delays),
      ...joined.filter((j) => j.post === part).map((j) => j.named.postDelay),
    );
  const sources = partsOf(net, "source").map(
    ([name, { size, input }]): Source => ({ kind: "source", name, size, input, longestDelay: longest(name) }),
  );
  const populations = neurons.map(({ domain: { name, size }, threshold }): Population => {
    return { kind: "population", name, size, spikes: threshold !== undefined, longestDelay: longest(name) };
  });
  const named = [...neurons, ...joined.map((j) => j.named)].flatMap((part) => part.fields);
  const series = new Map(named.flatMap((f) => (f.series ? [[f.name, f.series] as const] : [])));
  const resolver = new Resolver(fields, series);
  const closed = new Map(neurons.flatMap((p) => [...p.closed]));
  const steps = neurons.map((named, i) => ({
    ...populationStep(resolver, populations[i], named),
    drives: drives.filter((d) => d.post === named.domain.name).map((d) => driveStep(resolver, d, closed)),
  }));
  const decays = [...neurons, ...joined.map((j) => j.named)].flatMap(({ update }) =>
    update.decays.map(({ field: name, factor, target }): Decay => {
      const field = resolver.field(name);
      return { field, factor, target, whileFrozen: !field.plastic };
    }),
  );
  const projections = joined.map((j): ProjectionStep => {
    const pre = [...sources, ...populations].find((p) => p.name === j.pre);
    const post = populations.find((p) => p.name === j.post);
    if (!pre || !post) throw new TypeError(`no ends of "${j.key}" in the program`);
    return projectionStep(resolver, { ...j, ends: { pre, post }, closed });
  });
  const plain = { populations: steps, projections, decays };
  // How small values are is known only from the program, and the limit is part of the program's expressions.
  const { flush } = options;
  const measured = measure(plain, resolver.values);
  const least = given.flush ?? flushOf(measured);
  if (least < flush) return lower(net, { ...given, flush: least });
  const { compensations, warnings, ...learning } = compensate(plain, { measured, flush });
  const transmitted = joined.flatMap(({ named }) =>
    named.fields.filter((f) => named.transmitted.has(f.name)).map((f) => resolver.field(f.name)),
  );
  const kept = new Set(transmitted.flatMap((field) => [field, compensations.get(field) ?? field]));
  const program: Program = {
    dt: options.dt,
    seed: options.seed,
    flush,
    fields: new Map([...fields, ...[...compensations.values()].map((f) => [f.name, f] as const)]),
    sources,
    populations,
    projections: projections.map((p) => p.projection),
    decays: learning.decays,
    learning,
    frozen: frozen(learning, learning.decays, kept),
  };
  checkConstants(program);
  return {
    program,
    expressions: new Map(
      neurons.flatMap(({ domain, expressions }) =>
        [...expressions].map(([name, e]) => [name, { name, domain, value: resolver.scope().value(e) }] as const),
      ),
    ),
    orders: new Map(joined.flatMap(({ key, named }) => (named.order ? [[key, named.order]] : []))),
    warnings: [...[...neurons, ...joined.map((j) => j.named)].flatMap((p) => p.warnings), ...warnings],
  };
}

function populationStep(
  resolver: Resolver,
  population: Population,
  named: NamedPopulation,
): Omit<PopulationStep, "drives"> {
  const { update, held, threshold, competition, refractory, reset } = named;
  const scope = resolver.scope();
  return {
    population,
    inputs: named.inputs.map((n) => resolver.field(n)),
    next: resolver
      .scope(undefined, update.locals)
      .assignments(update.next)
      .map((a) => ({ ...a, held: held.has(a.field.name) })),
    threshold: threshold && scope.value(threshold),
    ...(competition ? { competition: competitionOf(resolver, competition) } : {}),
    refractory: refractory && {
      left: resolver.field(refractory.left),
      steps: typeof refractory.steps === "number" ? refractory.steps : resolver.field(refractory.steps),
      during: refractory.during && scope.value(refractory.during),
    },
    reset: scope.assignments(reset),
  };
}

function competitionOf(
  resolver: Resolver,
  { margin, lot, ...limits }: NonNullable<NamedPopulation["competition"]>,
): Competition {
  return {
    ...limits,
    margin: resolver.scope().value(margin),
    lot: lot === undefined ? undefined : resolver.values.draw("uniform", streamOf(lot), "neuron"),
  };
}

function projectionStep(
  resolver: Resolver,
  given: Joined & {
    readonly ends: { readonly pre: Source | Population; readonly post: Population };
    /** For each variable that takes no input while its neuron is refractory, the field that says whether it is. */
    readonly closed: ReadonlyMap<string, string>;
  },
): ProjectionStep {
  const { key, pre, post, named, ends, closed } = given;
  const { update, delays, postDelay, rows, topology, sum } = named;
  const weight = sum === undefined ? undefined : resolver.field(`${key}.w`);
  const groups = topology.kind === "convolution" ? topology.window.output[2] : ends.post.size;
  const normalization = weight && sum !== undefined ? { weight, groups, sum, bound: weight.bounds[1] } : undefined;
  const projection: Projection = { name: key, ...ends, delays, postDelay, rows, topology, normalization };
  const sides = { pre, post, begins: named.begins };
  const scope = resolver.scope(sides);
  const [onPre, onPost] = [scope.assignments(named.onPre), scope.assignments(named.onPost)];
  const at = <A extends { readonly field: Field }>(assignments: readonly A[], level: string) =>
    assignments.filter((a) => a.field.domain.level === level);
  const marks = (assignments: readonly { readonly field: Field }[]) =>
    weight !== undefined && assignments.some((a) => a.field === weight);
  const perSynapse = named.onPre.filter((a) => resolver.field(a.field).domain.level === "synapse");
  const traces = update.decays.filter((d) => d.target === 0 && resolver.field(d.field).domain.level === "column");
  const guard = guardOf(
    perSynapse,
    traces.map((d) => d.field),
    (name) => resolver.bounds(name),
  );
  const next = resolver.scope(sides, update.locals).assignments(update.next);
  const step = eventsOf({
    projection,
    sums: named.sums.map(({ variable, value }) => {
      return { target: resolver.field(`${post}.${variable}`), value: scope.value(value) };
    }),
    loops: (["synapse", "row", "column"] as const).flatMap((level) => {
      const own = at(next, level);
      return own.length === 0 ? [] : [{ domain: own[0].field.domain, next: own }];
    }),
    transmit: named.transmit.map(({ variable, value }): Transmission => {
      const target = `${post}.${variable}`;
      const closedBy = closed.get(target);
      return {
        target: resolver.field(target),
        value: scope.value(value),
        closedBy: closedBy === undefined ? undefined : resolver.field(closedBy),
      };
    }),
    onPre: { synapse: at(onPre, "synapse"), row: at(onPre, "row"), marks: marks(onPre) },
    onPost: { synapse: at(onPost, "synapse"), column: at(onPost, "column"), marks: marks(onPost) },
    guard: guard === undefined || isShared(projection) ? undefined : resolver.field(guard),
  });
  if (isShared(projection)) checkShared(step);
  return step;
}

/** For shared weights, all spikes of a step are one event, with no single neuron at either end. */
function checkShared({ projection, loops, transmit, onPre, feedsBack, readsTarget }: ProjectionStep): void {
  const where = `projection "${projection.name}"`;
  if (feedsBack || readsTarget) {
    const targets = new Set(transmit.map((t) => t.target));
    const found = readsOf(valuesOf([...transmit, ...onPre.synapse, ...onPre.row])).find((r) => targets.has(r.field));
    const name = found && `${found.at}.${found.field.name.slice(found.field.domain.name.length + 1)}`;
    throw new ModelError(
      `${where}: found "${name}" in the events of arriving spikes, which change it themselves, expected no such variable, as ` +
        "all spikes of a step reach shared weights together. Read another variable, or use local(…).",
    );
  }
  const synaptic = loops.filter(({ domain }) => domain.level === "synapse").flatMap((loop) => valuesOf(loop.next));
  const foreign = readsOf(synaptic).find((r) => sideOf(r) !== "synapse");
  if (!foreign && indexedSides(synaptic).every((side) => side === "synapse")) return;
  throw new ModelError(
    `${where}: found ${foreign ? `"${foreign.field.name}"` : "an index"} in the equation of a variable that all places ` +
      "share, expected only variables of the filters, as there is no single neuron at either end. Change it by events, or use local(…).",
  );
}
