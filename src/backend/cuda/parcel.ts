/** Arrays that go to the device in one transfer, each at a multiple of 8 bytes. */
export class Parcel {
  bytes = 0;
  private readonly parts: { readonly at: number; readonly make: (base: number) => ArrayBufferView }[] = [];

  /** Adds an array; returns its place, relative to that of the parcel. */
  add(array: ArrayBufferView): number {
    return this.later(array.byteLength, () => array);
  }

  /** Adds an array of a known size that is made when the parcel's address is known. */
  later(bytes: number, make: (base: number) => ArrayBufferView): number {
    const at = this.bytes;
    this.parts.push({ at, make });
    this.bytes += 8 * Math.ceil(bytes / 8);
    return at;
  }

  /** @param base the address to which the bytes are copied */
  fill(into: Uint8Array, base: number): void {
    for (const { at, make } of this.parts) {
      const { buffer, byteOffset, byteLength } = make(base);
      into.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    }
  }
}
