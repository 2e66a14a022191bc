import type { Device, Pinned } from "../../cuda/device.js";
import type { Handle } from "../../cuda/driver.js";
import { BackendError } from "../../errors.js";
import type { Field } from "../../program/program.js";
import { upperWord } from "../../random/key.js";
import type { Combine, PresentationResult } from "../backend.js";
import { type Batch, checkAlike, type Site } from "./batch.js";
import { type Leg, planLegs, sampledScales, siteArgument } from "./legs.js";
import { Parcel } from "./parcel.js";
import { addRates, drawable } from "./poisson.js";
import { Results } from "./results.js";
import { COMBINING, packCombine } from "./source/combine.js";
import { longestLaunch } from "./source/frames.js";
import { launchArguments, packArguments } from "./source/launchArguments.js";
import type { FieldPlace, Layout, Place } from "./source/layout.js";
import { PROBE_BYTES, packProbes } from "./source/sample.js";
import { packSites, siteBytes } from "./source/sites.js";
import { lookedAt } from "./source/soundness.js";
import { KERNELS, type KernelName } from "./source/source.js";
import { addTrains, packTrains } from "./trains.js";

/** Threads per block in element-wise kernels. */
const THREADS = 128;
/** Maximum number of blocks that check one network's values. */
const MOST_BLOCKS = 256;

/** Stands for a field's bounds and frame when marks are combined. */
const MARK: Pick<Field, "bounds"> & Pick<FieldPlace, "frame"> = { bounds: [0, 1] };

/** Timing of a presentation, in ms. */
export interface Timing {
  /** On the host, until all work was submitted. */
  readonly encode: number;
  /** On the device: spikes in, the steps, results out. */
  readonly copyIn: number;
  readonly kernel: number;
  readonly copyOut: number;
}

/** Values of kernel arguments; addresses increase by the stride from one network to the next. */
type Arguments = Map<string, { readonly value: number; readonly stride: number }>;

/** Runs the kernels of one program for any number of networks. All work is submitted at once, in order. */
export class Runner {
  /** Timing of the last presentation that has ended. */
  timing: Timing = { encode: 0, copyIn: 0, kernel: 0, copyOut: 0 };
  private readonly kernels: ReadonlyMap<string, Handle>;
  private readonly powers: number;
  private readonly mostSteps: number;
  private readonly buffers = new Map<string, { readonly address: number; readonly bytes: number }>();

  constructor(
    readonly device: Device,
    readonly layout: Layout,
    ptx: Uint8Array,
  ) {
    this.kernels = device.load(ptx, KERNELS);
    this.mostSteps = longestLaunch(layout.frames);
    this.powers = device.allocate(4 * layout.frames.length * (this.mostSteps + 1), "the powers of decays");
  }

  /** Copies constant data to the device. */
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

  /** Waits until all submitted work is done. */
  async done(): Promise<void> {
    const mark = this.device.mark();
    await this.device.reached(mark);
    this.device.forget(mark);
  }

  /** Resets the frames of networks to scale 1. */
  async rescale(sites: readonly Site[]): Promise<void> {
    const isDue = (scale: number) => scale !== 1;
    const due = sites.filter(({ clock }) => clock.scales.some(isDue));
    if (due.length === 0) return;
    const packed = packSites(
      this.layout.frames,
      due.map((site) => siteArgument(site, isDue)),
      due[0].mine,
    );
    const at = this.reserve("sites", packed.byteLength);
    await this.write(at, new Uint8Array(packed.buffer));
    for (const f of this.layout.frames.keys()) this.startRescale(f, due[0].mine, at, due.length);
    await this.done();
  }

  /** Combines fields of copies of a network, whose own site is the last one; the last copy gets the result. */
  async combine(places: readonly (FieldPlace | Place)[], sites: readonly Site[], combine: Combine): Promise<void> {
    const { layout } = this;
    const packed = packSites(
      layout.frames,
      sites.map((site) => siteArgument(site, () => false)),
      sites[0].mine,
    );
    const table = this.reserve("sites", packed.byteLength);
    await this.write(table, new Uint8Array(packed.buffer));
    for (const place of places) {
      const { offset, section, length, type } = place;
      const kept =
        "field" in place ? [...layout.fields.values()].find((f) => f.field.compensates === place.field) : undefined;
      const { bounds, frame } = "field" in place ? { ...place.field, frame: place.frame } : MARK;
      const bytes = packCombine({
        ...{
          memory: sites[0].mine,
          sites: table,
          offset,
          length,
          bounds,
          isShared: section === "shared",
        },
        ...{ frame: frame ? layout.frames.indexOf(frame) : -1, target: frame?.target ?? 0, copies: sites.length - 1 },
        rest: kept?.offset ?? -1,
        how: type === "int" ? COMBINING.marks : COMBINING[combine],
      });
      this.start("combine", [Math.ceil(length / THREADS), 1], THREADS, bytes);
    }
  }

