import { BackendError } from "../../errors.js";
import { initialValues } from "../../program/initial.js";
import type { Tfjs } from "../../tfjs/tensor.js";
import {
  type Combine,
  marksKey,
  type Presentation,
  type PresentationResult,
  pendingKey,
  type Snapshot,
  type Tensors,
  type Values,
} from "../backend.js";
import { normalizedBy } from "../marks.js";
import { packPending, unpackPending } from "../pending.js";
import type { Site } from "./batch.js";
import { fetch, Lent, sharedTensors } from "./inPlace.js";
import { valuesOf } from "./results.js";
import type { Runner } from "./runner.js";
import type { FieldPlace, Layout, Place } from "./source/layout.js";
import { shareOf } from "./source/shape.js";

const STORED = "cuda/stored/";
const SCALES = "cuda/scales";

/** Networks of one layout side by side on a device, and their state. */
export class Networks {
  private readonly sites: Site[];
  private readonly lent = new Lent();
  private readonly memory: number;
  /** Size of a network, in bytes. */
  private readonly stride: number;

  constructor(
    readonly runner: Runner,
    count: number,
    /** Address of what frozen presentations do not change, if it is another network's. */
    shared?: number,
  ) {
    const { layout, device } = runner;
    this.stride = layout.bytes("mine") + (shared === undefined ? layout.bytes("shared") : 0);
    const bytes = count * this.stride;
    this.memory = device.allocate(bytes, count === 1 ? "the network" : `${count} networks`);
    device.clear(this.memory, bytes);
    this.sites = Array.from({ length: count }, (_, n) => {
      const mine = this.memory + n * this.stride;
      const clock = { slot: 0, scales: new Float64Array(layout.frames.length).fill(1), histories: new Map() };
      return { mine, shared: shared ?? mine + layout.bytes("mine"), seed: layout.program.seed, clock };
    });
  }

  private get layout(): Layout {
    return this.runner.layout;
  }

  /** Copies a program's initial values and topology to its network. */
  async load(network: number, { program, indices }: Layout): Promise<void> {
    this.sites[network].seed = program.seed;
    for (const place of indices.values()) {
      await this.runner.write(this.address(network, place), new Uint8Array(place.values.slice().buffer));
    }
    for (const field of program.fields.values()) {
      const { name } = field;
      await this.write(network, name, initialValues(field));
    }
  }

  /** One presentation for each of these networks, while the others wait. */
  present(presentations: readonly Presentation[], networks: readonly number[]): Promise<PresentationResult[]> {
    this.keepTensors();
    return this.runner.present({ sites: networks.map((n) => this.sites[n]), presentations });
  }

  /**
   * Copies of a network's state, normalized first. If they learn, they are complete networks; otherwise they share with
   * it what does not change.
   */
  async fork(network: number, copies: number, learning: boolean): Promise<Networks> {
    const { device } = this.runner;
    const site = this.sites[network];
    this.keepTensors();
    await this.runner.normalize(site);
    device.activate();
    // Stored values in shared frames are rescaled for all copies or for none.
    if (!learning) await this.runner.rescale([site]);
    const fork = new Networks(this.runner, copies, learning ? undefined : site.shared);
    for (const copy of fork.sites) {
      device.copy(copy.mine, site.mine, fork.stride);
      copy.clock = site.clock;
      copy.seed = site.seed;
    }
    return fork;
  }

  /** A network takes the combined changes of a fork's plastic fields, and everything else from its last copy. */
  async learn(network: number, fork: Networks, combine: Combine): Promise<void> {
    const { layout, runner } = this;
    const site = this.sites[network];
    this.keepTensors();
    const plastic = [...layout.fields.values()].filter(({ field }) => field.plastic && !field.compensates);
    await runner.combine([...plastic, ...layout.marks.values()], [...fork.sites, site], combine);
    const { mine, clock } = fork.sites[fork.sites.length - 1];
    runner.device.copy(site.mine, mine, this.stride);
    site.clock = clock;
  }

