import type {
  Decay,
  ElementLoop,
  Field,
  Population,
  Projection,
  ProjectionStep,
  Schedule,
} from "../../../program/program.js";
import { Delivery } from "./deliver.js";
import { timeText } from "./draws.js";
import { Update } from "./elementLoop.js";
import { longestLaunch, moves } from "./frames.js";
import { type FieldPlace, isOfNeurons, type Layout } from "./layout.js";
import { Memory } from "./memory.js";
import { writeDrives, writeReset, writeUpdate } from "./population.js";
import { Reaction } from "./postsynaptic.js";
import { writeSample } from "./sample.js";
import { shareOf } from "./shape.js";
import { SharedRule } from "./shared.js";
import { anySpike } from "./spikes.js";
import { Sums } from "./sums.js";
import { placeBarriers } from "./sync.js";
import type { Writer } from "./writer.js";
import { writtenFields } from "./written.js";

/** Shared memory of a block, in bytes, that is available without special configuration. */
const SHARED_BYTES = 48 * 1024;

/** One kernel: some steps of a presentation, by one schedule. Its functions are in a namespace of their own. */
export class Kernel {
  private readonly memory: Memory;
  private readonly schedule: Schedule;
  private readonly deliveries: readonly Delivery[];
  private readonly reactions: readonly Reaction[];
  private readonly shared: readonly Learning[];
  private readonly updates: readonly Update[];
  private readonly sums: readonly Sums[];
  private readonly cached: readonly FieldPlace[];
  private readonly written: ReadonlySet<Field>;

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
    this.written = writtenFields(this.schedule, (field) => layout.place(field).frame !== undefined);
    this.cached = this.chooseCached();
  }

  write(out: Writer): void {
    const { schedule, memory } = this;
    out.block(`namespace ${this.name}Steps`, () => {
      this.writeStructures(out);
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
      writeSample(out, memory, new Set(this.cached), this.wait);
    });
    out.line();
    out.block(`extern "C" __global__ void ${this.bounds()} ${this.name}(const Launch launch)`, () =>
      this.writeMain(out),
    );
    out.line();
  }

  /** A call that waits for all threads of the network. */
  private get wait(): string {
    return `networkBarrier(net.${this.layout.barrier.id});`;
  }

  private bounds(): string {
    const { threads, blocks, barrier } = this.layout.shape;
    return `${barrier === "cluster" ? `CLUSTER(${blocks}) ` : ""}__launch_bounds__(${threads})`;
  }

  /** Fields of neurons and columns that only their own block accesses, as many as fit in shared memory. */
  private chooseCached(): FieldPlace[] {
    const { layout } = this;
    const foreign = new Set([
      ...[...this.sums, ...this.deliveries, ...this.updates].flatMap((d) => d.foreign),
      ...this.reactions.flatMap((r) => r.visit.foreign),
      ...this.shared.flatMap(({ onPre, onPost }) => [...(onPre?.foreign ?? []), ...(onPost?.foreign ?? [])]),
    ]);
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

  private writeStructures(out: Writer): void {
    const { layout } = this;
    const { shape } = layout;
    out.block(
      "struct Shared",
      () => {
        for (const [name, { size }] of layout.rings) {
          const words = Math.ceil(shareOf(size, shape) / 32);
          out.line(`unsigned ${layout.id(name)}fired[${words}];  // a bit for each neuron of the block's run`);
        }
        for (const name of layout.contests.keys()) {
          out.line(`int ${layout.id(name)}best[3];  // margin, lot and number of the best neuron so far`);
        }
        for (const { id, type, length } of this.cached) out.line(`${type} ${id}[${shareOf(length, shape)}];`);
        if (layout.rings.size + this.cached.length === 0) out.line("int nothing;");
      },
      "};",
    );
    out.line();
    out.line(
      "// Where the step stands: its number in the presentation, its slot in the rings, the scales of moving frames",
    );
    out.block(
      "struct At",
      () => {
        out.line("int k, slot;");
        if (layout.hasClock) out.line("int step; float time;  // since the presentation began");
        for (const { field } of layout.frames)
          out.line(`float before_${layout.id(field.name)}, now_${layout.id(field.name)};`);
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
      out.line(`const int network = blockIdx.x / ${shape.blocks};  // of those of this launch`);
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

  private writeMain(out: Writer): void {
    const { layout, schedule, sums, deliveries, reactions, updates } = this;
    const { shape } = layout;
    out.line(`using namespace ${this.name}Steps;`);
    out.line("SHARED_MEMORY(Shared, shared);");
    out.line("const Net net = open(launch, shared);");
    out.line(`const Site& site = launch.sites[blockIdx.x / ${shape.blocks}];`);
    out.line("const int slot = site.slot;");
    for (const [f, { field }] of layout.frames.entries()) {
      out.line(`const float scale_${layout.id(field.name)} = site.scale[${f}];`);
    }
    for (const [name, { size }] of layout.rings) {
      const words = Math.ceil(shareOf(size, shape) / 32);
      out.line(`for (int i = threadIdx.x; i < ${words}; i += blockDim.x) shared.${layout.id(name)}fired[i] = 0;`);
    }
    this.writeCopies(out, "in");
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
      this.writeExchange(out, wait);
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
    this.writeCopies(out, "out");
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

  /** Spikes become lists, each population's by a warp of its own, and all blocks see them. */
  private writeExchange(out: Writer, wait: string): void {
    const { layout } = this;
    const { blocks } = layout.shape;
    const words = Math.ceil(blocks / 32);
    out.line("__syncthreads();");
    for (const [i, [name, ring]] of [...layout.rings].entries()) {
      const id = layout.id(name);
      const bits = Math.ceil(shareOf(ring.size, layout.shape) / 32);
      out.block(`if (threadIdx.x / WARP == ${i} % max(1u, blockDim.x / WARP))`, () => {
        out.line(`int* const list = net.${ring.spikes.id} + (size_t)at.slot * ${ring.size} + net.${id}first;`);
        out.line(`const int n = listBits(shared.${id}fired, ${bits}, net.${id}first, list);`);
        if (!ring.live) {
          out.line(`if (threadIdx.x % WARP == 0) net.${ring.count.id}[at.slot] = n;`);
          return;
        }
        out.block("if (threadIdx.x % WARP == 0 && n > 0)", () => {
          out.line(`net.${ring.count.id}[at.slot * ${blocks} + net.rank] = n;`);
          out.line(`atomicOr(&net.${ring.live?.id}[at.slot * ${words} + net.rank / 32], 1u << (net.rank % 32));`);
        });
      });
    }
    out.line(wait);
    if (blocks === 1) return;
    // Clears the lists of the step after the next; no block can be far enough ahead to have started them.
    out.line(`const int later = (at.slot + 2) % ${layout.slots};`);
    out.block(`if (net.rank == 0 && threadIdx.x < ${words})`, () => {
      for (const { live } of layout.rings.values()) out.line(`net.${live?.id}[later * ${words} + threadIdx.x] = 0;`);
    });
  }

  private writeScales(out: Writer): void {
    const { layout } = this;
    const stride = longestLaunch(layout.frames) + 1;
    for (const [f, frame] of layout.frames.entries()) {
      const id = layout.id(frame.field.name);
      const isMoving = moves(frame, this.name === "learning");
      const power = (step: string) => (isMoving ? ` * launch.powers[${f * stride} + ${step}]` : "");
      out.line(`at.before_${id} = scale_${id}${power("i")};`);
      out.line(`at.now_${id} = scale_${id}${power("i + 1")};`);
    }
  }

  private writeCopies(out: Writer, direction: "in" | "out"): void {
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

/** The changes of a convolution's filters by the spikes of a step. */
interface Learning {
  readonly step: ProjectionStep;
  readonly onPre?: SharedRule;
  readonly onPost?: SharedRule;
}

function sharedRules(memory: Memory, step: ProjectionStep): Learning {
  const { topology, pre, post } = step.projection;
  if (topology.kind !== "convolution") return { step };
  const rule = (when: "onPre" | "onPost", spikes: boolean) =>
    spikes && step[when].synapse.length > 0 ? new SharedRule(memory, step, topology.window, when) : undefined;
  return { step, onPre: rule("onPre", pre.kind === "source" || pre.spikes), onPost: rule("onPost", post.spikes) };
}

/** The updates of a projection in every step: its equations, and decays without a frame. */
function updatesOf(
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
