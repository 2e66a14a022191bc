/** In bytes, as far as a browser says: it rounds, and names 8 GiB at most; 4 GiB where it is silent. */
export function installedMemory(): number {
  const navigator: { readonly deviceMemory?: number } = Reflect.get(globalThis, "navigator") ?? {};
  return (navigator.deviceMemory ?? 4) * 2 ** 30;
}
