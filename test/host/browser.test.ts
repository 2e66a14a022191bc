import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Folders whose files take the place of those beside them in a page. */
const FOLDERS = ["src/host", "src/tfjs", "src/backend/cuda", "src/backend/tensor"];

for (const folder of FOLDERS) {
  for (const name of readdirSync(`${folder}/browser`)) {
    if (name === "noFiles.ts") continue;
    test(`${folder}/browser/${name} gives what ${name} gives`, async () => {
      const [own, stand] = await Promise.all([
        import(`../../${folder}/${name}`),
        import(`../../${folder}/browser/${name}`),
      ]);
      const kinds = (module: object) => Object.entries(module).map(([key, value]) => `${key}: ${typeof value}`);
      assert.equal(kinds(stand).sort(), kinds(own).sort());
    });
  }
}

test.run();
