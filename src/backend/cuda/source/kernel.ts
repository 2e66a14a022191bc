import type { Field, Schedule } from "../../../program/program.js";
import { BlockMemory } from "./blockMemory.js";
import { Delivery } from "./deliver.js";
import { timeText } from "./draws.js";
import { type Update, updatesOf } from "./elementLoop.js";
import { writeExchange } from "./exchange.js";
import { longestLaunch, moves } from "./frames.js";
import type { Layout } from "./layout.js";
import { Memory } from "./memory.js";
import { writeDrives, writeReset, writeUpdate } from "./population.js";
import { Reaction } from "./postsynaptic.js";
import { writeSample } from "./sample.js";
import { shareOf } from "./shape.js";
import { type Learning, sharedRules } from "./shared.js";
import { anySpike } from "./spikes.js";
import { Sums } from "./sums.js";
import { placeBarriers } from "./sync.js";
import type { Writer } from "./writer.js";
import { writtenFields } from "./written.js";

/** One kernel: some steps of a presentation, by one schedule. Its functions are in a namespace of their own. */
export class Kernel {
  private readonly memory: Memory;
  private readonly schedule: Schedule;
  private readonly deliveries: readonly Delivery[];
  private readonly reactions: readonly Reaction[];
  private readonly shared: readonly Learning[];
  private readonly updates: readonly Update[];
  private readonly sums: readonly Sums[];
  private readonly block: BlockMemory;

  constructor(
    private readonly layout: Layout,
    private readonly name: "learning" | "frozen",
  ) {
    this.memory = new Memory(layout);
    this.schedule = layout.program[name];
    const { projections } = this.schedule;
    this.deliveries = projections
      .filter(({ projection: { pre } }) => pre.kind === "source" || pre.spikes)
      .map((p) => new Delivery(this.memory, p));
    this.reactions = projections
      .filter(({ projection, onPost }) => projection.post.spikes && onPost.synapse.length + onPost.column.length > 0)
      .map((p) => new Reaction(this.memory, p));
    this.shared = projections.map((p) => sharedRules(this.memory, p));
    this.sums = projections.filter((p) => p.sums.length > 0).map((p) => new Sums(this.memory, p));
    this.updates = projections.flatMap((p) => updatesOf(this.memory, this.schedule, p.projection, p.loops));
    const written = writtenFields(this.schedule, (field) => layout.place(field).frame !== undefined);
    this.block = new BlockMemory(layout, this.foreign(), written);
  }

  write(out: Writer): void {
    const { schedule, memory } = this;
    out.block(`namespace ${this.name}Steps`, () => {
      this.block.writeStructures(out);
      for (const sum of this.sums) sum.write(out);
      for (const update of this.updates) update.write(out);
      for (const step of schedule.populations) writeUpdate(out, memory, schedule, step);
      for (const step of schedule.populations) writeDrives(out, memory, step);
      for (const delivery of this.deliveries) delivery.write(out);
      for (const reaction of this.reactions) reaction.write(out);
      for (const { onPre, onPost } of this.shared) {
        onPre?.write(out);
        onPost?.write(out);
      }
      for (const step of schedule.populations) if (step.population.spikes) writeReset(out, memory, step);
      writeSample(out, memory, new Set(this.block.cached), this.wait);
    });
    out.line();
    out.block(`extern "C" __global__ void ${this.bounds()} ${this.name}(const Launch launch)`, () =>
      this.writeMain(out),
    );
    out.line();
  }

  /** Fields that another block may access. */
  private foreign(): ReadonlySet<Field> {
    return new Set([
      ...[...this.sums, ...this.deliveries, ...this.updates].flatMap((d) => d.foreign),
      ...this.reactions.flatMap((r) => r.visit.foreign),
      ...this.shared.flatMap(({ onPre, onPost }) => [...(onPre?.foreign ?? []), ...(onPost?.foreign ?? [])]),
    ]);
  }

  /** A call that waits for all threads of the network. */
  private get wait(): string {
    return `networkBarrier(net.${this.layout.barrier.id});`;
  }

  private bounds(): string {
    const { threads, blocks, barrier } = this.layout.shape;
    return `${barrier === "cluster" ? `CLUSTER(${blocks}) ` : ""}__launch_bounds__(${threads})`;
  }

