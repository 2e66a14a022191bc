import { add, type Expr, name, number, substitute, times } from "../equations/ast.js";
import type { Method, MethodName, Ode, Update } from "./method.js";

/** An explicit Runge–Kutta method: stage i evaluates the rates at x + dt·Σ stages[i][j]·kⱼ. */
interface Tableau {
  readonly name: MethodName;
  readonly order: number;
  readonly stabilityLimit: number;
  readonly stages: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

const stageName = (stage: number, state: string): string => `k${stage + 1}_${state}`;

function combination(state: string, weights: readonly number[], dt: number): Expr {
  return weights.reduce<Expr>(
    (sum, weight, j) => (weight === 0 ? sum : add(sum, times(number(weight * dt), name(stageName(j, state))))),
    name(state),
  );
}

export function rungeKutta({ stages, weights, ...properties }: Tableau): Method {
  return {
    ...properties,
    rejects: () => undefined,
    update(odes: readonly Ode[], dt: number): Update {
      const isState = new Set(odes.map((o) => o.state));
      const locals = stages.flatMap((coefficients, i) =>
        odes.map(({ state, rate }) => {
          const at = (n: string) => (isState.has(n) ? combination(n, coefficients, dt) : undefined);
          return [stageName(i, state), substitute(rate, at)] as const;
        }),
      );
      return { locals, next: odes.map(({ state }) => ({ state, value: combination(state, weights, dt) })) };
    },
  };
}
