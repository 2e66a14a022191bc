/** Hands out addresses. */
export class Allocator {
  next = 64;
  bytes(count: number): number {
    const address = this.next;
    this.next += Math.ceil(count / 64) * 64;
    return address;
  }
  words(count: number): number {
    return this.bytes(4 * count);
  }
}
