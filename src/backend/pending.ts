/** The neurons that spiked, by steps ago: those of the last step first. */
type Past = readonly ArrayLike<number>[];

/** Spikes in transit as in a snapshot: pairs of steps ago and neuron, oldest first, neurons in ascending order. */
export function packPending(past: Past): Int32Array {
  const pairs = new Int32Array(2 * past.reduce((sum, neurons) => sum + neurons.length, 0));
  let at = 0;
  for (let ago = past.length; ago >= 1; ago--) {
    const neurons = past[ago - 1];
    for (let i = 0; i < neurons.length; i++) {
      pairs[at++] = ago;
      pairs[at++] = neurons[i];
    }
  }
  return pairs;
}

/** The neurons of each of the last `steps` steps, the last step first. */
export function unpackPending(pairs: ArrayLike<number> | undefined, steps: number): Int32Array[] {
  const past = Array.from({ length: steps }, (): number[] => []);
  for (let i = 0; pairs && i < pairs.length; i += 2) past[pairs[i] - 1]?.push(pairs[i + 1]);
  return past.map((neurons) => Int32Array.from(neurons));
}
