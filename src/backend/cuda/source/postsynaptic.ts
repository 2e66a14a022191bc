import { isShared, type ProjectionStep, valuesOf } from "../../../program/program.js";
import { Expressions } from "./expression.js";
import { topologyArray } from "./layout.js";
import type { Memory } from "./memory.js";
import { ownSpikes } from "./spikes.js";
import { Visit } from "./visit.js";
import type { Writer } from "./writer.js";

/** What the spikes of a population do to the synapses onto it. */
export class Reaction {
  readonly visit: Visit;
  private readonly id: string;

  constructor(
    private readonly memory: Memory,
    readonly step: ProjectionStep,
  ) {
    this.id = memory.layout.id(step.projection.name);
    // Changes of shared filters are computed by threads of their own.
    this.visit = new Visit(memory, step, isShared(step.projection) ? [] : step.onPost.synapse);
  }

  get call(): string {
    return `react_${this.id}(net, at);`;
  }

  /**
   * Visits all synapses onto the neurons that fired within the block's range, with one thread for each synapse. Other
   * threads hold these columns before and after, hence the barriers; a block without spikes does nothing.
   */
  write(out: Writer): void {
    const { memory, step } = this;
    const { layout } = memory;
    const { name, post, topology } = step.projection;
    const { synapse, column } = step.onPost;
    const marks = step.onPost.marks ? layout.marks.get(name) : undefined;
    out.line(`// ${name}, ${topology.kind}: spikes of ${post.name} change the synapses onto them`);
    out.block(`INLINE void react_${this.id}(const Net& net, const At& at)`, () => {
      ownSpikes(out, layout, post, `${step.projection.postDelay}`);
      out.line("if (n == 0) return;");
      out.line("__syncthreads();");
      if (synapse.length > 0) this.writeVisits(out);
      out.line("__syncthreads();");
      if (column.length === 0 && !marks) return;
      out.block("for (int i = threadIdx.x; i < n; i += blockDim.x)", () => {
        out.line("const int j = list[i];");
        const values = new Expressions(
          out,
          memory.layout,
          valuesOf(column),
          (r) => memory.read(r.field, "j"),
          () => "j",
        );
        for (const { field, value } of column) {
          out.line(`const float ${memory.next(field)} = ${values.number(value)};`);
        }
        for (const { field } of column) out.line(memory.write(field, "j", memory.next(field)));
        const groups = step.projection.normalization?.groups ?? post.size;
        if (marks) out.line(`net.${marks.id}[${groups === post.size ? "j" : `j % ${groups}`}] = 1;`);
      });
      out.line("__syncthreads();");
    });
    out.line();
  }

  private writeVisits(out: Writer): void {
    const { layout } = this.memory;
    const { name, delays, rows, post, topology } = this.step.projection;
    const one = () => {
      if (this.visit.needs("pre")) out.line(`const int pre = row / ${delays.length};`);
      for (const loop of ["column", "row", "synapse"] as const) this.visit.declare(out, loop);
      this.visit.write(out);
    };
    switch (topology.kind) {
      case "allButSelf":
      case "convolution":
      case "maxPool":
      case "avgPool":
        return; // Synapses have variables only as elements of a filter.
      case "dense":
        out.block(`for (int i = threadIdx.x; i < n * ${rows}; i += blockDim.x)`, () => {
          out.line(`const int j = list[i / ${rows}], row = i % ${rows};`);
          out.line(`const int s = row * ${post.size} + j;`);
          one();
        });
        return;
      case "oneToOne":
        out.block("for (int i = threadIdx.x; i < n; i += blockDim.x)", () => {
          out.line("const int j = list[i], row = j, s = j;");
          one();
        });
        return;
      case "sparse": {
        const index = (array: string) => `net.${layout.id(topologyArray(name, array))}`;
        out.block("for (int i = 0; i < n; i++)", () => {
          out.line("const int j = list[i];");
          const range = `int c = ${index("columnStart")}[j] + threadIdx.x; c < ${index("columnStart")}[j + 1]`;
          out.block(`for (${range}; c += blockDim.x)`, () => {
            out.line(`const int s = ${index("columnSynapse")}[c], row = ${index("columnRow")}[c];`);
            one();
          });
        });
      }
    }
  }
}
