/** What the standard's `navigator.gpu` gives, as far as it is used here. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: "high-performance" }): Promise<object | null>;
}

/** The npm package `webgpu`: Dawn, the implementation of WebGPU that Chromium has. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  /** `GPUBufferUsage` and the like, which are global names in a browser. */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Where there is no graphics driver that WebGPU can use. */
export class NoAdapter extends Error {}

/**
 * Gives `@tensorflow/tfjs-backend-webgpu` what it looks for when it is imported: a global `navigator.gpu`. Where there is
 * none, as in Node.js, it is that of the package `webgpu`, which `load` imports. Nothing global changes where no adapter
 * is found.
 */
export async function provideWebgpu(load: (name: string) => Promise<unknown>): Promise<void> {
  const { navigator: given } = globalThis as { readonly navigator?: { readonly gpu?: Gpu } };
  const dawn = given?.gpu ? undefined : ((await load("webgpu")) as Dawn);
  const gpu = given?.gpu ?? dawn?.create([]);
  if (!(await gpu?.requestAdapter({ powerPreference: "high-performance" }))) {
    throw new NoAdapter("found no graphics adapter");
  }
  if (!dawn) return;
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  // Node.js has a navigator of its own from version 21 on.
  if (given) Object.defineProperty(given, "gpu", { value: gpu, configurable: true });
  else Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true, writable: true });
}
