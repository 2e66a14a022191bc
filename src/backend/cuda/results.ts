import type { Field } from "../../program/program.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import type { Presentation, PresentationResult, Probe } from "../backend.js";
import type { FieldPlace, Layout } from "./source/layout.js";
import { lookedAt } from "./source/soundness.js";

/** The results of a batch of presentations, as laid out in the device's output and in the host's copy of it. */
export class Results {
  readonly bytes: number;
  private readonly offsets = new Map<string, number>();
  private readonly lookedAt: readonly Field[];

  constructor(
    private readonly layout: Layout,
    private readonly flush: number,
    private readonly presentations: readonly Presentation[],
  ) {
    const networks = presentations.length;
    this.lookedAt = lookedAt(layout.program);
    const [{ steps, recordSpikes, probes }] = presentations;
    let end = 0;
    const reserve = (name: string, words: number) => {
      this.offsets.set(name, end);
      end += 4 * words * networks;
    };
    for (const [name, { size }] of layout.rings) reserve(`counts/${name}`, size);
    for (const name of recordSpikes) {
      const ring = layout.rings.get(name);
      if (ring) reserve(`record/${name}`, steps * Math.ceil(ring.size / 32));
    }
    for (const [p, probe] of probes.entries()) reserve(`samples/${p}`, this.samplesOf(probe) * this.elementsOf(probe));
    reserve("unsound", Math.max(1, this.lookedAt.length));
    this.bytes = end;
  }

  /** Offset of the spike counts, [networks × neurons]. */
  counts(population: string): number {
    return this.offset(`counts/${population}`);
  }

  /** Offset of the results of the soundness check, [networks × fields]. */
  get unsound(): number {
    return this.offset("unsound");
  }

  /** Offset of recorded spikes, [networks × steps × words], one bit for each neuron; undefined if not recorded. */
  record(population: string): number | undefined {
    return this.offsets.get(`record/${population}`);
  }

  /** Offset of one sample of a probe. */
  sample(network: number, p: number, index: number): number {
    const probe = this.presentations[network].probes[p];
    const row = network * this.samplesOf(probe) + index;
    return this.offset(`samples/${p}`) + 4 * row * this.elementsOf(probe);
  }

  /** @param scales of the probed field's frame, by probe and sample */
  decode(network: number, bytes: Uint8Array, scales: readonly (readonly number[])[]): PresentationResult {
    const { recordSpikes, probes } = this.presentations[network];
    const counts = this.layout.program.populations.map(({ name, size, spikes }) => {
      if (!spikes) return [name, new Int32Array(size)] as const;
      const at = this.counts(name) + 4 * size * network;
      return [name, new Int32Array(bytes.buffer, bytes.byteOffset + at, size).slice()] as const;
    });
    const spikes = recordSpikes.map((name) => [name, this.train(network, name, bytes)] as const);
    const samples = probes.map((probe, p) => {
      const place = this.layout.named(probe.field);
      const length = this.elementsOf(probe);
      const values = new Float64Array(length * this.samplesOf(probe));
      for (let i = 0; i < this.samplesOf(probe); i++) {
        const at = bytes.byteOffset + this.sample(network, p, i);
        values.set(valuesOf(place, bytes.buffer, at, length, { scale: scales[p][i], flush: this.flush }), i * length);
      }
      return values;
    });
    const at = bytes.byteOffset + this.unsound + 4 * network * Math.max(1, this.lookedAt.length);
    const words = new Int32Array(bytes.buffer, at, this.lookedAt.length);
    const unsound = this.lookedAt.flatMap(({ name, domain }, f) =>
      words[f] === 0 ? [] : [{ field: name, elements: [domain.size - words[f]] }],
    );
    return { counts: new Map(counts), spikes: new Map(spikes), samples, unsound };
  }

  private train(network: number, name: string, bytes: Uint8Array): SpikeTrain {
    const { steps } = this.presentations[network];
    const size = this.layout.program.populations.find((p) => p.name === name)?.size ?? 0;
    const record = this.record(name);
    const offsets = new Int32Array(steps + 1);
    const indices: number[] = [];
    const words = Math.ceil(size / 32);
    const bits =
      record === undefined
        ? new Uint32Array(steps * words)
        : new Uint32Array(bytes.buffer, bytes.byteOffset + record + 4 * network * steps * words, steps * words);
    for (let k = 0; k < steps; k++) {
      for (let w = 0; w < words; w++) {
        for (let word = bits[k * words + w]; word !== 0; word &= word - 1)
          indices.push(32 * w + 31 - Math.clz32(word & -word));
      }
      offsets[k + 1] = indices.length;
    }
    return { steps, neurons: size, offsets, indices: Int32Array.from(indices) };
  }

  private samplesOf({ every }: Probe): number {
    return Math.floor(this.presentations[0].steps / every);
  }

  private elementsOf({ field, elements }: Probe): number {
    return elements?.length ?? this.layout.named(field).length;
  }

  private offset(name: string): number {
    const offset = this.offsets.get(name);
    if (offset === undefined) throw new TypeError(`no results "${name}"`);
    return offset;
  }
}

/** Converts stored numbers to values, with the same arithmetic as in kernels. */
export function valuesOf(
  { type, frame }: FieldPlace,
  buffer: ArrayBufferLike,
  at: number,
  length: number,
  { scale, flush }: { readonly scale: number; readonly flush: number },
): Float32Array | Int32Array {
  if (type === "int") return new Int32Array(buffer, at, length).slice();
  const stored = new Float32Array(buffer, at, length).slice();
  if (!frame) return stored;
  const single = Math.fround(scale);
  return stored.map((x) => {
    const distance = Math.fround(x * single);
    return Math.abs(distance) < flush ? frame.target : frame.target + distance;
  });
}
