import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  connect,
  ms,
  mV,
  network,
  neuron,
  nS,
  pairStdp,
  population,
  type Quantity,
  type SynapseModel,
  softStdp,
  synapse,
  UnitError,
  uS,
} from "../../src/index.js";
import { type Dimension, multiply, NUMBER, sameDimension } from "../../src/units/dimension.js";
import { Quantity as QuantityClass } from "../../src/units/quantity.js";
import { units } from "../../src/units/units.js";
import { Dice } from "../backend/dice.js";
import { refused as refusedAs } from "../refused.js";

const cell = neuron({
  equations: {
    "dv/dt": "(vRest - v + g * rMem * (eExc - v) + x * mV) / tau",
    "dg/dt": "-g / tau",
    "dx/dt": "-x / tau",
  },
  parameters: { vRest: mV(-65), eExc: mV(0), rMem: new QuantityClass(0.1, [0, 1, -1]), tau: ms(10) },
});

function joined(plasticity: SynapseModel, w: Quantity | number, to: "v" | "g" | "x") {
  const [input, cells] = [population(2, cell), population(3, cell)];
  return () => network({ input, cells, wire: connect(input, cells, { to, w, plasticity }) });
}

const refused = (declare: () => unknown, message: RegExp) => refusedAs(declare, message, UnitError);

test("a rule whose bounds have no unit does not take weights with one, and says what to do", () => {
  refused(
    joined(synapse(pairStdp), uS(0.5), "g"),
    /network, "wire", onPre, w: the arguments of clip .* nS(?:.|\n)*\^ {2}"w" is in nS, as the weights are: give those of "wMax", "aMinus" that are weights in nS/,
  );
  refused(joined(synapse(softStdp), uS(0.5), "g"), /network, "wire", onPost, w: "-" joins 1 at the left and nS at/);
  for (const rule of [pairStdp, softStdp]) {
    const inUnit = synapse({ ...rule, parameters: { ...rule.parameters, wMax: nS(1) } });
    assert.not.throws(joined(inUnit, uS(0.5), "g"));
    refused(
      joined(inUnit, 0.5, "x"),
      /network, "wire", onP\w+, w: .*(?:.|\n)*the weights of the projection, "w", have no unit/,
    );
    assert.not.throws(joined(synapse(rule), 0.5, "x"));
  }
});

test("sums of w with other units are refused in every place of a rule", () => {
  refused(joined(synapse({ onPre: { w: "w + 1 * mV" } }), nS(1), "g"), /onPre, w: "\+" joins nS at the left and mV/);
  refused(joined(synapse({ onPost: { w: "w + post.v" } }), nS(1), "g"), /onPost, w: "\+" joins nS .* and mV/);
  refused(joined(synapse({ onPost: { w: "w + pre.x" } }), nS(1), "g"), /onPost, w: "\+" joins nS .* and 1/);
  refused(joined(synapse({ transmit: "w * 2 * mV" }), nS(1), "g"), /transmit: this has the unit pA, expected nS/);
  refused(joined(synapse({ transmit: "w * 2 * mV" }), 1, "g"), /transmit: this has the unit mV, expected nS/);
  const trace = { equations: { "dx/dt": "(w - x) / tau" }, parameters: { tau: ms(5) }, initial: { x: mV(1) } };
  refused(joined(synapse(trace), nS(1), "g"), /(dx\/dt: .*nS|initial: .*nS|"-" joins)/);
  assert.not.throws(joined(synapse({ ...trace, initial: { x: nS(1) } }), nS(1), "g"));
  assert.not.throws(joined(synapse({ transmit: "w * 2 * mV" }), 1, "v"));
  assert.not.throws(joined(synapse({ transmit: "w * (post.v - pre.v) / mV" }), nS(1), "g"));
  assert.not.throws(joined(synapse({ onPre: { w: "w + 0.1 * post.g" } }), nS(1), "g"));
});

test("one rule may serve projections of several units, where nothing in it has one", () => {
  const rule = synapse({ parameters: { rate: 0.1 }, onPre: { w: "w - rate * w" } });
  for (const [w, to] of [
    [nS(1), "g"],
    [mV(1), "v"],
    [3, "x"],
  ] as const)
    assert.not.throws(joined(rule, w, to));
});

/** Names and quantities by their dimension, of which random expressions are made. */
interface Pool {
  readonly names: readonly (readonly [text: string, dimension: Dimension])[];
}

const DIMENSIONS = [NUMBER, ...new Map([...units.values()].map((u) => [String(u.dimension), u.dimension])).values()];

