import { sha256 } from "../host/digest.js";
import type {
  Assignment,
  Competition,
  Field,
  Program,
  Projection,
  Refractory,
  Schedule,
  Transmission,
} from "../program/program.js";
import { operandsOf, partsOf, type Value } from "../program/value.js";

/** What a checkpoint and the network that it is restored to must have in common, for one part. */
export interface PartPrint {
  /** In words: the kind of part, and its size. */
  readonly what: string;
  /** Digest of equations, constants and events, as derived for the step. */
  readonly rule: string;
  /** Digest of which neurons are connected, with which delays. */
  readonly wiring?: string;
}

/** The fingerprint of each part of a program, without the values of its variables. */
export function fingerprint(program: Program): Record<string, PartPrint> {
  const prints: [string, PartPrint][] = [];
  for (const { name, size, input } of program.sources) {
    prints.push([name, { what: `${size} sources of ${input}`, rule: "" }]);
  }
  for (const { name, size } of program.populations) {
    prints.push([name, { what: `${size} neurons`, rule: ruleOf(program, name) }]);
  }
  for (const projection of program.projections) {
    const { name, pre, post, topology } = projection;
    const what = `${topology.kind} synapses from "${pre.name}" to "${post.name}"`;
    prints.push([name, { what, rule: ruleOf(program, name), wiring: wiringOf(projection) }]);
  }
  return Object.fromEntries(prints);
}

/** The first difference between two networks, in words, or undefined. */
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

function ruleOf(program: Program, name: string): string {
  const fields = [...program.fields.values()].filter((f) => f.domain.name === name);
  const variables = fields.map(({ name, domain, type, plastic }) => [name, domain.level, type, plastic]);
  const projection = program.projections.find((p) => p.name === name);
  const { weight, sum, bound } = projection?.normalization ?? {};
  const rules = (schedule: Schedule) => [
    schedule.populations
      .filter((p) => p.population.name === name)
      .map(({ next, threshold, competition, refractory, drives, reset }) => [
        ...[textOf(next), next.map((a) => a.held), graphOf(threshold ? [threshold] : [])],
        ...[periodOf(refractory), textOf(reset), ...(competition ? [limitsOf(competition)] : [])],
        drives.map(transmission),
      ]),
    schedule.projections
      .filter((p) => p.projection.name === name)
      .map(({ sums, loops, transmit, onPre, onPost }) => [
        sums.map(({ target, value }) => [target.name, graphOf([value])]),
        loops.map((l) => textOf(l.next)),
        transmit.map(transmission),
        ...[onPre.synapse, onPre.row, onPost.synapse, onPost.column].map(textOf),
      ]),
    schedule.decays.filter((d) => fields.includes(d.field)).map((d) => [d.field.name, d.factor, d.target]),
  ];
  const parts = [variables, rules(program.learning), rules(program.frozen), [weight?.name, sum, String(bound)]];
  return digest([JSON.stringify(parts)]);
}

const transmission = ({ target, closedBy, value }: Transmission) => [target.name, closedBy?.name, graphOf([value])];

/** As data: a number of steps, or the field that has it, or the condition. */
function periodOf(refractory: Refractory | undefined): unknown {
  if (refractory?.during) return graphOf([refractory.during]);
  return typeof refractory?.steps === "object" ? refractory.steps.name : refractory?.steps;
}

/** As data: what neurons compete by, and the limits. */
function limitsOf({ margin, lot, grid, count, perMap, radius, inhibits }: Competition): unknown {
  return [graphOf(lot ? [margin, lot] : [margin]), grid, String(count), String(perMap), radius, inhibits];
}

const textOf = (assignments: readonly Assignment[]) => [
  assignments.map((a) => a.field.name),
  graphOf(assignments.map((a) => a.value)),
];

/** The content of a table of several numbers, which never change; single numbers may have been written. */
const contentOf = ({ initial }: Field): string | undefined =>
  initial instanceof Float64Array
    ? digest([new Uint8Array(initial.buffer, initial.byteOffset, initial.byteLength)])
    : undefined;

/** Values as data: their parts, each with the indices of its operands, and the indices of the values. */
function graphOf(values: readonly Value[]): unknown {
  const parts = [...partsOf(values)];
  const numbers = new Map(parts.map((part, i) => [part, i]));
  const described = parts.map((part) => {
    const operands = operandsOf(part).map((operand) => numbers.get(operand));
    switch (part.kind) {
      case "number":
        return String(part.value);
      case "read":
        return [part.at, part.field.name];
      case "time":
        return ["time"];
      case "index":
        return ["index", part.side];
      case "draw":
        return [part.distribution, part.stream, part.side];
      case "interval":
        return ["interval", part.every, part.last];
      case "entry":
        return ["entry", part.table.name, contentOf(part.table), ...operands];
      case "call":
        return [part.fn, ...operands];
      default:
        return [part.op, ...operands];
    }
  });
  return [described, values.map((value) => numbers.get(value))];
}

function wiringOf({ topology, delays, postDelay }: Projection): string {
  if (topology.kind !== "sparse") return digest([JSON.stringify([delays, postDelay, topology])]);
  if (topology.joined) return digest([JSON.stringify([delays, postDelay, topology.joined])]);
  const bytes = (array: Int32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return digest([JSON.stringify([delays, postDelay]), bytes(topology.rowStart), bytes(topology.post)]);
}

const digest = (chunks: readonly (string | Uint8Array)[]): string => sha256(chunks).slice(0, 16);
