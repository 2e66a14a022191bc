import { BackendError } from "../../errors.js";
import {
  type Combine,
  nothing,
  type Presentation,
  type PresentationResult,
  pendingKey,
  type Snapshot,
} from "../backend.js";
import { checkAlike, type Site } from "./batch.js";
import { valuesOf } from "./results.js";
import type { Runner } from "./runner.js";
import type { FieldPlace, Layout, Place } from "./source/layout.js";
import { shareOf } from "./source/shape.js";

const STORED = "cuda/stored/";
const SCALES = "cuda/scales";

/** Networks of one layout side by side on a device, and their state. */
export class Networks {
  private readonly sites: Site[];
  private readonly memory: number;
  /** Bytes of a network. */
  private readonly stride: number;

  constructor(
    readonly runner: Runner,
    count: number,
  ) {
    const { layout, device } = runner;
    this.stride = layout.bytes("mine") + layout.bytes("shared");
    const bytes = count * this.stride;
    this.memory = device.allocate(bytes, count === 1 ? "the network" : `${count} networks`);
    device.clear(this.memory, bytes);
    this.sites = Array.from({ length: count }, (_, n) => {
      const mine = this.memory + n * this.stride;
      const clock = { slot: 0, scales: new Float64Array(layout.frames.length).fill(1), histories: new Map() };
      return { mine, shared: mine + layout.bytes("mine"), clock };
    });
  }

  private get layout(): Layout {
    return this.runner.layout;
  }

  /** Copies a program's initial values and topology to its network. */
  async load(network: number, { program, indices }: Layout): Promise<void> {
    for (const place of indices.values()) {
      await this.runner.write(this.address(network, place), new Uint8Array(place.values.slice().buffer));
    }
    for (const { name, initial } of program.fields.values()) {
      const { length } = this.layout.field(name);
      await this.write(network, name, typeof initial === "number" ? new Float64Array(length).fill(initial) : initial);
    }
  }

  /** One presentation for each of these networks, while the others wait. */
  present(presentations: readonly Presentation[], networks: readonly number[]): Promise<PresentationResult[]> {
    return this.runner.present({ sites: networks.map((n) => this.sites[n]), presentations });
  }

  /** Presents to copies of a network's state, which itself stays as it is; what is not changed is shared. */
  async presentMany(network: number, presentations: readonly Presentation[]): Promise<PresentationResult[]> {
    const { layout, runner } = this;
    const { device } = runner;
    if (presentations.length === 0) return [];
    const plastic = presentations.findIndex((p) => p.learning);
    if (plastic >= 0) {
      throw new BackendError(
        `cuda: found that presentation ${plastic} of several side by side learns, expected learning: false in all. ` +
          "Learning goes from one presentation to the next: present them one by one.",
      );
    }
    checkAlike(presentations);
    // Once for all, as the copies share the weights.
    if (layout.program.normalizations.length > 0) await this.present([nothing], [network]);
    device.activate();
    await runner.rescale([this.sites[network]]);
    const bytes = layout.bytes("mine");
    const copies = device.allocate(presentations.length * bytes, `${presentations.length} presentations side by side`);
    try {
      const { mine, shared, clock } = this.sites[network];
      for (const n of presentations.keys()) device.copy(copies + n * bytes, mine, bytes);
      const sites = presentations.map((_, n) => ({ mine: copies + n * bytes, shared, clock }));
      return await runner.present({ sites, presentations });
    } finally {
      device.free(copies);
    }
  }

  /** Copies of a network's state as networks of their own. */
  fork(network: number, copies: number): Networks {
    const { device } = this.runner;
    device.activate();
    const fork = new Networks(this.runner, copies);
    const { mine, clock } = this.sites[network];
    for (const site of fork.sites) {
      device.copy(site.mine, mine, this.stride);
      site.clock = clock;
    }
    return fork;
  }

  /** A network takes the combined changes of the plastic fields of a fork, and all else from its last copy. */
  async learn(network: number, fork: Networks, combine: Combine): Promise<void> {
    const { layout, runner } = this;
    const site = this.sites[network];
    const plastic = [...layout.fields.values()].filter(({ field }) => field.plastic);
    await runner.combine(plastic, [...fork.sites, site], combine);
    const { mine, clock } = fork.sites[fork.sites.length - 1];
    runner.device.copy(site.mine, mine, this.stride);
    site.clock = clock;
  }

  dispose(): void {
    this.runner.device.free(this.memory);
  }

  async read(network: number, name: string): Promise<Float32Array | Int32Array> {
    const place = this.field(name);
    const bytes = await this.runner.read(this.address(network, place), 4 * place.length);
    const { flush } = this.layout.program;
    return valuesOf(place, bytes.buffer, bytes.byteOffset, place.length, {
      scale: this.scaleOf(network, place),
      flush,
    });
  }

