import type { Program } from "../../program/program.js";
import { get, i32, loop } from "./functionText.js";
import type { Layout } from "./layout.js";
import type { MeetingPlace } from "./meetingPlace.js";
import { HEAD } from "./rings.js";
import { delayedList } from "./spikes.js";

/** The commands for the other threads. */
const COMMAND = { normalize: 1, prepare: 2, learning: 3, frozen: 4 } as const;

/** How many times a thread polls for the others before it sleeps: about ten microseconds. */
const LOOKS = 10_000;

/** How long the first thread sleeps before it looks whether the others live, in nanoseconds. */
const PATIENCE = 200_000_000;

/** The first thread's import, a function that makes all threads fail if one of them has ended. */
export const lookImports = ({ meeting, thread }: Layout): readonly string[] =>
  meeting && thread === 0 ? ['(import "host" "look" (func $look))'] : [];

const atomicLoad = (address: string) => `(i32.atomic.load ${address})`;
const atomicAdd = (address: number, amount: number) => `(drop (i32.atomic.rmw.add ${i32(address)} ${i32(amount)}))`;

/**
 * A barrier, and a function that waits for a single thread. Each thread counts the barriers it has reached in a word of
 * its own, so that threads that arrive at the same time do not contend for one cache line. The counts only grow, and
 * wrap around. If a thread has failed, the barrier traps, so that none waits forever; one that was ended from outside cannot say so,
 * so the first thread looks after the others while it waits.
 */
function barrierFunctions({ news, stride, asleep, failed, passed }: MeetingPlace, thread: number, threads: number) {
  const own = i32(news + thread * stride);
  const sleep = (nanoseconds: number) =>
    `(memory.atomic.wait32 (local.get $of) (local.get $seen) (i64.const ${nanoseconds}))`;
  const TIMED_OUT = 2;
  return [
    `(func $await (param $of i32) (param $goal i32) (local $looks i32) (local $seen i32)
  (local.set $looks ${i32(LOOKS)})
  (loop $waiting
    (local.set $seen ${atomicLoad(get("$of"))})
    (if ${atomicLoad(i32(failed))} (then (unreachable)))
    (if (i32.ge_s (i32.sub (local.get $seen) (local.get $goal)) (i32.const 0)) (then (return)))
    (if (local.get $looks)
      (then (local.set $looks (i32.sub (local.get $looks) (i32.const 1))))
      (else
        ${atomicAdd(asleep, 1)}
        ${
          thread === 0
            ? `(if (i32.eq ${sleep(PATIENCE)} ${i32(TIMED_OUT)}) (then (call $look)))`
            : `(drop ${sleep(-1)})`
        }
        ${atomicAdd(asleep, -1)}))
    (br $waiting)))`,
    `(func $barrier (local $goal i32) (local $of i32)
  (local.set $goal (i32.add (i32.load ${i32(passed)}) (i32.const 1)))
  (i32.store ${i32(passed)} (local.get $goal))
  (i32.atomic.store ${own} (local.get $goal))
  (if ${atomicLoad(i32(asleep))} (then (drop (memory.atomic.notify ${own} (i32.const -1)))))
  ${loop("$of", i32(news), i32(news + threads * stride), stride, "(call $await (local.get $of) (local.get $goal))")})`,
  ];
}

/**
 * The barrier after which all threads know the spikes of step $k: each publishes how many it has found and copies the
 * numbers of the others. The numbers of odd and even steps have separate places, as a thread may still be reading when
 * others write.
 */
function shareFunction({ rings, meeting }: Layout, populations: readonly { readonly name: string }[]): string {
  const lines: { readonly before: string[]; readonly after: string[] } = { before: [], after: [] };
  if (!meeting) throw new TypeError("a single thread shares nothing");
  for (const [p, { name }] of populations.entries()) {
    const ring = rings.get(name);
    const told = (thread: number) => `offset=${meeting.news + thread * meeting.stride + 4 + 4 * p} (local.get $parity)`;
    for (const s of ring?.segments?.firsts.keys() ?? []) {
      if (!ring) continue;
      const list = `offset=${s * HEAD} ${delayedList(ring, 0)}`;
      if (s === ring.segments?.own) lines.before.push(`(i32.store ${told(s)} (i32.load ${list}))`);
      else lines.after.push(`(i32.store ${list} (i32.load ${told(s)}))`);
    }
  }
  return `(func $share (param $k i32) (local $parity i32)
  (local.set $parity (i32.mul (i32.and (local.get $k) (i32.const 1)) ${i32(4 * populations.length)}))
  ${[...lines.before, "(call $barrier)", ...lines.after].join("\n  ")})`;
}

const words = ({ command }: MeetingPlace) => [0, 4, 8, 12].map((offset) => i32(command + offset));

/**
 * For the first thread: exports by which JavaScript starts work on all threads and waits until it ends. They are called
 * like those of a single-threaded module.
 */
function leaderFunctions(meeting: MeetingPlace): string[] {
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

/** For every other thread: an export that follows the commands of the first one, forever. */
function followerFunction(meeting: MeetingPlace): string {
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

/** What a module has in addition if there are several threads. */
export function meetingFunctions(layout: Layout, { populations }: Program): string[] {
  const { meeting, thread, threads } = layout;
  if (!meeting) return [];
  const calls = thread === 0 ? leaderFunctions(meeting) : [followerFunction(meeting)];
  return [...barrierFunctions(meeting, thread, threads), shareFunction(layout, populations), ...calls];
}