/** A text of a dimension, with a wrong summand somewhere in it where `wrong` is given. */
function expression(dice: Dice, dimension: Dimension, pool: Pool, depth: number, wrong = false): string {
  const next = (d: Dimension, isWrong = false) => expression(dice, d, pool, depth - 1, isWrong);
  if (wrong && (depth <= 1 || dice.chance(0.4))) {
    const other = dice.pick(DIMENSIONS.filter((d) => !sameDimension(d, dimension)));
    const [a, b] = dice.chance(0.5) ? [dimension, other] : [other, dimension];
    return dice.pick([
      `(${atom(dice, a, pool)} + ${atom(dice, b, pool)})`,
      `max(${atom(dice, a, pool)}, ${atom(dice, b, pool)})`,
      `where(${atom(dice, a, pool)} < ${atom(dice, b, pool)}, ${atom(dice, dimension, pool)}, 0)`,
    ]);
  }
  if (depth === 0) return atom(dice, dimension, pool);
  const side = dice.chance(0.5);
  switch (dice.whole(0, 4)) {
    case 0:
      return `(${next(dimension, wrong && side)} + ${next(dimension, wrong && !side)})`;
    case 1: {
      const factor = dice.pick(DIMENSIONS);
      const rest = multiply(dimension, [-factor[0], -factor[1], -factor[2]]);
      return `(${next(factor, wrong && side)} * ${next(rest, wrong && !side)})`;
    }
    case 2: {
      const divisor = dice.pick(DIMENSIONS);
      return `(${next(multiply(dimension, divisor), wrong && side)} / ${next(divisor, wrong && !side)})`;
    }
    case 3:
      return `clip(${next(dimension, wrong && side)}, 0, ${next(dimension, wrong && !side)})`;
    default:
      return `(tanh(${next(NUMBER, wrong && side)}) * ${next(dimension, wrong && !side)})`;
  }
}

/** A name of the dimension, or a number times units. */
function atom(dice: Dice, dimension: Dimension, { names }: Pool): string {
  const fitting = names.filter(([, d]) => sameDimension(d, dimension));
  if (fitting.length > 0 && dice.chance(0.8)) return dice.pick(fitting)[0];
  return `(${dice.whole(1, 9)} * ms^${dimension[0]} * mV^${dimension[1]} * pA^${dimension[2]})`;
}

test("random rules with all units: the right ones are accepted, a wrong unit anywhere is refused", () => {
  const dice = new Dice(21);
  for (let i = 0; i < 400; i++) {
    const [w, to] = dice.pick([
      [nS(1), "g"],
      [mV(1), "v"],
      [1, "x"],
    ] as const);
    const target = typeof w === "number" ? NUMBER : w.dimension;
    const weight = dice.chance(0.5) ? w : new QuantityClass(1, dice.pick(DIMENSIONS));
    const weightDimension = typeof weight === "number" ? NUMBER : weight.dimension;
    const [a, b] = [dice.pick(DIMENSIONS), dice.pick(DIMENSIONS)];
    const pool: Pool = {
      names: [
        ["w", weightDimension],
        ["pre.v", [0, 1, 0]],
        ["post.g", [0, -1, 1]],
        ["post.x", NUMBER],
        ["a", a],
        ["b", b],
        ["q", a],
        ["tau", [1, 0, 0]],
      ],
    };
    const places = ["onPre", "onPost", "transmit", "trace", "equation"] as const;
    const at = dice.pick(places);
    let shown = "";
    const build = (wrong: boolean) => {
      const text = (place: (typeof places)[number], d: Dimension) =>
        expression(dice, d, pool, 3, wrong && place === at);
      const declared = {
        equations: { "dq/dt": `(${text("equation", a)} - q) / tau` },
        parameters: { a: new QuantityClass(2, a), b: new QuantityClass(3, b), tau: ms(10) },
        initial: { q: new QuantityClass(1, a) },
        transmit: text("transmit", target),
        onPre: { w: text("onPre", weightDimension), q: text("trace", a) },
        onPost: { w: text("onPost", weightDimension) },
      };
      if (wrong) shown = JSON.stringify([declared, weight, to]);
      return joined(synapse(declared), weight, to);
    };
    build(false)();
    let refusal: unknown;
    try {
      build(true)();
    } catch (error) {
      refusal = error;
    }
    assert.ok(refusal instanceof UnitError, `${i}: a wrong unit in ${at} of ${shown}: ${refusal}`);
  }
});

test.run();
