import type { Combine, Fork, Presentation, PresentationResult } from "../backend.js";
import type { Networks } from "./networks.js";

/** Copies of a network side by side on its device, where their changes are also combined. */
export class Copies implements Fork {
  private isOpen = true;

  private constructor(
    private readonly networks: Networks,
    private readonly network: number,
    private readonly copies: Networks,
  ) {}

  static async open(networks: Networks, network: number, count: number, learning: boolean): Promise<Copies> {
    return new Copies(networks, network, await networks.fork(network, count, learning));
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
