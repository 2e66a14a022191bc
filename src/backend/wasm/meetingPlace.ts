import type { Program } from "../../program/program.js";
import type { Allocator } from "./allocator.js";

/** The memory that synchronizes threads: see meeting.ts. */
export interface MeetingPlace {
  /**
   * What each thread publishes, in cache lines of its own: how many barriers it has reached, then how many spikes it
   * has found in each population, in even steps and in odd ones.
   */
  readonly news: number;
  /** Bytes between the words of consecutive threads. */
  readonly stride: number;
  /** The number of threads that sleep, and whether one has failed. */
  readonly asleep: number;
  readonly failed: number;
  /** The command for all threads: four words. */
  readonly command: number;
  /** This thread's own count of the barriers that it has reached. */
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
