import { InputError } from "../errors.js";
import { checkFigure } from "./checkFigure.js";
import { escapeHtml } from "./escape.js";
import type { Figure } from "./figure.js";
import { toHtml } from "./html.js";
import { plotlyScript } from "./plotly/source.js";
import { type Report, report } from "./report.js";

/** The content of a page: one figure, several, or a report. */
export type PageContent = Figure | readonly Figure[] | Report;

/**
 * A complete HTML page that works offline; Plotly is included once.
 * @throws InputError unless it is figures or a report
 */
export async function toPage(content: PageContent): Promise<string> {
  const { title, sections } = asReport(content);
  const parts = await Promise.all(
    sections.map(async ({ heading, text = "", figures = [] }) => {
      const drawn = await Promise.all(figures.map((figure) => toHtml(figure)));
      const paragraphs = text.split(/\n\s*\n/).filter((part) => part.trim() !== "");
      return [
        heading && `<h2>${escapeHtml(heading)}</h2>`,
        ...paragraphs.map((part) => `<p>${escapeHtml(part.trim())}</p>`),
        ...drawn.map((figure) => `<figure>${figure}</figure>`),
      ].join("\n");
    }),
  );
  const usesPlotly = sections.some(({ figures = [] }) => figures.some(({ renderer }) => renderer === "plotly"));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${parts.map((part) => `<section>\n${part}\n</section>`).join("\n")}
${usesPlotly ? plotlyScript("inline") : ""}
</body>
</html>
`;
}

function asReport(content: PageContent): Pick<Report, "title" | "sections"> {
  if (content !== null && typeof content === "object" && "kind" in content && content.kind === "report") {
    return report({ title: content.title, sections: content.sections });
  }
  const figures = Array.isArray(content) ? (content as readonly Figure[]) : [content as Figure];
  if (figures.length === 0) throw new InputError("saveHtml: found no figures, expected at least one.");
  for (const figure of figures) checkFigure("saveHtml", figure);
  return { title: "SpikeTensor", sections: [{ heading: "", figures }] };
}

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 62rem; margin: 2.5rem auto; padding: 0 1.25rem; }
body { color: #222; background: #fff; }
h1 { font-size: 1.7rem; font-weight: 600; line-height: 1.25; }
h2 { font-size: 1.2rem; font-weight: 600; margin: 2.5rem 0 0.5rem; }
p { max-width: 42rem; white-space: pre-line; }
figure { margin: 1.25rem 0; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #111; } }
`;
