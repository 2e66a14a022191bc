import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Python } from "./python.js";

function userData(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") return join(process.env.APPDATA ?? homedir(), "jupyter");
  return join(process.env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** The data folder of the environment's Jupyter, or of the user if a system Python's cannot be written. */
export function jupyterData(python: Python): string {
  try {
    accessSync(python.prefix, constants.W_OK);
    return join(python.prefix, "share", "jupyter");
  } catch {
    return userData();
  }
}
