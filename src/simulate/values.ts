import type { Numbers } from "../check/numbers.js";
import type { Tensor } from "../tfjs/tensor.js";
import type { Layout } from "./layout.js";
import type { Running } from "./running.js";
import { tensorOf, writing } from "./tensors.js";
import type { Access } from "./variable.js";

/** The values of fields, each read and written in its turn. */
export class Values implements Access {
  private readonly running: Running;
  private readonly layout: Layout;

  constructor(running: Running, layout: Layout) {
    this.running = running;
    this.layout = layout;
  }

  read(name: string): Promise<Float32Array> {
    const field = this.layout.field(name);
    return this.running.exclusive(async () => this.layout.toDeclared(field, await this.running.executable.read(name)));
  }

  tensor(name: string): Promise<Tensor> {
    return this.running.exclusive(() => tensorOf(name, this.layout, this.running.executable));
  }

  async write(name: string, values: Numbers | number): Promise<void> {
    const { write, release } = writing(name, values, this.layout, this.running.executable);
    return this.running.exclusive(write).finally(release);
  }
}
