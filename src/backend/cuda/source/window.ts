import type { WindowPattern } from "../../../model/window.js";
import type { ProjectionStep } from "../../../program/program.js";
import { floatLiteral } from "./literal.js";
import type { Memory } from "./memory.js";
import { forEachSpikeBetween } from "./spikes.js";
import { addition, type Visit } from "./visit.js";
import type { Writer } from "./writer.js";

/**
 * What arrives at neuron j, whose position in memory is its place on the grid: finds the neurons in its window that
 * have fired, row by row of the grid. A convolution adds the weights of their places in the filter to the local
 * `target`; a max pool adds its weight if any has fired, an average pool its weight times the fraction of the window
 * that has fired.
 */
export function writeWindow(
  out: Writer,
  memory: Memory,
  step: ProjectionStep,
  visit: Visit,
  { kind, window }: WindowPattern,
  delay: string,
): void {
  const { input, output, size, stride, before } = window;
  const add = (amount: (weight: string) => string, head = "") => {
    for (const [i, { value }] of step.transmit.entries()) {
      if (value.kind !== "number") throw new TypeError(`"${step.projection.name}": a pool without one constant weight`);
      out.line(`${head}${addition(step, i, amount(floatLiteral(value.value)))}`);
    }
  };
  const [places, channels] = [output[1] * output[2], input[2]];
  out.line(`const int channel = j % ${output[2]};`);
  out.line(`const int top = j / ${places} * ${stride[0]} - ${before[0]};`);
  out.line(`const int left = j / ${output[2]} % ${output[1]} * ${stride[1]} - ${before[1]};`);
  out.line(`const int fromX = max(left, 0), toX = min(left + ${size[1]}, ${input[1]});`);
  if (kind !== "convolution") out.line("int fired = 0;");
  out.block(`for (int y = max(top, 0); y < min(top + ${size[0]}, ${input[0]}); y++)`, () => {
    const low = `(y * ${input[1]} + fromX) * ${channels}`;
    const high = `(y * ${input[1]} + toX) * ${channels}`;
    forEachSpikeBetween(out, memory.layout, step.projection.pre, { delay, low, high }, () => {
      if (kind !== "convolution") {
        out.line(`if (pre % ${channels} == channel) fired++;`);
        return;
      }
      out.line(`const int x = pre / ${channels} % ${input[1]};`);
      const inWindow = `((y - top) * ${size[1]} + x - left) * ${channels} + pre % ${channels}`;
      out.line(`const int s = (${inWindow}) * ${output[2]} + channel;`);
      if (visit.needs("row")) out.line("const int row = pre;");
      visit.declare(out, "row");
      visit.declare(out, "synapse");
      visit.write(out);
    });
  });
  if (kind === "convolution") return;
  if (kind === "maxPool") add((weight) => weight, "if (fired > 0) ");
  else {
    const inside = `((min(top + ${size[0]}, ${input[0]}) - max(top, 0)) * (toX - fromX))`;
    add((weight) => `(float)fired / (float)${inside} * ${weight}`, "if (fired > 0) ");
  }
}
