import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpLab } from "../../src/cli/lab.js";
import { freePort } from "../freePort.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A JupyterLab of its own, in a folder of its own that holds a copy of one notebook, as in a user's project. */
export interface JupyterLab {
  /** Address of the notebook. */
  readonly url: string;
  /** The copy of the notebook. */
  readonly notebook: string;
  stop(): Promise<void>;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

interface Notebook {
  readonly cells: readonly { readonly cell_type: string }[];
}

/** What is shown afterwards comes from this run. */
function withoutOutputs(text: string): string {
  const notebook: Notebook = JSON.parse(text);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return JSON.stringify({ ...notebook, cells });
}

/** Starts JupyterLab with its own settings, so that nothing of the user's is read or changed. */
export async function startJupyterLab(source: string): Promise<JupyterLab> {
  const project = mkdtempSync(join(tmpdir(), "spiketensor-lab-"));
  const folder = join(project, "notebooks");
  mkdirSync(folder);
  const notebook = join(folder, basename(source));
  writeFileSync(notebook, withoutOutputs(readFileSync(source, "utf8")));
  // The environment is the repository's, the links are made beside the copy.
  const { python } = await setUpLab(root, root, console.log, notebook);

  const settings = join(project, "settings", "@jupyterlab", "apputils-extension");
  mkdirSync(settings, { recursive: true });
  const quiet = { fetchNews: "false", checkForUpdates: false };
  writeFileSync(join(settings, "notification.jupyterlab-settings"), JSON.stringify(quiet));

  const port = await freePort();
  const server = spawn(
    python.executable,
    [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root", `--port=${port}`, `--ServerApp.root_dir=${project}`],
      ...["--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"],
    ],
    {
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: join(project, "config"),
        JUPYTERLAB_SETTINGS_DIR: join(project, "settings"),
        JUPYTERLAB_WORKSPACES_DIR: join(project, "workspaces"),
      },
    },
  );
  let log = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const ended = new Promise<void>((resolveEnded) => server.on("close", () => resolveEnded()));
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
    rmSync(project, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(`http://127.0.0.1:${port}/api`)); tries++) {
    if (tries === 150 || server.exitCode !== null) {
      await stop();
      throw new Error(`JupyterLab does not answer:\n${log}`);
    }
    await new Promise((wait) => setTimeout(wait, 200));
  }
  return { url: `http://127.0.0.1:${port}/lab/tree/notebooks/${basename(source)}`, notebook, stop };
}
