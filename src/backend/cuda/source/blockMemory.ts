import type { Field, Population } from "../../../program/program.js";
import { type FieldPlace, isOfNeurons, type Layout } from "./layout.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/** Shared memory of a block, in bytes, that is available without special configuration. */
const SHARED_BYTES = 48 * 1024;

/** What a block holds in its shared memory during a launch: its spikes, contests, and fields that only it accesses. */
export class BlockMemory {
  readonly cached: readonly FieldPlace[];

  /**
   * @param foreign fields that other blocks may read or write
   * @param written fields whose stored values change
   */
  constructor(
    private readonly layout: Layout,
    foreign: ReadonlySet<Field>,
    private readonly written: ReadonlySet<Field>,
  ) {
    this.cached = this.chooseCached(foreign);
  }

  /** Fields of neurons and columns that only their own block accesses, as many as fit in shared memory. */
  private chooseCached(foreign: ReadonlySet<Field>): FieldPlace[] {
    const { layout } = this;
    const masks = [...layout.rings.values()].map(({ size }) => 4 * Math.ceil(shareOf(size, layout.shape) / 32));
    const contests = 12 * layout.contests.size;
    let left = masks.reduce((bytes, mask) => bytes - mask, SHARED_BYTES - contests);
    return [...layout.fields.values()].filter((f) => {
      const bytes = 4 * shareOf(f.length, layout.shape);
      if (!isOfNeurons(f) || bytes > left || (layout.shape.blocks > 1 && foreign.has(f.field))) return false;
      left -= bytes;
      return true;
    });
  }

  writeStructures(out: Writer): void {
    const { layout } = this;
    const { shape } = layout;
    out.block(
      "struct Shared",
      () => {
        for (const [name, { size }] of layout.rings) {
          const words = Math.ceil(shareOf(size, shape) / 32);
          out.line(`unsigned ${layout.id(name)}fired[${words}];  // a bit for each neuron in the block's range`);
        }
        for (const name of layout.contests.keys()) {
          out.line(`int ${layout.id(name)}best[3];  // margin, lot and index of the best neuron so far`);
        }
        for (const { id, type, length } of this.cached) out.line(`${type} ${id}[${shareOf(length, shape)}];`);
        if (layout.rings.size + this.cached.length === 0) out.line("int nothing;");
      },
      "};",
    );
    out.line();
    out.line("// A step: its number in the presentation, its slot in the rings, the scales of moving frames");
    out.block(
      "struct At",
      () => {
        out.line("int k, slot;");
        if (layout.hasClock) out.line("int step; float time;  // since the presentation began");
        for (const { field } of layout.frames)
          out.line(`float ${layout.id(field.name)}before, ${layout.id(field.name)}now;`);
      },
      "};",
    );
    out.line();
    out.block("INLINE int slotOf(const At& at, int delay)", () => {
      out.line(`const int slot = at.slot - delay;`);
      out.line(`return slot < 0 ? slot + ${layout.slots} : slot;`);
    });
    out.line();
    this.writeOpen(out);
  }

  private writeOpen(out: Writer): void {
    const { layout } = this;
    const { shape } = layout;
    const cached = new Set(this.cached.map((f) => f.id));
    out.block("INLINE Net open(const Launch& launch, Shared& shared)", () => {
      out.line("Net net;");
      out.line(`const int network = blockIdx.x / ${shape.blocks};  // among those of this launch`);
      out.line("net.network = launch.network + network;");
      out.line(`net.rank = blockIdx.x % ${shape.blocks};`);
      if (layout.hasDraws) out.line("net.address = launch.addresses + 4 * network;");
      for (const { name, size } of layout.program.populations) {
        const [id, share] = [layout.id(name), shareOf(size, shape)];
        out.line(`net.${id}first = min(net.rank * ${share}, ${size});`);
        out.line(`net.${id}end = min(net.${id}first + ${share}, ${size});`);
      }
      out.line("net.mine = launch.memory + launch.sites[network].mine;");
      out.line("net.shared = launch.memory + launch.sites[network].shared;");
      for (const place of layout.places) {
        if (cached.has(place.id)) continue;
        out.line(`net.${place.id} = (${place.type}*)(net.${place.section} + ${place.offset}LL);`);
      }
      for (const { id, field } of this.cached) {
        out.line(`net.${id} = shared.${id} - net.${layout.id(ownerOf(layout, field).name)}first;`);
      }
      for (const { name, longestDelay } of layout.program.sources) {
        const id = layout.id(name);
        const stride = `(launch.allSteps + ${longestDelay + 1})`;
        out.line(`net.${id}offsets = launch.${id}offsets + (long long)network * ${stride};`);
        out.line(`net.${id}indices = launch.${id}indices;`);
      }
      for (const [name, { size }] of layout.rings) {
        const id = layout.id(name);
        const words = Math.ceil(size / 32);
        out.line(`net.${id}total = launch.${id}total + (long long)network * ${size};`);
        out.line(
          `net.${id}record = launch.${id}record ? launch.${id}record + (long long)network * launch.allSteps * ${words} : 0;`,
        );
      }
      out.line("return net;");
    });
    out.line();
  }

  writeCopies(out: Writer, direction: "in" | "out"): void {
    const { layout } = this;
    const copied = this.cached.filter((f) => direction === "in" || this.written.has(f.field));
    const owners = new Set(copied.map((f) => ownerOf(layout, f.field)));
    for (const owner of owners) {
      const id = layout.id(owner.name);
      out.block(`for (int j = net.${id}first + threadIdx.x; j < net.${id}end; j += blockDim.x)`, () => {
        for (const place of copied.filter((f) => ownerOf(layout, f.field) === owner)) {
          const memory = `((${place.type}*)(net.${place.section} + ${place.offset}LL))[j]`;
          const local = `net.${place.id}[j]`;
          out.line(direction === "in" ? `${local} = ${memory};` : `${memory} = ${local};`);
        }
      });
    }
  }
}

/** The population whose neurons a field of neurons or columns stands for. */
function ownerOf({ program }: Layout, { domain }: Field): Population {
  const owner =
    domain.level === "neuron"
      ? program.populations.find((p) => p.name === domain.name)
      : program.projections.find((p) => p.name === domain.name)?.post;
  if (!owner) throw new TypeError(`no population of "${domain.name}" in the program`);
  return owner;
}
