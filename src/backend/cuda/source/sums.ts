import { type Field, type ProjectionStep, sideOf, valuesOf } from "../../../program/program.js";
import { indexedSides, type Read, readsOf } from "../../../program/value.js";
import { Expressions } from "./expression.js";
import { topologyArray } from "./layout.js";
import type { Memory } from "./memory.js";
import type { Writer } from "./writer.js";

const INDEX: Readonly<Record<string, string>> = { column: "j", post: "j", row: "row", pre: "pre", synapse: "s" };

/** The sums over a projection's synapses in every step: one thread for each postsynaptic neuron, by ascending row. */
export class Sums {
  private readonly id: string;
  private readonly reads: readonly Read[];

  constructor(
    private readonly memory: Memory,
    readonly step: ProjectionStep,
  ) {
    this.id = memory.layout.id(step.projection.name);
    this.reads = readsOf(valuesOf(step.sums));
  }

  /** Fields that it reads and that another block may write. */
  get foreign(): readonly Field[] {
    return this.reads.filter((r) => ["pre", "row"].includes(sideOf(r))).map((r) => r.field);
  }

  get call(): string {
    return `sum_${this.id}(net, at);`;
  }

  write(out: Writer): void {
    const { memory, step } = this;
    const { layout } = memory;
    const { name, post } = step.projection;
    const own = layout.id(post.name);
    const inputs = step.sums.map(({ target }) => `net.${layout.place(target).id}[j]`);
    out.line(`// ${name}, ${step.projection.topology.kind}: sums over synapses`);
    out.block(`INLINE void sum_${this.id}(const Net& net, const At& at)`, () => {
      // Other threads of the block may have written synapses and columns.
      out.line("__syncthreads();");
      out.block(`for (int j = net.${own}first + threadIdx.x; j < net.${own}end; j += blockDim.x)`, () => {
        for (const [i, input] of inputs.entries()) out.line(`float sum${i} = ${input};`);
        this.declare(out, ["column", "post"]);
        this.forEachSynapse(out, () => {
          this.declare(out, ["row", "pre", "synapse"]);
          const values = new Expressions(
            out,
            memory.layout,
            valuesOf(step.sums),
            (r) => memory.local(r),
            (side) => INDEX[side],
          );
          for (const [i, { value }] of step.sums.entries()) out.line(`sum${i} += ${values.number(value)};`);
        });
        for (const [i, input] of inputs.entries()) out.line(`${input} = sum${i};`);
      });
    });
    out.line();
  }

  private declare(out: Writer, sides: readonly string[]): void {
    for (const r of this.reads) {
      if (!sides.includes(sideOf(r))) continue;
      out.line(`const float ${this.memory.local(r)} = ${this.memory.read(r.field, INDEX[sideOf(r)], "before")};`);
    }
  }

  private forEachSynapse(out: Writer, body: () => void): void {
    const { name, topology, rows, post, delays } = this.step.projection;
    const sides: readonly string[] = [...this.reads.map(sideOf), ...indexedSides(valuesOf(this.step.sums))];
    const needs = (side: string) => sides.includes(side);
    const at = (row: string, synapse: string) => {
      if (needs("row") || needs("pre")) out.line(`const int row = ${row};`);
      if (needs("pre")) out.line(`const int pre = row / ${delays.length};`);
      if (needs("synapse")) out.line(`const int s = ${synapse};`);
      body();
    };
    switch (topology.kind) {
      case "oneToOne":
        out.block("", () => at("j", "j"));
        return;
      case "dense":
        out.block(`for (int r = 0; r < ${rows}; r++)`, () => at("r", `r * ${post.size} + j`));
        return;
      case "allButSelf":
        out.block(`for (int r = 0; r < ${rows}; r++)`, () => {
          out.line("if (r == j) continue;");
          at("r", "-1");
        });
        return;
      case "sparse": {
        const index = (array: string) => `net.${this.memory.layout.id(topologyArray(name, array))}`;
        const [start, synapse, row] = ["columnStart", "columnSynapse", "columnRow"].map(index);
        out.block(`for (int c = ${start}[j]; c < ${start}[j + 1]; c++)`, () => at(`${row}[c]`, `${synapse}[c]`));
        return;
      }
      default:
        throw new TypeError(`"${name}": no synapses to visit one by one`);
    }
  }
}
