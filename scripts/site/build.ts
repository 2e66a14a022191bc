/**
 * Builds the static site into site/dist: the landing page with its worker, the documentation, the notebooks as saved, the
 * catalog, the API reference. Nothing of it asks another server for anything.
 *
 *   npm run site
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Application } from "typedoc";
import { mnist } from "../../src/data/mnist.js";
import { escapeHtml } from "../../src/plot/escape.js";
import { htmlOf } from "./markdown.js";
import { type Notebook, notebookHtml, summaryOf, titleOf } from "./notebook.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const out = join(root, "site", "dist");
const DIGITS = 3000;
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** `docs/x.md` and `notebooks/x.ipynb` as pages; anything else that is no address stays in the repository. */
const pathOf = (path: string): string => path.replace(/\.(md|ipynb)$/, ".html");
const PAGES = new Map<string, string>(
  [
    ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
    ...readdirSync(join(root, "notebooks")).map((name) => `notebooks/${name}`),
  ]
    .filter((path) => /\.(md|ipynb)$/.test(path))
    .map((path) => [path, pathOf(path)]),
);
PAGES.set("README.md", "docs/index.html").set("CHANGELOG.md", "docs/changes.html");
PAGES.set("CONTRIBUTING.md", "docs/contributing.html").set("docs", "docs/index.html");
PAGES.set("notebooks", "notebooks/index.html").set("data/README.md", "docs/datasets.html");

/** Links of a page of the repository as links of the page of the site. */
const linker =
  (source: string, page: string) =>
  (href: string): string => {
    if (/^([a-z]+:|#)/i.test(href)) return href;
    const [path, anchor] = href.split("#");
    const target = join(dirname(source), path).replace(/\/$/, "");
    const found = PAGES.get(target) ?? (/\.(png|svg)$/.test(target) ? target : undefined);
    if (found === undefined) return relative(dirname(page), "docs/index.html");
    return relative(dirname(page), found) + (anchor === undefined ? "" : `#${anchor}`);
  };

const NAVIGATION = [
  ["docs/index.html", "Documentation"],
  ["notebooks/index.html", "Notebooks"],
  ["docs/catalog.html", "Models"],
  ["api/index.html", "API"],
] as const;

/** Writes a page with what all pages have. `beside` are the contents that stand beside it, or below where it is narrow. */
function put(page: string, title: string, body: string, kind = "page", beside = ""): void {
  const to = (path: string) => relative(dirname(page), path) || basename(page);
  const links = NAVIGATION.map(([path, name]) => `<a href="${to(path)}">${name}</a>`).join("\n");
  const path = join(out, page);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${to("style.css")}">
</head>
<body>
<header><a class="name" href="${to("index.html")}">SpikeTensor</a>
<nav>${links}</nav></header>
<main class="${kind}">
${beside === "" ? body : `<article>\n<p class="jump"><a href="#contents">Contents</a></p>\n${body}\n</article>\n${beside}`}
</main>
<footer>Everything on these pages runs in your browser and asks no other server for anything. MIT license. Digits: the MNIST database of LeCun, Cortes and Burges.</footer>
</body>
</html>
`,
  );
}

const headingOf = (markdown: string): string => /^# +(.*)$/m.exec(markdown)?.[1] ?? "SpikeTensor";

/** Files of a kind in the order in which README.md names them, the others behind them. */
function inOrder(files: readonly string[]): string[] {
  const readme = read("README.md");
  const place = (file: string) => {
    // A link alone on its line of a list or a table.
    const found = readme.search(new RegExp(`^[-|] \\[[^\\]]*\\]\\(${file.replaceAll(".", "\\.")}\\)`, "m"));
    return found < 0 ? readme.length : found;
  };
  return [...files].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

const DOCUMENTS = ["README.md", ...inOrder([...PAGES.keys()].filter((path) => /^docs\/.*\.md$/.test(path)))];
const OTHERS = ["data/README.md", "CHANGELOG.md", "CONTRIBUTING.md"];

/** All documents, and within the one that is shown its headings. */
function contentsOf(shown: string, page: string, html: string): string {
  const headings = [...html.matchAll(/<h([23]) id="([^"]*)">(.*)<\/h\d>/g)]
    .map(
      ([, depth, id, text]) =>
        `<li class="depth${depth}"><a href="#${id}">${text.replace(/<\/?a\b[^>]*>/g, "")}</a></li>`,
    )
    .join("\n");
  const entries = [...DOCUMENTS, ...OTHERS].map((source) => {
    const title = headingOf(read(source)).replaceAll("`", "");
    if (source === shown) return `<li class="shown"><a href="#">${title}</a>\n<ul>${headings}</ul></li>`;
    return `<li><a href="${relative(dirname(page), PAGES.get(source) as string)}">${title}</a></li>`;
  });
  return `<nav class="contents" id="contents" aria-label="Contents"><ul>${entries.join("\n")}</ul></nav>`;
}

