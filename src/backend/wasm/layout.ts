import { allValues, type Field, isShared, type Program } from "../../program/program.js";
import { drawsOf, isMoving } from "../../program/value.js";
import type { Joined } from "../../random/joined.js";
import { Allocator } from "./allocator.js";
import { type Division, divide, type Range } from "./division.js";
import { type MeetingPlace, placeMeeting } from "./meetingPlace.js";
import { LINE, padded } from "./padding.js";
import { placeRings, placeRingsOf, type RingPlace } from "./rings.js";
import { type Tables, tablesOf } from "./tables.js";

/** The place of a field in memory: dense synapse fields are [rows, stride], all others [elements]. */
export interface FieldPlace {
  readonly address: number;
  /** Number of elements in the domain. */
  readonly size: number;
  readonly rows: number;
  /** Elements in a row, and the distance between rows. */
  readonly width: number;
  readonly stride: number;
  readonly type: "float" | "int";
}

/** Words of the control block that JavaScript writes before a run. */
interface SourcePlace {
  /** Three words: number of steps in the train, address of its offsets, address of its indices. */
  readonly control: number;
}

/** A value that decays by a constant factor is stored as (value − target) / scale, so that only the scale changes. */
export interface Frame {
  readonly target: number;
  readonly factor: number;
  /**
   * The float64 scale, followed by three float32: the scale before and after this step's decay, and the inverse of the
   * latter.
   */
  readonly address: number;
}

/** The current time, and what random numbers are addressed by. */
export interface ClockPlace {
  /** Steps since the presentation began, and how many of them came before the current call. */
  readonly step: number;
  readonly before: number;
  /** The number of the presentation, two words. */
  readonly presentation: number;
  /** In ms, float32. */
  readonly time: number;
  /** The key schedule of each stream of random numbers, five words. */
  readonly keys: ReadonlyMap<number, number>;
}

/** Buffers for the competition within a step. */
export interface ContestPlace {
  /** The neurons that pass the threshold: [count, neuron, neuron …]. */
  readonly list: number;
  /** Of each neuron, float32. */
  readonly margins: number;
  readonly lots?: number;
  /** The number of winners in each map, int32; then one byte per place: whether a winner blocks it. */
  readonly maps: number;
  readonly taken: number;
}

/**
 * All addresses in the module's memory, as one thread sees them. What several threads write has several places,
 * everything else has one.
 */
export interface Layout {
  readonly thread: number;
  readonly threads: number;
  /** The neurons of a population that this thread owns. */
  own(population: { readonly name: string }): Range;
  /** Present if there are several threads. */
  readonly meeting?: MeetingPlace;
  readonly fields: ReadonlyMap<string, FieldPlace>;
  place(field: Field): FieldPlace;
  readonly frames: ReadonlyMap<string, Frame>;
  readonly rings: ReadonlyMap<string, RingPlace>;
  readonly sources: ReadonlyMap<string, SourcePlace>;
  /** Spike counts by population, [neurons] int32, and one word: whether to record the spikes. */
  readonly counts: ReadonlyMap<string, { readonly address: number; readonly record: number }>;
  /** One byte per block of a population: whether anything in it may still change. */
  readonly awake: ReadonlyMap<string, { readonly address: number; readonly blocks: number }>;
  /** By population with competition. */
  readonly contests: ReadonlyMap<string, ContestPlace>;
  /** By guard field: the count and the columns where it is not 0, then one byte per column: whether it is listed. */
  readonly lists: ReadonlyMap<string, { readonly address: number; readonly flags: number; readonly size: number }>;
  /** By shared field: the sum of its changes during an event, a float32 per element, 0 between events. */
  readonly changes: ReadonlyMap<string, number>;
  /** By normalized projection: a word for each group, 1 if one of its weights has changed. */
  readonly marks: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  /** Index arrays of topologies, by projection and name. */
  readonly constants: ReadonlyMap<string, { readonly address: number; readonly length: number }>;
  /** By drawn projection: the key schedule of its random numbers, and room for the columns of a row. */
  readonly drawn: ReadonlyMap<string, { readonly schedule: number; readonly columns: number; readonly joined: Joined }>;
  /** By projection: the tables that hold these arrays. */
  readonly contents: ReadonlyMap<string, Tables>;
  /** Masks for the last vectors of a population: −1 for neurons, 0 for padding; absent if there is no padding. */
  readonly lanes: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  /** Room for one float64 and one float32 per neuron of the largest population. */
  readonly scratch: number;
  /** Present if something depends on the time or on random numbers. */
  readonly clock?: ClockPlace;
  /** Two words: the end of the record of spikes, and its limit. */
  readonly log: number;
  /** First free byte. */
  readonly end: number;
}

/** Faster decays are clamped to this factor: what remains is below any threshold, and its inverse is within float32. */
const SMALLEST_FACTOR = 1e-25;

function placeClock(memory: Allocator, streams: ReadonlySet<number>): ClockPlace {
  const at = memory.words(5);
  const keys = new Map([...streams].map((stream) => [stream, memory.words(5)]));
  return { step: at, before: at + 4, presentation: at + 8, time: at + 16, keys };
}

function placeFrames(memory: Allocator, { decays }: Program): ReadonlyMap<string, Frame> {
  return new Map(
    decays.map(({ field, factor, target }) => [
      field.name,
      { target, factor: Math.max(factor, SMALLEST_FACTOR), address: memory.bytes(20) },
    ]),
  );
}

