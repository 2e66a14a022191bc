import { add, call, type Expr, name, number, times } from "../equations/ast.js";
import { phi1 } from "../equations/functions.js";
import { type LinearForm, linearIn } from "../equations/linear.js";
import { excerpt } from "../equations/print.js";
import type { Method, Step } from "./method.js";
import { decayedDeviation, noiseOf } from "./noise.js";

/**
 * Exponential Euler for conditionally linear equations dx/dt = a + b·x, where a and b do not contain x: the exact
 * solution with a and b frozen for the step, x ← x + dt·φ₁(b·dt)·(a + b·x), φ₁(z) = (e^z − 1)/z. Exact if a and b are
 * constant, first order otherwise. Each variable by itself is stable for every step if b < 0; variables that depend on
 * one another in a cycle need not be. White noise has the variance of the exact solution with b frozen.
 *
 * Source: MacGregor (1987), Neural and Brain Modeling; Hochbruck & Ostermann (2010), Acta Numerica 19, eq. 2.4.
 */
export const exponentialEuler: Method = {
  name: "exponentialEuler",
  order: 1,
  stabilityLimit: Number.POSITIVE_INFINITY,
  rejects({ odes }) {
    const ode = odes.find(({ state, rate }) => !linearIn(rate, state));
    return ode && `d${ode.state}/dt = ${excerpt(ode.rate)} is not linear in ${ode.state}`;
  },
  noise: (step) => noiseOf(step, (state) => decayedDeviation(slopeOf(state, step), step.dt)),
  update: ({ odes, dt }) => ({
    locals: [],
    next: odes.map(({ state, rate }) => {
      const form = linearIn(rate, state);
      if (!form) throw new TypeError(`d${state}/dt is not linear in ${state}`);
      return { state, value: exponentialStep(state, form, dt) };
    }),
  }),
};

function slopeOf(state: string, { odes }: Step): Expr {
  const ode = odes.find((o) => o.state === state);
  const form = ode && linearIn(ode.rate, state);
  if (!form) throw new TypeError(`d${state}/dt is not linear in ${state}`);
  return form.slope;
}

/** The solution of dx/dt = constant + slope·x after a time, with both frozen. */
export function exponentialStep(state: string, { constant, slope }: LinearForm, dt: number): Expr {
  const x = name(state);
  if (slope.kind === "number") {
    const growth = Math.exp(slope.value * dt);
    return add(times(number(growth), x), times(number(dt * phi1(slope.value * dt)), constant));
  }
  const weight = times(number(dt), call("phi1", times(number(dt), slope)));
  return add(x, times(weight, add(constant, times(slope, x))));
}
