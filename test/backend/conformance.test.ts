import { test } from "uvu";
import { reference } from "../../src/backend/reference/reference.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import { conformance } from "./conformance.js";

conformance(test, { name: "reference", backend: reference, seeds: [0, 4], tolerance: 1e-12 });
conformance(test, { name: "wasm", backend: wasm, seeds: [0, 24], tolerance: 2e-4 });

test.run();
