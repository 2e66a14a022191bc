/** The part of the standard's `navigator.gpu` that is used here. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: "high-performance" }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info?: { readonly description?: string; readonly device?: string; readonly vendor?: string };
}

/** The npm package `webgpu`: Dawn, Chromium's implementation of WebGPU. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  /** `GPUBufferUsage` and others, which are global names in a browser. */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** There is no graphics driver that WebGPU can use. */
export class NoAdapter extends Error {}

/**
 * Provides the global `navigator.gpu` that `@tensorflow/tfjs-backend-webgpu` looks for when it is imported. If there is
 * none, as in Node.js, it comes from the package `webgpu`, which `load` imports. Nothing global changes if no adapter
 * is found.
 */
export async function provideWebgpu(load: (name: string) => Promise<unknown>): Promise<void> {
  const given = globalNavigator();
  const dawn = given?.gpu ? undefined : ((await load("webgpu")) as Dawn);
  const gpu = given?.gpu ?? dawn?.create([]);
  if (!(await adapterOf(gpu))) throw new NoAdapter("found no graphics adapter");
  if (!dawn) return;
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  // Node.js has a navigator of its own from version 21 on.
  if (given) Object.defineProperty(given, "gpu", { value: gpu, configurable: true });
  else Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true, writable: true });
}

/** The driver's name for the adapter. */
export async function adapterName(): Promise<string> {
  const { description, device, vendor } = (await adapterOf(globalNavigator()?.gpu))?.info ?? {};
  return description || device || vendor || "an adapter without a name";
}

const globalNavigator = () => (globalThis as { readonly navigator?: { readonly gpu?: Gpu } }).navigator;

/** The adapter that `@tensorflow/tfjs-backend-webgpu` uses. */
const adapterOf = async (gpu: Gpu | undefined) => gpu?.requestAdapter({ powerPreference: "high-performance" });
