import type { Program } from "../../program/program.js";
import type { SpikeTrain } from "../../spikes/spikeTrain.js";
import type { Presentation } from "../backend.js";
import type { Layout } from "./layout.js";
import type { Memory } from "./memory.js";
import { NEURON_BITS } from "./record.js";

/** Words of the record beyond those of one step in which every neuron spikes. */
const ROOM = 1 << 14;

/** Takes the recorded spikes out of the module's memory. */
export class SpikeRecord {
  readonly end: number;
  /** By population: step and neuron, one after the other. */
  private readonly spikes: ReadonlyMap<string, number[]>;
  private readonly names: readonly string[];

  constructor(
    program: Program,
    private readonly layout: Layout,
    private readonly memory: Memory,
    private readonly address: number,
    neurons: number,
  ) {
    this.names = program.learning.populations.map((p) => p.domain);
    this.spikes = new Map(this.names.map((name) => [name, []]));
    this.end = address + 8 * neurons + 4 * ROOM;
  }

  start(): void {
    this.memory.ints(this.layout.log, 2).set([this.address, this.end]);
  }

  drain(): void {
    const log = this.memory.ints(this.layout.log, 2);
    const words = this.memory.ints(this.address, (log[0] - this.address) / 4);
    for (let i = 0; i < words.length; i += 2) {
      const name = this.names[words[i + 1] >>> NEURON_BITS];
      this.spikes.get(name)?.push(words[i], words[i + 1] & ((1 << NEURON_BITS) - 1));
    }
    log[0] = this.address;
  }

  /** The trains of the populations, and sources, that were to be recorded. */
  trains({ steps, recordSpikes, inputs }: Presentation): ReadonlyMap<string, SpikeTrain> {
    return new Map(
      recordSpikes.map((name) => {
        const input = inputs.get(name);
        const neurons = this.layout.rings.get(name)?.size ?? 0;
        if (input) return [name, lengthened(input, steps)] as const;
        return [name, train(this.spikes.get(name) ?? [], steps, neurons)] as const;
      }),
    );
  }
}

function train(pairs: readonly number[], steps: number, neurons: number): SpikeTrain {
  const offsets = new Int32Array(steps + 1);
  const indices = new Int32Array(pairs.length / 2);
  for (let i = 0; i < pairs.length; i += 2) {
    offsets[pairs[i] + 1]++;
    indices[i / 2] = pairs[i + 1];
  }
  for (let k = 0; k < steps; k++) offsets[k + 1] += offsets[k];
  return { steps, neurons, offsets, indices };
}

/** A copy over more or fewer steps. */
function lengthened({ neurons, offsets, indices, steps: given }: SpikeTrain, steps: number): SpikeTrain {
  const own = Int32Array.from({ length: steps + 1 }, (_, k) => offsets[Math.min(k, given)]);
  return { steps, neurons, offsets: own, indices: indices.slice(0, own[steps]) };
}
