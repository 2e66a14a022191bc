import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpLab } from "../../src/cli/lab.js";
import { freePort } from "../freePort.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A JupyterLab of its own, in a folder of its own that holds copies of notebooks, as in a user's project. */
export interface JupyterLab {
  /** Address of the first notebook. */
  readonly url: string;
  /** The copy of the first notebook. */
  readonly notebook: string;
  /** Where the copies are, and at which address. */
  readonly folder: string;
  readonly folderUrl: string;
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
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
  readonly metadata: { readonly spiketensor?: { readonly smoke?: readonly (readonly [string, string])[] } };
}

/** What is shown afterwards comes from this run. */
function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}

/** With the smaller sizes that its metadata name. */
function small(notebook: Notebook): Notebook {
  const pairs = notebook.metadata.spiketensor?.smoke ?? [];
  const code = notebook.cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
  for (const [whole] of pairs) {
    if (code.some((source) => source.includes(whole))) continue;
    throw new Error(`metadata, spiketensor.smoke: no cell has the text "${whole}"`);
  }
  const shrunk = (source: readonly string[]) =>
    pairs.reduce((text, [whole, less]) => text.replaceAll(whole, less), source.join(""));
  return { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, source: [shrunk(cell.source)] })) };
}

/**
 * Starts JupyterLab with its own settings, so that nothing of the user's is read or changed.
 * @param others further notebooks, in their small sizes
 */
export async function startJupyterLab(source: string, others: readonly string[] = []): Promise<JupyterLab> {
  const project = mkdtempSync(join(tmpdir(), "spiketensor-lab-"));
  const folder = join(project, "notebooks");
  mkdirSync(folder);
  const notebook = join(folder, basename(source));
  const read = (path: string): Notebook => withoutOutputs(JSON.parse(readFileSync(path, "utf8")));
  writeFileSync(notebook, JSON.stringify(read(source)));
  for (const other of others) writeFileSync(join(folder, basename(other)), JSON.stringify(small(read(other))));
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
  const folderUrl = `http://127.0.0.1:${port}/lab/tree/notebooks`;
  return { url: `${folderUrl}/${basename(source)}`, notebook, folder, folderUrl, stop };
}