  private writeMain(out: Writer): void {
    const { layout, schedule, sums, deliveries, reactions, updates } = this;
    const { shape } = layout;
    out.line(`using namespace ${this.name}Steps;`);
    out.line("SHARED_MEMORY(Shared, shared);");
    out.line("const Net net = open(launch, shared);");
    out.line(`const Site& site = launch.sites[blockIdx.x / ${shape.blocks}];`);
    out.line("const int slot = site.slot;");
    for (const [f, { field }] of layout.frames.entries()) {
      out.line(`const float ${layout.id(field.name)}scale = site.scale[${f}];`);
    }
    for (const [name, { size }] of layout.rings) {
      const words = Math.ceil(shareOf(size, shape) / 32);
      out.line(`for (int i = threadIdx.x; i < ${words}; i += blockDim.x) shared.${layout.id(name)}fired[i] = 0;`);
    }
    this.block.writeCopies(out, "in");
    out.line("__syncthreads();");
    out.line();
    const barriers = placeBarriers(layout, schedule, { sums, deliveries, reactions, updates });
    const { wait } = this;
    out.block("for (int i = 0; i < launch.steps; i++)", () => {
      out.line("At at;");
      out.line("at.k = launch.start + i;");
      out.line(`at.slot = (slot + i) % ${layout.slots};`);
      if (layout.hasClock) {
        out.line("at.step = launch.before + at.k;");
        out.line(`at.time = ${timeText(layout.program.dt)};`);
      }
      this.writeScales(out);
      this.writeSums(out, barriers.beforeSums);
      for (const update of this.updates) {
        if (barriers.beforeUpdate.has(update)) out.line(wait);
        out.line(update.call);
      }
      if (barriers.beforePopulations) out.line(wait);
      for (const { population } of schedule.populations) {
        out.line(`update_${layout.id(population.name)}(net, at, shared, launch);`);
      }
      this.writeContests(out);
      this.writeDrives(out);
      writeExchange(out, layout, wait);
      for (const delivery of this.deliveries) {
        if (barriers.beforeDelivery.has(delivery)) out.line(wait);
        out.line(delivery.call);
        this.shared.find((rule) => rule.step === delivery.step)?.onPre?.writeCall(out, wait);
        if (barriers.beforeRows.has(delivery)) out.line(wait);
        if (delivery.hasRows) out.line(delivery.rowsCall);
      }
      if (barriers.beforeReactions && shape.blocks > 1) {
        const fired = [
          ...new Set(
            this.reactions.map((r) => anySpike(layout, r.step.projection.post, `${r.step.projection.postDelay}`)),
          ),
        ];
        out.line(`if (${fired.join(" || ")}) ${wait}`);
      }
      for (const reaction of this.reactions) {
        this.shared.find((rule) => rule.step === reaction.step)?.onPost?.writeCall(out, wait);
        out.line(reaction.call);
      }
      if (barriers.beforeResets) out.line(wait);
      for (const { population } of schedule.populations) {
        if (population.spikes) out.line(`reset_${layout.id(population.name)}(net, at, shared);`);
      }
      out.line("if (launch.probeCount > 0) sample(net, at, shared, launch);");
    });
    out.line("__syncthreads();");
    this.block.writeCopies(out, "out");
  }

  /** Inputs of populations: 0 plus the sums over the synapses of all projections. */
  private writeSums(out: Writer, wait: boolean): void {
    const { layout, schedule, sums } = this;
    for (const { population, inputs } of schedule.populations) {
      if (inputs.length === 0) continue;
      const id = layout.id(population.name);
      out.block(`for (int j = net.${id}first + threadIdx.x; j < net.${id}end; j += blockDim.x)`, () => {
        for (const field of inputs) out.line(`net.${layout.place(field).id}[j] = 0.0f;`);
      });
    }
    if (wait) out.line(this.wait);
    for (const sum of sums) out.line(sum.call);
  }

  /** One block finds the winners of each contest; then each block lets its own neurons spike. */
  private writeContests(out: Writer): void {
    const { layout, wait } = this;
    const ids = [...layout.contests.keys()].map((name) => layout.id(name));
    if (ids.length === 0) return;
    out.line(wait);
    out.block("if (net.rank == 0)", () => {
      for (const id of ids) out.line(`compete_${id}(net, shared);`);
    });
    out.line(wait);
    for (const id of ids) out.line(`settle_${id}(net, at, shared, launch);`);
  }

  /**
   * Before the exchange, so that all threads see what was added; whether a neuron takes input may be known to another
   * thread.
   */
  private writeDrives(out: Writer): void {
    const driven = this.schedule.populations.filter((p) => p.drives.length > 0);
    if (driven.length > 0 && this.layout.contests.size > 0) out.line("__syncthreads();");
    for (const { population } of driven) out.line(`drive_${this.layout.id(population.name)}(net, at);`);
  }

  private writeScales(out: Writer): void {
    const { layout } = this;
    const stride = longestLaunch(layout.frames) + 1;
    for (const [f, frame] of layout.frames.entries()) {
      const id = layout.id(frame.field.name);
      const isMoving = moves(frame, this.name === "learning");
      const power = (step: string) => (isMoving ? ` * launch.powers[${f * stride} + ${step}]` : "");
      out.line(`at.${id}before = ${id}scale${power("i")};`);
      out.line(`at.${id}now = ${id}scale${power("i + 1")};`);
    }
  }
}
