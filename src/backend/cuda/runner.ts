import type { Device, Pinned } from "../../cuda/device.js";
import type { Handle } from "../../cuda/driver.js";
import { BackendError } from "../../errors.js";
import type { PresentationResult } from "../backend.js";
import { type Batch, checkAlike } from "./batch.js";
import { Results } from "./results.js";
import { longestLaunch, SMALLEST_SCALE } from "./source/frames.js";
import { packArguments } from "./source/launchArguments.js";
import { Layout } from "./source/layout.js";
import { PROBE_BYTES, packProbes } from "./source/sample.js";
import { KERNELS, type KernelName } from "./source/source.js";
import { packTrains } from "./trains.js";

/** Threads of a block in kernels that work element by element. */
const THREADS = 128;

/** Where the time of a presentation went, in ms. */
export interface Timing {
  /** On the host, until all work was handed over. */
  readonly encode: number;
  /** On the device: spikes in, the steps, results out. */
  readonly copyIn: number;
  readonly kernel: number;
  readonly copyOut: number;
}

/** Values of kernel arguments; addresses grow from one network to the next by their stride. */
type Arguments = Map<string, { readonly value: number; readonly stride: number }>;

/** Runs the kernels of one program for any number of networks. All work is handed over at once, in order. */
export class Runner {
  /** Of the presentation that ended last. */
  timing: Timing = { encode: 0, copyIn: 0, kernel: 0, copyOut: 0 };
  private readonly kernels: ReadonlyMap<string, Handle>;
  private readonly powers: number;
  private readonly mostSteps: number;
  private readonly buffers = new Map<string, { readonly address: number; readonly bytes: number }>();

  constructor(
    readonly device: Device,
    readonly layout: Layout,
    ptx: Buffer,
  ) {
    this.kernels = device.load(ptx, KERNELS);
    this.mostSteps = longestLaunch(layout.frames);
    this.powers = device.allocate(4 * layout.frames.length * (this.mostSteps + 1), "the powers of decays");
  }

  /** Copies to the device what does not change. */
  async prepare(): Promise<void> {
    const powers = this.layout.frames.flatMap(({ factor }) =>
      Array.from({ length: this.mostSteps + 1 }, (_, n) => factor ** n),
    );
    await this.write(this.powers, new Uint8Array(Float32Array.from(powers).buffer));
  }

  async write(to: number, bytes: Uint8Array): Promise<void> {
    this.device.activate();
    const pinned = this.device.borrow(bytes.length);
    pinned.bytes.set(bytes);
    this.device.upload(to, pinned, bytes.length);
    await this.done();
    this.device.giveBack(pinned);
  }

  async read(from: number, bytes: number): Promise<Uint8Array> {
    this.device.activate();
    const pinned = this.device.borrow(bytes);
    this.device.download(pinned, from, bytes);
    await this.done();
    const copy = pinned.bytes.slice(0, bytes);
    this.device.giveBack(pinned);
    return copy;
  }

  /** Waits for all that has been handed over. */
  async done(): Promise<void> {
    const mark = this.device.mark();
    await this.device.reached(mark);
    this.device.forget(mark);
  }

  /** Brings frames to the scale 1. */
  rescale(batch: Omit<Batch, "presentations">, networks: number, isDue = (scale: number) => scale !== 1): void {
    for (const [f, { field }] of this.layout.frames.entries()) {
      const scale = batch.clock.scales[f];
      if (!isDue(scale)) continue;
      const place = this.layout.field(field);
      const stride = place.section === "mine" ? batch.mineStride : batch.sharedStride;
      const bytes = new DataView(new ArrayBuffer(24));
      bytes.setBigUint64(0, BigInt(Layout.addressIn(batch, place)), true);
      bytes.setBigInt64(8, BigInt(stride / 4), true);
      bytes.setInt32(16, place.length, true);
      bytes.setFloat32(20, scale, true);
      const copies = stride === 0 ? 1 : networks;
      this.start("rescale", [Math.ceil(place.length / THREADS), copies], THREADS, new Uint8Array(bytes.buffer));
      batch.clock.scales[f] = 1;
    }
  }