  private startRescale(f: number, memory: number, sites: number, networks: number): void {
    const place = this.layout.place(this.layout.frames[f].field);
    const bytes = new DataView(new ArrayBuffer(40));
    for (const [i, wide] of [memory, sites, place.offset].entries()) bytes.setBigInt64(8 * i, BigInt(wide), true);
    for (const [i, word] of [Number(place.section === "shared"), f, place.length].entries()) {
      bytes.setInt32(24 + 4 * i, word, true);
    }
    this.start("rescale", [Math.ceil(place.length / THREADS), networks], THREADS, new Uint8Array(bytes.buffer));
  }

  async present(batch: Batch): Promise<PresentationResult[]> {
    const { device, layout } = this;
    const { presentations } = batch;
    checkAlike(presentations);
    const begun = performance.now();
    device.activate();
    const results = new Results(layout, layout.program.flush, presentations);
    const marks = [device.mark()];
    const values: Arguments = new Map();
    const output = this.reserve("output", results.bytes);
    const legs = planLegs(layout, batch, this.mostSteps);
    const sent = this.sendInputs(batch, legs, values, (p) => output + results.sample(0, p, 0));
    device.clear(output, results.bytes);
    this.describe(batch, values, results, output);
    marks.push(device.mark());
    if (presentations[0].normalize) this.startNormalize(batch, values);
    for (const [i, leg] of legs.entries()) if (leg.steps > 0) this.step(batch, values, leg, i);
    this.startSoundness(batch, values);
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
    return presentations.map((presentation, n) =>
      results.decode(n, bytes, sampledScales(layout, presentation, legs, n)),
    );
  }

  /** Copies sites, the input of all sources, and probes to the device in one transfer; draws spikes there. */
  private sendInputs(
    { presentations, sites }: Batch,
    legs: readonly Leg[],
    values: Arguments,
    samples: (probe: number) => number,
  ): Pinned {
    const { device, layout } = this;
    const [{ steps, probes, before = 0 }] = presentations;
    const parcel = new Parcel();
    const [first] = legs.map((leg) => parcel.add(packSites(layout.frames, leg.sites, sites[0].mine)));
    const addresses = parcel.add(
      Int32Array.from(
        presentations.flatMap(({ number = 0 }, n) => {
          const { seed } = sites[n];
          return [seed, upperWord(seed), number, upperWord(number)].map((word) => word | 0);
        }),
      ),
    );
    const elements = probes.map((probe) => probe.elements && parcel.add(probe.elements));
    const table = parcel.later(PROBE_BYTES * probes.length, (base) =>
      packProbes(
        probes.map(({ field, every, elements: list }, p) => {
          const place = layout.named(field);
          const length = list?.length ?? place.length;
          const stride = Math.floor(steps / every) * length;
          const number = layout.sampled.indexOf(place);
          const from = elements[p];
          const listed = from === undefined ? 0 : base + from;
          return { elements: listed, samples: samples(p), stride, field: number, length, every };
        }),
      ),
    );
    const sources = layout.program.sources.map((source) => {
      const { name, longestDelay: lead } = source;
      const histories = sites.map(({ clock }) => clock.histories.get(name) ?? []);
      const trains = presentations.map((p) => p.inputs.get(name));
      const poisson = drawable(trains, histories, lead, steps);
      const { after, place } = poisson
        ? addRates(parcel, source, poisson, steps)
        : addTrains(parcel, packTrains(trains, histories, lead, steps));
      for (const [n, site] of sites.entries()) {
        site.clock = { ...site.clock, histories: new Map([...site.clock.histories, [name, after[n]]]) };
      }
      return { id: layout.id(name), name, lead, place };
    });
    const input = this.reserve("input", parcel.bytes);
    const pinned = device.borrow(parcel.bytes);
    parcel.fill(pinned.bytes, input);
    device.upload(input, pinned, parcel.bytes);
    values.set("addresses", { value: input + addresses, stride: 4 * 4 });
    values.set("before", { value: before, stride: 0 });
    values.set("memory", { value: sites[0].mine, stride: 0 });
    values.set("sites", { value: input + first, stride: siteBytes(layout.frames) });
    values.set("probes", { value: input + table, stride: 0 });
    values.set("probeCount", { value: probes.length, stride: 0 });
    for (const { id, name, lead, place } of sources) {
      const { offsets, indices, launch } = place(input, (bytes) => this.reserve(`spikes of ${name}`, bytes));
      if (launch) this.start("poisson", [sites.length, 1], launch.threads, launch.argument);
      values.set(`${id}offsets`, { value: offsets, stride: 4 * (lead + steps + 1) });
      values.set(`${id}indices`, { value: indices, stride: 0 });
    }
    return pinned;
  }

