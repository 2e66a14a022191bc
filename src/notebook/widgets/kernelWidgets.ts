import { kernelComms } from "./kernelComms.js";
import { Widgets } from "./widget.js";

/** The widgets of the kernel that runs this cell. */
export interface KernelWidgets {
  readonly widgets: Widgets;
  /** Runs work between cells. */
  afterCells(work: () => Promise<void>): Promise<void>;
}

let widgets: Widgets | undefined;

/** Undefined outside a notebook. */
export function kernelWidgets(): KernelWidgets | undefined {
  const kernel = kernelComms();
  if (kernel === undefined) return undefined;
  widgets ??= new Widgets(kernel.comms);
  return { widgets, afterCells: (work) => kernel.afterCells(work) };
}
