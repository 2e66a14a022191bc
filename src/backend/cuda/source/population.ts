import { type Field, type PopulationStep, type Schedule, valuesOf } from "../../../program/program.js";
import { type Read, readsOf, type Value } from "../../../program/value.js";
import { writeContest, writeEntry, writeSpike } from "./contest.js";
import { Expressions } from "./expression.js";
import { floatLiteral } from "./literal.js";
import type { Memory } from "./memory.js";
import type { Writer } from "./writer.js";

/** The state update and threshold test of a population, with one thread for each neuron, in registers. */
export function writeUpdate(out: Writer, memory: Memory, schedule: Schedule, step: PopulationStep): void {
  const { layout } = memory;
  const { population, next, threshold, competition, refractory } = step;
  const name = layout.id(population.name);
  const decays = schedule.decays.filter(({ field }) => {
    return field.domain.level === "neuron" && field.domain.name === population.name && !layout.place(field).frame;
  });
  const changed = [...next.map((a) => a.field), ...decays.map((d) => d.field)];
  const fieldsOf = (values: Parameters<typeof readsOf>[0]) => readsOf(values).map((r) => r.field);
  const asked = [threshold, competition?.margin, competition?.lot].flatMap((value) => value ?? []);
  const tested = new Set(fieldsOf(asked));
  const local = (field: Field) => layout.id(field.name);
  const left = refractory && `net.${layout.place(refractory.left).id}[j]`;
  const steps =
    typeof refractory?.steps === "object" ? `net.${layout.place(refractory.steps).id}[j]` : refractory?.steps;
  out.line(`// ${population.name}: state update${threshold ? ", threshold" : ""}`);
  out.block(`INLINE void update_${name}(const Net& net, const At& at, Shared& shared, const Launch& launch)`, () => {
    out.block(`for (int j = net.${name}first + threadIdx.x; j < net.${name}end; j += blockDim.x)`, () => {
      if (left) writeLeft(out, memory, left, refractory?.during);
      for (const field of new Set([...fieldsOf(valuesOf(next)), ...changed, ...tested])) {
        const value = field === refractory?.left ? "(float)left" : memory.read(field, "j", "before");
        out.line(`float ${local(field)} = ${value};`);
      }
      const values = new Expressions(
        out,
        memory.layout,
        valuesOf(next),
        (r) => local(r.field),
        () => "j",
      );
      for (const { field, value, held } of next) {
        const stays = left && held ? `left > 0 ? ${local(field)} : ` : "";
        out.line(`const float ${memory.next(field)} = ${stays}${values.number(value)};`);
      }
      for (const { field } of next) out.line(`${local(field)} = ${memory.next(field)};`);
      for (const { field, factor, target } of decays) {
        out.line(`${local(field)} = decayed(${local(field)}, ${floatLiteral(factor)}, ${floatLiteral(target)});`);
      }
      for (const field of changed) out.line(memory.write(field, "j", local(field)));
      for (const field of tested) {
        if (layout.place(field).frame) out.line(`${local(field)} = ${memory.read(field, "j")};`);
      }
      if (threshold) {
        const conditions = new Expressions(
          out,
          memory.layout,
          asked,
          (r) => local(r.field),
          () => "j",
        );
        const condition = conditions.condition(threshold);
        out.line(`const bool fires = ${left ? `left == 0 && (${condition})` : condition};`);
        if (competition) writeEntry(out, layout, population.name, competition, conditions);
      }
      if (left) out.line(`${left} = ${threshold && !competition ? `fires ? ${steps} : left` : "left"};`);
      if (threshold && !competition) out.block("if (fires)", () => writeSpike(out, layout, population));
    });
  });
  out.line();
  if (competition) writeContest(out, layout, step, competition);
}

/**
 * The remaining steps of refractoriness: one less, or 0 if its condition, evaluated before the step, no longer holds.
 */
function writeLeft(out: Writer, memory: Memory, left: string, during: Value | undefined): void {
  if (!during) {
    out.line(`const int left = max(${left} - 1, 0);  // remaining steps of refractoriness`);
    return;
  }
  const read = (r: Read) => memory.read(r.field, "j", "before");
  const condition = new Expressions(out, memory.layout, [during], read, () => "j").condition(during);
  out.line(`const int left = ${left} > 0 && (${condition}) ? ${left} : 0;  // whether it is still refractory`);
}

/** What many sources add to each neuron, by the thread that holds it. */
export function writeDrives(out: Writer, memory: Memory, { population, drives }: PopulationStep): void {
  if (drives.length === 0) return;
  const name = memory.layout.id(population.name);
  out.line(`// ${population.name}: what many sources add`);
  out.block(`INLINE void drive_${name}(const Net& net, const At& at)`, () => {
    out.block(`for (int j = net.${name}first + threadIdx.x; j < net.${name}end; j += blockDim.x)`, () => {
      const read = (r: Read) => memory.read(r.field, "j");
      const values = new Expressions(out, memory.layout, valuesOf(drives), read, () => "j");
      for (const [i, { value }] of drives.entries()) out.line(`const float amount${i} = ${values.number(value)};`);
      for (const [i, { target, compensation, closedBy }] of drives.entries()) {
        const isOpen = closedBy ? `if (net.${memory.layout.place(closedBy).id}[j] == 0) ` : "";
        out.block(isOpen.trimEnd(), () => {
          out.line(`float value = ${memory.read(target, "j")};`);
          if (!compensation) out.line(`value += amount${i};`);
          else {
            out.line(`float rest = ${memory.read(compensation, "j")};`);
            out.line(`addTo(value, rest, amount${i});`);
            out.line(memory.write(compensation, "j", "rest"));
          }
          out.line(memory.write(target, "j", "value"));
        });
      }
    });
  });
  out.line();
}

/** What a spike sets, after all synapses have read the values from before it. */
export function writeReset(out: Writer, memory: Memory, { population, reset }: PopulationStep): void {
  const name = memory.layout.id(population.name);
  out.line(`// ${population.name}: reset`);
  out.block(`INLINE void reset_${name}(const Net& net, const At& at, Shared& shared)`, () => {
    out.block(`for (int j = net.${name}first + threadIdx.x; j < net.${name}end; j += blockDim.x)`, () => {
      out.line(`const int local = j - net.${name}first;`);
      out.line(`const unsigned bit = 1u << (local % 32);`);
      out.line(`if (!(shared.${name}fired[local / 32] & bit)) continue;`);
      out.line(`atomicAnd(&shared.${name}fired[local / 32], ~bit);`);
      const values = new Expressions(
        out,
        memory.layout,
        valuesOf(reset),
        (r) => memory.read(r.field, "j"),
        () => "j",
      );
      for (const { field, value } of reset) out.line(`const float ${memory.next(field)} = ${values.number(value)};`);
      for (const { field } of reset) out.line(memory.write(field, "j", memory.next(field)));
    });
  });
  out.line();
}
