import type { Fork, Presentation, PresentationResult } from "../backend.js";
import type { Networks } from "./networks.js";

/** Copies of a network side by side on its device, and the one that may take its place. */
export class Copies implements Fork {
  private readonly copies: Networks;
  private heir?: Networks;
  private isOpen = true;

  constructor(
    private readonly network: Networks,
    count: number,
  ) {
    this.copies = network.fork(count);
  }

  present(presentations: readonly Presentation[]): Promise<readonly PresentationResult[]> {
    return this.copies.present(presentations);
  }

  read(copy: number, field: string): Promise<Float32Array | Int32Array> {
    return this.copies.read(copy, field);
  }

  async keep(copies: readonly number[]): Promise<void> {
    this.copies.keep(copies);
  }

  async remember(copy: number): Promise<void> {
    this.heir?.dispose();
    this.heir = this.copies.fork(1, copy);
  }

  async adopt(): Promise<void> {
    if (this.heir) this.network.adopt(this.heir);
    await this.dispose();
  }

  async dispose(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.copies.dispose();
    this.heir?.dispose();
  }
}