  async present(batch: Batch): Promise<PresentationResult[]> {
    const { device, layout } = this;
    const { presentations } = batch;
    checkAlike(presentations);
    const begun = performance.now();
    device.activate();
    const [{ steps, learning, probes }] = presentations;
    const results = new Results(layout, layout.program.flush, presentations);
    const marks = [device.mark()];
    const values: Arguments = new Map();
    const output = this.reserve("output", results.bytes);
    const sent = this.sendInputs(batch, values, (p) => output + results.sample(0, p, 0));
    device.clear(output, results.bytes);
    this.describe(batch, values, results, output);
    marks.push(device.mark());
    if (layout.program.normalizations.length > 0) this.normalize(batch, values);
    const scales = probes.map((): number[] => []);
    const schedule = learning ? "learning" : "frozen";
    for (let k = 0; k < steps; ) {
      const until = Math.min(steps, k + this.mostSteps);
      this.rescale(batch, presentations.length, (scale) => scale < SMALLEST_SCALE);
      for (const [p, { field, every }] of probes.entries()) {
        for (let n = Math.floor(k / every) + 1; n * every <= until; n++) {
          scales[p].push(this.scaleAfter(batch, field, n * every - k, schedule));
        }
      }
      this.step(batch, values, { from: k, steps: until - k, kernel: schedule });
      k = until;
    }
    marks.push(device.mark());
    const received = device.borrow(results.bytes);
    device.download(received, output, results.bytes);
    marks.push(device.mark());
    const encode = performance.now() - begun;

    await device.reached(marks[3]);
    const bytes = received.bytes.slice(0, results.bytes);
    for (const pinned of [sent, received]) device.giveBack(pinned);
    const [copyIn, kernel, copyOut] = [0, 1, 2].map((i) => device.between(marks[i], marks[i + 1]));
    for (const mark of marks) device.forget(mark);
    this.timing = { encode, copyIn, kernel, copyOut };
    return presentations.map((_, n) => results.decode(n, bytes, scales));
  }

  /** The trains of all sources and networks, and what is to be sampled where, in one copy. */
  private sendInputs({ presentations, clock }: Batch, values: Arguments, samples: (probe: number) => number): Pinned {
    const { device, layout } = this;
    const [{ steps, probes }] = presentations;
    const packed = layout.program.sources.map(({ name }) => {
      const lead = layout.longestDelay.get(name) ?? 0;
      const histories = clock.histories.map((h) => h.get(name) ?? []);
      const trains = presentations.map((p) => p.inputs.get(name));
      return { name, lead, ...packTrains(trains, histories, lead, steps) };
    });
    const elements = probes.map((probe) => probe.elements ?? new Int32Array(0));
    const arrays = [...packed.flatMap(({ offsets, indices }) => [offsets, indices]), ...elements];
    const bytes = arrays.reduce((sum, a) => sum + a.byteLength, PROBE_BYTES * probes.length);
    const input = this.reserve("input", bytes);
    const pinned = device.borrow(bytes);
    let at = 0;
    const place = (array: Int32Array) => {
      pinned.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += array.byteLength;
      return input + at - array.byteLength;
    };
    const first = input + PROBE_BYTES * probes.length;
    const starts = elements.map((_, p) => first + elements.slice(0, p).reduce((sum, e) => sum + e.byteLength, 0));
    const table = probes.map(({ field, every, elements }, p) => {
      const place = layout.field(field);
      const length = elements?.length ?? place.length;
      const stride = Math.floor(steps / every) * length;
      const number = layout.sampled.indexOf(place);
      return { elements: elements ? starts[p] : 0, samples: samples(p), stride, field: number, length, every };
    });
    values.set("probes", { value: place(packProbes(table)), stride: 0 });
    values.set("probeCount", { value: probes.length, stride: 0 });
    for (const list of elements) place(list);
    for (const { name, lead, offsets, indices, after } of packed) {
      const id = layout.id(name);
      values.set(`${id}offsets`, { value: place(offsets), stride: 4 * (lead + steps + 1) });
      values.set(`${id}indices`, { value: place(indices), stride: 0 });
      for (const [n, history] of after.entries()) clock.histories[n].set(name, history);
    }
    device.upload(input, pinned, bytes);
    return pinned;
  }

  private describe(batch: Batch, values: Arguments, results: Results, output: number): void {
    const [{ steps, countSteps }] = batch.presentations;
    values.set("mine", { value: batch.mine, stride: batch.mineStride });
    values.set("shared", { value: batch.shared, stride: batch.sharedStride });
    const fixed = { powers: this.powers, mineStride: batch.mineStride, sharedStride: batch.sharedStride };
    for (const [name, value] of Object.entries({ ...fixed, countSteps, allSteps: steps })) {
      values.set(name, { value, stride: 0 });
    }
    for (const [name, { size }] of this.layout.rings) {
      const id = this.layout.id(name);
      values.set(`${id}total`, { value: output + results.counts(name), stride: 4 * size });
      const record = results.record(name);
      const stride = 4 * steps * Math.ceil(size / 32);
      values.set(`${id}record`, record === undefined ? { value: 0, stride: 0 } : { value: output + record, stride });
    }
  }

