import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Figure } from "./figure.js";

export interface ReportSection {
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
  if (!content.title) throw new InputError(`${where}: found no title, expected one.`);
  if (!Array.isArray(content.sections) || content.sections.length === 0) {
    throw new InputError(`${where}: found no sections, expected at least one { heading, text, figures }.`);
  }
  for (const section of content.sections as readonly ReportSection[]) {
    checkOptions(where, section, SECTION_PARTS);
    if (!section.heading) throw new InputError(`${where}: found a section without a heading, expected one for each.`);
    for (const figure of section.figures ?? []) checkFigure(`${where}, "${section.heading}"`, figure);
  }
  return { kind: "report", title: content.title, sections: [...content.sections] };
}

export const isFigure = (value: unknown): value is Figure =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "figure" && "panels" in value;

/** @throws InputError for anything but a figure */
export function checkFigure(where: string, value: unknown): asserts value is Figure {
  if (isFigure(value)) return;
  throw new InputError(`${where}: found ${nameOf(value)}, expected a figure: what a plot function returns.`);
}
