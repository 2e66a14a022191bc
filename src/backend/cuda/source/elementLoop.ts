import { namesIn } from "../../../equations/ast.js";
import { BackendError } from "../../../errors.js";
import { levelOf } from "../../../kernel/guards.js";
import type { Decay, ElementLoop } from "../../../kernel/program.js";
import { topologyOf } from "./accesses.js";
import { emitNumber, floatLiteral } from "./expression.js";
import { topologyArray } from "./layout.js";
import type { Memory } from "./memory.js";
import { shareOf } from "./shape.js";
import type { Writer } from "./writer.js";

/** An update at every step of what belongs to a projection's rows, columns or synapses. */
export class Update {
  readonly id: string;
  private readonly level: string;

  constructor(
    private readonly memory: Memory,
    readonly loop: ElementLoop,
    private readonly decays: readonly Decay[],
    number: number,
  ) {
    this.id = `elements_${number}`;
    this.level = memory.layout.program.domains.get(loop.domain)?.level ?? "";
    const expressions = [...loop.locals.map(([, e]) => e), ...loop.next.map((a) => a.value)];
    const { fields } = memory.layout;
    for (const name of expressions.flatMap((e) => [...namesIn(e)])) {
      if (!fields.has(name) || levelOf(memory.layout.program, name) === this.level) continue;
      throw new BackendError(
        `cuda: found an equation of "${loop.domain}" that reads "${name}" at every step, expected variables that ` +
          'are kept together with it. Use the backend "reference".',
      );
    }
  }

  /** The fields that it writes. */
  get changes(): readonly string[] {
    return [...this.loop.next, ...this.decays].map((a) => a.field);
  }

  get call(): string {
    return `${this.id}(net, at);`;
  }

  /** Each element by the block that holds it: rows by their own run, synapses with their column. */
  write(out: Writer): void {
    const { layout } = this.memory;
    const { program } = layout;
    const { domain, locals, next } = this.loop;
    const size = program.domains.get(domain)?.size ?? 0;
    out.line(`// ${domain}: state update`);
    out.block(`INLINE void ${this.id}(const Net& net, const At& at)`, () => {
      this.forEachElement(out, size, () => {
        const lookup = (n: string) => layout.id(n);
        const own = [...layout.fields.values()].filter((f) => f.field.domain === domain).map((f) => f.field.name);
        for (const field of own) out.line(`float ${lookup(field)} = ${this.memory.read(field, "e", "before")};`);
        for (const [n, value] of locals) out.line(`const float ${lookup(n)} = ${emitNumber(value, lookup)};`);
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

  private forEachElement(out: Writer, size: number, body: () => void): void {
    const { layout } = this.memory;
    const share = shareOf(size, layout.shape);
    const run = (first: string, end: string) =>
      out.block(`for (int e = ${first} + threadIdx.x; e < ${end}; e += blockDim.x)`, body);
    if (this.level !== "synapse") {
      run(`net.rank * ${share}`, `min((net.rank + 1) * ${share}, ${size})`);
      return;
    }
    const projection = layout.program.learning.projections.find((p) => p.name === this.loop.domain);
    const topology = topologyOf(layout.program, this.loop.domain);
    if (!projection) throw new TypeError(`no projection "${this.loop.domain}" in the program`);
    const post = layout.id(projection.post);
    const width = layout.program.domains.get(projection.post)?.size ?? 0;
    // A column's synapses are written by other threads of the block at events.
    out.line("__syncthreads();");
    if (topology.kind === "sparse") {
      const start = `net.${layout.id(topologyArray(projection.name, "columnStart"))}`;
      const range = `int c = ${start}[net.${post}first] + threadIdx.x; c < ${start}[net.${post}end]; c += blockDim.x`;
      out.block(`for (${range})`, () => {
        out.line(`const int e = net.${layout.id(topologyArray(projection.name, "columnSynapse"))}[c];`);
        body();
      });
    } else if (topology.kind === "oneToOne") run(`net.${post}first`, `net.${post}end`);
    else {
      out.block(`for (int row = 0; row < ${size / width}; row++)`, () =>
        run(`row * ${width} + net.${post}first`, `row * ${width} + net.${post}end`),
      );
    }
    out.line("__syncthreads();");
  }
}
