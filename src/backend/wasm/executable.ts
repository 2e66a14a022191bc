import { BackendError } from "../../errors.js";
import type { Threads } from "../../host/threads.js";
import { driftingWeights, type Field, type Program } from "../../program/program.js";
import { upperWord } from "../../random/key.js";
import {
  type Executable,
  type Fork,
  marksKey,
  type Presentation,
  type PresentationResult,
  pendingKey,
  type Snapshot,
  type Unsound,
  type Values,
} from "../backend.js";
import { normalizedBy } from "../marks.js";
import { packPending, unpackPending } from "../pending.js";
import { Recorder } from "../recorder.js";
import { changedFields, unsoundAmong } from "../soundness.js";
import { Turns } from "../turns.js";
import { placesOf } from "./initialize.js";
import type { FieldPlace, Layout } from "./layout.js";
import type { Memory } from "./memory.js";
import { padded } from "./padding.js";
import { readPast, writePast } from "./past.js";
import { SpikeRecord } from "./spikeRecord.js";

export interface WasmExports {
  normalize(): void;
  prepare(): void;
  learning(step: number, end: number, counted: number): number;
  frozen(step: number, end: number, counted: number): number;
}

/** The snapshot key of a decaying field's stored values, and the key of all scales. */
const storedKey = (field: string): string => `wasm/${field}`;
const SCALES = "wasm/scales";

export class WasmExecutable implements Executable {
  private isDisposed = false;
  private readonly changed: { readonly learning: ReadonlySet<Field>; readonly frozen: ReadonlySet<Field> };

  private readonly layout: Layout;

  /**
   * @param layouts one for each thread
   * @param threads the additional threads, if there are any
   */
  constructor(
    private readonly program: Program,
    private readonly layouts: readonly Layout[],
    private readonly memory: Memory,
    private readonly exports: WasmExports,
    private readonly threads?: Threads,
  ) {
    [this.layout] = layouts;
    this.changed = { learning: changedFields(program.learning), frozen: changedFields(program.frozen) };
  }

  async present(presentation: Presentation): Promise<PresentationResult> {
    if (this.isDisposed) throw new BackendError("wasm, present: the network was disposed of. Compile it again.");
    const { steps, countSteps, learning, probes } = presentation;
    const { populations } = this.program;
    const log = this.load(presentation);
    const recorder = new Recorder(populations, presentation);
    await this.together(() => {
      if (presentation.normalize) this.exports.normalize();
      this.exports.prepare();
      const run = learning ? this.exports.learning : this.exports.frozen;
      for (let k = 0; k < steps; ) {
        const next = Math.min(steps, ...probes.map(({ every }) => every * (Math.floor(k / every) + 1)));
        k = run(k, next, countSteps);
        log.drain(recorder);
        if (k === next) for (const [i, { field }] of recorder.due(k - 1)) recorder.sample(i, this.values(field));
      }
    });
    if (learning && steps > 0) for (const { name } of driftingWeights(this.program)) this.marks(name).fill(1);
    const counts = populations.map(({ name, size }) => {
      return [name, this.memory.ints(this.layout.counts.get(name)?.address ?? 0, size).slice()] as const;
    });
    return recorder.result(this.unsound(learning), new Map(counts));
  }

  /** Fields that the schedule changes and whose values are not all finite. */
  private unsound(learning: boolean): Unsound[] {
    return [...(learning ? this.changed.learning : this.changed.frozen)].flatMap(({ name }) => {
      const place = this.place(name);
      const isWhole = place.rows === 1 || place.width === place.stride;
      const values = isWhole
        ? this.memory.floats(place.address, place.size)
        : (this.memory.stored(place) as Float32Array);
      return unsoundAmong(name, values) ?? [];
    });
  }

  async read(field: string): Promise<Float32Array | Int32Array> {
    return this.values(field);
  }

  async write(field: string, values: ArrayLike<number>): Promise<void> {
    const place = this.place(field);
    if (values.length !== place.size) {
      throw new BackendError(`wasm, "${field}": found ${values.length} values, expected ${place.size}.`);
    }
    for (const { name } of normalizedBy(this.program, field)) this.marks(name).fill(1);
    const frame = this.layout.frames.get(field);
    if (!frame) {
      this.store(field, values);
      return;
    }
    const [scale] = this.memory.doubles(frame.address, 1);
    this.store(
      field,
      Float64Array.from(values).map((x) => (x - frame.target) / scale),
    );
  }

