import { eachInitial, initialValues } from "../../program/initial.js";
import type { Field, Program } from "../../program/program.js";
import { joinedSchedule } from "../../random/joined.js";
import { keyWords } from "./draws.js";
import type { FieldPlace, Layout } from "./layout.js";
import type { Memory } from "./memory.js";
import { clearRing } from "./past.js";

/** Writes initial values, lane masks and constant arrays, to every copy if threads have their own. */
export function initialize(memory: Memory, program: Program, layouts: readonly Layout[]): void {
  const [layout] = layouts;
  for (const [name, { lengths, write }] of layout.contents) {
    const views = Object.keys(lengths).map((key) => {
      const { address = 0, length = 0 } = layout.constants.get(`${name}.${key}`) ?? {};
      return [key, memory.ints(address, length)] as const;
    });
    write(Object.fromEntries(views));
  }
  for (const { schedule, joined } of layout.drawn.values()) memory.ints(schedule, 10).set(joinedSchedule(joined));
  for (const [stream, at] of layout.clock?.keys ?? []) memory.ints(at, 5).set(keyWords(stream, program));
  for (const { address, size } of layout.lanes.values()) memory.ints(address, size).fill(-1);
  for (const { frames, rings } of layouts) {
    for (const { address } of frames.values()) memory.doubles(address, 1).fill(1);
    for (const ring of rings.values()) clearRing(memory, ring);
  }
  for (const { address, size } of layout.marks.values()) memory.ints(address, size).fill(1);
  for (const field of program.fields.values()) {
    const target = layout.frames.get(field.name)?.target ?? 0;
    for (const place of placesOf(layouts, field.name)) initializeField(memory, field, place, target);
  }
}

/** The places of a field: one, or one per thread. */
export const placesOf = (layouts: readonly Layout[], field: string): ReadonlySet<FieldPlace> =>
  new Set(layouts.flatMap(({ fields }) => fields.get(field) ?? []));

function initializeField(memory: Memory, field: Field, place: FieldPlace, target: number): void {
  const { initial } = field;
  // If all elements start with the same value, so does the padding, which then behaves like the neurons.
  if (typeof initial === "number") {
    const count = place.rows * place.stride;
    if (place.type === "int") memory.ints(place.address, count).fill(initial);
    else memory.floats(place.address, count).fill(initial - target);
  } else if (target !== 0)
    memory.store(
      place,
      initialValues(field).map((x) => x - target),
    );
  else eachInitial(field, (values, first) => memory.storePart(place, values, first));
}
