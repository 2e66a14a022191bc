import { allValues, type Field, isShared, type Program } from "../../program/program.js";
import { drawsOf, isMoving } from "../../program/value.js";
import type { Joined } from "../../random/joined.js";
import { type Tables, tablesOf } from "./tables.js";

/** Elements of every array are padded to whole cache lines, so that loops need no remainder. */
export const LINE = 16;
export const padded = (count: number): number => Math.ceil(count / LINE) * LINE;

/** Where a field lies: dense synapse fields are [rows, stride], all others [elements]. */
export interface FieldPlace {
  readonly address: number;
  /** Elements of the domain. */
  readonly size: number;
  readonly rows: number;
  /** Elements of a row, and the distance from one row to the next. */
  readonly width: number;
  readonly stride: number;
  readonly type: "float" | "int";
}

/** A ring of spike lists, one a step: [count, neuron, neuron …], so many steps back as the longest delay needs. */
export interface RingPlace {
  readonly address: number;
  readonly slots: number;
  /** Bytes from one list to the next. */
  readonly stride: number;
  /** Where the address of the present step's list is kept. */
  readonly current: number;
  readonly size: number;
}

/** Places in the control block that JavaScript writes before a run. */
export interface SourcePlace {
  /** Three words: steps of the train, address of its offsets, address of its indices. */
  readonly control: number;
}

/** A value that decays by a constant factor is stored as (value − target) / scale: only the scale moves. */
export interface Frame {
  readonly target: number;
  readonly factor: number;
  /** float64 scale; after it, as float32, the scale before and after this step's decay, and 1 over the latter. */
  readonly address: number;
}

/** Where the time is kept, and what random numbers are addressed by. */
export interface ClockPlace {
  /** Steps since the presentation began; before those of the present call. */
  readonly step: number;
  readonly before: number;
  /** The presentation's number, two words. */
  readonly presentation: number;
  /** In ms, float32. */
  readonly time: number;
  /** Of each stream of random numbers the key schedule, five words. */
  readonly keys: ReadonlyMap<number, number>;
}

/** Where neurons that compete are put down in a step. */
export interface ContestPlace {
  /** How many pass the threshold, and which: [count, neuron, neuron …]. */
  readonly list: number;
  /** Of each neuron, float32. */
  readonly margins: number;
  readonly lots?: number;
  /** Winners of each map, int32; then for each place a byte: whether a winner leaves no room for another. */
  readonly maps: number;
  readonly taken: number;
}

/** Everything that has an address in the module's memory. */
export interface Layout {
  readonly fields: ReadonlyMap<string, FieldPlace>;
  place(field: Field): FieldPlace;
  readonly frames: ReadonlyMap<string, Frame>;
  readonly rings: ReadonlyMap<string, RingPlace>;
  readonly sources: ReadonlyMap<string, SourcePlace>;
  /** Spike counts by population, [neurons] int32, and one word: whether to record the spikes. */
  readonly counts: ReadonlyMap<string, { readonly address: number; readonly record: number }>;
  /** One byte for each block of a population: whether anything in it may still move. */
  readonly awake: ReadonlyMap<string, { readonly address: number; readonly blocks: number }>;
  /** By population whose neurons compete. */
  readonly contests: ReadonlyMap<string, ContestPlace>;
  /** By guard field: its count, then the columns where it is not 0, then a byte for each column: is it listed. */
  readonly lists: ReadonlyMap<string, { readonly address: number; readonly flags: number; readonly size: number }>;
  /** By field that several synapses share: room for the sum of its changes, a float32 for each element, 0 between events. */
  readonly changes: ReadonlyMap<string, number>;
  /** By projection that is normalized: a word for each group, 1 where a weight has changed. */
  readonly marks: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  /** Index arrays of topologies, by projection and name. */
  readonly constants: ReadonlyMap<string, { readonly address: number; readonly length: number }>;
  /** By projection that is not stored: the key schedule of its numbers, and room for the columns of a row. */
  readonly drawn: ReadonlyMap<string, { readonly schedule: number; readonly columns: number; readonly joined: Joined }>;
  /** By projection: what is in them. */
  readonly contents: ReadonlyMap<string, Tables>;
  /** Lanes of the last vectors that hold neurons (−1) or padding (0), by population; absent where all do. */
  readonly lanes: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  /** Room for as many float64 as the largest population has neurons, and as many float32. */
  readonly scratch: number;
  /** Where something depends on it. */
  readonly clock?: ClockPlace;
  /** Two words: where the record of spikes goes on, and where it must not go beyond. */
  readonly log: number;
  /** First free byte. */
  readonly end: number;
}

/** Hands out addresses. */
class Allocator {
  constructor(public next: number) {}
  bytes(count: number): number {
    const address = this.next;
    this.next += Math.ceil(count / 64) * 64;
    return address;
  }
  words(count: number): number {
    return this.bytes(4 * count);
  }
}

/** A faster decay counts as this one: what it leaves is below any threshold, and its inverse is within float32. */
const SMALLEST_FACTOR = 1e-25;

