import { type Program, type ProjectionStep, valuesOf } from "../../program/program.js";
import { readOfOthers } from "./barriers.js";
import { LINE, padded } from "./padding.js";

/** Neurons from `first` up to but excluding `end`, in whole blocks: the last block may extend beyond the population. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/**
 * Which thread owns which neurons of each population. A thread computes everything that belongs to its neurons: their
 * state, their spikes, and the columns of every projection onto them. So each number is computed by one thread, and
 * sums are added up in the same order as on a single thread.
 */
export interface Division {
  readonly threads: number;
  /** By population: the range of each thread, ascending. The first thread's range is never empty. */
  readonly ranges: ReadonlyMap<string, readonly Range[]>;
  /** Populations that belong to the first thread as a whole, and the reason. */
  readonly whole: ReadonlyMap<string, string>;
}

export function divide(program: Program, threads: number): Division {
  const whole = wholePopulations(program);
  const ranges = program.populations.map(({ name, size }) => {
    const blocks = padded(size) / LINE;
    const bound = (t: number) => LINE * (whole.has(name) ? Math.min(t, 1) * blocks : Math.ceil((t * blocks) / threads));
    return [name, Array.from({ length: threads }, (_, t) => ({ first: bound(t), end: bound(t + 1) }))] as const;
  });
  return { threads, ranges: new Map(ranges), whole };
}

function wholePopulations({ learning: { populations, projections } }: Program): ReadonlyMap<string, string> {
  const whole = new Map<string, string>();
  for (const { population, competition } of populations) {
    if (competition) whole.set(population.name, `the neurons of "${population.name}" compete`);
  }
  for (const step of projections) {
    const { name, topology, post } = step.projection;
    if ("window" in topology) whole.set(post.name, `"${name}" is a ${topology.kind}`);
    else if (changesWhatItReads(step)) whole.set(post.name, `the synapses of "${name}" read what they change`);
  }
  return whole;
}

/** Whether synapses change values that the same event reads at presynaptic neurons, which another thread may own. */
function changesWhatItReads({ sums, transmit, onPre }: ProjectionStep): boolean {
  const read = readOfOthers(valuesOf([...sums, ...transmit, ...onPre.synapse, ...onPre.row]));
  return [...sums, ...transmit].some(({ target }) => read.has(target));
}