  async snapshot(): Promise<Snapshot> {
    const { frames, fields } = this.layout;
    const snapshot = new Map<string, Values>();
    for (const [name, place] of fields) {
      snapshot.set(frames.has(name) ? storedKey(name) : name, this.memory.stored(place));
    }
    const scales = [...frames.values()].map(({ address }) => this.memory.doubles(address, 1)[0]);
    snapshot.set(SCALES, Float64Array.from(scales));
    for (const name of this.layout.marks.keys()) snapshot.set(marksKey(name), this.marks(name).slice());
    for (const [name, ring] of this.layout.rings)
      snapshot.set(pendingKey(name), packPending(readPast(this.memory, ring)));
    return snapshot;
  }

  async restore(snapshot: Snapshot): Promise<void> {
    const scales = snapshot.get(SCALES);
    for (const { frames, rings } of this.layouts) {
      for (const [i, { address }] of [...frames.values()].entries()) {
        this.memory.doubles(address, 1)[0] = scales?.[i] ?? 1;
      }
      for (const [name, ring] of rings) {
        writePast(this.memory, ring, unpackPending(snapshot.get(pendingKey(name)), ring.depth));
      }
    }
    for (const name of this.layout.fields.keys()) {
      const stored = snapshot.get(storedKey(name));
      if (stored) this.store(name, stored);
      else await this.write(name, snapshot.get(name) ?? []);
    }
    for (const name of this.layout.marks.keys()) {
      const marks = this.marks(name);
      marks.set(snapshot.get(marksKey(name)) ?? marks.fill(1));
    }
  }

  async fork(copies: number, learning: boolean): Promise<Fork> {
    await this.together(() => this.exports.normalize());
    return Turns.open(this.program, this, copies, learning);
  }

  dispose(): void {
    this.isDisposed = true;
    void this.threads?.end();
  }

  /** Runs work that calls exports, on all threads if there are several. */
  private async together(work: () => void): Promise<void> {
    if (this.threads) await this.threads.together(work);
    else work();
  }

  /** Replaces a field's stored values, in every place that holds them. */
  private store(field: string, values: ArrayLike<number>): void {
    for (const place of placesOf(this.layouts, field)) this.memory.store(place, values);
  }

  private place(field: string): FieldPlace {
    const place = this.layout.fields.get(field);
    if (place) return place;
    const known = [...this.layout.fields.keys()].join(", ");
    throw new BackendError(`wasm, field: found "${field}", expected one of ${known}.`);
  }

  private marks(projection: string): Int32Array {
    const { address = 0, size = 0 } = this.layout.marks.get(projection) ?? {};
    return this.memory.ints(address, size);
  }

  private values(field: string): Float32Array | Int32Array {
    const stored = this.memory.stored(this.place(field));
    const frame = this.layout.frames.get(field);
    if (!frame) return stored;
    const [scale] = this.memory.doubles(frame.address, 1);
    const { flush } = this.program;
    return stored.map((x) => frame.target + (Math.abs(x * scale) < flush ? 0 : x * scale));
  }

  /** Puts inputs into memory after everything else, clears counts, and makes room for the record of spikes. */
  private load({ inputs, recordSpikes, before = 0, number = 0 }: Presentation): SpikeRecord {
    const { sources, counts, end } = this.layout;
    for (const { clock } of this.layouts) {
      if (!clock) continue;
      this.memory.ints(clock.before, 1)[0] = before;
      this.memory.ints(clock.presentation, 2).set([number | 0, upperWord(number)]);
    }
    const trains = [...sources].map(([name, { control }]) => ({ train: inputs.get(name), control }));
    let next = end;
    const blocks = trains.map(({ train, control }) => {
      const offsets = next;
      const indices = offsets + 4 * padded((train?.steps ?? 0) + 1);
      next = indices + 4 * padded(train?.indices.length ?? 0);
      return { train, control, offsets, indices };
    });
    const record = new SpikeRecord(this.program, this.layouts, this.memory, next);
    this.memory.reserve(record.end);
    for (const { train, control, offsets, indices } of blocks) {
      this.memory.addresses(control, 3).set([train?.steps ?? 0, offsets, indices]);
      if (!train) continue;
      this.memory.ints(offsets, train.steps + 1).set(train.offsets);
      this.memory.ints(indices, train.indices.length).set(train.indices);
    }
    for (const [name, { address, record: flag }] of counts) {
      this.memory.ints(address, this.layout.rings.get(name)?.size ?? 0).fill(0);
      this.memory.ints(flag, 1)[0] = Number(recordSpikes.includes(name));
    }
    record.start();
    return record;
  }
}
