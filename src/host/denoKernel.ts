import type { WriteDisplay } from "./kernel.js";

/** The part of Deno's Jupyter interface that this library uses. */
interface DenoJupyter {
  broadcast(type: "display_data" | "update_display_data", content: object): Promise<void>;
}

function denoJupyter(): DenoJupyter | undefined {
  const deno = Reflect.get(globalThis, "Deno") as { readonly jupyter?: DenoJupyter } | undefined;
  try {
    return deno?.jupyter;
  } catch {
    // Deno throws outside its kernel.
    return undefined;
  }
}

/** Sends a display from the running cell of Deno's kernel, without knowing which cell it is; undefined elsewhere. */
export function denoDisplay(): WriteDisplay | undefined {
  const jupyter = denoJupyter();
  if (typeof jupyter?.broadcast !== "function") return undefined;
  return (content, update) => void jupyter.broadcast(update ? "update_display_data" : "display_data", content);
}
