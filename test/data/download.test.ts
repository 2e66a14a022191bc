import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { download } from "../../src/data/download.js";
import { FileError } from "../../src/index.js";
import { uniformArray } from "../../src/random/distributions.js";
import { skip } from "../skip.js";
import { smallDisk } from "../smallDisk.js";
import { refusedData, scratch } from "./idx.js";
import { type Manner, mirror, type Request } from "./mirror.js";

const disk = scratch();
test.after(() => disk.remove());

const bytes = Uint8Array.from(uniformArray(200_000, { seed: 1, stream: 0 }), (x) => x * 256);
const file = { name: "data.gz", bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
const wrong = bytes.map((byte, i) => (i === 150_000 ? byte ^ 1 : byte));

/** Runs with servers that are closed afterwards. */
async function withMirrors(
  servers: readonly { content?: Uint8Array; manner?: (request: Request, n: number) => Manner }[],
  run: (urls: string[], requests: readonly Request[][]) => Promise<void>,
): Promise<void> {
  const open = await Promise.all(
    servers.map(({ content = bytes, manner = () => ({}) }) => mirror({ [file.name]: content }, manner)),
  );
  try {
    await run(
      open.map(({ url }) => url),
      open.map(({ requests }) => requests),
    );
  } finally {
    await Promise.all(open.map((server) => server.close()));
  }
}

const fetched = (folder: string) => new Uint8Array(readFileSync(join(folder, file.name)));
const ignore = () => {};

test("fetches a file into a folder that it makes, and tells how far it is", async () => {
  await withMirrors([{}], async (urls) => {
    const folder = join(disk.folder({}), "data", "mnist");
    const seen: number[] = [];
    await download(file, folder, urls, (count) => seen.push(count));
    assert.equal(fetched(folder), bytes);
    assert.equal(readdirSync(folder), [file.name]);
    assert.ok(seen.every((count, i) => i === 0 || count > seen[i - 1]));
    assert.is(seen.at(-1), bytes.length);
  });
});

test("asks for the rest after a cut connection, as often as it gets further", async () => {
  await withMirrors([{ manner: () => ({ cutAfter: 60_000 }) }], async (urls, [requests]) => {
    const folder = disk.folder({});
    await download(file, folder, urls, ignore);
    assert.equal(fetched(folder), bytes);
    const starts = requests.map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? "bytes=0-")?.[1]));
    assert.is(starts[0], 0);
    assert.ok(starts.length >= 4, `${starts}`);
    // A cut that overtakes the first byte brings nothing.
    assert.ok(starts.every((start, i) => i === 0 || start >= starts[i - 1]));
  });
});

test("what an earlier run left is not fetched again", async () => {
  await withMirrors([{}], async (urls, [requests]) => {
    const folder = disk.folder({ [`${file.name}.part`]: bytes.subarray(0, 123_456) });
    const seen: number[] = [];
    await download(file, folder, urls, (count) => seen.push(count));
    assert.equal(fetched(folder), bytes);
    assert.equal(
      requests.map(({ range }) => range),
      ["bytes=123456-"],
    );
    assert.ok(seen[0] > 123_456);
  });
});

test("a part that is whole, or too long, is understood", async () => {
  await withMirrors([{}], async (urls, [requests]) => {
    const whole = disk.folder({ [`${file.name}.part`]: bytes });
    await download(file, whole, urls, ignore);
    assert.equal(fetched(whole), bytes);
    assert.is(requests.length, 0);
    const long = disk.folder({ [`${file.name}.part`]: Uint8Array.from([...bytes, 0]) });
    await download(file, long, urls, ignore);
    assert.equal(fetched(long), bytes);
    assert.is(requests[0].range, undefined);
  });
});

test("a server without Range sends all again, and the file is right", async () => {
  const manner = (_: Request, n: number) => ({ range: false, ...(n === 0 && { cutAfter: 60_000 }) });
  await withMirrors([{ manner }], async (urls, [requests]) => {
    const folder = disk.folder({});
    await download(file, folder, urls, ignore);
    assert.equal(fetched(folder), bytes);
    assert.is(requests.length, 2);
    assert.ok(requests[1].range !== undefined);
  });
});

