import { BackendError } from "../../errors.js";
import type { PresentationResult, Probe } from "../backend.js";
import { type Batch, checkAlike } from "./batch.js";
import type { Device, Pinned } from "./device.js";
import type { Handle } from "./driver.js";
import { Results } from "./results.js";
import { longestLaunch, SMALLEST_SCALE } from "./source/frames.js";
import { packArguments } from "./source/launchArguments.js";
import { Layout } from "./source/layout.js";
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
    const { presentations, clock } = batch;
    checkAlike(presentations);
    const begun = performance.now();
    device.activate();
    const [{ steps, learning, probes }] = presentations;
    const results = new Results(layout, layout.program.flush, presentations);
    const marks = [device.mark()];
    const values: Arguments = new Map();
    const sent = this.sendInputs(batch, values);
    const output = this.reserve("output", results.bytes);
    device.clear(output, results.bytes);
    this.describe(batch, values, results, output);
    marks.push(device.mark());
    if (layout.program.normalizations.length > 0) this.normalize(batch, values);
    const scales = probes.map((): number[] => []);
    for (let k = 0; k < steps; ) {
      const until = Math.min(
        steps,
        k + this.mostSteps,
        ...probes.map(({ every }) => (Math.floor(k / every) + 1) * every),
      );
      this.rescale(batch, presentations.length, (scale) => scale < SMALLEST_SCALE);
      this.step(batch, values, { from: k, steps: until - k, kernel: learning ? "learning" : "frozen" });
      k = until;
      for (const [p, probe] of probes.entries()) {
        if (k % probe.every !== 0) continue;
        for (const n of presentations.keys())
          this.sample(batch, n, probe, output + results.sample(n, p, k / probe.every - 1));
        const f = layout.frames.findIndex((frame) => frame.field === probe.field);
        scales[p].push(f < 0 ? 1 : clock.scales[f]);
      }
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

  /** The trains of all sources and networks in one copy. */
  private sendInputs({ presentations, clock }: Batch, values: Arguments): Pinned {
    const { device, layout } = this;
    const [{ steps }] = presentations;
    const packed = layout.program.sources.map(({ name }) => {
      const lead = layout.longestDelay.get(name) ?? 0;
      const histories = clock.histories.map((h) => h.get(name) ?? []);
      const trains = presentations.map((p) => p.inputs.get(name));
      return { name, lead, ...packTrains(trains, histories, lead, steps) };
    });
    const arrays = packed.flatMap(({ offsets, indices }) => [offsets, indices]);
    const bytes = arrays.reduce((sum, a) => sum + a.byteLength, 0);
    const input = this.reserve("input", bytes);
    const pinned = device.borrow(bytes);
    let at = 0;
    const place = (array: Int32Array) => {
      pinned.bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += array.byteLength;
      return input + at - array.byteLength;
    };
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

  private sample(batch: Batch, network: number, { field, elements }: Probe, to: number): void {
    const place = this.layout.field(field);
    const stride = place.section === "mine" ? batch.mineStride : batch.sharedStride;
    const from = Layout.addressIn(batch, place) + network * stride;
    if (!elements) {
      this.device.copy(to, from, 4 * place.length);
      return;
    }
    // Neighbours in one copy.
    for (let i = 0; i < elements.length; ) {
      let end = i + 1;
      while (end < elements.length && elements[end] === elements[end - 1] + 1) end++;
      this.device.copy(to + 4 * i, from + 4 * elements[i], 4 * (end - i));
      i = end;
    }
  }

  private pack(
    values: Arguments,
    { clock }: Batch,
    { from, steps, first }: { readonly from: number; readonly steps: number; readonly first: number },
  ): Uint8Array {
    const numbers = new Map([...values].map(([name, { value, stride }]) => [name, value + first * stride] as const));
    for (const [name, value] of Object.entries({ start: from, steps, slot: clock.slot })) numbers.set(name, value);
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
