import { readFileSync } from "node:fs";
import ts from "typescript";
import * as spiketensor from "../../src/index.js";
import { networkRows, networkTitle } from "../../src/model/summary.js";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** What is exported from a file of the library, with its doc comment. */
interface Entry {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly comment: string;
  readonly value: unknown;
}

/** Sections of the page, by the folders whose exports they list. */
const SECTIONS: readonly { readonly title: string; readonly folder: string; readonly text: string }[] = [
  {
    title: "Neurons",
    folder: "catalog/neurons",
    text: "Records for `neuron(…)`. Spread one and replace what differs: `neuron({ ...lif, refractory: ms(5) })`.",
  },
  {
    title: "Synapses and learning rules",
    folder: "catalog/synapses",
    text: "Records for `synapse(…)`, the `plasticity` of a projection.",
  },
  { title: "Networks", folder: "catalog/networks", text: "Functions that make a network, here with their defaults." },
  { title: "Encodings", folder: "encode", text: "Values, images and signals as rates or spikes, and back." },
  { title: "Labels, votes and readouts", folder: "learning", text: "What spikes say, and whether it is right." },
  { title: "Spike trains", folder: "analysis", text: "Rates, intervals and what neurons do together." },
  { title: "Data", folder: "data", text: "Files as examples, spikes and arrays; models for and from other programs." },
];

/** The values that a public entry names, by the file that declares them. */
function entriesOf(path: string): Entry[] {
  const entry = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  return entry.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || statement.moduleSpecifier === undefined)
      return [];
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause) || !ts.isStringLiteral(moduleSpecifier))
      return [];
    const file = `src/${moduleSpecifier.text.slice(2).replace(/\.js$/, ".ts")}`;
    const folder = file.slice(4, file.lastIndexOf("/"));
    const names = exportClause.elements.flatMap((element) => (element.isTypeOnly ? [] : [element.name.text]));
    const values = spiketensor as Readonly<Record<string, unknown>>;
    return names.map((name) => ({ name, folder, file, comment: commentOf(file, name), value: values[name] }));
  });
}

/** The doc comment of an exported name, without its stars. */
function commentOf(file: string, name: string): string {
  const text = read(file);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declares = (statement: ts.Statement): boolean =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some((own) => own.name.getText() === name)
      : (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name;
  for (const statement of source.statements) {
    if (!declares(statement)) continue;
    const ranges = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
    const doc = ranges
      .map(({ pos, end }) => text.slice(pos, end))
      .filter((comment) => comment.startsWith("/**"))
      .pop();
    if (doc === undefined) continue;
    return doc
      .replace(/^\/\*\* ?|\s*\*\/$/g, "")
      .split("\n")
      .map((line) => line.replace(/^\s*\* ?/, ""))
      .join("\n")
      .trim();
  }
  throw new Error(`${file}: found no doc comment of ${name}, expected one: the catalog's page shows it`);
}

const linked = (text: string): string => text.replace(/\{@link (\w+)\}/g, "`$1`");

/** A comment as Markdown: its text, and its source. */
function prose(comment: string): string {
  const [body, ...tags] = comment.split(/^@/m);
  const see = tags
    .find((tag) => tag.startsWith("see "))
    ?.slice(4)
    .replace(/\s+/g, " ")
    .trim();
  return linked([body.trim(), ...(see ? [`*${see}*`] : [])].join("\n\n"));
}

/** The first sentence of a comment. */
function brief(comment: string): string {
  const text = comment
    .split(/\n\n|^@/m)[0]
    .replace(/\s+/g, " ")
    .trim();
  const end = /^(.*?[^0-9\s)][.:]|.*?\)\.)(?= [A-Z]|$)/.exec(text)?.[1] ?? text;
  return linked(end).replace(/[:,]$/, ".").replace(/[^.]$/, "$&.");
}

