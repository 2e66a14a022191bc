import { test } from "uvu";
import { reference } from "../../src/backend/reference/reference.js";
import { wasm, wasmBackend } from "../../src/backend/wasm/wasm.js";
import { conformance } from "./conformance.js";

conformance(test, { name: "reference", backend: reference, seeds: [0, 4], tolerance: 1e-12 });
conformance(test, { name: "wasm", backend: wasm, seeds: [0, 24], tolerance: 2e-4 });
// The networks lie on both sides of 2 GiB, where addresses change their sign.
conformance(test, {
  name: "wasm, at 2 GiB",
  backend: wasmBackend(2 ** 31 - 4096),
  seeds: [0, 12],
  tolerance: 2e-4,
});

test.run();