  async write(network: number, name: string, values: ArrayLike<number>): Promise<void> {
    const place = this.field(name);
    if (values.length !== place.length) {
      throw new BackendError(`cuda, "${name}": found ${values.length} values, expected ${place.length}.`);
    }
    const scale = Math.fround(this.scaleOf(network, place));
    const target = place.frame?.target ?? 0;
    const stored =
      place.type === "int"
        ? Int32Array.from(values)
        : Float32Array.from(values, (x) => (place.frame ? (x - target) / scale : x));
    await this.runner.write(this.address(network, place), new Uint8Array(stored.buffer));
  }

  async snapshot(network: number): Promise<Snapshot> {
    const snapshot = new Map<string, Float32Array | Float64Array | Int32Array>();
    for (const [name, place] of this.layout.fields) {
      if (!place.frame) snapshot.set(name, await this.read(network, name));
      else snapshot.set(STORED + name, await this.stored(network, place));
    }
    if (this.layout.frames.length > 0) snapshot.set(SCALES, this.sites[network].clock.scales.slice());
    for (const [name, longest] of this.layout.longestDelay) {
      if (longest > 0) snapshot.set(pendingKey(name), await this.pending(network, name, longest));
    }
    return snapshot;
  }

  async restore(network: number, snapshot: Snapshot): Promise<void> {
    const scales = Float64Array.from(snapshot.get(SCALES) ?? new Float64Array(this.layout.frames.length).fill(1));
    this.sites[network].clock = { slot: 0, scales, histories: new Map() };
    for (const [name, place] of this.layout.fields) {
      const stored = snapshot.get(STORED + name);
      if (stored)
        await this.runner.write(this.address(network, place), new Uint8Array(Float32Array.from(stored).buffer));
      else await this.write(network, name, snapshot.get(name) ?? []);
    }
    for (const [name, longest] of this.layout.longestDelay) {
      await this.setPending(network, name, longest, snapshot.get(pendingKey(name)) ?? []);
    }
  }

  private async stored(network: number, place: Place): Promise<Float32Array> {
    const bytes = await this.runner.read(this.address(network, place), 4 * place.length);
    return new Float32Array(bytes.buffer, bytes.byteOffset, place.length);
  }

  private async integers(network: number, place: Place): Promise<Int32Array> {
    const bytes = await this.runner.read(this.address(network, place), 4 * place.length);
    return new Int32Array(bytes.buffer, bytes.byteOffset, place.length);
  }

  /** Pairs of steps ago and neuron, the oldest first. */
  private async pending(network: number, name: string, longest: number): Promise<Int32Array> {
    const ring = this.layout.rings.get(name);
    const pairs: number[] = [];
    const add = (ago: number, neurons: Iterable<number>) => {
      for (const neuron of neurons) pairs.push(ago, neuron);
    };
    if (!ring) {
      const history = this.sites[network].clock.histories.get(name) ?? [];
      for (let ago = longest; ago > 0; ago--) add(ago, history[ago - 1] ?? []);
      return Int32Array.from(pairs);
    }
    const { slots, shape } = this.layout;
    const { slot: next } = this.sites[network].clock;
    const [spikes, counts] = [await this.integers(network, ring.spikes), await this.integers(network, ring.count)];
    const live = ring.live && (await this.integers(network, ring.live));
    const words = Math.ceil(shape.blocks / 32);
    for (let ago = longest; ago > 0; ago--) {
      const slot = (next + slots - ago) % slots;
      for (let block = 0; block < shape.blocks; block++) {
        if (live && ((live[slot * words + (block >> 5)] >> (block & 31)) & 1) === 0) continue;
        const from = slot * ring.size + Math.min(block * shareOf(ring.size, shape), ring.size);
        add(ago, spikes.subarray(from, from + counts[slot * shape.blocks + block]));
      }
    }
    return Int32Array.from(pairs);
  }

  private async setPending(network: number, name: string, longest: number, pairs: ArrayLike<number>): Promise<void> {
    const bySteps = Array.from({ length: longest }, (): number[] => []);
    for (let i = 0; i < pairs.length; i += 2) bySteps[pairs[i] - 1]?.push(pairs[i + 1]);
    const ring = this.layout.rings.get(name);
    if (!ring) {
      const site = this.sites[network];
      const history = bySteps.map((neurons) => Int32Array.from(neurons));
      site.clock = { ...site.clock, histories: new Map([...site.clock.histories, [name, history]]) };
      return;
    }
    const { slots, shape } = this.layout;
    const spikes = new Int32Array(ring.spikes.length);
    const counts = new Int32Array(ring.count.length);
    const live = new Int32Array(ring.live?.length ?? 0);
    const share = shareOf(ring.size, shape);
    for (const [i, neurons] of bySteps.entries()) {
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

  private field(name: string): FieldPlace {
    const place = this.layout.fields.get(name);
    if (place) return place;
    throw new BackendError(
      `cuda, field: found "${name}", expected one of ${[...this.layout.fields.keys()].join(", ")}.`,
    );
  }

  private scaleOf(network: number, place: FieldPlace): number {
    const f = place.frame ? this.layout.frames.indexOf(place.frame) : -1;
    return f < 0 ? 1 : this.sites[network].clock.scales[f];
  }

  private address(network: number, place: Place): number {
    return this.sites[network][place.section] + place.offset;
  }
}
