/** Everything that a backend outside this package needs: see docs/backend.md. */

export { isPoissonTrain, type PoissonSegment, type PoissonTrain } from "../encode/poissonTrain.js";
export { initialValues } from "../program/initial.js";
export * from "../program/program.js";
export { pooled, visitColumn, visitRow } from "../program/synapses.js";
export { timeOf } from "../program/time.js";
export {
  type Draw,
  drawsOf,
  type Entry,
  type Interval,
  intervalAt,
  isMoving,
  levelOf,
  operandsOf,
  partsOf,
  type Read,
  readsOf,
  sharedParts,
  type Value,
} from "../program/value.js";
export { verify } from "../program/verify.js";
export { placesInside, visitSeen, visitWindows } from "../program/windows.js";
export { Drawing } from "../random/draws.js";
export { prepareAddition } from "./addition.js";
export * from "./backend.js";
export { Contest } from "./contest.js";
export { type Fired, History, sourcesAt } from "./history.js";
export { Marks, normalizedBy } from "./marks.js";
export { packPending, unpackPending } from "./pending.js";
export { Recorder } from "./recorder.js";
export { Turns } from "./turns.js";
