import { namesIn } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { type Network, type Part, partsOf } from "../model/network.js";
import { invariants } from "./bounds.js";
import { checkConstants } from "./float32.js";
import { type LoweringOptions, lowerPopulation } from "./lowerPopulation.js";
import { lowerProjection } from "./lowerProjection.js";
import type { Assignment, Field, Normalization, Program, Schedule } from "./program.js";

export interface LoweredNetwork {
  readonly program: Program;
  /** Of projections whose synapses the topology sorts: where synapse s stands in the order of declaration. */
  readonly orders: ReadonlyMap<string, Int32Array>;
  /** Doubts that a person should read: methods that are unstable within declared ranges. */
  readonly warnings: readonly string[];
}

/**
 * Turns a network into the loop program: derives every model's difference equations for the step, draws initial values,
 * lays out synapses, finds out where each synaptic variable is kept and which bounds hold.
 *
 * @throws ModelError where the network and the step do not fit
 */
export function lower(net: Network, options: LoweringOptions): LoweredNetwork {
  if (!(options.dt > 0 && Number.isFinite(options.dt))) {
    throw new ModelError(`compile, dt: found ${options.dt} ms, expected a positive step. Give for example ms(0.5).`);
  }
  const names = new Map<Part, string>(Object.entries(net.parts).map(([key, part]) => [part, key]));
  const nameOf = (part: Part): string => names.get(part) ?? "";
  const populations = partsOf(net, "population").map(([key, p]) => ({
    key,
    size: p.size,
    ...lowerPopulation(key, p, options),
  }));
  const projections = partsOf(net, "projection").map(([key, p]) => ({
    key,
    ...lowerProjection(key, p, nameOf, options),
  }));

  const closed = new Map(populations.flatMap((p) => [...p.closed]));
  const schedule = (learning: boolean): Schedule => {
    const neurons = populations.map((p) => p.schedule(learning));
    const synapses = projections.map((p) => p.schedule(learning));
    return {
      loops: synapses.flatMap((s) => s.loops),
      populations: neurons.map((n) => n.step),
      decays: [...neurons, ...synapses].flatMap((s) => s.decays),
      projections: synapses.map(({ step }) => ({ ...step, closedBy: closed.get(step.target) })),
    };
  };
  const learning = schedule(true);
  const normalizations = projections.flatMap((p) => p.normalization ?? []);
  const declared = [...populations, ...projections].flatMap((p) => p.fields);
  checkNames(declared);
  const fields = new Map(withBounds(declared, learning, normalizations).map((f) => [f.name, f]));
  const program: Program = {
    dt: options.dt,
    seed: options.seed,
    flush: options.flush,
    domains: new Map(
      [
        ...populations.map(({ key, size }) => ({ name: key, level: "neuron" as const, size })),
        ...projections.flatMap((p) => p.domains),
      ].map((d) => [d.name, d]),
    ),
    fields,
    sources: partsOf(net, "source").map(([name, { size, input }]) => ({ name, size, input })),
    topologies: new Map(projections.map((p) => [p.key, p.topology])),
    normalizations: normalizations.map((n) => ({ ...n, bound: fields.get(n.weight)?.bounds[1] ?? Number.NaN })),
    learning,
    frozen: schedule(false),
  };
  checkConstants(program);
  return {
    program,
    orders: new Map(projections.flatMap((p) => (p.order ? [[p.key, p.order]] : []))),
    warnings: [...populations, ...projections].flatMap((p) => p.warnings),
  };
}

/** A model's variable may not have the name of one that the lowering adds: the counter of refractory steps, a flag. */
function checkNames(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name)) {
      throw new ModelError(`compile: found two variables "${name}", one of which the compiler adds. Rename the other.`);
    }
    seen.add(name);
  }
}

/** Adds to each field the bounds that the learning schedule keeps; it contains all that the frozen one does. */
function withBounds(
  fields: readonly Field[],
  schedule: Schedule,
  normalizations: readonly Omit<Normalization, "bound">[],
): Field[] {
  const steps: Assignment[] = [
    ...[...schedule.loops, ...schedule.populations].flatMap((loop) => loop.next),
    ...schedule.populations.flatMap((p) => p.reset),
    ...schedule.projections.flatMap((p) => [...p.onPre, ...p.onPost]),
  ];
  const evaluated = new Set([...schedule.loops, ...schedule.populations].flatMap((l) => l.next.map((a) => a.field)));
  const targets = schedule.projections.map((p) => p.target);
  const free = new Set([...targets, ...evaluated]);
  const scaled = new Set(normalizations.map((n) => n.weight));
  const found = invariants(fields, steps, schedule.decays, { free, scaled });
  const read = new Set(steps.flatMap((a) => [...namesIn(a.value)]));
  return fields.map((f) => ({ ...f, bounds: read.has(f.name) ? (found.get(f.name) ?? f.bounds) : f.bounds }));
}
