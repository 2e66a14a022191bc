import { test } from "uvu";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";
import { conformance } from "../conformance.js";

const SHAPES: readonly Shape[] = [
  { barrier: "block", blocks: 1, threads: 4 },
  { barrier: "cluster", blocks: 2, threads: 8 },
  { barrier: "grid", blocks: 3, threads: 8 },
];

const host = openHost();
if (typeof host === "string") skip(test, "the generated CUDA C does all that a backend has to do", host);
else {
  for (const [i, shape] of SHAPES.entries()) {
    const name = `cuda, ${shape.barrier} of ${shape.blocks} × ${shape.threads}`;
    conformance(test, { name, backend: host.backend({ shape }), seeds: [3 * i, 3 * i + 3], tolerance: 2e-4 });
  }
  test.after(host.dispose);
}

test.run();
