import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import typescript from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installPacked, type Project, TENSORS } from "./project.js";

/** The compiler inside tslab, the oldest that the public types are for. */
const tslab: typeof typescript = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"))(
  "@tslab/typescript-for-tslab",
);
const { ModuleKind, ModuleResolutionKind, ScriptTarget } = typescript;

const full = installPacked([...TENSORS, "vega-lite"]);
/** As `npm install --omit=optional spiketensor` leaves it. */
const bare = installPacked([], true);
test.after(() => {
  for (const project of [full, bare]) project.remove();
});

const node10 = { module: ModuleKind.CommonJS, moduleResolution: ModuleResolutionKind.Node10 };
const nodenext = { module: ModuleKind.NodeNext, moduleResolution: ModuleResolutionKind.NodeNext };
const settings = [
  { what: "node10", file: "node10.ts", options: node10, types: "cjs" },
  { what: "nodenext, ES module", file: "esModule.mts", options: nodenext, types: "esm" },
  { what: "nodenext, CommonJS", file: "commonJs.cts", options: nodenext, types: "cjs" },
];

/** Compiles the file; what is wrong in the project and in the package, but not in other people's declarations. */
function compile(project: Project, ts: typeof typescript, file: string, options: typescript.CompilerOptions) {
  const text = readFileSync(new URL("./consumer/consumer.ts", import.meta.url), "utf8");
  const program = ts.createProgram([project.write(file, text)], {
    ...options,
    target: ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: ["node"],
    esModuleInterop: true,
    skipLibCheck: false,
  });
  const ours = (path: string) => path.includes("/node_modules/spiketensor/") || !path.includes("/node_modules/");
  const complaints = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics]
    .filter((diagnostic) => diagnostic.file === undefined || ours(diagnostic.file.fileName))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  const sources = program.getSourceFiles().map(({ fileName }) => fileName);
  return { complaints, sources };
}

const cases = [
  ...settings.map((setting) => ({ project: full, ts: typescript, strict: true, ...setting })),
  ...settings.map((setting) => ({ project: full, ts: tslab, strict: true, ...setting })),
  // What a notebook's cell is compiled with.
  { project: full, ts: tslab, strict: false, ...settings[0] },
  // No declaration needs a package that not everybody has.
  { project: bare, ts: typescript, strict: true, ...settings[1] },
  { project: bare, ts: tslab, strict: true, ...settings[0] },
];
for (const { project, ts, strict, what, file, options, types } of cases) {
  const having = `${strict ? "strict" : "not strict"}, ${project === bare ? "only what is required" : "all packages"}`;
  test(`TypeScript ${ts.version}, ${what}, ${having}: compiles and runs`, () => {
    const { complaints, sources } = compile(project, ts, file, { ...options, strict });
    assert.equal(complaints, []);
    const expected = `/node_modules/spiketensor/dist/${types}/index.d.ts`;
    assert.ok(
      sources.some((path) => path.endsWith(expected)),
      `the types come from ${expected}`,
    );
    const script = join(project.folder, file.replace(/ts$/, "js"));
    const printed = execFileSync(process.execPath, [script], { encoding: "utf8" });
    const parts = ["input", "exc", "inputToExc", "lateral"];
    assert.equal(JSON.parse(printed), { state: "v", size: 4, latex: true, parts, figure: "object" });
  });
}

test("a page's project, without the types of Node.js, compiles against spiketensor/browser", () => {
  const text = `import { compile, diehlCook2015, ms } from "spiketensor/browser";
    export const sim = await compile(diehlCook2015({ neurons: 4 }), { dt: ms(0.5) });
    export const theta: Float32Array = await sim.state.exc.theta.read();
    // @ts-expect-error: there is no variable u
    sim.state.exc.u;`;
  const program = typescript.createProgram([bare.write("page.mts", text)], {
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler,
    target: ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
    strict: true,
    noEmit: true,
  });
  const complaints = typescript
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName}: ${typescript.flattenDiagnosticMessageText(messageText, "\n")}`);
  assert.equal(complaints, []);
});

test.run();
