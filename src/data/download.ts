import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DataError, FileError } from "../errors.js";
import { newSha256 } from "../host/digest.js";
import { writingTo } from "../host/fileError.js";
import { makeFolder } from "../host/makeFolder.js";

/** A file whose size and checksum are known in advance. */
interface RemoteFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A connection without data for this long counts as lost. */
const STALLED_AFTER_MS = 30_000;

/**
 * Fetches a file into a folder from the first mirror that has it. Partial data is kept in `NAME.part`: a later attempt,
 * in this call or another, requests only the rest (HTTP Range), or starts over if the server does not support that. The
 * file gets its name once its SHA-256 is correct; otherwise it is deleted and the next mirror is tried.
 * @param onBytes called with the number of bytes received so far
 * @throws DataError with the answer of each mirror, FileError for a disk that cannot be written
 */
export async function download(
  file: RemoteFile,
  folder: string,
  mirrors: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<void> {
  await writingTo(folder, async () => makeFolder(folder));
  const part = join(folder, `${file.name}.part`);
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/$/, "")}/${file.name}`;
    try {
      await fetchWhole(url, part, file.bytes, onBytes);
    } catch (error) {
      // Another mirror would fill the same disk.
      if (error instanceof FileError) throw error;
      failures.push(`${url}: ${reasonOf(error)}`);
      continue;
    }
    const found = await sha256Of(part);
    if (found === file.sha256) return rename(part, join(folder, file.name));
    await rm(part);
    failures.push(`${url}: its SHA-256 is ${found}, expected ${file.sha256}; the received data was deleted`);
  }
  throw new DataError(
    [`${file.name} could not be downloaded.`, ...failures.map((failure) => `  ${failure}`)].join("\n"),
  );
}

/** Consecutive attempts without progress before a mirror is given up. */
const MOST_IDLE = 3;

/** An answer that would be the same if the mirror were asked again. */
class Refused extends Error {}

/** Retries after a lost connection, as long as there is progress. */
async function fetchWhole(url: string, part: string, bytes: number, onBytes: (bytes: number) => void): Promise<void> {
  let size = await sizeOf(part);
  if (size > bytes) {
    await rm(part);
    size = 0;
  }
  for (let idle = 0; size < bytes; ) {
    const failure = await fetchRest(url, part, size, bytes, onBytes).then(
      () => new Error("the answer ended early"),
      (error: unknown) => error,
    );
    const reached = await sizeOf(part);
    idle = reached > size ? 0 : idle + 1;
    if (failure instanceof Refused || failure instanceof FileError || idle === MOST_IDLE) throw failure;
    size = reached;
  }
}

async function fetchRest(
  url: string,
  part: string,
  from: number,
  bytes: number,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const stalled = new AbortController();
  const reason = new Error(`no data received for ${STALLED_AFTER_MS / 1000} s`);
  const timer = setTimeout(() => stalled.abort(reason), STALLED_AFTER_MS);
  try {
    const answer = await fetch(url, {
      // Decompression on the way would change the size and the checksum.
      headers: { "Accept-Encoding": "identity", ...(from > 0 && { Range: `bytes=${from}-` }) },
      signal: stalled.signal,
    });
    const start = startOf(answer, from, bytes);
    const file = await writingTo(part, () => open(part, start === 0 ? "w" : "a"));
    try {
      let size = start;
      for await (const chunk of answer.body ?? []) {
        timer.refresh();
        await writingTo(part, () => file.appendFile(chunk));
        size += chunk.length;
        onBytes(size);
        // The checksum will fail; do not read an endless answer.
        if (size > bytes) break;
      }
    } finally {
      await file.close();
    }
  } finally {
    clearTimeout(timer);
    stalled.abort();
  }
}

/** Offset of the answer's first byte in the file: `from`, or 0 if the server sends the whole file. */
function startOf(answer: Response, from: number, bytes: number): number {
  if (answer.status !== 200 && answer.status !== 206) throw new Refused(`HTTP ${answer.status} ${answer.statusText}`);
  if (answer.status === 200) {
    const length = answer.headers.get("content-length");
    if (length !== null && Number(length) !== bytes) throw new Refused(`has ${length} bytes, expected ${bytes}`);
    return 0;
  }
  const range = answer.headers.get("content-range") ?? "";
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
  if (Number(start) !== from || (total !== "*" && Number(total) !== bytes)) {
    throw new Refused(`answers with "${range}", asked for bytes ${from} on of ${bytes}`);
  }
  return from;
}

/** `fetch` hides the reason in the error's cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = newSha256();
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
