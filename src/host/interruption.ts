import { SpikeTensorError } from "../errors.js";
import { currentCell, type WriteDisplay } from "./kernel.js";
import { nextTurn } from "./nextTurn.js";

/**
 * Thrown by running work after the stop button was pressed. The simulation stays usable. tslab forgets what the stopped
 * cell itself declared, so declare what must outlive a stop in a cell above.
 */
export class Interrupted extends SpikeTensorError {
  constructor(what = "Stopped by the user") {
    super(`${what}. Everything declared in earlier cells is kept: run a cell to continue.`);
  }
}

/** The cell that was stopped. */
let stopped: WriteDisplay | undefined;
let listening = false;
const listeners = new Set<() => void>();

/**
 * tslab reports the end of a stopped cell with an internal stack trace, which looks like a crash; this replaces it with
 * one line. tslab sets a new `write` for each cell, which removes this one.
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
 * Whether the current work has been stopped. In a notebook, the stop button ends the cell for tslab at once, but what
 * the cell awaits continues in the background until it asks here. A stop holds for that cell until another one runs.
 */
export function isInterrupted(): boolean {
  const cell = currentCell();
  // Outside a notebook, Ctrl-C keeps its meaning.
  if (cell !== undefined) listen();
  return cell !== undefined && stopped === cell;
}

/** @throws Interrupted if the current work has been stopped */
export function throwIfInterrupted(): void {
  if (isInterrupted()) throw new Interrupted();
}

/**
 * Starts work that no cell has requested, such as redrawing after a slider moved, so that an earlier stop does not
 * affect it.
 */
export function beginWork(): void {
  listen();
  stopped = undefined;
}

/** Calls the listener at each stop; returns a function that unsubscribes. */
export function onInterrupt(listener: () => void): () => void {
  if (currentCell() !== undefined) listen();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One Ctrl-C arrives twice if a launcher such as npx forwards what the terminal has already sent to all. */
const SAME_PRESS_MS = 500;

/**
 * Ctrl-C as a signal, for a command that ends at a point of its own choice, such as after a whole digit, and saves its
 * results. A second Ctrl-C ends the process as usual. `restore` gives Ctrl-C its usual meaning again.
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
 * Lets the event loop run (heartbeats, the stop button, progress), at most every 20 ms. Long work awaits this between
 * its presentations, so it never blocks the process for longer.
 *
 * @throws Interrupted if the work was stopped
 */
export async function yieldToEvents(): Promise<void> {
  const now = performance.now();
  if (now - lastYield < YIELD_EVERY_MS) return;
  // Concurrent work, such as the other networks of an ensemble, need not yield as well.
  lastYield = now;
  // Start listening first, as a stop may arrive in the very first turn of the event loop.
  throwIfInterrupted();
  await nextTurn();
  lastYield = performance.now();
  throwIfInterrupted();
}
