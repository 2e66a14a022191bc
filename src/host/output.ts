import { isSystemError } from "./fileError.js";

/**
 * Keeps a command at work when nobody reads what it prints, as in `eth train | head -1`: what it computes goes on, and
 * what it would print is lost. A full disk under the output is told once, on stderr, and makes the exit code 1.
 */
export function outliveOutput(): void {
  let isTold = false;
  const onError = (stream: string) => (error: unknown) => {
    if (!isSystemError(error)) throw error;
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED" || isTold) return;
    isTold = true;
    process.stderr.write(`${stream}: cannot be written (${error.message}). What follows is not printed.\n`);
    process.once("exit", () => {
      process.exitCode ||= 1;
    });
  };
  process.stdout.on("error", onError("stdout"));
  process.stderr.on("error", onError("stderr"));
}
