import { isDeepStrictEqual } from "node:util";
import { BackendError } from "../../errors.js";
import type { Presentation } from "../backend.js";
import type { History } from "./trains.js";

/** What the host knows about a network's state. */
interface Clock {
  /** The slot of the ring buffers for the next step. */
  readonly slot: number;
  /** The scale of each moving frame. */
  readonly scales: Float64Array;
  /** The history of each source. */
  readonly histories: ReadonlyMap<string, History>;
}

/** A network on the device: its memory, and its clock. */
export interface Site {
  readonly mine: number;
  readonly shared: number;
  /** Seed of its random numbers. */
  seed: number;
  clock: Clock;
}

/** Presentations to networks side by side. */
export interface Batch {
  readonly presentations: readonly Presentation[];
  readonly sites: readonly Site[];
}

/** Largest number of blocks of a launch along its second axis. */
const MOST = 65_535;

/** Throws {@link BackendError} if presentations differ in more than their inputs. */
export function checkAlike(presentations: readonly Presentation[]): void {
  const described = ({ inputs: _, number: _number, ...rest }: Presentation) => rest;
  if (presentations.length > MOST) {
    throw new BackendError(
      `cuda: found ${presentations.length} presentations side by side, expected at most ${MOST}. Present them in groups.`,
    );
  }
  const first = described(presentations[0]);
  const other = presentations.findIndex((p) => !isDeepStrictEqual(described(p), first));
  if (other < 0) return;
  throw new BackendError(
    `cuda: found that presentation ${other} differs from the first in its length, learning or recording, expected ` +
      "presentations side by side to differ only in their inputs. Present them in groups.",
  );
}
