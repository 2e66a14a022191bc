import * as assert from "uvu/assert";
import { ModelError, type SpikeTensorError } from "../src/errors.js";

/** A class of errors. */
export type Kind = new (...args: never[]) => SpikeTensorError;

function check(error: unknown, text: RegExp | string, kind: Kind): void {
  if (error === undefined) throw new Error(`nothing was refused, expected: ${text}`);
  if (!(error instanceof kind)) throw error;
  if (typeof text === "string") assert.ok(error.message.includes(text), `found: ${error.message}\nexpected: ${text}`);
  else assert.match(error.message, text);
}

/** Asserts that work is refused by an error of this kind, whose message contains the text or matches it. */
export function refused(work: () => unknown, text: RegExp | string, kind: Kind = ModelError): void {
  let found: unknown;
  try {
    work();
  } catch (error) {
    found = error;
  }
  check(found, text, kind);
}

/** The same for work that takes time: it may be refused at once or by the promise. */
export async function rejected(
  work: Promise<unknown> | (() => unknown),
  text: RegExp | string,
  kind: Kind = ModelError,
): Promise<void> {
  let found: unknown;
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    found = error;
  }
  check(found, text, kind);
}
