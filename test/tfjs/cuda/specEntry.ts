/**
 * TensorFlow.js's own conformance specs on the backend `cuda`, in one bundle with it, so that both see one TensorFlow.js.
 * The environment names what to run: SPECS, a part of their names (all without it); DRIVER and NVRTC, the libraries.
 */
import { createRequire } from "node:module";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import { registerCuda } from "../../../src/tfjs/cuda/register.js";

// Where the bundle lies, not this file.
const require = createRequire(`${process.cwd()}/package.json`);
const jasmineRequire = require("jasmine-core/lib/jasmine-core/jasmine.js");
const jasmine = jasmineRequire.core(jasmineRequire);
const environment = jasmine.getEnv({ suppressLoadErrors: true });
Object.assign(globalThis, jasmineRequire.interface(jasmine, environment), { jasmine });

registerCuda({ driver: process.env.DRIVER || undefined, nvrtc: process.env.NVRTC || undefined });
setTestEnvs([{ name: "cuda", backendName: "cuda", isDataSync: true }]);
const wanted = process.env.SPECS ? new RegExp(process.env.SPECS) : undefined;
interface SpecDone {
  readonly status: string;
  readonly fullName: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

const failures: { readonly name: string; readonly why: string }[] = [];
let [passed, seen] = [0, 0];
environment.configure({
  random: false,
  specFilter: (spec: { getFullName(): string }) => wanted?.test(spec.getFullName()) ?? true,
});
environment.addReporter({
  specDone: ({ status, fullName, failedExpectations }: SpecDone) => {
    if (status === "excluded" || status === "pending") return;
    seen++;
    if (status === "passed") passed++;
    else failures.push({ name: fullName, why: failedExpectations[0]?.message.split("\n")[0] ?? "" });
  },
  jasmineDone: () => {
    console.log(JSON.stringify({ seen, passed, failures }));
    process.exit(0);
  },
});
// A kernel's first use compiles it, which takes long where many processes share a core.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 120_000;
// After the environment is set: the specs register themselves when they are loaded.
await import("@tensorflow/tfjs-core/dist/tests.js");
environment.execute();
