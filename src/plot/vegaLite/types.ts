/** Vega-Lite's types, from here only: without vega-lite installed, declarations read `any` in their place. */
// biome-ignore lint/suspicious/noTsIgnore: in a project without vega-lite it is an error, here it is none
/** @ts-ignore */
export type { TopLevelSpec } from "vega-lite";
