import {
  type Decay,
  type ElementLoop,
  type Field,
  isShared,
  type Projection,
  type Schedule,
  type Side,
  sideOf,
  valuesOf,
} from "../../../program/program.js";
import { indexedSides, type Read, readsOf } from "../../../program/value.js";
import { Expressions } from "./expression.js";
import { topologyArray } from "./layout.js";
import { floatLiteral } from "./literal.js";
import type { Memory } from "./memory.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/** An update in every step of a projection's rows, columns or synapses. */
export class Update {
  readonly id: string;
  /** What the equations read. */
  private readonly reads: readonly Read[];
  /** Sides whose index they use. */
  private readonly indexed: readonly Side[];

  constructor(
    private readonly memory: Memory,
    private readonly projection: Projection,
    private readonly loop: ElementLoop,
    private readonly decays: readonly Decay[],
  ) {
    this.id = `update_${loop.domain.level}_${memory.layout.id(projection.name)}`;
    const decaying = decays.map(({ field }): Read => ({ kind: "read", field, at: "element" }));
    const reads = readsOf(valuesOf(loop.next));
    const isRead = (r: Read) => reads.some(({ field, at }) => field === r.field && at === r.at);
    this.indexed = indexedSides(valuesOf(loop.next));
    this.reads = [...reads, ...decaying.filter((r) => !isRead(r))];
  }

  /** The fields that it writes. */
  get changes(): readonly Field[] {
    return [...this.loop.next, ...this.decays].map((a) => a.field);
  }

  /** The fields that it reads and that another block may write. */
  get foreign(): readonly Field[] {
    return this.reads.filter((r) => ["pre", "row"].includes(this.placeOf(r))).map((r) => r.field);
  }

  /** Whether it changes normalized weights. */
  private get changesWeights(): boolean {
    return this.loop.next.some((a) => a.field === this.projection.normalization?.weight);
  }

  get call(): string {
    return `${this.id}(net, at);`;
  }

  /**
   * Each element is updated by the block that holds it: rows in the block's own range, synapses with their column. All
   * right sides read the values from before the step.
   */
  write(out: Writer): void {
    const { next, domain } = this.loop;
    out.line(`// ${domain.name}, ${domain.level}s: state update`);
    out.block(`INLINE void ${this.id}(const Net& net, const At& at)`, () => {
      this.forEachElement(out, () => {
        const indices: Readonly<Record<string, string>> = { pre: "pre", row: "row", column: "j", own: "e" };
        for (const r of this.reads) {
          const value = this.memory.read(r.field, indices[this.placeOf(r)], "before");
          out.line(`const float ${this.memory.local(r)} = ${value};`);
        }
        const expressions = new Expressions(
          out,
          this.memory.layout,
          valuesOf(next),
          (r) => this.memory.local(r),
          (side) => indices[this.placeAt(side)],
        );
        for (const { field, value } of next) out.line(this.memory.write(field, "e", expressions.number(value)));
        const marks = this.changesWeights ? this.memory.layout.marks.get(this.projection.name) : undefined;
        const { normalization, post } = this.projection;
        const groups = normalization?.groups ?? post.size;
        if (marks) out.line(`net.${marks.id}[${isShared(this.projection) ? `e % ${groups}` : "j"}] = 1;`);
        for (const { field, factor, target } of this.decays) {
          const before = this.memory.local({ kind: "read", field, at: "element" });
          const value = `decayed(${before}, ${floatLiteral(factor)}, ${floatLiteral(target)})`;
          out.line(this.memory.write(field, "e", value));
        }
      });
    });
    out.line();
  }

  /** Where a value is kept: with the element itself, or with its presynaptic neuron, row or column. */
  private placeOf(read: Read): "own" | "pre" | "row" | "column" {
    return this.placeAt(sideOf(read));
  }

  private placeAt(side: Side): "own" | "pre" | "row" | "column" {
    if (side === "pre" || side === "post") return side === "pre" ? "pre" : "column";
    return side === this.loop.domain.level ? "own" : side === "row" ? "row" : "column";
  }

  private forEachElement(out: Writer, body: () => void): void {
    const {
      projection,
      memory: { layout },
      loop: {
        domain: { level, size },
      },
    } = this;
    const places = new Set([
      ...(this.changesWeights && !isShared(projection) ? ["column" as const] : []),
      ...this.reads.map((r) => this.placeOf(r)),
      ...this.indexed.map((side) => this.placeAt(side)),
    ]);
    const share = shareOf(size, layout.shape);
    /** Loops over elements e, with the indices of the row and column that are read. */
    const run = (first: string, end: string, row: string, column: string) =>
      out.block(`for (int e = ${first} + threadIdx.x; e < ${end}; e += blockDim.x)`, () => place(row, column));
    const place = (row: string, column: string) => {
      if (places.has("row")) out.line(`const int row = ${row};`);
      if (places.has("pre"))
        out.line(`const int pre = ${places.has("row") ? "row" : `(${row})`} / ${projection.delays.length};`);
      if (places.has("column")) out.line(`const int j = ${column};`);
      body();
    };
    if (level !== "synapse") {
      run(`net.rank * ${share}`, `min((net.rank + 1) * ${share}, ${size})`, "e", "e");
      return;
    }
    const { kind } = projection.topology;
    const post = layout.id(projection.post.name);
    const width = projection.post.size;
    if (kind === "convolution") {
      run(`net.rank * ${share}`, `min((net.rank + 1) * ${share}, ${size})`, "0", "0");
      return;
    }
    // Other threads of the block write a column's synapses at events.
    out.line("__syncthreads();");
    if (kind === "sparse") {
      const index = (array: string) => `net.${layout.id(topologyArray(projection.name, array))}`;
      const start = index("columnStart");
      const range = `int c = ${start}[net.${post}first] + threadIdx.x; c < ${start}[net.${post}end]; c += blockDim.x`;
      out.block(`for (${range})`, () => {
        out.line(`const int e = ${index("columnSynapse")}[c];`);
        place(`${index("columnRow")}[c]`, `${index("post")}[e]`);
      });
    } else if (kind === "oneToOne") run(`net.${post}first`, `net.${post}end`, "e", "e");
    else {
      out.block(`for (int r = 0; r < ${size / width}; r++)`, () =>
        run(`r * ${width} + net.${post}first`, `r * ${width} + net.${post}end`, "r", `e - r * ${width}`),
      );
    }
    out.line("__syncthreads();");
  }
}

/** The updates of a projection in every step: its equations, and decays without a frame. */
export function updatesOf(
  memory: Memory,
  { decays }: Schedule,
  projection: Projection,
  loops: readonly ElementLoop[],
): readonly Update[] {
  const isOwn = ({ field }: Decay) =>
    field.domain.level !== "neuron" && field.domain.name === projection.name && !memory.layout.place(field).frame;
  const own = decays.filter(isOwn);
  const domains = new Set([...loops.map((l) => l.domain), ...own.map((d) => d.field.domain)]);
  return [...domains].map((domain) => {
    const loop = loops.find((l) => l.domain === domain) ?? { domain, next: [] };
    return new Update(
      memory,
      projection,
      loop,
      own.filter((d) => d.field.domain === domain),
    );
  });
}
