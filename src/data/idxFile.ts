import { type FileHandle, open } from "node:fs/promises";
import { DataError } from "../errors.js";
import { newSha256 } from "../host/digest.js";
import { GREATEST_EXPANSION } from "./deflate.js";

/** Unsigned bytes with their shape, as in an IDX file. */
interface IdxArray {
  /** As in the file's header, examples first. */
  readonly shape: readonly number[];
  /** Row by row, of at most `limit` examples. */
  readonly data: Uint8Array;
}

interface IdxOptions {
  /** Required number of dimensions: 1 for labels, 3 for images. */
  readonly rank: number;
  /** Number of examples to keep; the whole file is read and checked nevertheless. */
  readonly limit?: number;
  /** SHA-256 of the whole uncompressed content, in hexadecimal digits. */
  readonly sha256?: string;
}

const UNSIGNED_BYTE = 0x08;
const CHUNK_BYTES = 1 << 18;

/**
 * Reads an IDX file of unsigned bytes, plain or gzip (recognized by its first bytes), as a stream: only the examples to
 * keep are held in memory.
 *
 * Format: two zero bytes, a type code (8 for unsigned bytes), the number of dimensions, each dimension as a big-endian
 * 32-bit number, then the values.
 * @throws DataError if the file cannot be read, is empty, truncated, too long, in another format, damaged gzip, or has
 *   another checksum
 * @see LeCun, Cortes & Burges, The MNIST database of handwritten digits
 */
export async function readIdx(path: string, options: IdxOptions): Promise<IdxArray> {
  const file = await open(path).catch((error: Error) => {
    throw new DataError(`${path}: cannot be read (${error.message}).`);
  });
  try {
    return await readFrom(file, path, options);
  } finally {
    await file.close();
  }
}

async function readFrom(file: FileHandle, path: string, options: IdxOptions): Promise<IdxArray> {
  const info = await file.stat();
  if (!info.isFile()) throw new DataError(`${path}: is a folder or a device, expected an IDX file.`);
  if (info.size === 0) throw new DataError(`${path}: is empty. Delete it, and get the file again.`);
  const { buffer: start } = await file.read(Buffer.alloc(2), 0, 2, 0);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const parser = new IdxParser(path, options, isGzip ? info.size * GREATEST_EXPANSION : info.size);
  const bytes = file.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK_BYTES });
  const content = isGzip
    ? bytes.pipe(process.getBuiltinModule("node:zlib").createGunzip({ chunkSize: CHUNK_BYTES }))
    : bytes;
  bytes.on("error", (error) => content.destroy(error));
  try {
    for await (const chunk of content) parser.push(chunk);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${path}: is damaged or truncated (${reason}). Delete it, and get the file again.`);
  } finally {
    bytes.destroy();
  }
  return parser.end();
}

class IdxParser {
  private readonly hash;
  private readonly header: Uint8Array;
  private shape: readonly number[] = [];
  private data = new Uint8Array(0);
  /** Size of the whole file, and number of bytes received. */
  private expected = 0;
  private received = 0;

  constructor(
    private readonly path: string,
    private readonly options: IdxOptions,
    /** Upper limit for the size of the content. */
    private readonly most: number,
  ) {
    this.hash = options.sha256 === undefined ? undefined : newSha256();
    this.header = new Uint8Array(4 + 4 * options.rank);
  }

  push(chunk: Uint8Array): void {
    this.hash?.update(chunk);
    let from = 0;
    if (this.received < this.header.length) {
      from = Math.min(chunk.length, this.header.length - this.received);
      this.header.set(chunk.subarray(0, from), this.received);
      this.received += from;
      if (this.received < this.header.length) return;
      this.readHeader();
    }
    const place = this.received - this.header.length;
    const room = Math.max(0, this.data.length - place);
    if (room > 0) this.data.set(chunk.subarray(from, from + room), place);
    this.received += chunk.length - from;
    if (this.received > this.expected) throw this.error("is longer than its header says", this.announced());
  }

  end(): IdxArray {
    if (this.received < this.header.length) {
      throw this.error("is truncated", `Its header needs ${this.header.length} bytes, it has ${this.received}`);
    }
    if (this.received < this.expected) throw this.error("is truncated", `${this.announced()}, it has ${this.received}`);
    const found = this.hash?.digest("hex");
    if (found !== this.options.sha256) {
      throw new DataError(
        `${this.path}: has different content. Its SHA-256 is ${found}, expected ${this.options.sha256}. ` +
          "Delete it, and get the file again; if it belongs to another data set, read it with idxDataset.",
      );
    }
    return { shape: this.shape, data: this.data };
  }

  private readHeader(): void {
    const { rank, limit = Number.POSITIVE_INFINITY } = this.options;
    const magic = [0, 0, UNSIGNED_BYTE, rank];
    if (magic.some((byte, i) => this.header[i] !== byte)) {
      const isOther = this.header[0] === 0 && this.header[1] === 0 && this.header[2] === UNSIGNED_BYTE;
      throw new DataError(
        `${this.path}: ${isOther ? "is another kind of IDX file" : "is not an IDX file"}. It begins with the bytes ` +
          `${hex(this.header.subarray(0, 4))}, expected ${hex(magic)} (unsigned bytes, dimensions: ${rank}).`,
      );
    }
    const view = new DataView(this.header.buffer);
    this.shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
    if (this.shape.includes(0)) {
      throw new DataError(`${this.path}: holds no examples. Its header gives the size ${this.shape.join(" × ")}.`);
    }
    const each = this.shape.slice(1).reduce((product, size) => product * size, 1);
    this.expected = this.header.length + this.shape[0] * each;
    // Check before allocating memory.
    if (this.expected > this.most) throw this.error("is truncated", `${this.announced()}, more than it can hold`);
    this.data = new Uint8Array(Math.min(this.shape[0], limit) * each);
  }

  private announced(): string {
    return `Its header announces ${this.expected} bytes (${this.shape.join(" × ")} values)`;
  }

  private error(what: string, found: string): DataError {
    return new DataError(`${this.path}: ${what}. ${found}. Delete it, and get the file again.`);
  }
}

const hex = (bytes: Iterable<number>) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
