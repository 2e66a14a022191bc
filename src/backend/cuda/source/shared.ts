import { filterWeights, type Window } from "../../../model/window.js";
import { type Assignment, type Field, type ProjectionStep, sideOf, valuesOf } from "../../../program/program.js";
import { type Read, readsOf } from "../../../program/value.js";
import { Expressions } from "./expression.js";
import { floatLiteral } from "./literal.js";
import type { Memory } from "./memory.js";
import { anySpike, forEachSpike } from "./spikes.js";
import type { Writer } from "./writer.js";

const INDEX: Readonly<Record<string, string>> = { column: "j", post: "j", row: "row", pre: "row", synapse: "s" };

/**
 * The changes of shared filters by the spikes of a step: one thread for each element of a filter goes through the
 * spikes in order and adds up the changes of all places.
 */
class SharedRule {
  private readonly id: string;
  private readonly reads: readonly Read[];

  /** @param when presynaptic spikes arrive, or postsynaptic neurons spike */
  constructor(
    private readonly memory: Memory,
    private readonly step: ProjectionStep,
    private readonly window: Window,
    private readonly when: "onPre" | "onPost",
  ) {
    this.id = `${when}_${memory.layout.id(step.projection.name)}`;
    const reads = readsOf(valuesOf(this.assignments));
    const missing = this.assignments
      .map(({ field }): Read => ({ kind: "read", field, at: "element" }))
      .filter((own) => !reads.some((r) => r.field === own.field && r.at === own.at));
    this.reads = [...reads, ...missing];
  }

  /** Fields that it reads and that another thread may write. */
  get foreign(): readonly Field[] {
    return this.reads.filter((r) => sideOf(r) !== "synapse").map((r) => r.field);
  }

  /** All threads of the network have to wait before and after the call. */
  writeCall(out: Writer, wait: string): void {
    const { pre, post, delays, postDelay } = this.step.projection;
    const any =
      this.when === "onPre" ? anySpike(this.layout, pre, `${delays[0]}`) : anySpike(this.layout, post, `${postDelay}`);
    out.block(`if (${any})`, () => {
      out.line(wait);
      out.line(`${this.id}(net, at);`);
      out.line(wait);
    });
  }

  write(out: Writer): void {
    const { memory, window, when } = this;
    const { size, input, output } = window;
    const { name, pre, post, delays, postDelay } = this.step.projection;
    const [filters, channels] = [output[2], input[2]];
    const { blocks } = this.layout.shape;
    const cause = when === "onPre" ? `spikes of ${pre.name} arrive and` : `spikes of ${post.name}`;
    out.line(`// ${name}: ${cause} change the filters that all places share`);
    out.block(`INLINE void ${this.id}(const Net& net, const At& at)`, () => {
      const first = "net.rank * blockDim.x + threadIdx.x";
      out.block(`for (int s = ${first}; s < ${filterWeights(window)}; s += ${blocks} * blockDim.x)`, () => {
        out.line(`const int filter = s % ${filters}, channel = s / ${filters} % ${channels};`);
        out.line(`const int wx = s / ${filters * channels} % ${size[1]}, wy = s / ${filters * channels * size[1]};`);
        for (const r of this.reads) if (sideOf(r) === "synapse") this.declare(out, r);
        for (const [i] of this.assignments.entries()) out.line(`float change${i} = 0.0f;`);
        const [from, delay] = when === "onPre" ? [pre, delays[0]] : [post, postDelay];
        forEachSpike(out, this.layout, from, { delay: `${delay}`, unrolled: false }, () => {
          if (when === "onPre") this.findColumn(out);
          else this.findRow(out);
          for (const r of this.reads) if (sideOf(r) !== "synapse") this.declare(out, r);
          const local = (r: Read) => memory.local(r);
          const values = new Expressions(out, this.layout, valuesOf(this.assignments), local, (side) => INDEX[side]);
          for (const [i, { field, value }] of this.assignments.entries()) {
            out.line(
              `change${i} += ${values.number(value)} - ${memory.local({ kind: "read", field, at: "element" })};`,
            );
          }
        });
        for (const [i, { field }] of this.assignments.entries()) this.writeMoved(out, i, field);
      });
    });
    out.line();
  }