  private describe(batch: Batch, values: Arguments, results: Results, output: number): void {
    const [{ steps, countSteps, learning }] = batch.presentations;
    const same = { powers: this.powers, countSteps, allSteps: steps, learning: Number(learning) };
    for (const [name, value] of Object.entries(same)) values.set(name, { value, stride: 0 });
    values.set("unsound", { value: output + results.unsound, stride: 0 });
    for (const [name, { size }] of this.layout.rings) {
      const id = this.layout.id(name);
      values.set(`${id}total`, { value: output + results.counts(name), stride: 4 * size });
      const record = results.record(name);
      const stride = 4 * steps * Math.ceil(size / 32);
      values.set(`${id}record`, record === undefined ? { value: 0, stride: 0 } : { value: output + record, stride });
    }
  }

  /** Scales the weights of a network's marked columns. */
  async normalize(site: Site): Promise<void> {
    const { layout } = this;
    if (layout.marks.size === 0) return;
    const packed = packSites(layout.frames, [siteArgument(site, () => false)], site.mine);
    const table = this.reserve("sites", packed.byteLength);
    await this.write(table, new Uint8Array(packed.buffer));
    const values = new Map(launchArguments(layout).map(({ name }) => [name, 0]));
    this.launchNormalize(1, packArguments(layout, values.set("memory", site.mine).set("sites", table)));
    await this.done();
  }

  private startNormalize({ sites }: Batch, values: Arguments): void {
    if (this.layout.marks.size === 0) return;
    this.launchNormalize(
      sites.length,
      this.pack(values, { from: 0, steps: 0, first: 0, leg: 0, networks: sites.length }),
    );
  }

  private startSoundness({ sites }: Batch, values: Arguments): void {
    const bytes = this.pack(values, { from: 0, steps: 0, first: 0, leg: 0, networks: sites.length });
    const widest = Math.max(1, ...lookedAt(this.layout.program).map((field) => this.layout.place(field).length));
    this.start("soundness", [Math.min(MOST_BLOCKS, Math.ceil(widest / THREADS)), sites.length], THREADS, bytes);
  }

  private launchNormalize(networks: number, bytes: Uint8Array): void {
    const widest = Math.max(...[...this.layout.marks.values()].map(({ length }) => length));
    this.start("normalize", [Math.ceil(widest / THREADS), networks], THREADS, bytes);
  }

  private step(
    { presentations, sites }: Batch,
    values: Arguments,
    { from, steps, sites: told }: Leg,
    leg: number,
  ): void {
    const { device, layout } = this;
    const { shape } = layout;
    const kernel = presentations[0].learning ? "learning" : "frozen";
    const networks = sites.length;
    const table = (values.get("sites")?.value ?? 0) + leg * networks * siteBytes(layout.frames);
    for (const f of layout.frames.keys()) {
      if (told.some(({ factors }) => factors[f] !== 1)) this.startRescale(f, sites[0].mine, table, networks);
    }
    const together = shape.barrier === "grid" ? this.residentNetworks(kernel) : networks;
    for (let first = 0; first < networks; first += together) {
      const count = Math.min(together, networks - first);
      if (shape.barrier === "grid") {
        for (let n = first; n < first + count; n++) device.clear(sites[n].mine + layout.barrier.offset, 4);
      }
      const bytes = this.pack(values, { from, steps, first, leg, networks });
      this.start(kernel, [shape.blocks * count, 1], shape.threads, bytes, shape.barrier === "grid");
    }
  }

  /**
   * The number of networks whose blocks fit on the device at once; all blocks of a network must, or its barrier would
   * deadlock.
   */
  private residentNetworks(kernel: KernelName): number {
    const { device, layout } = this;
    const { blocks, threads } = layout.shape;
    const each = device.driver.get("cuOccupancyMaxActiveBlocksPerMultiprocessor", this.kernels.get(kernel), threads, 0);
    const held = each * device.facts.multiprocessors;
    if (held >= blocks) return Math.floor(held / blocks);
    throw new BackendError(
      `cuda: found room for ${held} blocks of ${threads} threads on the device, expected ${blocks} at once. ` +
        "Use a smaller network or another device.",
    );
  }

  private pack(
    values: Arguments,
    { from, steps, first, leg, networks }: Readonly<Record<"from" | "steps" | "first" | "leg" | "networks", number>>,
  ): Uint8Array {
    const numbers = new Map([...values].map(([name, { value, stride }]) => [name, value + first * stride] as const));
    for (const [name, value] of Object.entries({ start: from, steps, network: first })) numbers.set(name, value);
    const sites = (numbers.get("sites") ?? 0) + leg * networks * siteBytes(this.layout.frames);
    return packArguments(this.layout, numbers.set("sites", sites));
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

  /** A buffer that is kept from one presentation to the next, and grows as needed. */
  private reserve(name: string, bytes: number): number {
    const kept = this.buffers.get(name);
    if (kept && kept.bytes >= bytes) return kept.address;
    if (kept) this.device.free(kept.address);
    const size = Math.ceil(1.5 * bytes);
    const address = this.device.allocate(
      size,
      name === "output" ? "spike counts and records" : "the spikes of the sources",
    );
    this.buffers.set(name, { address, bytes: size });
    return address;
  }
}
