import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface SpecResults {
  readonly seen: number;
  readonly passed: number;
  readonly failures: readonly { readonly name: string; readonly why: string }[];
}

/** Runs TensorFlow.js's own specs whose names match on the backend `cuda`; all of them without a pattern. */
export async function runSpecs(
  paths: { readonly driver?: string; readonly nvrtc?: string },
  pattern = "",
): Promise<SpecResults> {
  const folder = join("node_modules", ".cache", "tfjs-specs");
  mkdirSync(folder, { recursive: true });
  const bundle = join(folder, `specs-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL("./specEntry.ts", import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    mainFields: ["module", "main"],
    external: ["koffi", "jasmine-core", "node-fetch"],
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    // The package says that its specs have no side effects, but to register themselves is one.
    ignoreAnnotations: true,
    logLevel: "error",
  });
  const env = { ...process.env, SPECS: pattern, DRIVER: paths.driver ?? "", NVRTC: paths.nvrtc ?? "" };
  const child = spawn(process.execPath, [bundle], { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let errors = "";
  child.stdout.on("data", (data) => {
    printed += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
    process.stderr.write(data);
  });
  const ended = await new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
  const line = printed.split("\n").find((l) => l.startsWith('{"seen"'));
  if (line === undefined) {
    throw new Error(
      `the specs ended with ${ended} before their result: ${printed.slice(-1000)} ${errors.slice(-1000)}`,
    );
  }
  return JSON.parse(line);
}