  /** The state as tensors in place, if TensorFlow.js computes in the same device's memory. */
  tensorsOn(tf: Tfjs, network: number): Tensors | undefined {
    const backend = sharedTensors(tf, this.runner.device);
    if (!backend) return undefined;
    return {
      read: (name) => {
        const place = this.layout.named(name);
        const stored = this.lent.lend(tf, backend, this.address(network, place), place.field.shape);
        if (!place.frame) return stored;
        const [scale, { target }] = [this.scaleOf(network, place), place.frame];
        const values = tf.tidy(() => tf.add(tf.mul(stored, scale), target));
        stored.dispose();
        return values;
      },
      write: async (name, values) => {
        const place = this.layout.named(name);
        this.keepTensors();
        const scale = Math.fround(this.scaleOf(network, place));
        const stored = tf.tidy(() => {
          const floats = tf.cast(values, "float32");
          return place.frame ? tf.div(tf.sub(floats, place.frame.target), scale) : floats.clone();
        });
        fetch(this.runner.device, backend, stored, this.address(network, place), 4 * place.length);
        stored.dispose();
        for (const projection of normalizedBy(this.layout.program, name)) await this.mark(network, projection.name);
      },
    };
  }

  /** Before the state changes: tensors that are in place become copies. */
  keepTensors(): void {
    this.lent.takeBack(this.runner.device);
  }

  dispose(): void {
    this.runner.device.free(this.memory);
  }

  async read(network: number, name: string): Promise<Float32Array | Int32Array> {
    const place = this.layout.named(name);
    const bytes = await this.runner.read(this.address(network, place), 4 * place.length);
    const { flush } = this.layout.program;
    return valuesOf(place, bytes.buffer, bytes.byteOffset, place.length, {
      scale: this.scaleOf(network, place),
      flush,
    });
  }

  async write(network: number, name: string, values: ArrayLike<number>): Promise<void> {
    const place = this.layout.named(name);
    if (values.length !== place.length) {
      throw new BackendError(`cuda, "${name}": found ${values.length} values, expected ${place.length}.`);
    }
    const scale = Math.fround(this.scaleOf(network, place));
    const target = place.frame?.target ?? 0;
    this.keepTensors();
    const stored =
      place.type === "int"
        ? Int32Array.from(values)
        : Float32Array.from(place.frame ? Float64Array.from(values).map((x) => (x - target) / scale) : values);
    await this.runner.write(this.address(network, place), new Uint8Array(stored.buffer));
    for (const projection of normalizedBy(this.layout.program, name)) await this.mark(network, projection.name);
  }

  async snapshot(network: number): Promise<Snapshot> {
    const snapshot = new Map<string, Values>();
    for (const [name, place] of this.layout.fields) {
      if (!place.frame) snapshot.set(name, await this.read(network, name));
      else snapshot.set(STORED + name, await this.stored(network, place));
    }
    if (this.layout.frames.length > 0) snapshot.set(SCALES, this.sites[network].clock.scales.slice());
    for (const [name, place] of this.layout.marks) snapshot.set(marksKey(name), await this.integers(network, place));
    for (const { name, longestDelay } of this.spiking) {
      if (longestDelay > 0) snapshot.set(pendingKey(name), packPending(await this.past(network, name, longestDelay)));
    }
    return snapshot;
  }

  async restore(network: number, snapshot: Snapshot): Promise<void> {
    const scales = Float64Array.from(snapshot.get(SCALES) ?? new Float64Array(this.layout.frames.length).fill(1));
    this.keepTensors();
    this.sites[network].clock = { slot: 0, scales, histories: new Map() };
    for (const [name, place] of this.layout.fields) {
      const stored = snapshot.get(STORED + name);
      if (stored)
        await this.runner.write(this.address(network, place), new Uint8Array(Float32Array.from(stored).buffer));
      else await this.write(network, name, snapshot.get(name) ?? []);
    }
    for (const name of this.layout.marks.keys()) await this.mark(network, name, snapshot.get(marksKey(name)));
    for (const { name, longestDelay } of this.spiking) {
      await this.setPast(network, name, unpackPending(snapshot.get(pendingKey(name)), longestDelay));
    }
  }

