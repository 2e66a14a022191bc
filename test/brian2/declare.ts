import {
  connect,
  type MethodName,
  type Network,
  network,
  neuron,
  type Part,
  type Population,
  pairs,
  population,
  type Quantity,
  type SpikeSource,
  spikeSource,
  synapse,
} from "../../src/index.js";
import type { Given, Golden, NeuronCase, ProjectionCase, SynapseCase } from "./golden.js";
import { valueFrom, valuesFrom } from "./values.js";

/** The network of a golden file, by SpikeTensor's public functions. */
export function declare({ sources = {}, populations, projections = {} }: Golden["case"]): Network {
  const sides: Record<string, Population | SpikeSource> = {};
  for (const [name, trains] of Object.entries(sources)) sides[name] = spikeSource(trains.length);
  for (const [name, { size, model }] of Object.entries(populations)) sides[name] = population(size, neurons(model));
  const parts: Record<string, Part> = { ...sides };
  for (const [name, part] of Object.entries(projections)) {
    parts[name] = wire(part, sides[part.from], sides[part.to] as Population);
  }
  return network(parts);
}

function neurons({ units: _, brianMethod: _1, parameters, initial, refractory, method, ...model }: NeuronCase) {
  return neuron<Record<`d${string}/dt`, string>, string>({
    ...model,
    parameters: valuesFrom(parameters),
    initial: valuesFrom(initial),
    refractory: typeof refractory === "string" ? refractory : timeOf(refractory),
    method: method as MethodName,
  });
}

function synapses({ units: _, brianMethod: _1, parameters, initial, method, ...model }: SynapseCase) {
  return synapse({
    ...model,
    parameters: valuesFrom(parameters),
    initial: valuesFrom(initial),
    method: method as MethodName | undefined,
  });
}

const wire = (part: ProjectionCase, pre: Population | SpikeSource, post: Population) =>
  connect(pre, post, {
    to: part.target,
    w: valueFrom(part.w),
    pattern: typeof part.pattern === "object" ? pairs(...part.pattern) : part.pattern,
    delay: timeOf(part.delay),
    postDelay: timeOf(part.postDelay),
    plasticity: part.plasticity && synapses(part.plasticity),
    // Which of target and model names what is added, is known only when the file is read.
  } as never);

const timeOf = (given: Given | undefined) => (given === undefined ? undefined : (valueFrom(given) as Quantity<"time">));
