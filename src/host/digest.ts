/** SHA-256 of these parts, one after another, as hexadecimal digits. */
export function sha256(parts: Iterable<string | Uint8Array>): string {
  const hash = newSha256();
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** A SHA-256 of what is yet to come. An import of the package does not wait for Node.js to load its cryptography. */
export const newSha256 = () => process.getBuiltinModule("node:crypto").createHash("sha256");
