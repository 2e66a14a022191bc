import { BackendError } from "../../errors.js";
import type { Presentation, Probe } from "../backend.js";
import type { History } from "./trains.js";

/** What the host knows of a network's state. */
export interface Clock {
  /** The slot of the rings that the next step takes. */
  readonly slot: number;
  /** The scale of each moving frame. */
  readonly scales: Float64Array;
  /** Of each source. */
  readonly histories: ReadonlyMap<string, History>;
}

/** A network on the device: where its memory lies, and how far it has come. */
export interface Site {
  readonly mine: number;
  readonly shared: number;
  /** Of random numbers. */
  seed: number;
  clock: Clock;
}

/** Networks that are presented something side by side. */
export interface Batch {
  readonly presentations: readonly Presentation[];
  readonly sites: readonly Site[];
}

/** A launch has no more blocks along its second axis. */
const MOST = 65_535;

/** Throws {@link BackendError} where presentations differ in more than their inputs. */
export function checkAlike(presentations: readonly Presentation[]): void {
  const key = ({ inputs: _, number: _number, probes, ...rest }: Presentation) =>
    JSON.stringify([Object.entries(rest).sort(), probes.map(describeProbe)]);
  if (presentations.length > MOST) {
    throw new BackendError(
      `cuda: found ${presentations.length} presentations side by side, expected at most ${MOST}. Present them in groups.`,
    );
  }
  const [first] = presentations;
  const other = presentations.findIndex((p) => key(p) !== key(first));
  if (other < 0) return;
  throw new BackendError(
    `cuda: found that presentation ${other} differs from the first in length, learning or what is recorded, expected ` +
      "presentations side by side to differ in their inputs alone. Present them in groups.",
  );
}

const describeProbe = ({ field, every, elements }: Probe) => [field, every, elements ? [...elements] : null];
