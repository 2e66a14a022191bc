/**
 * The part of a widget's state that makes it an anywidget: its front-end part is a module of ours.
 * @see https://anywidget.dev, the AnyModel of its front end
 */
export const anywidget = (name: string, module: string) => ({
  _model_module: "anywidget",
  _model_module_version: "*",
  _model_name: "AnyModel",
  _view_module: "anywidget",
  _view_module_version: "*",
  _view_name: "AnyView",
  _anywidget_id: `spiketensor.${name}`,
  _dom_classes: [],
  _esm: module,
});
