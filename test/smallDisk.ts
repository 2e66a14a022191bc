import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own that is soon full. */
export interface SmallDisk {
  readonly path: string;
  /** Takes away the right to write, for root as well. */
  readonly makeReadOnly: () => void;
  readonly remove: () => void;
}

const system = (command: string, ...args: string[]): string | undefined => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
};

/** Makes one of so many kB in memory; the reason why not, where only an administrator may. */
export function smallDisk(kilobytes: number): SmallDisk | string {
  if (process.platform !== "linux") return "a small disk is made on Linux only";
  const path = mkdtempSync(join(tmpdir(), "spiketensor-disk-"));
  const problem = system("mount", "-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", path);
  if (problem === undefined) {
    return {
      path,
      makeReadOnly: () => void system("mount", "-o", "remount,ro", path),
      remove: () => {
        system("umount", "--lazy", path);
        rmSync(path, { recursive: true, force: true });
      },
    };
  }
  rmSync(path, { recursive: true });
  return `a small disk cannot be mounted (${problem.split("\n")[0]})`;
}
