import { type Program, type ProjectionStep, valuesOf } from "../../program/program.js";
import { readOfOthers } from "./barriers.js";
import { LINE, padded } from "./padding.js";

/** Neurons from the first to below the end: whole blocks, so that the last may lie beyond the population's size. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/**
 * Which neurons of each population belong to which thread. A thread computes all that belongs to its neurons: their
 * state, their spikes, and the columns of every projection onto them. So each number is computed by one thread, and sums
 * grow in the order in which they grow on a single one.
 */
export interface Division {
  readonly threads: number;
  /** By population: each thread's range, ascending; that of the first thread is never empty. */
  readonly ranges: ReadonlyMap<string, readonly Range[]>;
  /** Populations that are the first thread's as a whole, and why. */
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

/** Whether what synapses add is read, within the same event, at presynaptic neurons, which another thread may own. */
function changesWhatItReads({ sums, transmit, onPre }: ProjectionStep): boolean {
  const read = readOfOthers(valuesOf([...sums, ...transmit, ...onPre.synapse, ...onPre.row]));
  return [...sums, ...transmit].some(({ target }) => read.has(target));
}
