const scratch = new DataView(new ArrayBuffer(8));

/** Bytes that are written one after another. */
export class Bytes {
  private data = new Uint8Array(256);
  length = 0;

  byte(value: number): void {
    if (this.length === this.data.length) this.grow(1);
    this.data[this.length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    if (this.length + values.length > this.data.length) this.grow(values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  /** LEB128, for 0 … 2³² − 1. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest & 127) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Signed LEB128. */
  signed(value: bigint): void {
    for (let rest = value; ; ) {
      const low = Number(rest & 127n);
      rest >>= 7n;
      if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) {
        this.byte(low);
        return;
      }
      this.byte(low | 128);
    }
  }

  signed32(value: number): void {
    for (let rest = value | 0; ; ) {
      const low = rest & 127;
      rest >>= 7;
      if ((rest === 0 && low < 64) || (rest === -1 && low >= 64)) {
        this.byte(low);
        return;
      }
      this.byte(low | 128);
    }
  }

  float32(value: number): void {
    scratch.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(scratch.getUint8(i));
  }

  float64(value: number): void {
    scratch.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.byte(scratch.getUint8(i));
  }

  int64(value: bigint): void {
    scratch.setBigInt64(0, value, true);
    for (let i = 0; i < 8; i++) this.byte(scratch.getUint8(i));
  }

  name(text: string): void {
    this.sized(new TextEncoder().encode(text));
  }

  /** The number of bytes, then the bytes. */
  sized(values: ArrayLike<number>): void {
    this.unsigned(values.length);
    this.bytes(values);
  }

  get view(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  private grow(by: number): void {
    const larger = new Uint8Array(2 * this.data.length + by);
    larger.set(this.view);
    this.data = larger;
  }
}
