/** What the standard's `navigator.gpu` gives, as far as it is used here. */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: "high-performance" }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info?: { readonly description?: string; readonly device?: string; readonly vendor?: string };
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

/** What computes, in the words of its driver. */
export async function adapterName(): Promise<string> {
  const { description, device, vendor } = (await adapterOf(globalNavigator()?.gpu))?.info ?? {};
  return description || device || vendor || "an adapter without a name";
}

const globalNavigator = () => (globalThis as { readonly navigator?: { readonly gpu?: Gpu } }).navigator;

/** The one that `@tensorflow/tfjs-backend-webgpu` takes. */
const adapterOf = async (gpu: Gpu | undefined) => gpu?.requestAdapter({ powerPreference: "high-performance" });
