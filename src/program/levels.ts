import { type Expr, namesIn } from "../equations/ast.js";
import { isDraw, isNoise } from "../equations/draws.js";
import type { SynapseModel } from "../model/synapse.js";
import type { Weights } from "../model/weights.js";

/** Whether a declared value is one for each synapse: an array, or a distribution to draw them from. */
export const isSeveral = (value: Weights["value"] | undefined): boolean =>
  value !== undefined && typeof value !== "number";

export type Level = "row" | "column" | "synapse";

/**
 * Finds where each variable of a synapse model is kept: per row (presynaptic neuron and delay) where its equation and
 * its assignments depend on the presynaptic side alone and only `onPre` changes it, per column (postsynaptic neuron)
 * likewise, and else per synapse. What no event changes goes with what its equation reads. The weight is always per
 * synapse, and so is what starts with values of its own at each, and what reads a parameter that has several, or a random
 * number.
 */
export function variableLevels(model: SynapseModel<string, string, string>): ReadonlyMap<string, Level> {
  const assignedIn = (events: SynapseModel["onPre"], state: string) => events.some((e) => e.state === state);
  /** Without a level: what neither an event nor anything read so far has given a side. */
  const levels = new Map<string, Level | undefined>([["w", "synapse"]]);
  for (const state of model.states) {
    const pre = assignedIn(model.onPre, state);
    const post = assignedIn(model.onPost, state);
    const isOfSynapses = (pre && post) || isSeveral(model.initial.get(state)?.value);
    levels.set(state, isOfSynapses ? "synapse" : post ? "column" : pre ? "row" : undefined);
  }
  const rightSides = (state: string): Expr[] => [
    ...model.odes.filter((o) => o.state === state).map((o) => o.rate),
    ...[...model.onPre, ...model.onPost].filter((e) => e.state === state).map((e) => e.value),
  ];
  const levelOf = (n: string): Level | undefined => {
    if (model.system.parameters.get(n)?.isSeveral || isDraw(n) || isNoise(n)) return "synapse";
    if (n.startsWith("pre.")) return "row";
    if (n.startsWith("post.")) return "column";
    const isIndex = !levels.has(n) && !model.system.parameters.has(n);
    return isIndex && n === "i" ? "row" : isIndex && n === "j" ? "column" : levels.get(n);
  };
  const names = new Map([...levels.keys()].map((state) => [state, rightSides(state).flatMap((e) => [...namesIn(e)])]));
  /** Gives each variable the level of all that it reads, where that is one. */
  const spread = () => {
    for (let changed = true; changed; ) {
      changed = false;
      for (const [state, level] of levels) {
        if (level === "synapse") continue;
        const read = new Set([level, ...(names.get(state) ?? []).map(levelOf)]);
        read.delete(undefined);
        const [joined] = read.size > 1 ? (["synapse"] as const) : read;
        if (joined === level) continue;
        levels.set(state, joined);
        changed = true;
      }
    }
  };
  spread();
  // What nothing gives a side is the same everywhere.
  for (const [state, level] of levels) levels.set(state, level ?? "row");
  spread();
  return levels as ReadonlyMap<string, Level>;
}
