import { compile, type Florian2007Options, florian2007, ms } from "../../src/index.js";

const PATTERNS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
/** Hz, of an input of the signal 1. */
const RATE = 40;
const SHOWN = ms(500);

/** Whole numbers by a linear congruential generator. */
function dice(seed: number) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (sides: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/**
 * The XOR experiment of Florian (2007): all four patterns in random order in each epoch, with a reward of 1 or −1 for each
 * spike of the output neuron. Gives its spikes in 500 ms for each pattern, on average over `tests` presentations without learning.
 */
export async function learnXor(
  seed: number,
  {
    epochs = 200,
    tests = 10,
    ...options
  }: Florian2007Options & { readonly epochs?: number; readonly tests?: number } = {},
) {
  const net = florian2007(options);
  const sim = await compile(net, { dt: ms(1), seed });
  const size = net.parts.exc.size;
  const ratesOf = ([a, b]: readonly [number, number]) =>
    new Float32Array(size).fill(RATE * a, 0, size / 2).fill(RATE * b, size / 2);
  const show = async (pattern: readonly [number, number], learning: boolean) => {
    const rates = ratesOf(pattern);
    const { counts } = await sim.present({ exc: rates, inh: rates }, { duration: SHOWN, learning });
    return counts.output[0];
  };
  const roll = dice(seed);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = [...PATTERNS];
    for (let k = order.length - 1; k > 0; k--) {
      const other = roll(k + 1);
      [order[k], order[other]] = [order[other], order[k]];
    }
    for (const pattern of order) {
      const reward = pattern[0] !== pattern[1] ? 1 : -1;
      await sim.state.criticToHidden.w.write(new Float32Array(net.parts.hidden.size).fill(reward));
      await sim.state.criticToOutput.w.write([reward]);
      await show(pattern, true);
    }
  }
  const found: number[] = [];
  for (const pattern of PATTERNS) {
    let spikes = 0;
    for (let k = 0; k < tests; k++) spikes += await show(pattern, false);
    found.push(spikes / tests);
  }
  sim.dispose();
  return found;
}

/** Whether the output tells both patterns of one signal from those of none and of two, which is what the paper asks for. */
export const hasLearned = ([none, second, first, both]: readonly number[]): boolean =>
  Math.min(first, second) > Math.max(none, both);
