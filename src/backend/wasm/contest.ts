import type { Competition, PopulationStep } from "../../program/program.js";
import type { Scope } from "./access.js";
import { Lanes, type Reader } from "./expression.js";
import { type FunctionText, i32, loop } from "./functionText.js";
import type { ContestPlace } from "./layout.js";

/** The function that makes the winners of a step's competition spike. */
export const competeFunction = (population: string): string => `$compete_${population}`;

function placeOf({ layout }: Scope, population: string): ContestPlace {
  const place = layout.contests.get(population);
  if (!place) throw new TypeError(`the neurons of "${population}" do not compete`);
  return place;
}

/** Stores what four neurons, starting at the byte offset `start`, compete by. */
export function writeEntry(
  text: FunctionText,
  scope: Scope,
  population: string,
  { margin, lot }: Competition,
  start: string,
  reader: Reader,
): void {
  const { margins, lots } = placeOf(scope, population);
  const values = new Lanes(text, reader, lot ? [margin, lot] : [margin]);
  text.add(`(v128.store offset=${margins} ${start} ${values.value(margin)})`);
  if (lot) text.add(`(v128.store offset=${lots} ${start} ${values.value(lot)})`);
}

/**
 * Two functions: one that lists the neurons that pass the threshold, and {@link competeFunction}.
 * @param startRest code that makes the neuron $neuron refractory
 */
export function contestFunctions(scope: Scope, step: PopulationStep, startRest: string): string[] {
  const { population, competition } = step;
  if (!competition) return [];
  const place = placeOf(scope, population.name);
  return [
    enterFunction(population.name, place),
    contestFunction(scope, population.name, population.size, competition, startRest),
  ];
}

/** Lists the neurons whose bits are set, starting at the byte offset $i. */
function enterFunction(population: string, { list }: ContestPlace): string {
  return `(func $enter_${population} (param $bits i32) (param $i i32) (local $count i32)
  (local.set $count (i32.load ${i32(list)}))
  (loop
    (local.set $count (i32.add (local.get $count) (i32.const 1)))
    (i32.store offset=${list} (i32.shl (local.get $count) (i32.const 2))
      (i32.add (i32.shr_u (local.get $i) (i32.const 2)) (i32.ctz (local.get $bits))))
    (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
    (br_if 0 (local.get $bits)))
  (i32.store ${i32(list)} (local.get $count)))`;
}

const get = (local: string) => `(local.get $${local})`;
const set = (local: string, code: string) => `(local.set $${local} ${code})`;

/**
 * Finds the winners one by one. Among the listed neurons that still have room, in ascending order, the first with the
 * greatest margin and lot wins. The list entry of a winner is replaced by its complement.
 */
