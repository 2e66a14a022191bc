import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { crossover } from "../../../benchmarks/crossover.js";
import { openHost } from "../../cuda/host/host.js";
import { idx, scratch } from "../../data/idx.js";
import { skip } from "../../skip.js";
import { Dice } from "../dice.js";

test("the size from which one backend is faster, by a power law between measured sizes", () => {
  const power = (numbers: number) => ({ numbers, ratio: (numbers / 5000) ** 0.7 });
  assert.is(crossover([power(100_000), power(100), power(1000), power(20_000)]), 5000);
  assert.is(crossover([power(100), power(1000)]), undefined);
  assert.is(crossover([power(20_000)]), 0);
  const noisy = [power(100), { numbers: 300, ratio: 1.5 }, { numbers: 1000, ratio: 0.5 }, { numbers: 4000, ratio: 2 }];
  assert.is(crossover(noisy), 2000);
});

const host = openHost();
if (typeof host === "string") skip(test, "the benchmark runs through against stand-ins for NVIDIA's libraries", host);
else {
  test("the benchmark runs through against stand-ins for NVIDIA's libraries", async () => {
    const files = scratch();
    const data = files.folder({
      "train-images-idx3-ubyte": idx([4, 28, 28], new Dice(1).values(4 * 784, 0, 256).map(Math.floor)),
      "train-labels-idx1-ubyte": idx([4], [0, 1, 2, 3]),
    });
    const small = ["--neurons", "2,4", "--digits", "2", "--batch", "2", "--together", "2", "--seeds", "4"];
    const paths = ["--data", data, "--driver", host.paths.driver, "--nvrtc", host.paths.nvrtc];
    const args = ["--import", "tsx", "benchmarks/gpu.ts", ...small, ...paths];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
    files.remove();
    assert.match(stdout, "device: Host device 0, compute capability 9, 4 multiprocessors");
    assert.match(stdout, /agreement: [34] of 4 random networks/);
    for (const neurons of [2, 4]) {
      assert.match(stdout, new RegExp(`^${neurons} +cuda, block of 1 × 32( +[\\d.]+){5}$`, "m"));
      assert.match(stdout, new RegExp(`^${neurons} +wasm( +[\\d.]+){3} +– +–$`, "m"));
    }
    assert.match(stdout, /cuda trains faster from (more than |fewer than )?[\d,]+ numbers of state on; MANY in /);
  });
  test.after(host.dispose);
}

test.run();
