import { type Expr, namesIn } from "../equations/ast.js";
import { isDraw, isNoise } from "../equations/draws.js";
import type { SynapseModel } from "../model/synapse.js";
import type { Weights } from "../model/weights.js";

/** Whether a declared value differs between synapses: an array, or a distribution. */
export const isSeveral = (value: Weights["value"] | undefined): boolean =>
  value !== undefined && typeof value !== "number";

export type Level = "row" | "column" | "synapse";

/**
 * Finds where each variable of a synapse model is kept: per row (presynaptic neuron and delay) if its equation and its
 * assignments depend on the presynaptic side alone and only `onPre` changes it; per column (postsynaptic neuron)
 * likewise; otherwise per synapse. A variable that no event changes is kept where those that its equation reads are.
 * Always per synapse: the weight, and any variable that has a different initial value at each synapse, or that reads a
 * parameter with several values or a random number.
 */
export function variableLevels(model: SynapseModel<string, string, string>): ReadonlyMap<string, Level> {
  const assignedIn = (events: SynapseModel["onPre"], state: string) => events.some((e) => e.state === state);
  /** Undefined while neither an event nor a variable that is read determines a side. */
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
  /** Gives each variable the level of all that it reads; synapse if these differ. */
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
  // Variables without a side are the same at all synapses.
  for (const [state, level] of levels) levels.set(state, level ?? "row");
  spread();
  return levels as ReadonlyMap<string, Level>;
}