function putMarkdown(source: string, page: string): void {
  const text = read(source);
  const html = htmlOf(text, linker(source, page));
  put(page, `${headingOf(text)} · SpikeTensor`, html, "page with-contents", contentsOf(source, page, html));
}

function putNotebooks(): void {
  const cards: string[] = [];
  for (const source of inOrder([...PAGES.keys()].filter((path) => path.endsWith(".ipynb")))) {
    const page = pathOf(source);
    const notebook: Notebook = JSON.parse(read(source));
    put(page, `${titleOf(notebook)} · SpikeTensor`, notebookHtml(notebook, linker(source, page)));
    const summary = htmlOf(summaryOf(notebook), linker(source, "notebooks/index.html"));
    cards.push(`<li><a href="${basename(page)}">${escapeHtml(titleOf(notebook))}</a>${summary}</li>`);
  }
  const about = "<h1>Notebooks</h1><p>As saved after a full run. To change them: <code>npx spiketensor lab</code></p>";
  put("notebooks/index.html", "Notebooks · SpikeTensor", `${about}<ul class="cards">${cards.join("\n")}</ul>`);
}

/** The first digits of MNIST: images, then labels, a byte for each pixel and label. */
async function putDigits(): Promise<void> {
  const { images, labels } = await mnist("train", { limit: DIGITS });
  writeFileSync(join(out, "digits.bin"), Buffer.concat([images, labels]));
}

async function putLanding(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["site/main.ts", "site/worker.ts"],
    outdir: out,
    bundle: true,
    minify: true,
    keepNames: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    alias: { "spiketensor/browser": join(root, "dist/browser/index.js") },
    logLevel: "warning",
  });
  cpSync(join(root, "site/style.css"), join(out, "style.css"));
  put("index.html", "SpikeTensor: spiking neural networks from equations", read("site/landing.html"), "landing");
}

async function putReference(): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [join(root, "src/index.ts")],
    tsconfig: join(root, "tsconfig.types.json"),
    name: "SpikeTensor",
    readme: join(root, "site/api.md"),
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    disableSources: true,
    disableGit: true,
    skipErrorChecking: true,
    githubPages: false,
    navigationLinks: { Start: "../index.html", Documentation: "../docs/index.html", Models: "../docs/catalog.html" },
    logLevel: "Error",
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the sources");
  await app.generateDocs(project, join(out, "api"));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const name of readdirSync(join(root, "docs")).filter((file) => /\.(png|svg)$/.test(file))) {
  mkdirSync(join(out, "docs"), { recursive: true });
  cpSync(join(root, "docs", name), join(out, "docs", name));
}
for (const [source, page] of PAGES) if (source.endsWith(".md")) putMarkdown(source, page);
putNotebooks();
await putDigits();
await putLanding();
await putReference();

const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
console.log(`site/dist: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
