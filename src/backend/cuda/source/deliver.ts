import { type Field, isShared, type ProjectionStep, type Topology, valuesOf } from "../../../program/program.js";
import { readsOf } from "../../../program/value.js";
import { Expressions } from "./expression.js";
import { topologyArray } from "./layout.js";
import { floatLiteral } from "./literal.js";
import type { Memory } from "./memory.js";
import { anySpike, forEachSpike, ownSpikes } from "./spikes.js";
import { addition, openLocal, restLocal, targetLocal, Visit } from "./visit.js";
import { writeWindow } from "./window.js";
import type { Writer } from "./writer.js";

const SIGNATURE = "(const Net& net, const At& at)";

/** What arriving spikes do to one projection's synapses and postsynaptic neurons. */
export class Delivery {
  readonly visit: Visit;
  /** Fields of rows that are assigned once the row's synapses have been visited. */
  readonly rowFields: readonly Field[];
  private readonly id: string;
  private readonly topology: Topology;
  private readonly transmitOnly: Visit;
  private readonly assigns: boolean;
  /**
   * Whether a spike sees what those before it in the same step have added; spikes are then processed one after another.
   */
  private readonly isChained: boolean;

  constructor(
    private readonly memory: Memory,
    readonly step: ProjectionStep,
  ) {
    const { projection, onPre, transmit } = step;
    this.topology = projection.topology;
    this.id = memory.layout.id(projection.name);
    // Changes of shared filters are computed by threads of their own.
    this.visit = new Visit(memory, step, isShared(projection) ? [] : onPre.synapse, transmit);
    this.transmitOnly = new Visit(memory, step, [], transmit);
    this.rowFields = onPre.row.map((a) => a.field);
    this.assigns = onPre.synapse.length > 0;
    this.isChained = step.feedsBack && this.topology.kind !== "oneToOne";
  }

  /** Fields that it reads and that another block may write. */
  get foreign(): readonly Field[] {
    return this.isChained ? [...this.visit.foreign, ...this.readByRows] : this.visit.foreign;
  }

  /** Whether rows are assigned after all spikes, by {@link rowsCall}. */
  get hasRows(): boolean {
    return this.rowFields.length > 0 && !this.isChained;
  }

  /** Fields of presynaptic neurons that it reads then. */
  get rowsRead(): readonly Field[] {
    return this.hasRows ? this.readByRows : [];
  }

  private get readByRows(): readonly Field[] {
    const reads = readsOf(valuesOf(this.step.onPre.row));
    return reads.filter((r) => r.at === "pre").map((r) => r.field);
  }

  /** A call of the function that {@link write} defines. */
  get call(): string {
    return `deliver_${this.id}(net, at);`;
  }

  get rowsCall(): string {
    return `rows_${this.id}(net, at);`;
  }

  write(out: Writer): void {
    const { step, topology } = this;
    const { name, pre, delays } = step.projection;
    if (delays.length > 1) {
      out.line(`CONSTANT int delays_${this.id}[${delays.length}] = {${delays.join(", ")}};  // in steps`);
    }
    out.line(
      `// ${name}, ${topology.kind}: spikes of ${pre.name} arrive and change ${step.transmit.map((t) => t.target.name).join(", ")}`,
    );
    out.block(`INLINE void deliver_${this.id}${SIGNATURE}`, () => {
      if (this.isChained) this.writeChained(out);
      else if (topology.kind === "sparse") this.writeSparse(out);
      else {
        if (delays.length === 1) out.line(`if (!${anySpike(this.memory.layout, pre, `${delays[0]}`)}) return;`);
        this.writeColumns(out, topology);
      }
    });
    out.line();
    if (this.hasRows) this.writeRows(out);
  }

  /** One thread for each column: spikes are added in order, and threads read a row's weights side by side. */
  private writeColumns(out: Writer, topology: Exclude<Topology, { kind: "sparse" }>): void {
    const post = this.memory.layout.id(this.step.projection.post.name);
    out.block(`for (int j = net.${post}first + threadIdx.x; j < net.${post}end; j += blockDim.x)`, () =>
      this.writeTarget(out, () => this.writeColumn(out, topology)),
    );
  }