  private normalize(batch: Batch, values: Arguments): void {
    const { program } = this.layout;
    const widths = program.normalizations.map(({ weight, changed }) => this.layout.field(changed ?? weight).length);
    const bytes = this.pack(values, batch, { from: 0, steps: 0, first: 0 });
    this.start("normalize", [Math.ceil(Math.max(...widths) / THREADS), batch.presentations.length], THREADS, bytes);
  }

  private step(
    batch: Batch,
    values: Arguments,
    { from, steps, kernel }: { readonly from: number; readonly steps: number; readonly kernel: "learning" | "frozen" },
  ): void {
    const { device, layout } = this;
    const { shape } = layout;
    const networks = batch.presentations.length;
    const together = shape.barrier === "grid" ? this.residentNetworks(kernel) : networks;
    for (let first = 0; first < networks; first += together) {
      const count = Math.min(together, networks - first);
      if (shape.barrier === "grid") {
        for (let n = first; n < first + count; n++) {
          device.clear(batch.mine + n * batch.mineStride + layout.barrier.offset, 4);
        }
      }
      const bytes = this.pack(values, batch, { from, steps, first });
      this.start(kernel, [shape.blocks * count, 1], shape.threads, bytes, shape.barrier === "grid");
    }
    batch.clock.slot = (batch.clock.slot + steps) % layout.slots;
    for (const [f, { factor, decays }] of layout.frames.entries()) {
      if (decays[kernel]) batch.clock.scales[f] *= factor ** steps;
    }
  }

  /** How many networks' blocks the device holds at once; those of one must all be there, or its barrier waits for ever. */
  private residentNetworks(kernel: KernelName): number {
    const { device, layout } = this;
    const { blocks, threads } = layout.shape;
    const each = device.driver.get("cuOccupancyMaxActiveBlocksPerMultiprocessor", this.kernels.get(kernel), threads, 0);
    const held = each * device.facts.multiprocessors;
    if (held >= blocks) return Math.floor(held / blocks);
    throw new BackendError(
      `cuda: found room for ${held} blocks of ${threads} threads on the device, expected ${blocks} at once. ` +
        "Take a smaller network or another device.",
    );
  }

  /** The scale of a field's frame after some steps from now. */
  private scaleAfter({ clock }: Batch, field: string, steps: number, kernel: "learning" | "frozen"): number {
    const f = this.layout.frames.findIndex((frame) => frame.field === field);
    if (f < 0) return 1;
    const { factor, decays } = this.layout.frames[f];
    return decays[kernel] ? clock.scales[f] * factor ** steps : clock.scales[f];
  }

  private pack(
    values: Arguments,
    { clock }: Batch,
    { from, steps, first }: { readonly from: number; readonly steps: number; readonly first: number },
  ): Uint8Array {
    const numbers = new Map([...values].map(([name, { value, stride }]) => [name, value + first * stride] as const));
    for (const [name, value] of Object.entries({ start: from, steps, slot: clock.slot, network: first }))
      numbers.set(name, value);
    for (const [f, { field }] of this.layout.frames.entries()) {
      numbers.set(`scale_${this.layout.id(field)}`, clock.scales[f]);
    }
    return packArguments(this.layout, numbers);
  }

  private start(
    name: KernelName,
    [gridX, gridY]: readonly [number, number],
    threads: number,
    bytes: Uint8Array,
    cooperative = false,
  ): void {
    const { driver, stream } = this.device;
    const common = [this.kernels.get(name), gridX, gridY, 1, threads, 1, 1, 0, stream, [bytes]];
    if (cooperative) driver.call("cuLaunchCooperativeKernel", ...common);
    else driver.call("cuLaunchKernel", ...common, null);
  }

  /** A buffer that is kept from one presentation to the next, and grows. */
  private reserve(name: string, bytes: number): number {
    const kept = this.buffers.get(name);
    if (kept && kept.bytes >= bytes) return kept.address;
    if (kept) this.device.free(kept.address);
    const size = Math.ceil(1.5 * bytes);
    const address = this.device.allocate(
      size,
      name === "input" ? "the spikes of the sources" : "spike counts and records",
    );
    this.buffers.set(name, { address, bytes: size });
    return address;
  }
}
