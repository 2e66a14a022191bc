import { namesIn } from "../../../equations/ast.js";
import { levelOf } from "../../../program/guards.js";
import type { Decay, ElementLoop, ProjectionStep } from "../../../program/program.js";
import { fullName, topologyOf } from "./accesses.js";
import { emitNumber, floatLiteral } from "./expression.js";
import { topologyArray } from "./layout.js";
import type { Memory } from "./memory.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/** An update at every step of what belongs to a projection's rows, columns or synapses. */
export class Update {
  readonly id: string;
  private readonly level: string;
  private readonly step: ProjectionStep;
  /** Names of what the equations and decays read; of neurons with their side. */
  private readonly read: readonly string[];

  constructor(
    private readonly memory: Memory,
    readonly loop: ElementLoop,
    private readonly decays: readonly Decay[],
    number: number,
  ) {
    this.id = `elements_${number}`;
    const { layout } = memory;
    const { program } = layout;
    this.level = program.domains.get(loop.domain)?.level ?? "";
    const step = program.learning.projections.find((p) => p.name === loop.domain.split(":")[0]);
    if (!step) throw new TypeError(`no projection of the domain "${loop.domain}" in the program`);
    this.step = step;
    const expressions = [...loop.locals.map(([, e]) => e), ...loop.next.map((a) => a.value)];
    const names = [...expressions.flatMap((e) => [...namesIn(e)]), ...decays.map((d) => d.field)];
    this.read = [...new Set(names)].filter((n) => layout.fields.has(fullName(n, step)));
  }

  /** The fields that it writes. */
  get changes(): readonly string[] {
    return [...this.loop.next, ...this.decays].map((a) => a.field);
  }

  /** The fields that it reads and that another block may write. */
  get foreign(): readonly string[] {
    return this.read.filter((n) => ["pre", "row"].includes(this.sideOf(n))).map((n) => fullName(n, this.step));
  }

  get call(): string {
    return `${this.id}(net, at);`;
  }

  /**
   * Each element by the block that holds it: rows by their own run, synapses with their column. All right sides read the
   * values from before the step.
   */
  write(out: Writer): void {
    const { layout } = this.memory;
    const { domain, locals, next } = this.loop;
    out.line(`// ${domain}: state update`);
    out.block(`INLINE void ${this.id}(const Net& net, const At& at)`, () => {
      this.forEachElement(out, () => {
        const lookup = (n: string) => this.local(n);
        const indices: Readonly<Record<string, string>> = { pre: "pre", row: "row", column: "j", own: "e" };
        for (const n of this.read) {
          const value = this.memory.read(fullName(n, this.step), indices[this.sideOf(n)], "before");
          out.line(`const float ${lookup(n)} = ${value};`);
        }
        for (const [n, value] of locals) out.line(`const float ${layout.id(n)} = ${emitNumber(value, lookup)};`);
        for (const { field, value } of next) {
          out.line(this.memory.write(field, "e", emitNumber(value, lookup)));
        }
        for (const { field, factor, target } of this.decays) {
          const value = `decayed(${lookup(field)}, ${floatLiteral(factor)}, ${floatLiteral(target)})`;
          out.line(this.memory.write(field, "e", value));
        }
      });
    });
    out.line();
  }

  /** Where a name's value lies: with the element itself, or with its presynaptic neuron, row or column. */
  private sideOf(name: string): "own" | "pre" | "row" | "column" {
    if (name.startsWith("pre.")) return "pre";
    const level = name.startsWith("post.") ? "column" : levelOf(this.memory.layout.program, name);
    return level === this.level ? "own" : level === "row" ? "row" : "column";
  }

  private local(name: string): string {
    const [side, variable] = name.split(".");
    const { layout } = this.memory;
    return side === "pre" || side === "post" ? layout.id(`${side}.neuron.${variable}`) : layout.id(name);
  }

  private forEachElement(out: Writer, body: () => void): void {
    const {
      step,
      memory: { layout },
    } = this;
    const sides = new Set(this.read.map((n) => this.sideOf(n)));
    const size = layout.program.domains.get(this.loop.domain)?.size ?? 0;
    const share = shareOf(size, layout.shape);
    /** Runs over elements e, with the number of the row and column that are read from. */
    const run = (first: string, end: string, row: string, column: string) =>
      out.block(`for (int e = ${first} + threadIdx.x; e < ${end}; e += blockDim.x)`, () => place(row, column));
    const place = (row: string, column: string) => {
      if (sides.has("row")) out.line(`const int row = ${row};`);
      if (sides.has("pre"))
        out.line(`const int pre = ${sides.has("row") ? "row" : `(${row})`} / ${step.delays.length};`);
      if (sides.has("column")) out.line(`const int j = ${column};`);
      body();
    };
    if (this.level !== "synapse") {
      run(`net.rank * ${share}`, `min((net.rank + 1) * ${share}, ${size})`, "e", "e");
      return;
    }
    const topology = topologyOf(layout.program, step.name);
    const post = layout.id(step.post);
    const width = layout.program.domains.get(step.post)?.size ?? 0;
    // A column's synapses are written by other threads of the block at events.
    out.line("__syncthreads();");
    if (topology.kind === "sparse") {
      const index = (array: string) => `net.${layout.id(topologyArray(step.name, array))}`;
      const start = index("columnStart");
      const range = `int c = ${start}[net.${post}first] + threadIdx.x; c < ${start}[net.${post}end]; c += blockDim.x`;
      out.block(`for (${range})`, () => {
        out.line(`const int e = ${index("columnSynapse")}[c];`);
        place(`${index("columnRow")}[c]`, `${index("post")}[e]`);
      });
    } else if (topology.kind === "oneToOne") run(`net.${post}first`, `net.${post}end`, "e", "e");
    else {
      out.block(`for (int r = 0; r < ${size / width}; r++)`, () =>
        run(`r * ${width} + net.${post}first`, `r * ${width} + net.${post}end`, "r", `e - r * ${width}`),
      );
    }
    out.line("__syncthreads();");
  }
}
