import type { Test } from "uvu";
import type { Backend } from "../../src/backend/backend.js";
import type { Shape } from "../../src/backend/cuda/source/shape.js";
import { reference } from "../../src/backend/reference/reference.js";
import { tensor } from "../../src/backend/tensor/tensor.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import { useTfjs } from "../../src/tfjs/useTfjs.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";

const GRID: Shape = { barrier: "grid", blocks: 2, threads: 4 };

/**
 * The four backends by name, for tests that all of them have to pass: `tensor` on the plainest backend of TensorFlow.js,
 * `cuda` on the stand-ins, in the given layouts.
 *
 * @param what is left out in CUDA C where there is no compiler for it
 */
export async function everyBackend(
  test: Test,
  what: string,
  shapes: Readonly<Record<string, Shape>> = { grid: GRID },
): Promise<ReadonlyMap<string, Backend>> {
  await useTfjs("cpu");
  const backends = new Map<string, Backend>([reference, wasm, tensor].map((backend) => [backend.name, backend]));
  const host = openHost();
  if (typeof host === "string") {
    skip(test, `${what} in CUDA C`, host);
    return backends;
  }
  for (const [name, shape] of Object.entries(shapes)) backends.set(`cuda, a ${name}`, host.backend({ shape }));
  test.after(host.dispose);
  return backends;
}
