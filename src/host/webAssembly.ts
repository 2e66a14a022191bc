/** The part of the WebAssembly interface used here; TypeScript declares it only together with the browser's DOM. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WebAssemblyInterface {
  readonly Memory: new (pages: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Imports) => { readonly exports: unknown };
  validate(binary: Uint8Array): boolean;
}

declare const WebAssembly: WebAssemblyInterface;

export const webAssembly: WebAssemblyInterface = WebAssembly;

/** Bytes of a page of memory. */
export const PAGE = 65536;

/** (module (func (result v128) i32.const 0 i8x16.splat)): valid only with SIMD. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123],
  ...[3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
);

export const hasSimd = (): boolean => webAssembly.validate(SIMD_MODULE);
