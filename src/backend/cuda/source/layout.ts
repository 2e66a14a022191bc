import { BackendError } from "../../../errors.js";
import { allValues, type Field, goesAlongColumns, type Program, type Projection } from "../../../program/program.js";
import { drawsOf, isMoving } from "../../../program/value.js";
import { type Frame, framesOf } from "./frames.js";
import type { Shape } from "./shape.js";
import { writtenFields } from "./written.js";

/** An array in device memory, of 4-byte elements. */
export interface Place {
  /** Its name in the generated source. */
  readonly id: string;
  readonly type: "float" | "int" | "unsigned";
  readonly length: number;
  /** In bytes, from the start of its section. */
  readonly offset: number;
  /**
   * The section: `mine` for what every presentation changes, even without learning; `shared` for what is then only
   * read.
   */
  readonly section: "mine" | "shared";
}

export interface FieldPlace extends Place {
  readonly field: Field;
  readonly frame?: Frame;
}

/** The spikes of one population: a ring buffer of lists, one slot for each of the last steps. */
interface Ring {
  readonly size: number;
  /** [slots × size]: neurons in ascending order; each block's list starts at the start of its range. */
  readonly spikes: Place;
  /** [slots × blocks] */
  readonly count: Place;
  /** [slots × words]: a bit for each block with spikes; only if there are several blocks. */
  readonly live?: Place;
}

/** Memory for a population's competition: whole-number keys in the order of the values. */
export interface ContestPlaces {
  /** [neurons]: the key of the margin, LOST for neurons without one, WON for winners. */
  readonly margins: Place;
  readonly lots?: Place;
  /** [maps]: number of winners in each. */
  readonly maps: Place;
  /** [places]: 1 where a winner leaves no room for another. */
  readonly taken: Place;
  /** The number of winners. */
  readonly won: Place;
}

const ALIGNMENT = 256;

/** Whether only the block that holds a neuron writes the field's element. */
export const isOfNeurons = ({ field: { domain } }: FieldPlace): boolean =>
  domain.level === "neuron" || domain.level === "column";

/** The name of an index array of a sparse topology. */
export const topologyArray = (projection: string, array: string): string => `${projection}.topology.${array}`;

/** The arrays that list a sparse projection's synapses; by column only if something visits columns. */
function listsOf(program: Program, { name, topology }: Projection): readonly (readonly [string, Int32Array])[] {
  if (topology.kind !== "sparse") return [];
  const { rowStart, post } = topology;
  const step = program.learning.projections.find(({ projection }) => projection.name === name);
  const hasLoop = step?.loops.some(({ domain }) => domain.level === "synapse") || (step?.sums.length ?? 0) > 0;
  if (!hasLoop && !goesAlongColumns(step)) return Object.entries({ rowStart, post });
  const { start: columnStart, synapse: columnSynapse, row: columnRow } = topology.columns;
  return Object.entries({ rowStart, post, columnStart, columnSynapse, columnRow });
}

/**
 * The layout of device memory. A network has two sections: `mine`, of which presentations side by side have a copy
 * each, and `shared`, with weights and topology.
 */
export class Layout {
  readonly fields: ReadonlyMap<string, FieldPlace>;
  readonly frames: readonly Frame[];
  readonly rings: ReadonlyMap<string, Ring>;
  /** By population, for those whose neurons compete. */
  readonly contests: ReadonlyMap<string, ContestPlaces>;
  /** By normalized projection: 1 for each column in which a weight has changed. */
  readonly marks: ReadonlyMap<string, Place>;
  /** Index arrays of sparse topologies, by {@link topologyArray}. */
  readonly indices: ReadonlyMap<string, Place & { readonly values: Int32Array }>;
  /** Counter of the grid's barrier. */
  readonly barrier: Place;
  /** Whether anything depends on the time or on random numbers; and whether on random numbers. */
  readonly hasClock: boolean;
  readonly hasDraws: boolean;
  /** Slots of every ring: one for each step whose list may still be needed, and one to be cleared ahead. */
  readonly slots: number;
  private readonly ends = { mine: 0, shared: 0 };
  private readonly ids = new Map<string, string>();
  private readonly taken = new Set<string>();

