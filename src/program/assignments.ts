import { call, type Expr, name, namesIn, number, substitute } from "../equations/ast.js";
import { isNoise } from "../equations/draws.js";
import { linearIn } from "../equations/linear.js";
import { simplify } from "../equations/simplify.js";
import { type Derivation, foldConstants } from "../integrate/derive.js";
import type { NamedAssignment, NamedDecay, NamedUpdate } from "./named.js";

/** Maps a model's local names to full names in the program; names such as `pre.v` stay as they are. */
type Qualify = (local: string) => string;

/**
 * Slower decays, with a factor above this, would stop some digits short of their target if each step rounded to 32
 * bits.
 */
export const FASTEST_SLOW_DECAY = 0.96;

export const qualified = (expr: Expr, qualify: Qualify): Expr => substitute(expr, (n) => name(qualify(n)));

/** Event assignments with constants folded and full names. */
export function lowerEvents(
  events: readonly { readonly state: string; readonly value: Expr }[],
  constants: ReadonlyMap<string, number>,
  qualify: Qualify,
): NamedAssignment[] {
  return events.map(({ state, value }) => ({
    field: qualify(state),
    value: qualified(foldConstants(value, constants), qualify),
  }));
}

/**
 * Splits an update into variables that merely decay (x ← target + (x − target)·factor, never held, and either to 0 or
 * slowly), variables that do not change, and the rest, which is evaluated in every step. Values of the rest that may
 * approach 0 are set to 0 below `flush`, because denormal numbers are slow.
 */
export function lowerUpdate(
  { update }: Derivation,
  qualify: Qualify,
  { held, flush }: { readonly held: ReadonlySet<string>; readonly flush: number },
): NamedUpdate {
  const decays: NamedDecay[] = [];
  const next: NamedAssignment[] = [];
  for (const { state, value } of update.next) {
    const field = qualify(state);
    const form = linearIn(value, state);
    const { slope, constant } = form ?? {};
    if (!held.has(state) && slope?.kind === "number" && constant?.kind === "number") {
      const isUnchanged = slope.value === 1 && constant.value === 0;
      if (isUnchanged) continue;
      const isSlow = slope.value > FASTEST_SLOW_DECAY;
      // A moving frame around a target other than 0 cannot hold 0 exactly, so it is used only if steps would round the
      // change away.
      if (slope.value >= 0 && slope.value < 1 && (constant.value === 0 || isSlow)) {
        decays.push({ field, factor: slope.value, target: constant.value / (1 - slope.value) });
        continue;
      }
    }
    next.push({ field, value: flushed(qualified(value, qualify), flush) });
  }
  return {
    locals: update.locals.map(([n, value]) => [qualify(n), qualified(value, qualify)] as const),
    next,
    decays,
  };
}

/** Sets a value below the threshold to 0, unless it contains a constant that keeps it away from 0. */
function flushed(value: Expr, flush: number): Expr {
  if (flush === 0 || hasOffset(value) || [...namesIn(value)].some(isNoise)) return value;
  return call("where", { kind: "binary", op: "<", left: call("abs", value), right: number(flush) }, number(0), value);
}

/** Whether the value is not 0 when all names are 0, so that 0 is not a fixed point to decay to. */
function hasOffset(value: Expr): boolean {
  const atZero = simplify(substitute(value, () => number(0)));
  return atZero.kind === "number" && Math.abs(atZero.value) > 0;
}