function placeAwake(memory: Allocator, { populations }: Program): Layout["awake"] {
  return new Map(
    populations.map((p) => {
      const blocks = padded(p.size) / LINE;
      // They are tested eight at a time and set sixteen at a time, from any block on.
      return [p.name, { address: memory.bytes(blocks + 16), blocks }];
    }),
  );
}

function placeLists(memory: Allocator, { learning }: Program): Layout["lists"] {
  return new Map(
    learning.projections.flatMap(({ guard }) => {
      if (!guard) return [];
      const { size } = guard.domain;
      return [[guard.name, { address: memory.words(size + 1), flags: memory.bytes(size), size }]];
    }),
  );
}

/** Dense synapses are stored row by row, padded; other shapes are those of the tensors. */
function placeField(memory: Allocator, { domain: { size }, shape, type }: Field): FieldPlace {
  const width = shape.length === 2 ? shape[1] : size;
  const stride = padded(width);
  const rows = size === 0 ? 0 : size / width;
  return { address: memory.words(rows * stride), size, rows, width, stride, type };
}

const scratchOf = (memory: Allocator, { populations }: Program): number =>
  memory.bytes(12 * padded(Math.max(1, ...populations.map((p) => p.size))));

const drawnColumns = (memory: Allocator, size: number): number => memory.words(size + 16);

/** The layout for a single thread. */
export const layOut = (program: Program): Layout => layOutThreads(program, divide(program, 1))[0];

/** The layouts for several threads. JavaScript reads the places of the first. */
export function layOutThreads(program: Program, division: Division, start?: number): readonly Layout[] {
  const memory = new Allocator(start);
  const first = placeAll(memory, program, division);
  const { threads } = division;
  const shared = { ...first, meeting: threads > 1 ? placeMeeting(memory, program, threads) : undefined };
  const all = [shared, ...Array.from({ length: threads - 1 }, (_, i) => withOwn(memory, program, shared, i + 1))];
  return all.map((layout, t) => {
    const own = ({ name }: { readonly name: string }) => {
      const range = division.ranges.get(name)?.[t];
      if (!range) throw new TypeError(`no population "${name}" in the program`);
      return range;
    };
    const place = ({ name }: Field): FieldPlace => {
      const found = layout.fields.get(name);
      if (!found) throw new TypeError(`no field "${name}" in the program`);
      return found;
    };
    return { ...layout, place, own, thread: t, threads, end: memory.next };
  });
}

type Places = Omit<Layout, "place" | "own" | "thread" | "threads" | "end">;

/** The places that an additional thread has for itself. */
function withOwn(memory: Allocator, program: Program, first: Places, thread: number): Places {
  const rows = [...program.fields.values()]
    .filter(({ domain }) => domain.level === "row")
    .map((field) => [field.name, placeField(memory, field)] as const);
  const drawn = [...first.drawn].map(([name, place]) => {
    const post = program.projections.find((projection) => projection.name === name)?.post;
    return [name, { ...place, columns: drawnColumns(memory, post?.size ?? 0) }] as const;
  });
  return {
    ...first,
    log: memory.words(2),
    frames: placeFrames(memory, program),
    awake: placeAwake(memory, program),
    lists: placeLists(memory, program),
    rings: placeRingsOf(memory, first.rings, thread),
    scratch: scratchOf(memory, program),
    drawn: new Map(drawn),
    fields: new Map([...first.fields, ...rows]),
    clock: first.clock && { ...placeClock(memory, new Set()), keys: first.clock.keys },
    meeting: first.meeting && { ...first.meeting, passed: memory.words(1) },
  };
}

function placeAll(memory: Allocator, program: Program, division: Division): Places {
  const log = memory.words(2);
  const frames = placeFrames(memory, program);
  const sources = new Map(program.sources.map(({ name }) => [name, { control: memory.words(3) }]));
  const { populations, projections } = program;
  const counts = new Map(
    populations.map((p) => [p.name, { address: memory.words(padded(p.size)), record: memory.words(1) }]),
  );
  const awake = placeAwake(memory, program);
  const lanes = new Map(
    populations
      .filter((p) => p.size !== padded(p.size))
      .map((p) => [p.name, { address: memory.words(padded(p.size)), size: p.size }]),
  );
  const rings = placeRings(memory, program, division);
  const lists = placeLists(memory, program);
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
  const scratch = scratchOf(memory, program);
  const constants = new Map<string, { address: number; length: number }>();
  const contents = new Map<string, Tables>();
  const drawn = new Map<string, { schedule: number; columns: number; joined: Joined }>();
  for (const step of program.learning.projections) {
    const [{ name, topology, post }, tables] = [step.projection, tablesOf(step, division)];
    if (topology.kind === "sparse" && topology.joined && !topology.isStored) {
      const { joined } = topology;
      drawn.set(name, { schedule: memory.words(10), columns: drawnColumns(memory, post.size), joined });
    }
    if (!tables) continue;
    contents.set(name, tables);
    for (const [key, length] of Object.entries(tables.lengths)) {
      constants.set(`${name}.${key}`, { address: memory.words(length + 1), length });
    }
  }
  const fields = new Map([...program.fields.values()].map((field) => [field.name, placeField(memory, field)]));
  const values = allValues(program);
  const streams = new Set(drawsOf(values).map((d) => d.stream));
  const clock = isMoving(values) ? placeClock(memory, streams) : undefined;
  return {
    ...{ fields, frames, rings, sources, counts, awake, contests, lists, marks, changes },
    ...{ constants, contents, drawn, lanes, scratch, clock, log },
  };
}