test("a server that never gets further is left for the next one, which goes on", async () => {
  const hopeless = { manner: () => ({ range: false, cutAfter: 50_000 }) };
  await withMirrors([hopeless, {}], async (urls, [first, second]) => {
    const folder = disk.folder({});
    await download(file, folder, urls, ignore);
    assert.equal(fetched(folder), bytes);
    assert.ok(first.length >= 3 && first.length <= 6, `${first.length} requests`);
    assert.match(second[0].range ?? "", /^bytes=\d+-$/);
  });
});

test("a wrong checksum is refused and what came deleted; the next mirror is asked from the start", async () => {
  await withMirrors([{ content: wrong }], async (urls) => {
    const folder = disk.folder({});
    await refusedData(
      () => download(file, folder, urls, ignore),
      /data\.gz could not be downloaded\.\n {2}http.*: its SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}; the received data was deleted/,
    );
    assert.equal(readdirSync(folder), []);
  });
  await withMirrors([{ content: wrong }, {}], async (urls, [, second]) => {
    const folder = disk.folder({});
    await download(file, folder, urls, ignore);
    assert.equal(fetched(folder), bytes);
    assert.is(second[0].range, undefined);
  });
});

test("every mirror's answer is in the error, and the part is kept", async () => {
  const away = await mirror({}, () => ({}));
  await away.close();
  const servers = [{ manner: () => ({ status: 503 }) }, { content: bytes.subarray(0, 5) }];
  await withMirrors(servers, async ([busy, short]) => {
    const part = bytes.subarray(0, 1000);
    const folder = disk.folder({ [`${file.name}.part`]: part });
    await refusedData(
      () => download(file, folder, [busy, short, away.url], ignore),
      /HTTP 503 .*\n.*(expected 200000|of 200000).*\n.*ECONNREFUSED/,
    );
    assert.equal(new Uint8Array(readFileSync(join(folder, `${file.name}.part`))), part);
  });
});

test("a file of another length is refused before it is fetched", async () => {
  await withMirrors([{ content: bytes.subarray(0, 100) }], async (urls) => {
    const folder = disk.folder({});
    await refusedData(() => download(file, folder, urls, ignore), /has 100 bytes, expected 200000/);
    assert.not(existsSync(join(folder, `${file.name}.part`)));
  });
});

test("an answer without a length that ends early is resumed; one without an end is left", async () => {
  await withMirrors([{ manner: (_, n) => (n === 0 ? { endAfter: 70_000 } : {}) }], async (urls, [requests]) => {
    const folder = disk.folder({});
    await download(file, folder, urls, ignore);
    assert.equal(fetched(folder), bytes);
    assert.is(requests[1].range, "bytes=70000-");
  });
  const endless = new Uint8Array(30_000_000);
  await withMirrors([{ content: endless, manner: () => ({ endAfter: endless.length }) }], async (urls) => {
    const folder = disk.folder({});
    let most = 0;
    const count = (size: number) => {
      most = Math.max(most, size);
    };
    await refusedData(() => download(file, folder, urls, count), /SHA-256/);
    assert.ok(most < 2_000_000, `${most} bytes`);
    assert.equal(readdirSync(folder), []);
  });
});

test("a file that is there keeps its content until the new one is right", async () => {
  await withMirrors([{ content: wrong }], async (urls) => {
    const folder = disk.folder({});
    writeFileSync(join(folder, file.name), "old");
    await refusedData(() => download(file, folder, urls, ignore), /SHA-256/);
    assert.is(readFileSync(join(folder, file.name), "utf8"), "old");
  });
});

const small = smallDisk(64);
const full = "a full or read-only disk ends it at once: another mirror would not help";
if (typeof small === "string") skip(test, full, small);
else {
  test.after(small.remove);
  test(full, async () => {
    await withMirrors([{}, {}], async (urls, requests) => {
      const fails = async (message: RegExp) => {
        const error = await download(file, join(small.path, "mnist"), urls, ignore).catch((e: unknown) => e);
        assert.instance(error, FileError);
        assert.match((error as Error).message, message);
      };
      await fails(/data\.gz\.part: cannot be written \(ENOSPC.*The disk is full/);
      assert.equal([requests[0].length, requests[1].length], [1, 0]);
      small.makeReadOnly();
      await fails(/data\.gz\.part: cannot be written \(EROFS.*The disk is read-only/);
      assert.is(requests[1].length, 0);
    });
  });
}

test.run();
