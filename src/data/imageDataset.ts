import { grouped } from "../check/grouped.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { withSummary } from "../host/summary.js";

/** One example. `image` is a view of the data set's memory, [rows × columns], row by row. */
export interface Example {
  readonly image: Uint8Array;
  readonly label: number;
  /** Index in the data set that is iterated: `labels[index] === label`. */
  readonly index: number;
}

/** Labeled grayscale images in one block of memory; viewing images or taking a slice copies nothing. */
export class ImageDataset implements Iterable<Example> {
  constructor(
    /** Gray values 0 … 255, [size × rows × columns], example by example, row by row. */
    readonly images: Uint8Array,
    /** [size], each from 0 to classes − 1. */
    readonly labels: Uint8Array,
    readonly rows: number,
    readonly columns: number,
    readonly classes: number,
    /** The folder that it was read from. */
    readonly source: string,
  ) {
    withSummary(this, () => {
      const count = grouped(this.size);
      return `${count} images of ${rows} × ${columns}, ${classes} classes (${source})`;
    });
  }

  /** Number of examples. */
  get size(): number {
    return this.labels.length;
  }

  /** Number of examples, under the name that arrays and progress bars use. */
  get length(): number {
    return this.labels.length;
  }

  /**
   * The pixels of one example, a view: [rows × columns], row by row.
   * @throws InputError if there is no such example
   */
  image(index: number): Uint8Array {
    wholeNumber("image", index, 0, this.size - 1);
    const pixels = this.rows * this.columns;
    return this.images.subarray(index * pixels, (index + 1) * pixels);
  }

  /**
   * The examples from `start` to before `end`, as a data set in the same memory whose indices start at 0. Negative
   * numbers count from the end, as in `Array.prototype.slice`.
   * @throws InputError if a number is not whole
   */
  slice(start = 0, end = this.size): ImageDataset {
    wholeNumber("slice, start", start, Number.MIN_SAFE_INTEGER);
    wholeNumber("slice, end", end, Number.MIN_SAFE_INTEGER);
    const place = (index: number) => Math.min(this.size, Math.max(0, index < 0 ? this.size + index : index));
    const [from, to] = [place(start), Math.max(place(start), place(end))];
    const pixels = this.rows * this.columns;
    const images = this.images.subarray(from * pixels, to * pixels);
    return new ImageDataset(images, this.labels.subarray(from, to), this.rows, this.columns, this.classes, this.source);
  }

  *[Symbol.iterator](): Generator<Example, void> {
    for (let index = 0; index < this.size; index++) {
      yield { image: this.image(index), label: this.labels[index], index };
    }
  }
}
