import type { Check } from "./check.js";

declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

// (module (func (result v128) i32.const 0 i8x16.splat)): valid only where SIMD is.
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123],
  ...[3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
);

export const wasmCheck: Check = {
  name: "Backend wasm",
  required: true,
  async check() {
    const ok = WebAssembly.validate(SIMD_MODULE);
    return {
      ok,
      detail: ok ? "WebAssembly with SIMD" : "no WebAssembly SIMD here",
      fix: "Use an x64 or arm64 machine.",
    };
  },
};