function contestFunction(
  scope: Scope,
  population: string,
  size: number,
  competition: Competition,
  startRest: string,
): string {
  const { list, margins, lots, maps, taken } = placeOf(scope, population);
  const [height, width, channels] = competition.grid;
  const word = (address: number, index: string) => `offset=${address} (i32.shl ${index} (i32.const 2))`;
  const map = (neuron: string) => `(i32.rem_u ${neuron} ${i32(channels)})`;
  const place = (neuron: string) => `(i32.div_u ${neuron} ${i32(channels)})`;
  const limit = (given: number) => i32(Math.min(given, 2 ** 31 - 1));
  const isShutOut = (neuron: string) =>
    `(i32.or (i32.ge_s ${get("won")} ${limit(competition.count)}) (i32.or
    (i32.ge_s (i32.load ${word(maps, map(neuron))}) ${limit(competition.perMap)})
    (i32.load8_u offset=${taken} ${place(neuron)})))`;
  const listed = `(i32.load ${word(list + 4, get("e"))})`;
  const each = (body: string) => loop("$e", i32(0), get("count"), 1, body);
  const isGreater = lots
    ? `(i32.or (f32.gt ${get("margin")} ${get("most")}) (i32.and (f32.eq ${get("margin")} ${get("most")})
      (f32.gt ${get("lot")} ${get("highest")})))`
    : `(f32.gt ${get("margin")} ${get("most")})`;
  const look = `${set("neuron", listed)}
(if (i32.lt_s ${get("neuron")} (i32.const 0)) (then) (else (if ${isShutOut(get("neuron"))} (then) (else
  ${set("margin", `(f32.load ${word(margins, get("neuron"))})`)}
  ${lots ? set("lot", `(f32.load ${word(lots, get("neuron"))})`) : ""}
  (if (i32.or (i32.lt_s ${get("best")} (i32.const 0)) ${isGreater}) (then
    ${set("best", get("e"))}
    ${set("most", get("margin"))}
    ${lots ? set("highest", get("lot")) : ""}))))))`;
  return `(func ${competeFunction(population)}
  (local $count i32) (local $e i32) (local $best i32) (local $won i32) (local $neuron i32) (local $y i32) (local $end i32)
  (local $left i32) (local $right i32) (local $x i32) (local $margin f32) (local $most f32) (local $lot f32) (local $highest f32)
  ${set("count", `(i32.load ${i32(list)})`)}
  (if (i32.eqz ${get("count")}) (then (return)))
  (i32.store ${i32(list)} (i32.const 0))
  (memory.fill ${i32(maps)} (i32.const 0) ${i32(4 * channels)})
  (memory.fill ${i32(taken)} (i32.const 0) ${i32(height * width)})
  (block $done (loop $rounds
    ${set("best", i32(-1))}
    ${each(look).replaceAll("\n", "\n    ")}
    (br_if $done (i32.lt_s ${get("best")} (i32.const 0)))
    ${set("neuron", `(i32.load ${word(list + 4, get("best"))})`)}
    (i32.store ${word(list + 4, get("best"))} (i32.xor ${get("neuron")} (i32.const -1)))
    ${set("won", `(i32.add ${get("won")} (i32.const 1))`)}
    (i32.store ${word(maps, map(get("neuron")))} (i32.add (i32.load ${word(maps, map(get("neuron")))}) (i32.const 1)))
    ${takeRoom(competition, taken, place(get("neuron")), width, height).replaceAll("\n", "\n    ")}
    (br $rounds)))
  ${each(`${set("neuron", listed)}
(if (i32.lt_s ${get("neuron")} (i32.const 0)) (then
  (call $fire_${population} (i32.const 1) (i32.shl (i32.xor ${get("neuron")} (i32.const -1)) (i32.const 2)))))`)}
  ${
    competition.inhibits
      ? loop("$neuron", i32(0), i32(size), 1, `(if ${isShutOut(get("neuron"))} (then ${startRest}))`)
      : ""
  })`;
}

/** Marks the places around a winner. */
function takeRoom({ radius }: Competition, taken: number, place: string, width: number, height: number): string {
  if (radius === undefined) return "";
  const reach = i32(Math.min(radius, Math.max(width, height)));
  const least = (a: string, b: string) => `(select ${a} ${b} (i32.lt_s ${a} ${b}))`;
  const from = (at: string) => {
    const first = `(i32.sub ${get(at)} ${reach})`;
    return `(select ${first} (i32.const 0) (i32.gt_s ${first} (i32.const 0)))`;
  };
  const beyond = (at: string, length: number) =>
    least(`(i32.add ${get(at)} (i32.add ${reach} (i32.const 1)))`, i32(length));
  const row = `(memory.fill (i32.add ${i32(taken)} (i32.add (i32.mul ${get("y")} ${i32(width)}) ${get("left")}))
  (i32.const 1) (i32.sub ${get("right")} ${get("left")}))`;
  return `${set("x", `(i32.rem_u ${place} ${i32(width)})`)}
${set("left", from("x"))}
${set("right", beyond("x", width))}
${set("x", `(i32.div_u ${place} ${i32(width)})`)}
${set("end", beyond("x", height))}
${loop("$y", from("x"), get("end"), 1, row)}`;
}
