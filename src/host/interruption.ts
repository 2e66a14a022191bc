import { SpikeTensorError } from "../errors.js";
import { currentCell, type WriteDisplay } from "./kernel.js";
import { nextTurn } from "./nextTurn.js";

/**
 * Thrown by running work after the stop button. The simulation stays usable. tslab forgets what the stopped cell itself
 * declared, so declare in a cell above what has to outlive a stop.
 */
export class Interrupted extends SpikeTensorError {
  constructor(what = "Stopped by the user") {
    super(`${what}. What was declared in earlier cells is kept as it is now: run a cell to go on.`);
  }
}

/** The cell that was stopped. */
let stopped: WriteDisplay | undefined;
let listening = false;
const listeners = new Set<() => void>();

/**
 * tslab reports the end of a stopped cell with a stack trace of its own insides, which looks like a crash: one line says
 * what there is to say. It sets a new `write` for each cell, so this one goes by itself.
 */
function shortenReport(): void {
  const write = process.stderr.write;
  const shorter = (text: string | Uint8Array) => {
    const isReport = typeof text === "string" && text.startsWith("Error: Interrupted asynchronously");
    if (isReport) process.stderr.write = write;
    return write.call(process.stderr, isReport ? `${new Interrupted().message}\n` : text);
  };
  process.stderr.write = shorter;
}

function onSignal(): void {
  const cell = currentCell();
  if (cell !== undefined) shortenReport();
  stopped = cell;
  for (const listener of [...listeners]) listener();
}

function listen(): void {
  if (listening) return;
  listening = true;
  // tslab runs the part of a cell before its first await with Node's `breakOnSigint`. What begins to listen meanwhile loses
  // the signal at its end, and the stop button would end the process.
  queueMicrotask(() => process.on("SIGINT", onSignal));
}

/**
 * Whether the work that asks has been stopped. In a notebook, the stop button ends the cell for tslab at once, but what
 * the cell awaits goes on in the background until it asks here: a stop holds for that cell until another one runs.
 */
export function isInterrupted(): boolean {
  const cell = currentCell();
  // Outside a notebook, Ctrl-C keeps its meaning.
  if (cell !== undefined) listen();
  return cell !== undefined && stopped === cell;
}

/** @throws Interrupted if the work that asks has been stopped */
export function throwIfInterrupted(): void {
  if (isInterrupted()) throw new Interrupted();
}

/** Work that no cell has asked for, such as a drawing after a slider was moved, begins: an earlier stop does not hold. */
export function beginWork(): void {
  listen();
  stopped = undefined;
}

/** Calls the listener at each stop; returns the function that ends this. */
export function onInterrupt(listener: () => void): () => void {
  if (currentCell() !== undefined) listen();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One Ctrl-C comes twice where a launcher such as npx hands on what the terminal has sent to all already. */
const SAME_PRESS_MS = 500;

/**
 * Ctrl-C as a signal, for a command that ends at a place of its own choice, such as after a whole digit, and saves what
 * it has. A second Ctrl-C ends the process as usual. `restore` gives Ctrl-C its usual meaning again.
 */
export function catchInterrupts(): { readonly signal: AbortSignal; readonly restore: () => void } {
  const controller = new AbortController();
  let first = Number.POSITIVE_INFINITY;
  const restore = () => void process.off("SIGINT", onPress);
  const onPress = () => {
    const now = performance.now();
    if (controller.signal.aborted && now - first > SAME_PRESS_MS) {
      restore();
      process.kill(process.pid, "SIGINT");
    }
    first = Math.min(first, now);
    controller.abort();
  };
  process.on("SIGINT", onPress);
  return { signal: controller.signal, restore };
}

let lastYield = 0;
const YIELD_EVERY_MS = 20;

/**
 * Lets the event loop run (heartbeats, the stop button, progress), at most every 20 ms: long work awaits this between
 * its presentations and never blocks the process for longer.
 *
 * @throws Interrupted if the work was stopped
 */
export async function yieldToEvents(): Promise<void> {
  const now = performance.now();
  if (now - lastYield < YIELD_EVERY_MS) return;
  // Work beside this one, such as an ensemble's other networks, need not yield as well.
  lastYield = now;
  // Listens from here on: a stop may come in the very first turn of the event loop.
  throwIfInterrupted();
  await nextTurn();
  lastYield = performance.now();
  throwIfInterrupted();
}
