import type { Program } from "../../program/program.js";
import type { Recorder } from "../recorder.js";
import type { Layout } from "./layout.js";
import type { Memory } from "./memory.js";
import { firstNeurons } from "./record.js";

/** Words of the record in addition to those of one step in which every neuron spikes. */
const ROOM = 1 << 14;

/** Reads the recorded spikes from the module's memory. */
export class SpikeRecord {
  readonly end: number;
  private readonly names: readonly string[];
  private readonly firsts: readonly number[];

  constructor(
    program: Program,
    private readonly layouts: readonly Layout[],
    private readonly memory: Memory,
    private readonly address: number,
  ) {
    this.names = program.populations.map((p) => p.name);
    this.firsts = firstNeurons(program);
    const neurons = program.populations.reduce((sum, p) => sum + p.size, 0);
    this.end = address + 8 * neurons + 4 * ROOM;
  }

  start(): void {
    for (const { log } of this.layouts) this.memory.addresses(log, 2).set([this.address, this.end]);
  }

  drain(recorder: Recorder): void {
    const [end] = this.memory.addresses(this.layouts[0].log, 1);
    const words = this.memory.ints(this.address, (end - this.address) / 4);
    const { firsts, names } = this;
    let population = 0;
    for (let i = 0; i < words.length; i += 2) {
      const neuron = words[i + 1];
      // Within a step, populations follow one another.
      if (neuron < firsts[population]) population = 0;
      while (neuron >= firsts[population + 1]) population++;
      recorder.record(words[i], names[population], neuron - firsts[population]);
    }
    this.start();
  }
}
