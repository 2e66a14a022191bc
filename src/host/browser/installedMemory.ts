/** In bytes, as far as a browser tells: it rounds, and reports at most 8 GiB; 4 GiB if unknown. */
export function installedMemory(): number {
  const navigator: { readonly deviceMemory?: number } = Reflect.get(globalThis, "navigator") ?? {};
  return (navigator.deviceMemory ?? 4) * 2 ** 30;
}
