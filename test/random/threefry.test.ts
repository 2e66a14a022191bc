import { test } from "uvu";
import * as assert from "uvu/assert";
import { keySchedule, threefry } from "../../src/random/threefry.js";

const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));

/** kat_vectors of Random123: counter, key, result. */
const published: [string, string, string][] = [
  ["00000000 00000000 00000000 00000000", "00000000 00000000 00000000 00000000", "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
  ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff ffffffff ffffffff", "2a881696 57012287 f6c7446e a16a6732"],
  ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0 082efa98 ec4e6c89", "59cd1dbb b8879579 86b5d00c ac8b6d84"],
];

for (const [counter, key, result] of published) {
  test(`Threefry-4x32-20 of counter ${counter} gives the published words`, () => {
    const [k0, k1, k2, k3] = words(key);
    const [c0, c1, c2, c3] = words(counter);
    const out = new Uint32Array(4);
    threefry(keySchedule(k0, k1, k2, k3), c0, c1, c2, c3, out);
    assert.equal(Array.from(out), words(result));
  });
}

test("one bit of counter or key changes half of the bits", () => {
  const out = new Uint32Array(4);
  const draw = (bit: number, i: number) => {
    const at = (word: number) => (bit >> 5 === word ? 1 << (bit & 31) : 0);
    threefry(keySchedule(at(4) ^ 7, at(5), at(6), at(7)), at(0) ^ i, at(1), at(2), at(3), out);
    return Uint32Array.from(out);
  };
  const trials = 100;
  for (let bit = 0; bit < 256; bit++) {
    let changed = 0;
    for (let i = 0; i < trials; i++) {
      const one = draw(-32, i);
      draw(bit, i).forEach((word, w) => {
        for (let x = (word ^ one[w]) >>> 0; x !== 0; x &= x - 1) changed++;
      });
    }
    // Binomial of 12,800 bits: standard deviation 56.6; five of them.
    assert.ok(Math.abs(changed - (trials * 128) / 2) < 283, `bit ${bit}: ${changed} of ${trials * 128} bits changed`);
  }
});

test.run();
