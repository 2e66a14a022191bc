import { add, type Expr, name, number, substitute, times } from "../equations/ast.js";
import { TIME_NAME } from "../equations/builtins.js";
import { type Method, type MethodName, type Step, stageName, type Update } from "./method.js";

/** An explicit Runge–Kutta method: stage i evaluates the rates at x + dt·Σ stages[i][j]·kⱼ. */
interface Tableau {
  readonly name: MethodName;
  readonly order: number;
  readonly stabilityLimit: number;
  readonly stages: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

function combination(state: string, weights: readonly number[], dt: number): Expr {
  return weights.reduce<Expr>(
    (sum, weight, j) => (weight === 0 ? sum : add(sum, times(number(weight * dt), name(stageName(j + 1, state))))),
    name(state),
  );
}

export function rungeKutta({ stages, weights, ...properties }: Tableau): Method {
  return {
    ...properties,
    rejects: ({ noise }) => {
      const [state] = noise.keys();
      return state === undefined ? undefined : `d${state}/dt has white noise, along which there is no slope to follow`;
    },
    update({ odes, dt }: Step): Update {
      const isState = new Set(odes.map((o) => o.state));
      const locals = stages.flatMap((coefficients, i) => {
        const points = new Map([...isState].map((n) => [n, combination(n, coefficients, dt)]));
        const part = coefficients.reduce((sum, c) => sum + c, 0);
        if (part > 0) points.set(TIME_NAME, add(name(TIME_NAME), number(part * dt)));
        return odes.map(
          ({ state, rate }) => [stageName(i + 1, state), substitute(rate, (n) => points.get(n))] as const,
        );
      });
      return { locals, next: odes.map(({ state }) => ({ state, value: combination(state, weights, dt) })) };
    },
  };
}
