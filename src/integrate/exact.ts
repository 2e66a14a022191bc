import { add, type Expr, name, namesIn, number, times } from "../equations/ast.js";
import { linearIn } from "../equations/linear.js";
import { print } from "../equations/print.js";
import { matrixExponential } from "./matrixExponential.js";
import type { Method, Ode } from "./method.js";

/** Coefficients of rate = Σ row·states + constant, or null where the rate is not linear with constant coefficients. */
function coefficients(rate: Expr, states: readonly string[]): { row: number[]; constant: number } | null {
  const row: number[] = [];
  let rest = rate;
  for (const state of states) {
    const form = linearIn(rest, state);
    if (form?.slope.kind !== "number") return null;
    row.push(form.slope.value);
    rest = form.constant;
  }
  return rest.kind === "number" ? { row, constant: rest.value } : null;
}

/** The variables that `state` depends on, directly or through others, itself included: the smallest closed system. */
function closure(state: string, odes: readonly Ode[]): Ode[] {
  const reached = new Set([state]);
  for (const current of reached) {
    const ode = odes.find((o) => o.state === current);
    if (ode) for (const n of namesIn(ode.rate)) if (odes.some((o) => o.state === n)) reached.add(n);
  }
  return odes.filter((o) => reached.has(o.state));
}

/**
 * The exact solution of linear equations with constant coefficients, dx/dt = A·x + c, over one step:
 * x ← e^{A·dt}·x + ∫₀^dt e^{A·s} ds · c, from the exponential of the matrix [[A, c], [0, 0]].
 *
 * Source: Rotter & Diesmann (1999), Biological Cybernetics 81, 381–402.
 */
export const exact: Method = {
  name: "exact",
  order: Number.POSITIVE_INFINITY,
  stabilityLimit: Number.POSITIVE_INFINITY,
  rejects(odes) {
    const states = odes.map((o) => o.state);
    const ode = odes.find((o) => !coefficients(o.rate, states));
    return ode && `d${ode.state}/dt = ${print(ode.rate)} is not linear with constant coefficients`;
  },
  update: (odes, dt) => ({
    locals: [],
    next: odes.map(({ state }) => {
      const system = closure(state, odes);
      const states = system.map((o) => o.state);
      const rows = system.map((o) => coefficients(o.rate, states));
      const augmented = rows.map((r) => [...(r?.row ?? []), r?.constant ?? Number.NaN].map((x) => x * dt));
      const solution = matrixExponential([...augmented, Array<number>(states.length + 1).fill(0)])[
        states.indexOf(state)
      ];
      const value = states.reduce<Expr>(
        (sum, other, i) => add(sum, times(number(solution[i]), name(other))),
        number(solution[states.length]),
      );
      return { state, value };
    }),
  }),
};
