import { existsSync, readFileSync } from "node:fs";
import { open, readFile, rename, rm, rmdir, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { FileError } from "../errors.js";
import { fileError, isSystemError } from "../host/fileError.js";
import { makeFolder } from "../host/makeFolder.js";
import { temporaryName } from "../host/temporaryName.js";
import { hasRecord, keptError } from "./runFolder.js";

/** A claim that has not been renewed for this long belongs to a process that is gone. */
const STALE_MS = 60_000;
const RENEW_MS = 10_000;

interface Claim {
  readonly host: string;
  readonly pid: number;
  readonly token: string;
}

const claimFile = (folder: string) => join(folder, "claim.json");

/**
 * Claims a run for this process, so that no other process, on this machine or another that shares the folder, works on
 * it at the same time. A claim is renewed while it is held; the claim of a process that is gone is taken over.
 * @returns a function that releases the claim, or undefined if another process holds it
 * @throws FileError if the disk refuses
 */
export async function claimRun(folder: string): Promise<(() => Promise<void>) | undefined> {
  const path = claimFile(folder);
  const mine: Claim = { host: hostname(), pid: process.pid, token: crypto.randomUUID() };
  const made = missingFolders(folder);
  try {
    makeFolder(folder);
    if ((await holderOf(folder)) !== undefined) return undefined;
    await removeStale(path);
    await writeNew(path, JSON.stringify(mine));
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return undefined;
    await removeEmpty(made);
    const failure = fileError(path, error);
    throw failure instanceof FileError && (await hasRecord(folder)) ? keptError(failure) : failure;
  }
  // Two processes may have found the same stale claim: the later file is the valid one.
  if ((await readClaim(path))?.token !== mine.token) return undefined;
  const renewing = setInterval(() => void renew(path), RENEW_MS);
  renewing.unref();
  return async () => {
    clearInterval(renewing);
    if ((await readClaim(path))?.token === mine.token) await rm(path, { force: true });
    await removeEmpty(made);
  };
}

/** The process that is working on the run, in words; undefined if there is none. */
export async function holderOf(folder: string): Promise<string | undefined> {
  const path = claimFile(folder);
  const held = await stat(path).catch(() => undefined);
  if (held === undefined) return undefined;
  const claim = await readClaim(path);
  const isHere = claim?.host === hostname();
  const isStale = Date.now() - held.mtimeMs > STALE_MS;
  // A process that the user has suspended cannot renew its claim.
  if (isStale ? !(isHere && stateOf(claim.pid) === SUSPENDED) : isHere && !isAlive(claim.pid)) return undefined;
  return claim ? `process ${claim.pid} on ${claim.host}` : "another process";
}

/** Writes a file that must not exist, or nothing. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** The folders on the way to a path that do not exist, innermost first. */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  return missing;
}

/** A run that was refused leaves no folders behind. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** Only one process can rename a file away. */
async function removeStale(path: string): Promise<void> {
  const away = temporaryName(path);
  try {
    await rename(path, away);
    await rm(away, { force: true });
  } catch (error) {
    if (!isSystemError(error) || error.code !== "ENOENT") throw error;
  }
}

async function renew(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

async function readClaim(path: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error) && error.code === "EPERM";
  }
  // A killed process stays in Linux's list until its parent has waited for it; in a container, that may be never.
  return stateOf(pid) !== ZOMBIE;
}

const [SUSPENDED, ZOMBIE] = ["T", "Z"];

/** The state of a process on Linux, a letter. */
function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat[stat.lastIndexOf(")") + 2];
  } catch {
    return undefined;
  }
}
