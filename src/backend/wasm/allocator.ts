/** Hands out addresses. */
export class Allocator {
  /** @param next first byte that may be used */
  constructor(public next = 64) {}

  bytes(count: number): number {
    const address = this.next;
    this.next += Math.ceil(count / 64) * 64;
    return address;
  }
  words(count: number): number {
    return this.bytes(4 * count);
  }
}
