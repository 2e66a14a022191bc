import { createHash } from "node:crypto";
import {
  columnDomain,
  type Program,
  rowDomain,
  type Schedule,
  synapseDomain,
  type Topology,
} from "../program/program.js";

/** What a checkpoint must have in common with the network that it is restored to, for one of its parts. */
export interface PartPrint {
  /** For people: what it is, and its size. */
  readonly what: string;
  /** Digest of equations, constants and events, as derived for the step. */
  readonly rule: string;
  /** Digest of which neurons are joined, with which delays. */
  readonly wiring?: string;
}

/** The parts of a program, without the values of its variables. */
export function fingerprint(program: Program): Record<string, PartPrint> {
  const prints: [string, PartPrint][] = [];
  for (const { name, size, input } of program.sources) {
    prints.push([name, { what: `${size} sources of ${input}`, rule: "" }]);
  }
  for (const { domain, size } of program.learning.populations) {
    prints.push([domain, { what: `${size} neurons`, rule: ruleOf(program, domain, [domain]) }]);
  }
  for (const { name, pre, post, delays } of program.learning.projections) {
    const topology = program.topologies.get(name);
    const domains = [rowDomain(name), columnDomain(name), synapseDomain(name)];
    const what = `${topology?.kind} synapses from "${pre}" to "${post}"`;
    prints.push([name, { what, rule: ruleOf(program, name, domains), wiring: wiringOf(topology, delays) }]);
  }
  return Object.fromEntries(prints);
}

/** In words, the first part that two networks do not have in common, or undefined. */
export function difference(
  found: Readonly<Record<string, PartPrint>>,
  expected: Readonly<Record<string, PartPrint>>,
): string | undefined {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [theirs, ours] = [found[name], expected[name]];
    if (!theirs) return `no "${name}", expected ${ours.what}`;
    if (!ours) return `"${name}" (${theirs.what}), which this network does not have`;
    if (theirs.what !== ours.what) return `"${name}" with ${theirs.what}, expected ${ours.what}`;
    if (theirs.rule !== ours.rule) return `"${name}" with other equations, constants or events`;
    if (theirs.wiring !== ours.wiring) return `"${name}" with other pairs of neurons or other delays`;
  }
  return undefined;
}

function ruleOf(program: Program, name: string, domains: readonly string[]): string {
  const fields = [...program.fields.values()].filter((f) => domains.includes(f.domain));
  const isOwn = (field: string) => fields.some((f) => f.name === field);
  const rules = (schedule: Schedule) => [
    schedule.populations.filter((p) => p.domain === name),
    schedule.projections.filter((p) => p.name === name).map(({ delays: _, ...rest }) => rest),
    schedule.loops.filter((l) => domains.includes(l.domain)),
    schedule.decays.filter((d) => isOwn(d.field)),
  ];
  const variables = fields.map(({ name, domain, type, plastic }) => [name, domain, type, plastic]);
  const normalizations = program.normalizations.filter((n) => n.projection === name);
  // Where an expression stood in its text does not matter.
  const withoutSpans = (key: string, value: unknown) => (key === "span" ? undefined : value);
  const parts = [variables, rules(program.learning), rules(program.frozen), normalizations];
  return digest([JSON.stringify(parts, withoutSpans)]);
}

function wiringOf(topology: Topology | undefined, delays: readonly number[]): string {
  if (topology?.kind !== "sparse") return digest([JSON.stringify([delays, topology])]);
  const bytes = (array: Int32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return digest([JSON.stringify(delays), bytes(topology.rowStart), bytes(topology.post)]);
}

function digest(chunks: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex").slice(0, 16);
}
