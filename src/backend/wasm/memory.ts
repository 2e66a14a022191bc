import { BackendError } from "../../errors.js";
import { PAGE, type WasmMemory, webAssembly } from "../../host/webAssembly.js";
import type { FieldPlace } from "./layout.js";

/** WebAssembly can address 4 GiB. */
export const MOST_PAGES = 65536;

/** The module's memory, and typed views of it that stay valid when it grows. */
export class Memory {
  readonly memory: WasmMemory;

  /** @param shared whether several threads use it */
  constructor(bytes: number, shared = false) {
    this.memory = new webAssembly.Memory({ initial: Math.ceil(bytes / PAGE), maximum: MOST_PAGES, shared });
  }

  ints(address: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, count);
  }

  /** Addresses, which range up to 4 GiB. */
  addresses(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count);
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }

  /**
   * Ensures that there are at least this many bytes.
   * @throws BackendError if WebAssembly cannot address them or the machine does not have them
   */
  reserve(bytes: number): void {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch {
      throw new BackendError(
        `wasm, present: found ${(bytes / 2 ** 30).toFixed(1)} GiB for the network and its input, expected less than 4 GiB ` +
          `and what the machine has free. Show shorter inputs, or use fewer neurons.`,
      );
    }
  }

  /** A copy of a field's stored values, without padding. */
  stored(place: FieldPlace): Float32Array | Int32Array {
    const values = place.type === "int" ? new Int32Array(place.size) : new Float32Array(place.size);
    this.rows(place, (row, at) => values.set(row, at));
    return values;
  }

  /** Replaces the stored values of a field; `values` has one per element. */
  store(place: FieldPlace, values: ArrayLike<number>): void {
    const isTyped = values instanceof Float32Array || values instanceof Float64Array || values instanceof Int32Array;
    this.storePart(place, isTyped ? values : Float64Array.from(values), 0);
  }

  /** Does the same for the elements from `first` on. */
  storePart(
    { address, width, stride, type }: FieldPlace,
    values: Float32Array | Float64Array | Int32Array,
    first: number,
  ): void {
    for (let at = 0; at < values.length; ) {
      const [row, column] = [Math.floor((first + at) / width), (first + at) % width];
      const end = Math.min(values.length, at + width - column);
      const from = address + 4 * (row * stride + column);
      const target = type === "int" ? this.ints(from, end - at) : this.floats(from, end - at);
      target.set(values.subarray(at, end));
      at = end;
    }
  }

  private rows(
    { address, rows, width, stride, type }: FieldPlace,
    visit: (row: Float32Array | Int32Array, at: number) => void,
  ) {
    for (let row = 0; row < rows; row++) {
      const at = address + 4 * row * stride;
      visit(type === "int" ? this.ints(at, width) : this.floats(at, width), row * width);
    }
  }
}
