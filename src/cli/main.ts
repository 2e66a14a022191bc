import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { SpikeTensorError } from "../errors.js";
import { registerDoctor } from "./doctor.js";
import { registerLab } from "./lab.js";
import { packageRoot } from "./packageRoot.js";

const manifest: { version: string } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));

const program = new Command("spiketensor")
  .description("Spiking neural networks: models as equations, run as fused kernels.")
  .version(manifest.version);
registerLab(program);
registerDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof SpikeTensorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
