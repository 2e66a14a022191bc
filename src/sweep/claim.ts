import { readFileSync } from "node:fs";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileError, isSystemError } from "../host/fileError.js";
import { makeFolder } from "../host/makeFolder.js";
import { temporaryName } from "../host/temporaryName.js";

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
  try {
    makeFolder(folder);
    if (await isClaimed(folder)) return undefined;
    await removeStale(path);
    const file = await open(path, "wx");
    await file.writeFile(JSON.stringify(mine));
    await file.close();
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return undefined;
    throw fileError(path, error);
  }
  // Two processes may have found the same stale claim: the later file is the valid one.
  if ((await readClaim(path))?.token !== mine.token) return undefined;
  const renewing = setInterval(() => void renew(path), RENEW_MS);
  renewing.unref();
  return async () => {
    clearInterval(renewing);
    if ((await readClaim(path))?.token === mine.token) await rm(path, { force: true });
  };
}

/** Whether a process is working on the run. */
export async function isClaimed(folder: string): Promise<boolean> {
  const path = claimFile(folder);
  const held = await stat(path).catch(() => undefined);
  if (held === undefined || Date.now() - held.mtimeMs > STALE_MS) return false;
  const claim = await readClaim(path);
  return claim === undefined || claim.host !== hostname() || isAlive(claim.pid);
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
  return !isZombie(pid);
}

/**
 * A killed process stays in Linux's process list until its parent has waited for it; in a container, that may be never.
 */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat[stat.lastIndexOf(")") + 2] === "Z";
  } catch {
    return false;
  }
}
