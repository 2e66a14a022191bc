import { wasm } from "../../backend/wasm/wasm.js";
import type { Check } from "./check.js";

export const wasmCheck: Check = {
  name: "Backend wasm",
  required: true,
  async check() {
    const reason = await wasm.unavailable();
    return { ok: reason === undefined, detail: reason ?? "WebAssembly with SIMD" };
  },
};
