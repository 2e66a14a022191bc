import type { Combine, Fork, Presentation, PresentationResult } from "../backend.js";
import type { Networks } from "./networks.js";

/** Copies of a network side by side on its device, whose changes are combined there. */
export class Copies implements Fork {
  private readonly copies: Networks;
  private isOpen = true;

  constructor(
    private readonly networks: Networks,
    private readonly network: number,
    count: number,
  ) {
    this.copies = networks.fork(network, count);
  }

  present(presentations: readonly Presentation[], copies: readonly number[]): Promise<readonly PresentationResult[]> {
    return this.copies.present(presentations, copies);
  }

  async learn(combine: Combine): Promise<void> {
    await this.networks.learn(this.network, this.copies, combine);
    await this.dispose();
  }

  async dispose(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.copies.dispose();
  }
}
