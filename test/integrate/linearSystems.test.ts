import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/equations/evaluate.js";
import { derive, type MethodName, ModelError, ms, type NeuronModel, neuron } from "../../src/index.js";
import { spectralRadius } from "../../src/integrate/matrix.js";
import { matrixExponential } from "../../src/integrate/matrixExponential.js";
import { methods } from "../../src/integrate/methods.js";
import { Dice } from "../backend/dice.js";

/** dx/dt = A·x + c in the units that the variables have: x in 10^scale of what A and c say. */
interface LinearSystem {
  readonly a: number[][];
  readonly c: number[];
  readonly x: number[];
  readonly scales: number[];
}

/** Stable: all deviations decay, the slowest with a rate of 0.02 to 0.3 per ms. Sparse, so that some are cascades. */
function randomSystem(dice: Dice): LinearSystem {
  const n = dice.whole(2, 4);
  const full = dice.between(0.2, 1);
  const raw = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j || dice.chance(full) ? dice.between(-1, 1) : 0)),
  );
  const fastest = Math.log(spectralRadius(matrixExponential(raw)));
  const shift = fastest + dice.between(0.02, 0.3);
  const a = raw.map((row, i) => row.map((x, j) => (i === j ? x - shift : x)));
  return {
    a,
    c: dice.values(n, -1, 1),
    x: dice.values(n, -1, 1),
    scales: Array.from({ length: n }, () => dice.whole(-12, 12)),
  };
}

const stateName = (i: number): string => `x${i}`;

/** The system as a model; with `arrays`, each coefficient is a parameter with one value per neuron, here for two. */
function modelOf({ a, c, x, scales }: LinearSystem, arrays: boolean): NeuronModel<string> {
  const parameters: Record<string, number | number[]> = {};
  const scaled = (value: number, i: number, j?: number) =>
    value * 10 ** (scales[i] - (j === undefined ? 0 : scales[j]));
  const put = (key: string, value: number) => {
    parameters[key] = arrays ? [value, value * 0.9] : value;
    return key;
  };
  const equations = Object.fromEntries(
    a.map((row, i) => {
      const terms = row.flatMap((value, j) =>
        value === 0 ? [] : [`${put(`a${i}${j}`, scaled(value, i, j))} * ${stateName(j)}`],
      );
      return [`d${stateName(i)}/dt`, `(${[...terms, put(`c${i}`, scaled(c[i], i))].join(" + ")}) / ms`];
    }),
  );
  const initial = Object.fromEntries(x.map((value, i) => [stateName(i), scaled(value, i)]));
  return neuron({ equations, parameters, initial } as Parameters<typeof neuron>[0]) as NeuronModel<string>;
}

/** The state after each of a number of steps of the derived update, in the units of A. */
function course(
  model: NeuronModel<string>,
  system: LinearSystem,
  options: { dt: number; steps: number; method?: MethodName },
) {
  const { update, warnings } = derive(model, { dt: ms(options.dt), method: options.method });
  const values = new Map<string, number>([...model.initialValues, ...model.constants, ...model.variants[0]]);
  const read = (name: string) => values.get(name) ?? Number.NaN;
  const states: number[][] = [];
  for (let k = 0; k < options.steps; k++) {
    for (const [name, value] of update.locals) values.set(name, evaluate(value, read));
    for (const [state, value] of update.next.map(({ state, value }) => [state, evaluate(value, read)] as const))
      values.set(state, value);
    states.push(system.scales.map((scale, i) => read(stateName(i)) / 10 ** scale));
  }
  return { states, warnings };
}

/** By a Taylor series over 1/64 ms, repeated: independent of what is tested. */
function truth({ a, c, x }: LinearSystem, dt: number, steps: number): number[][] {
  const parts = Math.ceil(dt * 64);
  const h = dt / parts;
  let state = x;
  return Array.from({ length: steps }, () => {
    for (let part = 0; part < parts; part++) {
      let y = state;
      for (let j = 12; j >= 1; j--) {
        const at = y;
        y = state.map((s, i) => s + (h / j) * a[i].reduce((sum, value, k) => sum + value * at[k], c[i]));
      }
      state = y;
    }
    return state;
  });
}

const largest = (rows: readonly (readonly number[])[]): number => Math.max(...rows.flat().map(Math.abs));
const difference = (p: number[][], q: number[][]): number => largest(p.map((row, k) => row.map((x, i) => x - q[k][i])));

for (const method of [undefined, ...Object.keys(methods)] as (MethodName | undefined)[]) {
  test(`${method ?? "the default"}: a random stable linear system is solved within the order, or refused`, () => {
    const dice = new Dice(11);
    const found = { right: 0, refused: 0, warned: 0 };
    for (let i = 0; i < 120; i++) {
      const system = randomSystem(dice);
      const dt = dice.pick([0.05, 0.25, 1, 2.5]);
      const model = modelOf(system, dice.chance(0.3));
      const steps = Math.ceil(20 / dt);
      try {
        const { states, warnings } = course(model, system, { dt, steps, method });
        if (warnings.length > 0) {
          found.warned++;
          continue;
        }
        const exactly = truth(system, dt, steps);
        const order = methods[derive(model, { dt: ms(dt), method }).method].order;
        // The error of a step is about (|A|·dt)^(order + 1); it adds up until it decays.
        const size = spectralRadius(system.a.map((row) => row.map(Math.abs))) * dt;
        const allowed = order === Number.POSITIVE_INFINITY ? 1e-9 : 1e-9 + 60 * size ** order;
        const error = difference(states, exactly) / (1 + largest(exactly));
        assert.ok(error <= allowed, `${model.latex} ${system.scales}, dt ${dt}: ${error} for ${allowed}`);
        found.right++;
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        assert.match(
          error.message,
          /dx\d\/dt: found a step of .* ms, (expected at most|for which the method)|too long/,
        );
        found.refused++;
      }
    }
    if (method === undefined || method === "exact") assert.ok(found.right >= 118, JSON.stringify(found));
    else assert.ok(found.right > 60 && (method === "exponentialMidpoint" || found.refused > 3), JSON.stringify(found));
  });
}

test.run();
