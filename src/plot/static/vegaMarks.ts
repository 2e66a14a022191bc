import type { Mark } from "vega";

interface PathStyle {
  readonly fill?: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly strokeCap?: "round";
  readonly strokeDash?: number[];
}

/** A path in pixels of its panel. */
export function pathMark(path: string, style: PathStyle): Mark {
  const values = Object.entries({ path, ...style }).map(([key, value]) => [key, { value }]);
  return { type: "path", encode: { enter: Object.fromEntries(values) } };
}

/** An image over the whole panel. */
export function imageMark(
  url: string,
  panel: { readonly width: number; readonly height: number },
  smooth: boolean,
): Mark {
  return {
    type: "image",
    encode: {
      enter: {
        url: { value: url },
        width: { value: panel.width },
        height: { value: panel.height },
        aspect: { value: false },
        smooth: { value: smooth },
      },
    },
  };
}

interface Word {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string | readonly string[];
}

/** Words centered at pixels of their panel. */
export function textMarks(words: readonly Word[], size: number): Mark[] {
  const shown = words.filter(({ text }) => text !== "");
  if (shown.length === 0) return [];
  const text: Mark = {
    type: "text",
    from: { data: "words" },
    encode: {
      enter: {
        x: { field: "x" },
        y: { field: "y" },
        text: { field: "text" },
        fill: { field: "color" },
        fontSize: { value: size },
        align: { value: "center" },
        baseline: { value: "middle" },
      },
    },
  };
  return [{ type: "group", data: [{ name: "words", values: [...shown] }], marks: [text] }];
}