function valueText(value: unknown): string {
  const adjustable = (value as Partial<spiketensor.Adjustable> | undefined)?.kind === "adjustable";
  if (adjustable) return `${valueText((value as spiketensor.Adjustable).initial.value)} (adjustable)`;
  if (value instanceof spiketensor.Quantity) {
    const single = typeof value.value === "number";
    return single
      ? `${Number((value.value as number).toPrecision(6))} ${String(value).split(" ").slice(1).join(" ")}`
      : String(value);
  }
  return String(value);
}

type Declaration = Readonly<Record<"parameters" | "initial", Readonly<Record<string, unknown>> | undefined>> & {
  readonly equations?: Readonly<Record<string, string>>;
};

const table = (title: string, values: Readonly<Record<string, unknown>> | undefined): string[] => {
  const own = Object.entries(values ?? {});
  if (own.length === 0) return [];
  return [`${title}: ${own.map(([name, value]) => `\`${name}\` ${valueText(value)}`).join(", ")}.`];
};

/** The equations of the first, and what differs in each. */
function declarationsText(own: readonly (readonly [string, Declaration])[]): string[] {
  const [[, first]] = own;
  const lines = own.map(([name, { parameters, initial, equations = {} }]) => {
    const others = Object.entries(equations).filter(([key, text]) => text !== first.equations?.[key]);
    const differs = others.map(([key, text]) => `\`${key} = ${text}\``);
    const values = [...table("", parameters), ...table("", initial)].map((text) => text.slice(2, -1));
    return `- \`${name}\`: ${[...values, ...differs].join("; ")}.`;
  });
  return [`$$\n${spiketensor.neuron(first as never).latex}\n$$`, lines.join("\n")];
}

function modelText({ folder, value }: Entry): string[] {
  const declaration = value as Declaration;
  const isModel = typeof value === "object" && value !== null && "equations" in value;
  if (!isModel) {
    const own = Object.entries(value as Readonly<Record<string, Declaration>>);
    const [[, first]] = own;
    return "equations" in first
      ? declarationsText(own)
      : own.map(([name, parameters]) => `- \`${name}\`: ${table("", parameters)[0].slice(2)}`);
  }
  const model = folder === "catalog/neurons" ? spiketensor.neuron(value as never) : spiketensor.synapse(value as never);
  return [
    `$$\n${model.latex}\n$$`,
    ...table("Parameters", declaration.parameters),
    ...table("Initial values", declaration.initial),
  ];
}

function networkText(value: unknown): string[] {
  const net = (value as () => spiketensor.Network)();
  return [
    `${networkTitle(net.parts)}:`,
    networkRows(net.parts)
      .map(([name, text]) => `- \`${name}\`: ${text}`)
      .join("\n"),
  ];
}

function entryText(entry: Entry): string {
  const { name, folder, comment } = entry;
  const parts = folder === "catalog/networks" ? networkText(entry.value) : modelText(entry);
  const isList = parts.every((part) => part.startsWith("- "));
  return [`### ${name}`, prose(comment), ...(isList ? [parts.join("\n")] : parts)].join("\n\n");
}

function section({ title, folder, text }: (typeof SECTIONS)[number], all: readonly Entry[]): string {
  const own = all
    .filter((entry) => entry.folder === folder || entry.folder.startsWith(`${folder}/`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const isCatalog = folder.startsWith("catalog/");
  const rows = own.map(({ name, comment }) => `| \`${name}\` | ${brief(comment).replaceAll("|", "\\|")} |`);
  const body = isCatalog ? own.map(entryText) : [["| name | what it does |", "| --- | --- |", ...rows].join("\n")];
  return [`## ${title}`, text, ...body].join("\n\n");
}

/** The page that lists the library's models, rules, networks, encodings, readouts and data, from what declares them. */
export function catalogPage(): string {
  const all = ["src/browser.ts", "src/index.ts"].flatMap(entriesOf);
  const intro =
    "Everything that is included, with equations and sources. This page is generated from the declarations: " +
    "`npm run docs:catalog` regenerates it, and a test fails if it is out of date. [equations.md](equations.md) explains how " +
    "to read and change a declaration.";
  return `${["# The catalog", intro, ...SECTIONS.map((own) => section(own, all))].join("\n\n")}\n`;
}
