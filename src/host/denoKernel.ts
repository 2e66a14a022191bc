import type { WriteDisplay } from "./kernel.js";

/** What this library knows of Deno's own kernel. */
interface DenoJupyter {
  broadcast(type: "display_data" | "update_display_data", content: object): Promise<void>;
}

function denoJupyter(): DenoJupyter | undefined {
  const deno = Reflect.get(globalThis, "Deno") as { readonly jupyter?: DenoJupyter } | undefined;
  try {
    return deno?.jupyter;
  } catch {
    // Outside its kernel, Deno throws.
    return undefined;
  }
}

/** Sends a display of the running cell of Deno's kernel; undefined anywhere else. */
export function denoDisplay(): WriteDisplay | undefined {
  const jupyter = denoJupyter();
  if (typeof jupyter?.broadcast !== "function") return undefined;
  return (content, update) => void jupyter.broadcast(update ? "update_display_data" : "display_data", content);
}
