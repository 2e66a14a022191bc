import { get, set, upperHalf, VectorText } from "../random/vectorText.js";

/** Addresses in bytes: the ten words of Threefry's key schedule, sixteen intervals, and the active neurons. */
export const PLACES = { schedule: 0, intervals: 64, active: 256 } as const;

/** The intervals, minus 1, for the words in a vector, stored as two int32 twice. */
function wordLines(text: VectorText, word: number): string[] {
  const x = get(`x${word}`);
  return [x, upperHalf(x)].flatMap((words, half) => [
    set("u", text.uniforms(words)),
    ...text.log(),
    set("log", `(i32x4.trunc_sat_f64x2_s_zero (f64x2.floor (f64x2.mul ${get("log")} ${get("factor")})))`),
    `(v128.store64_lane 0 (i32.const ${PLACES.intervals + 16 * word + 8 * half}) ${get("log")})`,
  ]);
}

/**
 * A module that imports a memory and exports
 *
 * - `sample(count, scales, presentation's lower word, its upper word, steps, at, who, counts, capacity)`: draws the
 *   spikes of the first `count` active neurons as plainKernel does, four blocks of random words at once; writes the step
 *   and the neuron of each, adds 1 to counts[step], and returns the number of spikes, or −1 if `capacity` might not be
 *   enough;
 * - `sort(spikes, at, who, starts, indices)`: lists the neurons by step; starts[k] moves from the start of step k to
 * its
 *   end.
 */
export function poissonText(): string {
  const text = new VectorText(["factor"]);
  const counters = ["neuron", "lower", "upper"].map((word) => `(i32x4.splat ${get(word)})`);
  const intervals = [
    ...text.blocks(text.fourFrom(get("block")), counters[0], counters[1], counters[2]),
    ...[0, 1, 2, 3].flatMap((word) => wordLines(text, word)),
  ];
  const lane = `(i32.add (i32.shl (i32.and ${get("i")} (i32.const 3)) (i32.const 4)) (i32.and ${get("i")} (i32.const 12)))`;
  const interval = `(i32.load offset=${PLACES.intervals} ${lane})`;
  const count = `(i32.add ${get("counts")} (i32.shl ${get("step")} (i32.const 2)))`;
  return `(module
(import "host" "memory" (memory 1))
(func (export "sample") (param $count i32) (param $scales i32) (param $lower i32) (param $upper i32) (param $steps i32)
  (param $at i32) (param $who i32) (param $counts i32) (param $capacity i32) (result i32)
  (local $place i32) (local $neuron i32) (local $step i32) (local $block i32) (local $i i32) (local $gap i32)
  (local $spikes i32)
  ${text.prologue(`(i32.const ${PLACES.schedule})`)}
  (block $end (loop $neurons
    (br_if $end (i32.ge_u ${get("place")} ${get("count")}))
    (if (i32.gt_u (i32.add ${get("spikes")} ${get("steps")}) ${get("capacity")}) (then (return (i32.const -1))))
    ${set("neuron", `(i32.load offset=${PLACES.active} (i32.shl ${get("place")} (i32.const 2)))`)}
    ${set("factor", `(v128.load64_splat (i32.add ${get("scales")} (i32.shl ${get("place")} (i32.const 3))))`)}
    ${set("step", "(i32.const -1)")}
    ${set("block", "(i32.const 0)")}
    (block $last (loop $blocks
      ${intervals.join("\n      ")}
      ${set("i", "(i32.const 0)")}
      (loop $words
        ${set("gap", interval)}
        (br_if $last (i32.ge_u ${get("gap")} ${get("steps")}))
        ${set("step", `(i32.add (i32.add ${get("step")} (i32.const 1)) ${get("gap")})`)}
        (br_if $last (i32.ge_s ${get("step")} ${get("steps")}))
        (i32.store (i32.add ${get("at")} (i32.shl ${get("spikes")} (i32.const 2))) ${get("step")})
        (i32.store (i32.add ${get("who")} (i32.shl ${get("spikes")} (i32.const 2))) ${get("neuron")})
        (i32.store ${count} (i32.add (i32.load ${count}) (i32.const 1)))
        ${set("spikes", `(i32.add ${get("spikes")} (i32.const 1))`)}
        ${set("i", `(i32.add ${get("i")} (i32.const 1))`)}
        (br_if $words (i32.lt_u ${get("i")} (i32.const 16))))
      ${set("block", `(i32.add ${get("block")} (i32.const 4))`)}
      (br $blocks)))
    ${set("place", `(i32.add ${get("place")} (i32.const 1))`)}
    (br $neurons)))
  ${get("spikes")})
(func (export "sort") (param $spikes i32) (param $at i32) (param $who i32) (param $starts i32) (param $indices i32)
  (local $i i32) (local $end i32) (local $place i32)
  ${set("end", `(i32.shl ${get("spikes")} (i32.const 2))`)}
  (block $done (loop $next
    (br_if $done (i32.ge_u ${get("i")} ${get("end")}))
    ${set("place", `(i32.add ${get("starts")} (i32.shl (i32.load (i32.add ${get("at")} ${get("i")})) (i32.const 2)))`)}
    (i32.store (i32.add ${get("indices")} (i32.shl (i32.load ${get("place")}) (i32.const 2)))
      (i32.load (i32.add ${get("who")} ${get("i")})))
    (i32.store ${get("place")} (i32.add (i32.load ${get("place")}) (i32.const 1)))
    ${set("i", `(i32.add ${get("i")} (i32.const 4))`)}
    (br $next))))
)`;
}