  private writeColumn(out: Writer, topology: Exclude<Topology, { kind: "sparse" }>): void {
    const { guard } = this.step;
    const amounts = this.constantAmounts();
    switch (topology.kind) {
      case "oneToOne":
        this.writeOwnSynapse(out);
        return;
      case "convolution":
      case "maxPool":
      case "avgPool":
        this.forEachDelay(out, (delay) => writeWindow(out, this.memory, this.step, this.visit, topology, delay));
        return;
      case "allButSelf":
        if (amounts) this.writeCounted(out, amounts);
        else this.writeSpikes(out, "allButSelf", this.visit);
        return;
      case "dense":
        if (!guard) {
          this.writeSpikes(out, "dense", this.visit);
          return;
        }
        out.block(`if (${this.memory.local({ kind: "read", field: guard, at: "element" })} != 0.0f)`, () =>
          this.writeSpikes(out, "dense", this.visit),
        );
        out.block("else", () => this.writeSpikes(out, "dense", this.transmitOnly));
    }
  }

  /** The transmitted values, if they are the same for every synapse. */
  private constantAmounts(): readonly number[] | undefined {
    const amounts = this.step.transmit.map(({ value }) => (value.kind === "number" ? value.value : Number.NaN));
    return amounts.some(Number.isNaN) || this.assigns ? undefined : amounts;
  }

  private writeSpikes(out: Writer, kind: "dense" | "allButSelf", visit: Visit): void {
    const { pre, post } = this.step.projection;
    this.forEachDelay(out, (delay, d) => {
      const unrolled = visit === this.transmitOnly || !this.assigns;
      forEachSpike(out, this.memory.layout, pre, { delay, unrolled }, () => {
        if (kind === "allButSelf") out.line("if (pre == j) continue;");
        this.writeRow(out, d, visit);
        if (visit.needs("s")) out.line(`const int s = row * ${post.size} + j;`);
        visit.declare(out, "row");
        visit.declare(out, "synapse");
        visit.write(out);
      });
    });
  }

  /** Neurons differ only in whether they are among those that fired: work for each neuron, not for each pair. */
  private writeCounted(out: Writer, transmit: readonly number[]): void {
    this.forEachDelay(out, (delay) => {
      const { layout } = this.memory;
      ownSpikes(out, layout, this.step.projection.pre, delay);
      const total =
        layout.shape.blocks > 1 && layout.rings.has(this.step.projection.pre.name) ? this.writeTotal(out, delay) : "n";
      for (const [i, value] of transmit.entries()) {
        const amount = `${floatLiteral(value)} * (float)(${total} - (contains(list, n, j) ? 1 : 0))`;
        out.line(addition(this.step, i, amount));
      }
    });
  }

  private writeTotal(out: Writer, delay: string): string {
    out.line("int total = 0;");
    out.block("", () => {
      const { layout } = this.memory;
      const ring = layout.rings.get(this.step.projection.pre.name);
      const { blocks } = layout.shape;
      out.line(`const int slot = slotOf(at, ${delay});`);
      const words = Math.ceil(blocks / 32);
      out.block(`for (int word = 0; word < ${words}; word++)`, () => {
        out.block(
          `for (unsigned live = net.${ring?.live?.id}[slot * ${words} + word]; live != 0; live &= live - 1)`,
          () => out.line(`total += net.${ring?.count.id}[slot * ${blocks} + word * 32 + __ffs(live) - 1];`),
        );
      });
    });
    return "total";
  }

  private writeOwnSynapse(out: Writer): void {
    this.forEachDelay(out, (delay, d) => {
      ownSpikes(out, this.memory.layout, this.step.projection.pre, delay);
      out.block("if (contains(list, n, j))", () => {
        out.line("const int pre = j;");
        this.writeRow(out, d, this.visit);
        if (this.visit.needs("s")) out.line("const int s = row;");
        this.visit.declare(out, "row");
        this.visit.declare(out, "synapse");
        this.visit.write(out);
      });
    });
  }

