import type { Test } from "uvu";

/**
 * Leaves out a test that cannot run here, and prints why; the test command repeats the reason at its end.
 * A skip without a reason fails the run.
 */
export function skip(test: Test, name: string, reason: string): void {
  console.log(`skipped: ${name}: ${reason}`);
  test.skip(name);
}