  private get spiking() {
    const { sources, populations } = this.layout.program;
    return [...sources, ...populations.filter((p) => p.spikes)];
  }

  /** Sets the marks of a projection's columns; all if none are given. */
  private async mark(network: number, projection: string, marks?: ArrayLike<number>): Promise<void> {
    const place = this.layout.marks.get(projection);
    if (!place) return;
    const values = marks ? Int32Array.from(marks) : new Int32Array(place.length).fill(1);
    await this.runner.write(this.address(network, place), new Uint8Array(values.buffer));
  }

  private async stored(network: number, place: Place): Promise<Float32Array> {
    const bytes = await this.runner.read(this.address(network, place), 4 * place.length);
    return new Float32Array(bytes.buffer, bytes.byteOffset, place.length);
  }

  private async integers(network: number, place: Place): Promise<Int32Array> {
    const bytes = await this.runner.read(this.address(network, place), 4 * place.length);
    return new Int32Array(bytes.buffer, bytes.byteOffset, place.length);
  }

  /** The neurons that spiked in each of the last steps, last step first. */
  private async past(network: number, name: string, longest: number): Promise<Int32Array[]> {
    const ring = this.layout.rings.get(name);
    if (!ring) {
      const history = this.sites[network].clock.histories.get(name) ?? [];
      return Array.from({ length: longest }, (_, i) => history[i] ?? new Int32Array(0));
    }
    const { slots, shape } = this.layout;
    const { slot: next } = this.sites[network].clock;
    const [spikes, counts] = [await this.integers(network, ring.spikes), await this.integers(network, ring.count)];
    const live = ring.live && (await this.integers(network, ring.live));
    const words = Math.ceil(shape.blocks / 32);
    return Array.from({ length: longest }, (_, i) => {
      const slot = (next + slots - 1 - i) % slots;
      const neurons: number[] = [];
      for (let block = 0; block < shape.blocks; block++) {
        if (live && ((live[slot * words + (block >> 5)] >> (block & 31)) & 1) === 0) continue;
        const from = slot * ring.size + Math.min(block * shareOf(ring.size, shape), ring.size);
        for (const n of spikes.subarray(from, from + counts[slot * shape.blocks + block])) neurons.push(n);
      }
      return Int32Array.from(neurons);
    });
  }

  private async setPast(network: number, name: string, past: readonly Int32Array[]): Promise<void> {
    const ring = this.layout.rings.get(name);
    if (!ring) {
      const site = this.sites[network];
      site.clock = { ...site.clock, histories: new Map([...site.clock.histories, [name, past]]) };
      return;
    }
    const { slots, shape } = this.layout;
    const spikes = new Int32Array(ring.spikes.length);
    const counts = new Int32Array(ring.count.length);
    const live = new Int32Array(ring.live?.length ?? 0);
    const share = shareOf(ring.size, shape);
    for (const [i, neurons] of past.entries()) {
      const slot = (slots - 1 - i) % slots;
      for (const neuron of neurons) {
        const block = Math.floor(neuron / share);
        spikes[slot * ring.size + block * share + counts[slot * shape.blocks + block]++] = neuron;
        live[slot * Math.ceil(shape.blocks / 32) + (block >> 5)] |= 1 << (block & 31);
      }
    }
    const parts = [
      [ring.spikes, spikes],
      [ring.count, counts],
      ...(ring.live ? [[ring.live, live] as const] : []),
    ] as const;
    for (const [place, values] of parts) {
      await this.runner.write(this.address(network, place), new Uint8Array(values.buffer));
    }
  }

  private scaleOf(network: number, place: FieldPlace): number {
    const f = place.frame ? this.layout.frames.indexOf(place.frame) : -1;
    return f < 0 ? 1 : this.sites[network].clock.scales[f];
  }

  private address(network: number, place: Place): number {
    return this.sites[network][place.section] + place.offset;
  }
}