  /**
   * Row after row, with one thread for each synapse within the block's range of columns. Other threads hold the columns
   * before and after, hence the barriers. Several synapses of one pair, which are adjacent, belong to one thread.
   */
  private writeSparse(out: Writer): void {
    out.line("bool visited = false;");
    this.forEachDelay(out, (delay, d) => {
      forEachSpike(out, this.memory.layout, this.step.projection.pre, { delay, unrolled: false }, () => {
        out.line(`const int row = ${this.rowOf("pre", d)};`);
        this.writeRange(out);
        out.line("if (first == end) continue;");
        out.line("visited = true;");
        out.line("__syncthreads();");
        this.visit.declare(out, "row");
        this.writeSparseRow(out);
      });
    });
    out.line("if (visited) __syncthreads();");
  }

  /** One thread for each synapse of a row from `first` to `end - 1`. */
  private writeSparseRow(out: Writer): void {
    const post = `net.${this.memory.layout.id(topologyArray(this.step.projection.name, "post"))}`;
    out.block("for (int at_s = first + threadIdx.x; at_s < end; at_s += blockDim.x)", () => {
      out.line(`const int j = ${post}[at_s];`);
      const repeats = hasRepeats(this.topology);
      if (repeats) out.line(`if (at_s > first && ${post}[at_s - 1] == j) continue;`);
      this.writeTarget(out, () => {
        const one = () => {
          this.visit.declare(out, "synapse");
          this.visit.write(out);
        };
        if (repeats) out.block(`for (int s = at_s; s < end && ${post}[s] == j; s++)`, one);
        else {
          if (this.visit.needs("s")) out.line("const int s = at_s;");
          one();
        }
      });
    });
  }

  /** The part of a row within the block's range of columns, as `first` and `end`. */
  private writeRange(out: Writer): void {
    const { layout } = this.memory;
    const index = (array: string) => `net.${layout.id(topologyArray(this.step.projection.name, array))}`;
    out.line(`int first = ${index("rowStart")}[row], end = ${index("rowStart")}[row + 1];`);
    if (layout.shape.blocks === 1) return;
    const post = layout.id(this.step.projection.post.name);
    out.line(`first = lowerBound(${index("post")}, first, end, net.${post}first);`);
    out.line(`end = lowerBound(${index("post")}, first, end, net.${post}end);`);
  }

  /**
   * Spike after spike: all threads read what the spike depends on, wait, and add; and wait again before the next spike
   * reads what was added.
   */
  private writeChained(out: Writer): void {
    const { memory, step, topology } = this;
    const { layout } = memory;
    const { projection, onPre } = step;
    const post = layout.id(projection.post.name);
    const wait = `networkBarrier(net.${layout.barrier.id});`;
    this.forEachDelay(out, (delay, d) => {
      forEachSpike(out, layout, projection.pre, { delay, unrolled: false }, () => {
        out.line(`const int row = ${this.rowOf("pre", d)};`);
        out.line(wait);
        this.visit.declare(out, "row");
        out.line(wait);
        if (topology.kind === "sparse") {
          this.writeRange(out);
          this.writeSparseRow(out);
        } else {
          out.block(`for (int j = net.${post}first + threadIdx.x; j < net.${post}end; j += blockDim.x)`, () =>
            this.writeTarget(out, () => {
              if (topology.kind === "allButSelf") out.line("if (pre == j) continue;");
              if (this.visit.needs("s")) out.line(`const int s = row * ${projection.post.size} + j;`);
              this.visit.declare(out, "synapse");
              this.visit.write(out);
            }),
          );
        }
        if (onPre.row.length === 0) return;
        out.line(wait);
        out.block("if (net.rank == 0 && threadIdx.x == 0)", () => this.writeWhole(out, "pre"));
      });
    });
    if (topology.kind === "sparse") out.line("__syncthreads();");
  }

