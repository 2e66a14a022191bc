import type { Figure } from "./figure.js";
import { toSvg } from "./static/svg.js";
import { toVegaLite } from "./vegaLite/toVegaLite.js";

export const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";

/** A figure in words. */
export const captionOf = ({ title }: Figure): string => `[figure: ${title}]`;

/** A figure by MIME type: for front ends that draw Vega-Lite, as a picture, and in words. */
export async function vegaLiteBundle(figure: Figure): Promise<Readonly<Record<string, unknown>>> {
  return {
    [VEGA_LITE_MIME]: toVegaLite(figure),
    "image/svg+xml": await toSvg(figure),
    "text/plain": captionOf(figure),
  };
}
