import type { ProjectionStep, Topology } from "../../../program/program.js";
import { splitEvent, topologyOf } from "./accesses.js";
import { emitNumber } from "./expression.js";
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
    this.id = memory.layout.id(step.name);
    this.visit = new Visit(memory, step, splitEvent(memory.layout.program, step.onPost, "column").each);
  }

  get call(): string {
    return `react_${this.id}(net, at);`;
  }

  /**
   * All synapses onto the neurons of the block's run that fired, one thread for each synapse. Other threads hold these
   * columns before and after, hence the barriers; a block without spikes does nothing.
   */
  write(out: Writer): void {
    const { memory, step } = this;
    const { layout } = memory;
    const { each, whole } = splitEvent(layout.program, step.onPost, "column");
    const topology = topologyOf(layout.program, step.name);
    out.line(`// ${step.name}, ${topology.kind}: spikes of ${step.post} change the synapses onto them`);
    out.block(`INLINE void react_${this.id}(const Net& net, const At& at)`, () => {
      ownSpikes(out, layout, step.post, "0");
      out.line("if (n == 0) return;");
      out.line("__syncthreads();");
      if (each.length > 0) this.writeVisits(out, topology);
      const marks = each.length > 0 && step.changed !== undefined;
      if (whole.length === 0 && !marks) {
        out.line("__syncthreads();");
        return;
      }
      out.line("__syncthreads();");
      out.block("for (int i = threadIdx.x; i < n; i += blockDim.x)", () => {
        out.line("const int j = list[i];");
        const lookup = (name: string) =>
          name.startsWith("post.") ? memory.read(`${step.post}.${name.slice(5)}`, "j") : memory.read(name, "j");
        for (const { field, value } of whole) {
          out.line(`const float next_${layout.id(field)} = ${emitNumber(value, lookup)};`);
        }
        for (const { field } of whole) out.line(memory.write(field, "j", `next_${layout.id(field)}`));
        if (marks && step.changed) out.line(memory.write(step.changed, "j", "1"));
      });
      out.line("__syncthreads();");
    });
    out.line();
  }

  private writeVisits(out: Writer, topology: Topology): void {
    const { memory, step } = this;
    const {
      layout,
      layout: { program },
    } = memory;
    const one = () => {
      if (this.visit.needs("pre")) out.line(`const int pre = row / ${step.delays.length};`);
      for (const loop of ["column", "row", "synapse"] as const) this.visit.declare(out, loop);
      this.visit.write(out);
    };
    const preSize = program.domains.get(step.pre)?.size ?? program.sources.find((s) => s.name === step.pre)?.size ?? 0;
    const rows = preSize * step.delays.length;
    switch (topology.kind) {
      case "allButSelf":
      case "convolution":
      case "maxPool":
      case "avgPool":
        return; // No synapse has a variable of its own.
      case "dense":
        out.block(`for (int i = threadIdx.x; i < n * ${rows}; i += blockDim.x)`, () => {
          out.line(`const int j = list[i / ${rows}], row = i % ${rows};`);
          out.line(`const int s = row * ${program.domains.get(step.post)?.size} + j;`);
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
        const index = (array: string) => `net.${layout.id(topologyArray(step.name, array))}`;
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