  /** Reads the target and the variables of column j, and writes the results of `body`. */
  private writeTarget(out: Writer, body: () => void): void {
    const { transmit } = this.step;
    for (const [i, { target, compensation, closedBy }] of transmit.entries()) {
      out.line(`float ${targetLocal(i)} = ${this.memory.read(target, "j")};`);
      if (compensation) out.line(`float ${restLocal(i)} = ${this.memory.read(compensation, "j")};`);
      if (closedBy === undefined) continue;
      out.line(`const bool ${openLocal(i)} = net.${this.memory.layout.place(closedBy).id}[j] == 0;`);
    }
    if (this.visit.noticesChanges) out.line("bool changed = false;");
    this.visit.declare(out, "column");
    body();
    for (const [i, { target, compensation }] of transmit.entries()) {
      out.line(this.memory.write(target, "j", targetLocal(i)));
      if (compensation) out.line(this.memory.write(compensation, "j", restLocal(i)));
    }
    this.writeChanged(out);
  }

  /** The assignments of a `row`. */
  private writeWhole(out: Writer, pre: string): void {
    const { memory } = this;
    const { row } = this.step.onPre;
    const values = new Expressions(
      out,
      memory.layout,
      valuesOf(row),
      ({ field, at }) => memory.read(field, at === "pre" ? pre : "row"),
      (side) => (side === "pre" ? pre : "row"),
    );
    for (const { field, value } of row) out.line(`const float ${memory.next(field)} = ${values.number(value)};`);
    for (const { field } of row) out.line(memory.write(field, "row", memory.next(field)));
  }

  /** Assignments once for each row, with one thread for each spike. */
  private writeRows(out: Writer): void {
    const { pre } = this.step.projection;
    const { layout } = this.memory;
    const isRing = pre.kind === "population";
    out.block(`INLINE void rows_${this.id}${SIGNATURE}`, () => {
      this.forEachDelay(out, (delay, d) => {
        ownSpikes(out, layout, pre, delay);
        const [first, stride] =
          isRing || layout.shape.blocks === 1
            ? ["threadIdx.x", "blockDim.x"]
            : ["net.rank * blockDim.x + threadIdx.x", `${layout.shape.blocks} * blockDim.x`];
        out.block(`for (int i = ${first}; i < n; i += ${stride})`, () => {
          out.line(`const int row = ${this.rowOf("list[i]", d)};`);
          this.writeWhole(out, "list[i]");
        });
      });
    });
    out.line();
  }

  private writeRow(out: Writer, d: string, visit: Visit): void {
    if (visit.needs("row") || visit.needs("s")) out.line(`const int row = ${this.rowOf("pre", d)};`);
  }

  private rowOf(pre: string, d: string): string {
    const { length } = this.step.projection.delays;
    return length === 1 ? pre : `${pre} * ${length} + ${d}`;
  }

  private writeChanged(out: Writer): void {
    const marks = this.memory.layout.marks.get(this.step.projection.name);
    if (marks && this.visit.noticesChanges) out.line(`if (changed) net.${marks.id}[j] = 1;`);
  }

  private forEachDelay(out: Writer, body: (delay: string, index: string) => void): void {
    const { delays } = this.step.projection;
    if (delays.length === 1) body(`${delays[0]}`, "0");
    else {
      out.block(`for (int d = 0; d < ${delays.length}; d++)`, () => {
        out.line(`const int delay = delays_${this.id}[d];`);
        body("delay", "d");
      });
    }
  }
}

/** Whether two synapses join the same pair with the same delay. */
function hasRepeats(topology: Topology): boolean {
  if (topology.kind !== "sparse") return false;
  const { rowStart, post } = topology;
  for (let row = 0; row + 1 < rowStart.length; row++) {
    for (let s = rowStart[row] + 1; s < rowStart[row + 1]; s++) if (post[s] === post[s - 1]) return true;
  }
  return false;
}
