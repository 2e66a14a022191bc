import { i32 } from "./functionText.js";
import type { Layout, MeetingPlace } from "./layout.js";

/** What the other threads are told to do. */
export const COMMAND = { normalize: 1, prepare: 2, learning: 3, frozen: 4 } as const;

/** So often a thread looks whether the others have come before it sleeps: some ten microseconds. */
const LOOKS = 10_000;

const atomicLoad = (address: number) => `(i32.atomic.load ${i32(address)})`;
const atomicAdd = (address: number, amount: number) => `(i32.atomic.rmw.add ${i32(address)} ${i32(amount)})`;

/**
 * A function that returns when all threads have called it as often: the last one wakes those that sleep. Numbers of
 * arrivals only grow, and wrap around. Where a thread has failed, it traps, so that none waits for ever.
 */
export function barrierFunction({ arrived, asleep, failed, goal }: MeetingPlace, threads: number): string {
  return `(func $barrier (local $goal i32) (local $looks i32) (local $seen i32)
  (local.set $goal (i32.add (i32.load ${i32(goal)}) ${i32(threads)}))
  (i32.store ${i32(goal)} (local.get $goal))
  (if (i32.eq (i32.add ${atomicAdd(arrived, 1)} (i32.const 1)) (local.get $goal)) (then
    (if ${atomicLoad(asleep)} (then (drop (memory.atomic.notify ${i32(arrived)} (i32.const -1)))))
    (return)))
  (local.set $looks ${i32(LOOKS)})
  (loop $waiting
    (local.set $seen ${atomicLoad(arrived)})
    (if ${atomicLoad(failed)} (then (unreachable)))
    (if (i32.ge_s (i32.sub (local.get $seen) (local.get $goal)) (i32.const 0)) (then (return)))
    (if (local.get $looks)
      (then (local.set $looks (i32.sub (local.get $looks) (i32.const 1))))
      (else
        (drop ${atomicAdd(asleep, 1)})
        (drop (memory.atomic.wait32 ${i32(arrived)} (local.get $seen) (i64.const -1)))
        (drop ${atomicAdd(asleep, -1)})))
    (br $waiting)))`;
}

const words = ({ command }: MeetingPlace) => [0, 4, 8, 12].map((offset) => i32(command + offset));

/**
 * Of the first thread: exports by which JavaScript starts something on all threads, and waits for its end. They are called
 * like those of a module for a single thread.
 */
export function leaderFunctions(meeting: MeetingPlace): string[] {
  const [what, k, end, counted] = words(meeting);
  const told = (command: number) => `(i32.store ${what} ${i32(command)})`;
  const together = (name: "normalize" | "prepare") => `(func (export "${name}")
  ${told(COMMAND[name])}
  (call $barrier)
  (call $${name})
  (call $barrier))`;
  const run = (kind: "learning" | "frozen") =>
    `(func (export "${kind}") (param $k i32) (param $end i32) (param $counted i32) (result i32)
  ${told(COMMAND[kind])}
  (i32.store ${k} (local.get $k))
  (i32.store ${end} (local.get $end))
  (i32.store ${counted} (local.get $counted))
  (call $barrier)
  (local.set $k (call $${kind} (local.get $k) (local.get $end) (local.get $counted)))
  (call $barrier)
  (local.get $k))`;
  return [together("normalize"), together("prepare"), run("learning"), run("frozen")];
}

/** Of every other thread: an export that does what the first one says, for ever. */
export function followerFunction(meeting: MeetingPlace): string {
  const [what, k, end, counted] = words(meeting);
  const on = (command: number, code: string) => `(if (i32.eq (i32.load ${what}) ${i32(command)}) (then ${code}))`;
  const run = (kind: "learning" | "frozen") =>
    on(COMMAND[kind], `(drop (call $${kind} (i32.load ${k}) (i32.load ${end}) (i32.load ${counted})))`);
  return `(func (export "follow")
  (loop $commands
    (call $barrier)
    ${on(COMMAND.normalize, "(call $normalize)")}
    ${on(COMMAND.prepare, "(call $prepare)")}
    ${run("learning")}
    ${run("frozen")}
    (call $barrier)
    (br $commands)))`;
}

/** What a module has beyond that of a single thread. */
export function meetingFunctions({ meeting, thread, threads }: Layout): string[] {
  if (!meeting) return [];
  const calls = thread === 0 ? leaderFunctions(meeting) : [followerFunction(meeting)];
  return [barrierFunction(meeting, threads), ...calls];
}