function placeClock(memory: Allocator, streams: ReadonlySet<number>): ClockPlace {
  const at = memory.words(5);
  const keys = new Map([...streams].map((stream) => [stream, memory.words(5)]));
  return { step: at, before: at + 4, presentation: at + 8, time: at + 16, keys };
}

/** @param start first byte that may be used */
export function layOut(program: Program, start = 64): Layout {
  const memory = new Allocator(start);
  const log = memory.words(2);
  const frames = new Map<string, Frame>();
  for (const { field, factor, target } of program.decays) {
    frames.set(field.name, { target, factor: Math.max(factor, SMALLEST_FACTOR), address: memory.bytes(20) });
  }
  const sources = new Map(program.sources.map(({ name }) => [name, { control: memory.words(3) }]));
  const { populations, projections } = program;
  const counts = new Map(
    populations.map((p) => [p.name, { address: memory.words(padded(p.size)), record: memory.words(1) }]),
  );
  const awake = new Map(
    populations.map((p) => {
      const blocks = padded(p.size) / LINE;
      return [p.name, { address: memory.bytes(blocks + 8), blocks }];
    }),
  );
  const lanes = new Map(
    populations
      .filter((p) => p.size !== padded(p.size))
      .map((p) => [p.name, { address: memory.words(padded(p.size)), size: p.size }]),
  );
  const rings = new Map<string, RingPlace>();
  for (const { name, size, longestDelay } of [...program.sources, ...populations]) {
    const slots = 1 + longestDelay;
    const stride = 4 * padded(size + 1);
    rings.set(name, { address: memory.bytes(slots * stride), slots, stride, current: memory.words(1), size });
  }
  const lists = new Map(
    program.learning.projections.flatMap(({ guard }) => {
      if (!guard) return [];
      const { size } = guard.domain;
      return [[guard.name, { address: memory.words(size + 1), flags: memory.bytes(size), size }]];
    }),
  );
  const marks = new Map(
    projections.flatMap(({ name, normalization }) => {
      if (!normalization) return [];
      const size = normalization.groups;
      return [[name, { address: memory.words(padded(size)), size }] as const];
    }),
  );
  const changes = new Map(
    program.learning.projections
      .filter(({ projection }) => isShared(projection))
      .flatMap(({ onPre, onPost }) => [...onPre.synapse, ...onPost.synapse])
      .map(({ field }) => field)
      .filter((field, i, all) => all.indexOf(field) === i)
      .map((field) => [field.name, memory.words(padded(field.domain.size))]),
  );
  const contests = new Map(
    program.learning.populations.flatMap(({ population: { name, size }, competition }) => {
      if (!competition) return [];
      const [height, width, maps] = competition.grid;
      const place: ContestPlace = {
        list: memory.words(size + 1),
        margins: memory.words(padded(size)),
        lots: competition.lot && memory.words(padded(size)),
        maps: memory.words(maps),
        taken: memory.bytes(height * width),
      };
      return [[name, place]];
    }),
  );
  const largest = Math.max(1, ...populations.map((p) => p.size));
  const scratch = memory.bytes(12 * padded(largest));
  const constants = new Map<string, { address: number; length: number }>();
  const contents = new Map<string, Tables>();
  const drawn = new Map<string, { schedule: number; columns: number; joined: Joined }>();
  for (const step of program.learning.projections) {
    const [{ name, topology, post }, tables] = [step.projection, tablesOf(step)];
    if (topology.kind === "sparse" && topology.joined && !topology.isStored) {
      const { joined } = topology;
      drawn.set(name, { schedule: memory.words(10), columns: memory.words(post.size + 16), joined });
    }
    if (!tables) continue;
    contents.set(name, tables);
    for (const [key, length] of Object.entries(tables.lengths)) {
      constants.set(`${name}.${key}`, { address: memory.words(length + 1), length });
    }
  }
  const fields = new Map<string, FieldPlace>();
  for (const field of program.fields.values()) {
    const { size } = field.domain;
    // Dense synapses lie row by row; other shapes are those of tensors.
    const width = field.shape.length === 2 ? field.shape[1] : size;
    const stride = padded(width);
    const rows = size === 0 ? 0 : size / width;
    fields.set(field.name, {
      address: memory.words(rows * stride),
      size,
      rows,
      width,
      stride,
      type: field.type,
    });
  }
  const place = ({ name }: Field): FieldPlace => {
    const found = fields.get(name);
    if (!found) throw new TypeError(`no field "${name}" in the program`);
    return found;
  };
  const values = allValues(program);
  const streams = new Set(drawsOf(values).map((d) => d.stream));
  const clock = isMoving(values) ? placeClock(memory, streams) : undefined;
  const tables = {
    fields,
    place,
    frames,
    rings,
    sources,
    counts,
    awake,
    contests,
    lists,
    marks,
    changes,
    constants,
    contents,
    drawn,
    lanes,
  };
  return { ...tables, scratch, clock, log, end: memory.next };
}
