import type { Program } from "../../program/program.js";
import type { Recorder } from "../recorder.js";
import type { Layout } from "./layout.js";
import type { Memory } from "./memory.js";
import { NEURON_BITS } from "./record.js";

/** Words of the record beyond those of one step in which every neuron spikes. */
const ROOM = 1 << 14;

/** Takes the recorded spikes out of the module's memory. */
export class SpikeRecord {
  readonly end: number;
  private readonly names: readonly string[];

  constructor(
    program: Program,
    private readonly layout: Layout,
    private readonly memory: Memory,
    private readonly address: number,
  ) {
    this.names = program.populations.map((p) => p.name);
    const neurons = program.populations.reduce((sum, p) => sum + p.size, 0);
    this.end = address + 8 * neurons + 4 * ROOM;
  }

  start(): void {
    this.memory.addresses(this.layout.log, 2).set([this.address, this.end]);
  }

  drain(recorder: Recorder): void {
    const log = this.memory.addresses(this.layout.log, 2);
    const words = this.memory.ints(this.address, (log[0] - this.address) / 4);
    for (let i = 0; i < words.length; i += 2) {
      const name = this.names[words[i + 1] >>> NEURON_BITS];
      recorder.record(words[i], name, words[i + 1] & ((1 << NEURON_BITS) - 1));
    }
    log[0] = this.address;
  }
}
