import type { Figure } from "./figure.js";
import { toSvg } from "./static/svg.js";
import { toVegaLite } from "./vegaLite/toVegaLite.js";

export const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";

/** A figure as text. */
export const captionOf = ({ title }: Figure): string => `[figure: ${title}]`;

/** A figure by MIME type: Vega-Lite for front ends that draw it, a picture, and text. */
export async function vegaLiteBundle(figure: Figure): Promise<Readonly<Record<string, unknown>>> {
  return {
    [VEGA_LITE_MIME]: toVegaLite(figure),
    "image/svg+xml": await toSvg(figure),
    "text/plain": captionOf(figure),
  };
}
