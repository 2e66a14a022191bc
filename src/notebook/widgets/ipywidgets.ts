import type { Widget, Widgets } from "./widget.js";
import type { JsonRecord } from "./wire.js";

/**
 * The states of ipywidgets 8 that the widget managers in JupyterLab, Notebook and VS Code draw. Omitted properties have
 * the manager's own defaults, the same as in the Python package.
 * @see ipywidgets, "Jupyter widget models", schema version 8 (jupyterwidgetmodels.latest.md)
 */
const CONTROLS = "@jupyter-widgets/controls";
const BASE = "@jupyter-widgets/base";
const VERSION = "2.0.0";

const model = (name: string, module = CONTROLS): JsonRecord => ({
  _model_module: module,
  _model_module_version: VERSION,
  _model_name: `${name}Model`,
  _view_module: module,
  _view_module_version: VERSION,
  _view_name: `${name}View`,
});

/** CSS of a widget, such as `{ width: "480px" }`. */
export type Layout = Readonly<Record<string, string>>;

/** A layout; every widget has one. */
export const openLayout = (widgets: Widgets, layout: Layout = {}): Widget =>
  widgets.open({ ...model("Layout", BASE), ...layout });

const style = (name: string, state: JsonRecord): JsonRecord => ({
  ...model(name),
  _view_module: BASE,
  _view_name: "StyleView",
  ...state,
});

/** A widget with its style and its layout. */
function styled(widgets: Widgets, name: string, styleName: string, state: JsonRecord, look: Look): Widget {
  const layout = openLayout(widgets, look.layout);
  const described = styleName === "ButtonStyle" ? {} : { description_width: "" };
  const own = widgets.open(style(styleName, { ...described, ...look.style }));
  return widgets.open({
    ...model(name),
    _dom_classes: [],
    disabled: false,
    style: own.reference,
    layout: layout.reference,
    ...state,
  });
}

export interface Look {
  readonly layout?: Layout;
  readonly style?: JsonRecord;
}

interface SliderState {
  readonly description: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** A d3 format. */
  readonly readout_format: string;
}

const sliding = {
  behavior: "drag-tap",
  continuous_update: true,
  description_allow_html: false,
  orientation: "horizontal",
  readout: true,
};

export const floatSlider = (widgets: Widgets, state: SliderState, look: Look = {}): Widget =>
  styled(widgets, "FloatSlider", "SliderStyle", { ...sliding, ...state }, look);

/** `min`, `max` and `step` are exponents of base 10. */
export const floatLogSlider = (widgets: Widgets, state: SliderState, look: Look = {}): Widget =>
  styled(widgets, "FloatLogSlider", "SliderStyle", { ...sliding, base: 10, ...state }, look);

export const intSlider = (widgets: Widgets, state: SliderState, look: Look = {}): Widget =>
  styled(widgets, "IntSlider", "SliderStyle", { ...sliding, ...state }, look);

export const dropdown = (
  widgets: Widgets,
  state: { readonly description: string; readonly _options_labels: readonly string[]; readonly index: number },
  look: Look = {},
): Widget => styled(widgets, "Dropdown", "DescriptionStyle", { description_allow_html: false, ...state }, look);

export const checkbox = (
  widgets: Widgets,
  state: { readonly description: string; readonly value: boolean },
  look: Look = {},
): Widget =>
  styled(widgets, "Checkbox", "CheckboxStyle", { description_allow_html: false, indent: true, ...state }, look);

export const button = (
  widgets: Widgets,
  state: { readonly description: string /** A name of Font Awesome 4. */; readonly icon?: string },
  look: Look = {},
): Widget => styled(widgets, "Button", "ButtonStyle", { button_style: "", icon: "", ...state }, look);

interface PlayState {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** Between two values, in ms. */
  readonly interval: number;
}

export const player = (widgets: Widgets, state: PlayState, look: Look = {}): Widget => {
  const still = { description: "", description_allow_html: false, playing: false, repeat: false, show_repeat: true };
  return styled(widgets, "Play", "DescriptionStyle", { ...still, ...state }, look);
};

/** Links a property of two widgets in the front end, so that it works without a kernel. */
export const link = (widgets: Widgets, source: Widget, target: Widget, property: string): Widget =>
  widgets.open({
    ...model("Link"),
    _view_name: null,
    source: [source.reference, property],
    target: [target.reference, property],
  });

/** Widgets side by side, or stacked vertically. */
export const box = (widgets: Widgets, kind: "HBox" | "VBox", children: readonly Widget[], look: Look = {}): Widget =>
  widgets.open({
    ...model(kind),
    _dom_classes: [],
    box_style: "",
    children: children.map(({ reference }) => reference),
    layout: openLayout(widgets, look.layout).reference,
  });
