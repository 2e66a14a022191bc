import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { InputError } from "../errors.js";
import { checkFigure } from "./checkFigure.js";
import type { Figure } from "./figure.js";

interface ReportSection {
  readonly heading: string;
  /** Plain text; an empty line starts a paragraph. */
  readonly text?: string;
  readonly figures?: readonly Figure[];
}

/** A page of headings, text and figures, for `saveHtml`. */
export interface Report {
  readonly kind: "report";
  readonly title: string;
  readonly sections: readonly ReportSection[];
}

const PARTS = optionsOf<Omit<Report, "kind">>({ title: true, sections: true });
const SECTION_PARTS = optionsOf<ReportSection>({ heading: true, text: true, figures: true });

/** @throws InputError if a title, heading or figure is missing */
export function report(content: { title: string; sections: readonly ReportSection[] }): Report {
  const where = "report";
  checkOptions(where, content, PARTS);
  checkText(`${where}, title`, content.title, "One pass over MNIST");
  if (!Array.isArray(content.sections) || content.sections.length === 0) {
    throw new InputError(`${where}: found no sections, expected at least one { heading, text, figures }.`);
  }
  for (const section of content.sections as readonly ReportSection[]) {
    checkOptions(where, section, SECTION_PARTS);
    checkText(`${where}, heading`, section.heading, "Accuracy");
    const place = `${where}, "${section.heading}"`;
    if ((section.text ?? "") !== "") checkText(`${place}, text`, section.text, "What can be seen.");
    const figures: unknown = section.figures ?? [];
    if (!Array.isArray(figures)) {
      throw new InputError(`${place}, figures: found ${nameOf(figures)}, expected a list of figures.`);
    }
    for (const figure of figures) checkFigure(place, figure);
  }
  return { kind: "report", title: content.title, sections: [...content.sections] };
}
