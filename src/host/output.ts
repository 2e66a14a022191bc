import { isSystemError } from "./fileError.js";

/**
 * Keeps a command running when nobody reads its output, as in `eth train | head -1`: it computes on, and its output is
 * lost. If the disk under the output is full, this is reported once on stderr, and the exit code is 1.
 */
export function outliveOutput(): void {
  let isTold = false;
  const onError = (stream: string) => (error: unknown) => {
    if (!isSystemError(error)) throw error;
    if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED" || isTold) return;
    isTold = true;
    process.stderr.write(`${stream}: cannot be written (${error.message}). Further output is lost.\n`);
    process.once("exit", () => {
      process.exitCode ||= 1;
    });
  };
  process.stdout.on("error", onError("stdout"));
  process.stderr.on("error", onError("stderr"));
}
