import type { Program } from "../../program/program.js";
import { get, loop } from "./functionText.js";
import type { Layout } from "./layout.js";
import { neuronsOf, ownPart, spikesIn } from "./spikes.js";

/** A function that copies the spikes in step $k of a source's train to its list. */
export function sourceFunction(layout: Layout, name: string): string {
  const [ring, source] = [layout.rings.get(name), layout.sources.get(name)];
  if (!ring || !source) throw new TypeError(`no source "${name}"`);
  const bound = (next: number) => `(i32.load offset=${4 * next} (local.get $offsets))`;
  const copy = `(i32.store offset=4 (local.get $list) (i32.load (i32.add (local.get $indices) (local.get $at))))
(local.set $list (i32.add (local.get $list) (i32.const 4)))`;
  return `(func $source_${name} (param $k i32)
  (local $list i32) (local $offsets i32) (local $indices i32) (local $at i32) (local $end i32)
  (if (i32.ge_u (local.get $k) (i32.load (i32.const ${source.control}))) (then (return)))
  (local.set $list (i32.load (i32.const ${ring.current})))
  (local.set $offsets (i32.add (i32.load (i32.const ${source.control + 4})) (i32.shl (local.get $k) (i32.const 2))))
  (local.set $indices (i32.load (i32.const ${source.control + 8})))
  (i32.store (local.get $list) (i32.sub ${bound(1)} ${bound(0)}))
  (local.set $end (i32.shl ${bound(1)} (i32.const 2)))
  ${loop("$at", `(i32.shl ${bound(0)} (i32.const 2))`, get("$end"), 4, copy)})`;
}

/** The number of each population's first neuron if the neurons of all populations are numbered consecutively. */
export function firstNeurons({ populations }: Program): number[] {
  let next = 0;
  return populations.map(({ size }) => {
    next += size;
    return next - size;
  });
}

/**
 * A function that counts a population's spikes and, if requested, records them as step and neuron.
 * @param first see {@link firstNeurons}
 */
export function collectFunction(layout: Layout, name: string, first: number): string {
  const [ring, counts] = [layout.rings.get(name), layout.counts.get(name)];
  if (!ring || !counts) throw new TypeError(`no population "${name}"`);
  const count = `offset=${counts.address} (i32.shl (local.get $neuron) (i32.const 2))`;
  const log = `(i32.const ${layout.log})`;
  const isRecorded = `(i32.load (i32.const ${counts.record}))`;
  const next = "(i32.add (local.get $place) (i32.const 8))";
  const [before, after] = ring.segments
    ? ["", `(local.set $place ${next})`]
    : [`\n  (local.set $place (i32.load ${log}))`, `(i32.store ${log} ${next})`];
  const body = `(local.set $neuron (i32.load offset=4 (local.get $at)))
(if (i32.lt_u (local.get $k) (local.get $counted)) (then (i32.store ${count} (i32.add (i32.load ${count}) (i32.const 1)))))
(if ${isRecorded} (then${before}
  (i32.store (local.get $place) (local.get $k))
  (i32.store offset=4 (local.get $place) (i32.add (local.get $neuron) (i32.const ${first})))
  ${after}))`;
  const start = `(func $collect_${name} (param $k i32) (param $counted i32)
  (local $list i32) (local $at i32) (local $end i32) (local $neuron i32) (local $place i32)
  (local.set $list (i32.load (i32.const ${ring.current})))`;
  const each = (
    from: string,
  ) => `(local.set $end (i32.add ${from} (i32.shl (i32.load (local.get $list)) (i32.const 2))))
  ${loop("$at", from, get("$end"), 4, body)})`;
  if (!ring.segments) return `${start}\n  ${each(get("$list"))}`;
  // Each thread appends its spikes after those of the threads before it, and all know where the next step's begin.
  const { own, firsts } = ring.segments;
  const behind = (segments: number) =>
    segments === 0
      ? `(i32.load ${log})`
      : `(i32.add (i32.load ${log}) (i32.shl ${spikesIn(ring, get("$list"), segments)} (i32.const 3)))`;
  return `${start}
  (local.set $place ${behind(own ?? 0)})
  (if ${isRecorded} (then (i32.store ${log} ${behind(firsts.length)})))
  ${own === undefined ? ")" : `(local.set $list ${ownPart(ring, get("$list"))})\n  ${each(neuronsOf(ring, get("$list")))}`}`;
}
