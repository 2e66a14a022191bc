import {
  connect,
  ms,
  network,
  neuron,
  poisson,
  population,
  sparse,
  spikeSource,
  synapse,
  uniform,
} from "../../src/index.js";

const cell = neuron({
  equations: { "dv/dt": "(g - v) / tau", "dg/dt": "-g / tauG", "dtheta/dt": "-theta / tauTheta" },
  parameters: { tau: ms(10), tauG: ms(4), tauTheta: ms(500) },
  threshold: "v > 1 + theta",
  reset: { v: "0", theta: "theta + 0.1" },
  refractory: ms(2),
  plastic: ["theta"],
});

const stdp = synapse({
  equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
  parameters: { tau: ms(20) },
  onPre: { w: "max(w - 0.02 * xPost, 0)", xPre: "1" },
  onPost: { w: "min(w + 0.03 * xPre, 2)", xPost: "1" },
});

/** Everything that a state consists of: delays, refractory periods, adaptation, plasticity, normalization, recurrence. */
export function busyNetwork(cells = 12) {
  const input = poisson(20);
  const teacher = spikeSource(2);
  const exc = population(cells, cell);
  return network({
    input,
    teacher,
    exc,
    inputToExc: connect(input, exc, {
      to: "g",
      w: uniform(0.5, 1.5),
      delay: uniform(ms(0), ms(8)),
      plasticity: stdp,
      normalize: 24,
    }),
    teach: connect(teacher, exc, { to: "g", w: 0.5, delay: ms(30) }),
    recurrent: connect(exc, exc, { to: "g", w: 0.2, delay: ms(3), pattern: sparse({ probability: 0.3, self: false }) }),
    inhibition: connect(exc, exc, { to: "g", w: -0.1, pattern: "allButSelf" }),
  });
}
