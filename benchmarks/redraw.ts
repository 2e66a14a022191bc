/**
 * What the kernel does when a slider under `interact` is moved: the models of notebooks/neurons.ipynb are declared, compiled
 * and run with the new value, drawn, made Plotly's JSON, and put into a signed message. Not in it: the page, which takes
 * the message and draws; test/notebooks/widgets.e2e.ts prints the time from the key to the figure. Prints the
 * median, and the time within which 95 of 100 redraws are done.
 *
 *   node --import tsx benchmarks/redraw.ts [REDRAWS]
 */
import { cpus, loadavg } from "node:os";
import { compile, type Figure, izhikevich, lif, ms, mV, network, neuron, pA, plot, population } from "../src/index.js";
import { Comms } from "../src/notebook/widgets/comms.js";
import { FigureWidget } from "../src/notebook/widgets/figureWidget.js";
import { Widgets } from "../src/notebook/widgets/widget.js";
import { encode, replyHeader } from "../src/notebook/widgets/wire.js";

const leaky = async (share: number) => {
  const model = neuron({ ...lif, parameters: { ...lif.parameters, iDrive: pA(500 * share) } });
  const sim = await compile(network({ cell: population(1, model) }), { dt: ms(0.1) });
  const { v } = sim.state.cell;
  const { samples, spikes } = await sim.run(ms(200), { record: ["cell"], sample: { v } });
  sim.dispose();
  return plot.timeCourse({ v: samples.v.values }, { every: ms(0.1), threshold: -50, spikes: spikes.cell });
};

const plane = async (share: number) => {
  const model = neuron({ ...izhikevich, parameters: { ...izhikevich.parameters, iDrive: mV(15 * share) } });
  const sim = await compile(network({ cell: population(1, model) }), { dt: ms(0.1) });
  const { v, u } = sim.state.cell;
  const { samples } = await sim.run(ms(300), { sample: { v, u } });
  sim.dispose();
  return plot.phasePlane(model, {
    axes: { v: [mV(-90), mV(35)], u: [mV(-20), mV(15)] },
    trajectory: { v: samples.v.values, u: samples.u.values },
  });
};

const works: Readonly<Record<string, (share: number) => Promise<Figure>>> = {
  "a leaky integrate-and-fire neuron, 200 ms": leaky,
  "Izhikevich's neuron and its phase plane, 300 ms": plane,
};
const count = Number(process.argv[2] ?? 100);
const start = { msg_id: "", msg_type: "", session: "s", username: "u", date: "", version: "5.3" };
let bytes = 0;
const comms = new Comms((type, content, { metadata = {}, buffers = [] }) => {
  const header = replyHeader(type, start);
  const frames = encode({ identities: [], header, parent: start, metadata, content, buffers }, "key");
  bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
});

console.log(
  `${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}; Node.js ${process.versions.node}`,
);
for (const [name, draw] of Object.entries(works)) {
  const widget = new FigureWidget(new Widgets(comms), await draw(0), []);
  const times: number[] = [];
  for (let k = 0; k < count; k++) {
    const began = performance.now();
    widget.show(await draw(k / count));
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (count - 1))].toFixed(1);
  console.log(`${name}: ${at(0.5)} ms (95 of 100 within ${at(0.95)} ms), a message of ${(bytes / 1000).toFixed(0)} kB`);
}
