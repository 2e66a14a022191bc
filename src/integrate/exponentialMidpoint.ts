import { add, binary, call, type Expr, name, namesIn, number, substitute, subtract, times } from "../equations/ast.js";
import { TIME_NAME } from "../equations/builtins.js";
import { derivative } from "../equations/derivative.js";
import { linearIn } from "../equations/linear.js";
import { closure } from "./coupling.js";
import { exponentialStep } from "./exponentialEuler.js";
import { type Method, type Ode, stageName } from "./method.js";
import { decayedDeviation, noiseOf } from "./noise.js";

/**
 * The exponential midpoint rule, variable by variable: with b the slope ∂f/∂x at the start of the step, frozen,
 *
 *     m = x + dt/2·φ₁(b·dt/2)·f(x),   x ← x + dt·φ₁(b·dt)·(f(m) + b·(x − m)),   φ₁(z) = (e^z − 1)/z.
 *
 * Second order for every b. A nonlinear equation that grows takes b = 0, the midpoint rule: its slope changes too much
 * within a step for an exponential to follow. Equations that decay are stable for every step, however large a
 * conductance is. An equation without other variables that is linear in its own is solved exactly. White noise is
 * Euler–Maruyama's, but with the variance that remains after a decay with slope b.
 *
 * Source: Hochbruck & Ostermann (2010), Acta Numerica 19, sections 2.3 (two stages, c₂ = 1/2) and 2.4 (the slope as b).
 */
export const exponentialMidpoint: Method = {
  name: "exponentialMidpoint",
  order: 2,
  stabilityLimit: Number.POSITIVE_INFINITY,
  rejects: () => undefined,
  noise: (step) =>
    noiseOf(step, (state) => {
      const ode = step.odes.find((o) => o.state === state);
      return decayedDeviation(ode ? slopeOf(ode, step.dt) : number(0), step.dt);
    }),
  update({ odes, dt }) {
    const isState = new Set(odes.map((o) => o.state));
    const later = add(name(TIME_NAME), number(dt / 2));
    const atMiddle = (expr: Expr) =>
      substitute(expr, (n) => (isState.has(n) ? name(stageName(2, n)) : n === TIME_NAME ? later : undefined));
    const locals: (readonly [string, Expr])[] = [];
    const next = odes.map(({ state, rate }) => {
      const form = linearIn(rate, state);
      const [x, m] = [name(state), name(stageName(2, state))];
      if (form && isAlone({ state, rate }, odes)) {
        locals.push([stageName(2, state), exponentialStep(state, form, dt / 2)]);
        return { state, value: exponentialStep(state, form, dt) };
      }
      const slope = slopeOf({ state, rate }, dt);
      const b = slope.kind === "number" ? slope : name(stageName(1, state));
      if (slope.kind !== "number") locals.push([stageName(1, state), slope]);
      locals.push([stageName(2, state), add(x, times(weight(b, dt / 2), rate))]);
      return { state, value: add(x, times(weight(b, dt), add(atMiddle(rate), times(b, subtract(x, m))))) };
    });
    return { locals, next };
  },
};

/** Whether an equation with constant coefficients contains neither another variable nor the time. */
const isAlone = ({ state, rate }: Ode, odes: readonly Ode[]): boolean =>
  closure(state, odes).length === 1 && !namesIn(rate).has(TIME_NAME);

/** b: the slope of a linear equation, or of one that decays. */
function slopeOf({ state, rate }: Ode, dt: number): Expr {
  const form = linearIn(rate, state);
  return form ? form.slope : decay(derivative(rate, state), dt);
}

/**
 * The slope if it is a negative number, else 0; bounded below by a decay that ends within the step, as −∞ would give
 * NaN.
 */
const decay = (slope: Expr, dt: number): Expr =>
  call("where", binary("<", slope, number(0)), call("max", slope, number(-1e3 / dt)), number(0));

/** dt·φ₁(b·dt) */
const weight = (b: Expr, dt: number): Expr => times(number(dt), call("phi1", times(number(dt), b)));
