import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import typescript from "typescript";
import * as assert from "uvu/assert";
import * as spiketensor from "../../src/index.js";

const root = new URL("../../", import.meta.url);

/** The text of a page of the documentation. */
export const page = (name: string): string => readFileSync(new URL(name, root), "utf8");

/**
 * The TypeScript examples of a page as scripts: an example may use what those before it have declared. One that imports a
 * name again begins a new script, as a reader would.
 */
export function scripts(markdown: string): string[] {
  const codes: string[] = [];
  let imported = new Set<string>();
  for (const [, code] of markdown.matchAll(/^```ts\n(.*?)^```$/gms)) {
    const names = [...code.matchAll(/^import (?:\* as (\w+)|\{([^}]*)\}) from/gm)]
      .flatMap(([, whole, parts]) => (whole ?? parts).split(","))
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const isNew = codes.length === 0 || names.some((name) => imported.has(name));
    if (isNew) imported = new Set();
    for (const name of names) imported.add(name);
    codes.push(isNew ? code : `${codes.pop()}\n${code}`);
  }
  return codes;
}

/** What the compiler says against the examples, as a user's script in strict mode. */
export function complaints(code: string): string[] {
  const name = fileURLToPath(new URL("test/docs/example.ts", root));
  const text = code
    .replaceAll('from "spiketensor"', 'from "../../src/index.js"')
    .replaceAll('from "spiketensor/browser"', 'from "../../src/browser.js"');
  const { ModuleKind, ModuleResolutionKind, ScriptTarget } = typescript;
  const options: typescript.CompilerOptions = {
    target: ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ModuleKind.NodeNext,
    moduleResolution: ModuleResolutionKind.NodeNext,
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = typescript.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.getSourceFile = (file, target) =>
    file === name ? typescript.createSourceFile(file, text, target) : getSourceFile(file, target);
  const program = typescript.createProgram([name], options, host);
  const source = program.getSourceFile(name);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText, start }) =>
      `${typescript.flattenDiagnosticMessageText(messageText, "\n")} at: ${text.slice(start).split("\n")[0]}`,
  );
}

/**
 * Runs the examples; `expression; // = value` and `expression; // throws text` are checked. Gives the number of checks.
 */
export async function run(code: string): Promise<number> {
  let checks = 0;
  const marked = code
    .replace(/^import [^;]* from "(spiketensor(?:\/browser)?|@tensorflow\/tfjs-core)";$/gm, "")
    .replace(/^import ("[^"]*");$/gm, "await import($1);")
    .replace(
      /^(.*); \/\/ = (.*)$/gm,
      (_, expression, value) => `$.is(${expression}, ${value}, ${JSON.stringify(expression)});`,
    )
    .replace(/^(.*); \/\/ throws (.*)$/gm, (_, expression, text) => {
      return `await $.fails(async () => ${expression.replace(/^await /, "")}, ${JSON.stringify(text)});`;
    });
  const $ = {
    is(found: unknown, expected: unknown, what: string) {
      checks++;
      assert.equal(found, expected, what);
    },
    async fails(work: () => Promise<unknown>, text: string) {
      checks++;
      const error = await work().then(
        () => assert.unreachable(`expected an error: ${text}`),
        (thrown: unknown) => thrown,
      );
      assert.instance(error, spiketensor.SpikeTensorError, String(error));
      assert.ok(String(error).includes(text), `${error} for ${text}`);
    },
  };
  const script = typescript.transpile(marked, { target: typescript.ScriptTarget.ES2022 });
  const given = { ...spiketensor, tf, $ };
  const AsyncFunction = run.constructor as new (...args: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(given), `{${script}}`)(...Object.values(given));
  return checks;
}