  constructor(
    readonly program: Program,
    readonly shape: Shape,
  ) {
    const values = allValues(program);
    this.hasClock = isMoving(values);
    this.hasDraws = drawsOf(values).length > 0;
    this.frames = framesOf(program);
    const framed = new Map(this.frames.map((f) => [f.field, f]));
    const changing = writtenFields(program.frozen, (f) => framed.has(f));
    const populations = program.populations.filter((p) => p.spikes);
    this.slots = Math.max(...[...program.sources, ...populations].map((p) => p.longestDelay), 0) + 3;
    this.barrier = this.allocate("network.barrier.arrived", "unsigned", 1, "mine");
    this.rings = new Map(
      populations.map(({ name, size }) => [
        name,
        {
          size,
          spikes: this.allocate(`${name}.ring.spikes`, "int", this.slots * size, "mine"),
          count: this.allocate(`${name}.ring.count`, "int", this.slots * shape.blocks, "mine"),
          live:
            shape.blocks > 1
              ? this.allocate(`${name}.ring.live`, "unsigned", this.slots * Math.ceil(shape.blocks / 32), "mine")
              : undefined,
        },
      ]),
    );
    this.fields = new Map(
      [...program.fields.values()].map((field) => {
        const section = changing.has(field) ? "mine" : "shared";
        const place = this.allocate(field.name, field.type, field.domain.size, section);
        return [field.name, { ...place, field, frame: framed.get(field) }];
      }),
    );
    this.contests = new Map(
      program.learning.populations.flatMap(({ population: { name, size }, competition }) => {
        if (!competition) return [];
        const [height, width, maps] = competition.grid;
        const place = (what: string, length: number) => this.allocate(`${name}.contest.${what}`, "int", length, "mine");
        const places: ContestPlaces = {
          margins: place("margins", size),
          lots: competition.lot && place("lots", size),
          maps: place("maps", maps),
          taken: place("taken", height * width),
          won: place("won", 1),
        };
        return [[name, places]];
      }),
    );
    const normalized = program.projections.filter((p) => p.normalization);
    this.marks = new Map(
      normalized.map(({ name, post, normalization }) => {
        const groups = normalization?.groups ?? post.size;
        return [name, this.allocate(`${name}.normalize.marks`, "int", groups, "shared")];
      }),
    );
    this.indices = new Map(
      program.projections.flatMap((projection) =>
        listsOf(program, projection).map(([array, values]) => {
          const name = topologyArray(projection.name, array);
          return [name, { ...this.allocate(name, "int", Math.max(1, values.length), "shared"), values }] as const;
        }),
      ),
    );
  }

  /** Size of a section in bytes. */
  bytes(section: "mine" | "shared"): number {
    return this.ends[section];
  }

  /** All arrays that kernels use. */
  get places(): readonly Place[] {
    const rings = [...this.rings.values()].flatMap(({ spikes, count, live }) => [
      spikes,
      count,
      ...(live ? [live] : []),
    ]);
    const contests = [...this.contests.values()].flatMap(({ margins, lots, maps, taken, won }) => [
      ...[margins, maps, taken, won],
      ...(lots ? [lots] : []),
    ]);
    return [
      this.barrier,
      ...rings,
      ...contests,
      ...this.fields.values(),
      ...this.marks.values(),
      ...this.indices.values(),
    ];
  }

  /** Fields in the order used to describe samples: those that a block holds alone come first. */
  get sampled(): readonly FieldPlace[] {
    const fields = [...this.fields.values()];
    return [...fields.filter(isOfNeurons), ...fields.filter((f) => !isOfNeurons(f))];
  }

  /**
   * The name in the source of something in the program: `exc.v` becomes `exc_v_`. Names end in `_`, or in a number
   * after it. A word behind one is therefore never a name: `exc_fired` is the backend's own, `exc_fired_` a variable.
   */
  id(name: string): string {
    const known = this.ids.get(name);
    if (known) return known;
    const plain = `${name.replaceAll(".", "_")}_`;
    let id = plain;
    for (let i = 2; this.taken.has(id); i++) id = `${plain}${i}`;
    this.taken.add(id);
    this.ids.set(name, id);
    return id;
  }

  place({ name }: Field): FieldPlace {
    const place = this.fields.get(name);
    if (!place) throw new TypeError(`no field "${name}" in the program`);
    return place;
  }

  /** A field by full name. Throws {@link BackendError} for an unknown one. */
  named(field: string): FieldPlace {
    const place = this.fields.get(field);
    if (place) return place;
    throw new BackendError(`cuda, field: found "${field}", expected one of ${[...this.fields.keys()].join(", ")}.`);
  }

  private allocate(name: string, type: Place["type"], length: number, section: Place["section"]): Place {
    const offset = this.ends[section];
    this.ends[section] = offset + Math.ceil((4 * length) / ALIGNMENT) * ALIGNMENT;
    return { id: this.id(name), type, length, offset, section };
  }
}
