import { nameOf } from "../../check/names.js";
import { InputError } from "../../errors.js";
import { beginWork, Interrupted, onInterrupt } from "../../host/interruption.js";
import { checkFigure } from "../../plot/checkFigure.js";
import type { Figure } from "../../plot/figure.js";
import { isNotebook, Output } from "../display.js";
import { sayNoNotebook } from "../show.js";
import { type Controls, checkControls, type ValuesOf } from "./control.js";
import { ControlBox } from "./controlBox.js";
import { FigureWidget } from "./figureWidget.js";
import { kernelWidgets } from "./kernelWidgets.js";
import { SavedPicture } from "./savedPicture.js";
import { Turns } from "./turns.js";

/** Moves that waited for a stopped drawing arrive within this time, and are dropped with it. */
const AFTER_STOP_MS = 500;

/** Draws a figure from the values of the controls. */
export type DrawOf<C extends Controls> = (values: ValuesOf<C>) => Figure | Promise<Figure>;

/**
 * Shows controls and, under them, a figure that follows them:
 *
 * ```ts
 * await interact({ tauMem: slider(ms(5), ms(100)), iDrive: slider(pA(0), pA(500)) }, async ({ tauMem, iDrive }) => {
 *   const sim = await compile(network({ cell: population(1, neuron({ ...lif, … })) }), { dt: ms(0.1) });
 *   …
 *   return plot.timeCourse(…);
 * });
 * ```
 *
 * If a control is moved while a cell runs or a figure is drawn, the next drawing waits, and shows the latest values. The
 * stop button stops a drawing. The notebook file keeps the last figure as a picture, for readers without a kernel.
 *
 * @throws InputError without controls, or if `draw` is not a function; whatever the first `draw` throws
 */
export async function interact<const C extends Controls>(controls: C, draw: DrawOf<C>): Promise<void> {
  const where = "interact";
  checkControls(where, controls);
  if (typeof draw !== "function") throw new InputError(`${where}: found ${nameOf(draw)}, expected a function.`);
  const kernel = kernelWidgets();
  if (kernel === undefined) return isNotebook() ? sayNoControls() : sayNoNotebook();
  const { widgets, afterCells } = kernel;

  const box = new ControlBox(widgets, controls, () => turns.ask());
  const drawNow = async () => {
    const figure = await draw(box.values());
    checkFigure(`${where}, what is drawn`, figure);
    return figure;
  };
  const first = await drawNow();
  const drawing = new FigureWidget(widgets, first, box.inputs);
  const picture = new SavedPicture(drawing.widget.id);
  const turns = new Turns(afterCells, redraw);

  let quietUntil = 0;

  async function redraw(): Promise<void> {
    if (performance.now() < quietUntil) return;
    beginWork();
    try {
      const figure = await untilStop(drawNow());
      drawing.show(figure);
      picture.saveLater(figure, box.text());
    } catch (error) {
      if (error instanceof Interrupted) quietUntil = performance.now() + AFTER_STOP_MS;
      drawing.say(wordsOf(error));
    }
  }

  new Output().send(box.bundle(widgets, { below: [drawing.widget] }));
  await picture.save(first, box.text());
}

const sayNoControls = () =>
  console.log(
    "Controls need the TypeScript kernel of: npx spiketensor lab. This kernel cannot hear what they are moved to.",
  );

function wordsOf(error: unknown): string {
  if (error instanceof Interrupted) return "The drawing was stopped. Move a control to draw again.";
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Rejects at the stop button, as a cell does: what is awaited may never end. */
async function untilStop<T>(work: Promise<T>): Promise<T> {
  let stopListening = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stopListening = onInterrupt(() => reject(new Interrupted()));
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stopListening();
  }
}