  private get assignments(): readonly Assignment[] {
    return this.step[this.when].synapse;
  }

  private get layout() {
    return this.memory.layout;
  }

  private declare(out: Writer, r: Read): void {
    out.line(`const float ${this.memory.local(r)} = ${this.memory.read(r.field, INDEX[sideOf(r)])};`);
  }

  /** The place j that sees the presynaptic neuron `pre` through this element. */
  private findColumn(out: Writer): void {
    const { input, output, stride, before } = this.window;
    out.line(`if (pre % ${input[2]} != channel) continue;`);
    out.line(
      `const int y = pre / ${input[1] * input[2]} + ${before[0]} - wy, x = pre / ${input[2]} % ${input[1]} + ${before[1]} - wx;`,
    );
    out.line(`if (y < 0 || x < 0 || y % ${stride[0]} != 0 || x % ${stride[1]} != 0) continue;`);
    out.line(`const int oy = y / ${stride[0]}, ox = x / ${stride[1]};`);
    out.line(`if (oy >= ${output[0]} || ox >= ${output[1]}) continue;`);
    out.line(`const int row = pre, j = (oy * ${output[1]} + ox) * ${output[2]} + filter;`);
  }

  /** The neuron that the postsynaptic neuron (named `pre` by loops over spikes) sees through this element. */
  private findRow(out: Writer): void {
    const { input, output, stride, before } = this.window;
    out.line("const int j = pre;");
    out.line(`if (j % ${output[2]} != filter) continue;`);
    out.line(`const int y = j / ${output[1] * output[2]} * ${stride[0]} - ${before[0]} + wy;`);
    out.line(`const int x = j / ${output[2]} % ${output[1]} * ${stride[1]} - ${before[1]} + wx;`);
    out.line(`if (y < 0 || x < 0 || y >= ${input[0]} || x >= ${input[1]}) continue;`);
    out.line(`const int row = (y * ${input[1]} + x) * ${input[2]} + channel;`);
  }

  private writeMoved(out: Writer, i: number, field: Field): void {
    const { memory, step, when } = this;
    const old = memory.local({ kind: "read", field, at: "element" });
    const [low, high] = field.bounds;
    const above = Number.isFinite(low) ? `fmaxf(${old} + change${i}, ${floatLiteral(low)})` : `${old} + change${i}`;
    const within = Number.isFinite(high) ? `fminf(${above}, ${floatLiteral(high)})` : above;
    out.block(`if (change${i} != 0.0f)`, () => {
      out.line(`const float moved = ${within};`);
      out.line(memory.write(field, "s", "moved"));
      const marks = when === "onPre" && step.onPre.marks ? this.layout.marks.get(step.projection.name) : undefined;
      if (!marks || field !== step.projection.normalization?.weight) return;
      out.line(`if (moved != ${old}) net.${marks.id}[filter] = 1;`);
    });
  }
}

/** The changes of a convolution's filters by the spikes of a step. */
export interface Learning {
  readonly step: ProjectionStep;
  readonly onPre?: SharedRule;
  readonly onPost?: SharedRule;
}

export function sharedRules(memory: Memory, step: ProjectionStep): Learning {
  const { topology, pre, post } = step.projection;
  if (topology.kind !== "convolution") return { step };
  const rule = (when: "onPre" | "onPost", spikes: boolean) =>
    spikes && step[when].synapse.length > 0 ? new SharedRule(memory, step, topology.window, when) : undefined;
  return { step, onPre: rule("onPre", pre.kind === "source" || pre.spikes), onPost: rule("onPost", post.spikes) };
}
