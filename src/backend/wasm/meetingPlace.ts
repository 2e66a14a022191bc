import type { Program } from "../../program/program.js";
import type { Allocator } from "./allocator.js";

/** By what threads wait for one another: see meeting.ts. */
export interface MeetingPlace {
  /**
   * What each thread tells the others, in cache lines of its own: how many barriers it has come to, then how many spikes it
   * has found in each population, in a step of an even number and in one of an odd one.
   */
  readonly news: number;
  /** Bytes from one thread's to the next one's. */
  readonly stride: number;
  /** How many threads sleep; whether one has failed. */
  readonly asleep: number;
  readonly failed: number;
  /** What all have to do: four words. */
  readonly command: number;
  /** This thread's own: how many barriers it has come to. */
  readonly passed: number;
}

/** Processors fetch cache lines in pairs. */
const PAIR = 128;

export function placeMeeting(memory: Allocator, { populations }: Program, threads: number): MeetingPlace {
  const stride = Math.ceil((4 * (1 + 2 * populations.length)) / PAIR) * PAIR;
  const news = Math.ceil(memory.bytes(threads * stride + PAIR) / PAIR) * PAIR;
  const asleep = memory.words(2);
  return { news, stride, asleep, failed: asleep + 4, command: memory.words(4), passed: memory.words(1) };
}
