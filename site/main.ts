import { drawingBoard } from "./drawing.js";
import { EXAMPLES } from "./examples.js";
import { colorOf, drawCourse, drawDigit, drawFields } from "./pictures.js";
import type { Answer, Choice, Question } from "./protocol.js";

/** The element of this id, which the page has. */
function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is no ${kind.name}`);
  return found;
}

const worker = new Worker("worker.js", { type: "module" });
const ask = (question: Question) => worker.postMessage(question);
const say = (id: string, text: string) => {
  element(id, HTMLElement).textContent = text;
};

// Learning.
const sliders = {
  neurons: element("neurons", HTMLInputElement),
  thetaPlus: element("thetaPlus", HTMLInputElement),
  inhibition: element("inhibition", HTMLInputElement),
};
const pause = element("pause", HTMLButtonElement);
let run = 0;

const sideOf = () => Number(sliders.neurons.value);
const choice = (): Choice => ({
  neurons: sideOf() ** 2,
  thetaPlus: Number(sliders.thetaPlus.value),
  inhibition: Number(sliders.inhibition.value),
});

function sayChoice(): void {
  const { neurons, thetaPlus, inhibition } = choice();
  say("neuronsValue", String(neurons));
  say("thetaPlusValue", `${thetaPlus} mV`);
  say("inhibitionValue", String(inhibition));
}

function setPaused(paused: boolean): void {
  pause.textContent = paused ? "Go on" : "Pause";
  pause.setAttribute("aria-pressed", String(paused));
  ask({ kind: "pause", paused });
}

function startAnew(): void {
  setPaused(false);
  say("seen", "0");
  say("accuracy", "–");
  say("failure", "");
  ask({ kind: "train", run: ++run, choice: choice() });
}

for (const slider of Object.values(sliders)) {
  slider.addEventListener("input", sayChoice);
  slider.addEventListener("change", startAnew);
}
pause.addEventListener("click", () => setPaused(pause.getAttribute("aria-pressed") !== "true"));
element("anew", HTMLButtonElement).addEventListener("click", startAnew);
// A page that nobody looks at computes nothing.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) setPaused(true);
});

// A digit of the visitor's.
const canvas = element("board", HTMLCanvasElement);
const board = drawingBoard(canvas, (pixels) => ask({ kind: "classify", pixels }));
canvas.addEventListener("pointerdown", () => say("invitation", ""));
function clearBoard(): void {
  board.clear();
  say("invitation", "draw here");
}
element("clear", HTMLButtonElement).addEventListener("click", () => {
  clearBoard();
  say("answer", "");
});
element("testDigit", HTMLButtonElement).addEventListener("click", () => {
  clearBoard();
  ask({ kind: "testDigit" });
});

const votes = element("votes", HTMLOListElement);
for (let digit = 0; digit < 10; digit++) {
  const row = document.createElement("li");
  row.innerHTML = `<span>${digit}</span><meter min="0" max="1" value="0"></meter>`;
  votes.append(row);
  const sample = document.createElement("span");
  sample.textContent = String(digit);
  sample.style.backgroundColor = `rgb(${colorOf(digit).join(" ")})`;
  element("legend", HTMLElement).append(sample);
}

// A neuron of the visitor's.
const equations = element("equations", HTMLTextAreaElement);
const example = element("example", HTMLSelectElement);
let request = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Whether what is shown is of other equations than those in the text. */
function outdated(is: boolean): void {
  element("outcome", HTMLElement).ariaBusy = String(is);
}

function simulate(): void {
  clearTimeout(waiting);
  outdated(true);
  ask({ kind: "simulate", request: ++request, text: equations.value });
}

for (const name of Object.keys(EXAMPLES)) example.append(new Option(name));
example.addEventListener("change", () => {
  equations.value = EXAMPLES[example.value];
  simulate();
});
equations.addEventListener("input", () => {
  clearTimeout(waiting);
  outdated(true);
  waiting = setTimeout(simulate, 300);
});

const take = {
  progress(answer: Extract<Answer, { kind: "progress" }>) {
    if (answer.run !== run) return;
    say("seen", answer.seen.toLocaleString("en-US"));
    say("accuracy", answer.accuracy === null ? "–" : `${(100 * answer.accuracy).toFixed(0)} %`);
    say("pace", answer.perSecond.toFixed(answer.perSecond < 10 ? 1 : 0));
    drawDigit(element("digit", HTMLCanvasElement), answer.digit);
    const said = answer.answer === null ? "" : `, read as ${answer.answer}`;
    say("digitText", `a ${answer.label}${said}`);
  },
  fields(answer: Extract<Answer, { kind: "fields" }>) {
    if (answer.run === run) drawFields(element("fields", HTMLCanvasElement), answer);
  },
  classified({ pixels, answer, votes: all, label }: Extract<Answer, { kind: "classified" }>) {
    drawDigit(element("drawn", HTMLCanvasElement), pixels);
    const truth = label === null ? "" : ` It is a ${label}.`;
    say("answer", answer === null ? `No neuron fires for it yet.${truth}` : `I read a ${answer}.${truth}`);
    const most = Math.max(...all, 1e-9);
    votes.querySelectorAll("meter").forEach((meter, digit) => {
      meter.value = all[digit] / most;
    });
  },
  simulated({ request: asked, courses, step, spikes }: Extract<Answer, { kind: "simulated" }>) {
    if (asked !== request) return;
    element("refused", HTMLElement).hidden = true;
    const pictures = courses.slice(0, 4).map(({ name, values }) => drawCourse(name, values, step, spikes));
    element("courses", HTMLElement).replaceChildren(...pictures);
    say("fired", `${spikes.length} spikes in 200 ms`);
    outdated(false);
  },
  refused({ request: asked, message }: Extract<Answer, { kind: "refused" }>) {
    if (asked !== request) return;
    element("refused", HTMLElement).hidden = false;
    say("refused", message);
    say("fired", "");
    outdated(false);
  },
  failed({ message }: Extract<Answer, { kind: "failed" }>) {
    say("failure", message);
  },
};

worker.onmessage = ({ data }: MessageEvent<Answer>) => (take[data.kind] as (answer: Answer) => void)(data);

sayChoice();
startAnew();
equations.value = EXAMPLES[example.value];
simulate();
