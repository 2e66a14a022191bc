import { Command } from "commander";
import { SpikeTensorError } from "../errors.js";
import { outliveOutput } from "../host/output.js";
import { packageVersion } from "../host/packageRoot.js";
import { cudaCheck } from "./checks/cuda.js";
import { tensorCheck, tensorflowCheck, webgpuCheck } from "./checks/tensorflow.js";
import { registerDoctor } from "./doctor.js";
import { registerEth } from "./eth.js";
import { registerLab } from "./lab.js";
import { registerReproduce } from "./reproduce.js";
import { registerSweep } from "./sweep.js";

outliveOutput();
const program = new Command("spiketensor")
  .description("Spiking neural networks: models as equations, run as fused kernels.")
  .version(packageVersion());
registerEth(program);
registerSweep(program);
registerReproduce(program);
registerLab(program);
registerDoctor(program, [cudaCheck, tensorCheck, webgpuCheck, tensorflowCheck]);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof SpikeTensorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
