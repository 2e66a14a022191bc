import { type Expr, namesIn } from "../../../equations/ast.js";
import type { PopulationStep, Schedule } from "../../../program/program.js";
import { emitCondition, emitNumber, floatLiteral } from "./expression.js";
import type { Memory } from "./memory.js";
import type { Writer } from "./writer.js";

/** The state update and threshold test of a population: each neuron by its own thread, from registers. */
export function writeUpdate(out: Writer, memory: Memory, schedule: Schedule, step: PopulationStep): void {
  const { layout } = memory;
  const name = layout.id(step.domain);
  const own = (field: string) => layout.field(field).field.domain === step.domain;
  const decays = schedule.decays.filter((d) => own(d.field) && !layout.field(d.field).frame);
  const changed = [...step.next.map((a) => a.field), ...decays.map((d) => d.field)];
  const fieldsIn = (exprs: readonly Expr[]) =>
    exprs.flatMap((e) => [...namesIn(e)]).filter((n) => layout.fields.has(n));
  const updated = new Set([
    ...fieldsIn([...step.locals.map(([, e]) => e), ...step.next.map((a) => a.value)]),
    ...changed,
  ]);
  const tested = new Set(fieldsIn(step.threshold ? [step.threshold] : []));
  const lookup = (n: string) => layout.id(n);
  const { refractoryField } = step;
  out.line(`// ${step.domain}: state update${step.threshold ? ", threshold" : ""}`);
  out.block(`INLINE void update_${name}(const Net& net, const At& at, Shared& shared, const Launch& launch)`, () => {
    out.block(`for (int j = net.${name}first + threadIdx.x; j < net.${name}end; j += blockDim.x)`, () => {
      for (const f of new Set([...updated, ...tested])) {
        out.line(`float ${lookup(f)} = ${memory.read(f, "j", "before")};`);
      }
      if (refractoryField) {
        const { id } = layout.field(refractoryField);
        out.line(`const int left = max(net.${id}[j] - 1, 0);  // steps of refractoriness that are left`);
      }
      for (const [local, value] of step.locals)
        out.line(`const float ${lookup(local)} = ${emitNumber(value, lookup)};`);
      for (const { field, value } of step.next) {
        const next = emitNumber(value, lookup);
        const held = refractoryField && step.held.includes(field);
        out.line(`const float next_${lookup(field)} = ${held ? `left > 0 ? ${lookup(field)} : ` : ""}${next};`);
      }
      for (const { field } of step.next) out.line(`${lookup(field)} = next_${lookup(field)};`);
      for (const { field, factor, target } of decays) {
        out.line(`${lookup(field)} = decayed(${lookup(field)}, ${floatLiteral(factor)}, ${floatLiteral(target)});`);
      }
      for (const field of changed) out.line(memory.write(field, "j", lookup(field)));
      for (const f of tested) if (layout.field(f).frame) out.line(`${lookup(f)} = ${memory.read(f, "j")};`);
      const { threshold } = step;
      if (threshold) {
        const ready = refractoryField ? "left == 0 && " : "";
        const condition = emitCondition(threshold, lookup);
        out.line(`const bool fires = ${ready}${ready ? `(${condition})` : condition};`);
      }
      if (refractoryField) {
        const { id } = layout.field(refractoryField);
        out.line(`net.${id}[j] = ${threshold ? `fires ? ${step.refractory} : left` : "left"};`);
      }
      if (threshold) {
        out.block("if (fires)", () => {
          out.line(`const int local = j - net.${name}first;`);
          out.line(`atomicOr(&shared.${name}fired[local / 32], 1u << (local % 32));`);
          out.line(`if (at.k < launch.countSteps) net.${name}total[j]++;`);
          out.line(
            `if (net.${name}record) atomicOr(&net.${name}record[(size_t)at.k * ${Math.ceil(step.size / 32)} + j / 32], 1u << (j % 32));`,
          );
        });
      }
    });
  });
  out.line();
}

/** What a spike sets, after all synapses have seen the values from before it. */
export function writeReset(out: Writer, memory: Memory, step: PopulationStep): void {
  const { layout } = memory;
  const name = layout.id(step.domain);
  out.line(`// ${step.domain}: reset`);
  out.block(`INLINE void reset_${name}(const Net& net, const At& at, Shared& shared)`, () => {
    out.block(`for (int j = net.${name}first + threadIdx.x; j < net.${name}end; j += blockDim.x)`, () => {
      out.line(`const int local = j - net.${name}first;`);
      out.line(`const unsigned bit = 1u << (local % 32);`);
      out.line(`if (!(shared.${name}fired[local / 32] & bit)) continue;`);
      out.line(`atomicAnd(&shared.${name}fired[local / 32], ~bit);`);
      const lookup = (n: string) => memory.read(n, "j");
      for (const { field, value } of step.reset) {
        out.line(`const float next_${layout.id(field)} = ${emitNumber(value, lookup)};`);
      }
      for (const { field } of step.reset) out.line(memory.write(field, "j", `next_${layout.id(field)}`));
    });
  });
  out.line();
}
