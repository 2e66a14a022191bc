import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FileError, InputError } from "../../src/index.js";
import { saveHtml, savePng, saveSvg } from "../../src/plot/save.js";
import { type Kind, rejected } from "../refused.js";
import { skip } from "../skip.js";
import { smallDisk } from "../smallDisk.js";
import { figures } from "./figures.js";

const folder = mkdtempSync(join(tmpdir(), "spiketensor-plot-"));
test.after(() => rmSync(folder, { recursive: true }));
const saves = { saveHtml, saveSvg, savePng };

const refuses = (work: Promise<void>, kind: Kind, message: RegExp) => rejected(work, message, kind);

test("folders that are missing are made", async () => {
  for (const [name, save] of Object.entries(saves)) {
    const path = join(folder, name, "deep", "figure");
    await save(figures.raster, path);
    assert.ok(readFileSync(path).length > 100);
  }
});

test("a folder in the file's place, or a file in the folder's, is told with what to do", async () => {
  mkdirSync(join(folder, "taken"));
  writeFileSync(join(folder, "file"), "");
  for (const save of Object.values(saves)) {
    await refuses(
      save(figures.raster, join(folder, "taken")),
      FileError,
      /taken: cannot be written \(EISDIR.*Give the/,
    );
    await refuses(save(figures.raster, join(folder, "file", "x")), FileError, /cannot be written \((EEXIST|ENOTDIR)/);
  }
  assert.equal(readdirSync(join(folder, "taken")), []);
});

test("what is no path or no figure is refused before a file is touched", async () => {
  const path = join(folder, "nothing");
  for (const [name, save] of Object.entries(saves)) {
    for (const wrong of [5, "", null, undefined, {}, []]) {
      await refuses(
        save(figures.raster, wrong as never),
        InputError,
        new RegExp(`^${name}, path: found .*figures/raster`),
      );
      await refuses(save(wrong as never, path), InputError, /figure/);
    }
  }
  assert.not(existsSync(path));
});

test("a scale that would end the process or make no pixel, and what is no CSS color, are refused", async () => {
  const path = join(folder, "never.png");
  const save = (options: object) => savePng(figures.raster, path, options);
  for (const scale of [1e12, 1e3, 1e-3, 5e-324]) {
    await refuses(
      save({ scale }),
      InputError,
      /savePng, scale: found .*, which makes \d+ × \d+ pixels, expected from 1 × 1/,
    );
  }
  for (const scale of [0, -1, Number.NaN, "2"]) await refuses(save({ scale }), InputError, /scale: found .* above 0/);
  for (const background of ["exc", "", 5, "#12"]) {
    await refuses(
      save({ background }),
      InputError,
      /savePng, background: found .*, expected a CSS color such as "white"/,
    );
  }
  for (const option of ["scale", "background"]) {
    await refuses(save({ [option]: null }), InputError, /savePng, (scale|background): found null, expected a value/);
  }
  await save({ scale: 0.5, background: "hsl(120, 50%, 50%)" });
});

test("a path of another format is refused, with the function that writes it", async () => {
  const at = (name: string) => join(folder, name);
  const tries: [Promise<void>, RegExp][] = [
    [
      saveSvg(figures.raster, at("x.png")),
      /^saveSvg, path: found ".*x\.png", expected .*\.svg\. Use savePng for \.png/,
    ],
    [saveHtml(figures.raster, at("x.SVG")), /^saveHtml, path: .* expected .*\.html\. Use saveSvg for \.svg files/],
    [savePng(figures.raster, at("x.htm")), /^savePng, path: .* expected .*\.png\. Use saveHtml for \.htm files/],
    [
      savePng(figures.raster, at("x.jpg")),
      /^savePng, path: .* expected .*\.png\. There is no function for \.jpg files/,
    ],
  ];
  for (const [work, message] of tries) await refuses(work, InputError, message);
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith("x.")),
    [],
  );
  for (const name of ["y.htm", "y.HTML", "y0.5"]) {
    await saveHtml(figures.spikeCounts, at(name));
    assert.ok(existsSync(at(name)), name);
  }
});

const disk = smallDisk(8);
const full = "a full disk, or a read-only one, keeps the picture of before";
if (typeof disk === "string") skip(test, full, disk);
else {
  test.after(disk.remove);
  test(full, async () => {
    const path = join(disk.path, "figure");
    writeFileSync(path, "old");
    writeFileSync(join(disk.path, "filler"), new Uint8Array(4096));
    for (const save of Object.values(saves)) {
      await refuses(save(figures.raster, path), FileError, /figure: cannot be written \(ENOSPC.*The disk is full\./);
    }
    disk.makeReadOnly();
    for (const save of Object.values(saves)) {
      await refuses(
        save(figures.raster, path),
        FileError,
        /figure: cannot be written \(EROFS.*The disk is read-only\./,
      );
    }
    assert.is(readFileSync(path, "utf8"), "old");
    assert.equal(readdirSync(disk.path).sort(), ["figure", "filler"]);
  });
}

test.run();
