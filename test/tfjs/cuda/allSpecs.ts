/**
 * All of TensorFlow.js's own conformance specs on the backend `cuda`:
 *
 *   npm run test:tfjs            against the stand-ins for the driver and NVRTC
 *   npm run test:tfjs -- --gpu   on an NVIDIA GPU
 *
 * Exit code 1: fewer than 4,000 pass.
 */
import { openHost } from "../../cuda/host/host.js";
import { runSpecs } from "./runSpecs.js";

const ENOUGH = 4000;
const host = process.argv.includes("--gpu") ? undefined : openHost(32);
if (typeof host === "string") throw new Error(host);
const { seen, passed, failures } = await runSpecs(host?.paths ?? {});
for (const { name, why } of failures) console.log(`FAILS: ${name}: ${why}`);
console.log(`TensorFlow.js's specs on cuda, ${host ? "stand-ins" : "GPU"}: ${passed} of ${seen} pass`);
host?.dispose();
if (passed < ENOUGH) process.exitCode = 1;
