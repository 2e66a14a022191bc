import { join } from "node:path";
import ts from "typescript";
import { things } from "./things.js";

/** A function that users can call, with the types of what it takes. */
export interface Callable {
  /** As in an error's message: `plot.raster`, `LabelVote.observe`. */
  readonly name: string;
  readonly parameters: readonly { readonly type: ts.Type; readonly isOptional: boolean }[];
  readonly call: (args: readonly unknown[]) => unknown;
}

/** What the attack leaves out, each with its reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  backendKit: "for authors of backends, who are checked by the conformance suite",
  Quantity: "the unit functions make quantities; its constructor takes the library's own dimensions",
  mnist: "the network is not asked for data in a test; idxDataset reads the same files",
};

const isError = (value: unknown): boolean => typeof value === "function" && value.prototype instanceof Error;

export interface Surface {
  readonly checker: ts.TypeChecker;
  readonly callables: readonly Callable[];
}

/** Every function of the public entry, as the compiler sees it: a new one is attacked by itself. */
export function readSurface(library: Readonly<Record<string, unknown>>): Surface {
  const entry = join(import.meta.dirname, "../../src/index.ts");
  const { config } = ts.readConfigFile(join(import.meta.dirname, "../../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(import.meta.dirname, "../.."));
  const program = ts.createProgram([entry], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  if (file === undefined || module === undefined) throw new Error(`found no module in ${entry}`);
  const callables: Callable[] = [];
  const parametersOf = (signature: ts.Signature) =>
    signature.parameters.map((parameter) => ({
      type: checker.getTypeOfSymbolAtLocation(parameter, file),
      isOptional: isOptional(parameter),
    }));

  const addMethods = (owner: string, type: ts.Type, instance: () => Promise<unknown>) => {
    for (const method of checker.getPropertiesOfType(type)) {
      const declaration = declarationOf(method);
      // A class has a prototype that nobody has declared.
      if (declaration === undefined || ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) continue;
      const [signature] = checker.getTypeOfSymbolAtLocation(method, file).getCallSignatures();
      if (signature === undefined || method.name.startsWith("__")) continue;
      const call = async (args: readonly unknown[]) => {
        const self = (await instance()) as Record<string, (...args: readonly unknown[]) => unknown>;
        return self[method.name](...args);
      };
      callables.push({ name: `${owner}.${method.name}`, parameters: parametersOf(signature), call });
    }
  };

  const visit = (symbol: ts.Symbol, name: string, value: unknown) => {
    if (LEFT_OUT[name] !== undefined || isError(value)) return;
    const type = checker.getTypeOfSymbolAtLocation(symbol, file);
    const [signature] = [...type.getCallSignatures()].slice(-1);
    if (typeof value === "function" && signature !== undefined) {
      callables.push({ name, parameters: parametersOf(signature), call: (args) => value(...args) });
    }
    const [construct] = type.getConstructSignatures();
    if (typeof value === "function" && construct !== undefined) {
      const call = (args: readonly unknown[]) => Reflect.construct(value, args);
      callables.push({ name: `new ${name}`, parameters: parametersOf(construct), call });
      addMethods(name, type, async () => value);
    }
    if (typeof value === "object" && value !== null && value.constructor === undefined) {
      const inner = value as Readonly<Record<string, unknown>>;
      for (const part of checker.getExportsOfModule(aliased(symbol)))
        visit(part, `${name}.${part.name}`, inner[part.name]);
    }
  };
  const aliased = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  for (const symbol of checker.getExportsOfModule(module)) {
    const own = aliased(symbol);
    const instance = things[symbol.name];
    if (instance !== undefined && own.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) {
      addMethods(symbol.name, checker.getDeclaredTypeOfSymbol(own), instance);
    }
    if (own.flags & ts.SymbolFlags.Value) visit(own, symbol.name, library[symbol.name]);
  }
  return { checker, callables: callables.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

const declarationOf = (symbol: ts.Symbol): ts.Declaration | undefined => symbol.declarations?.[0];

function isOptional(parameter: ts.Symbol): boolean {
  const declaration = declarationOf(parameter);
  if (declaration === undefined || !ts.isParameter(declaration)) return false;
  return (declaration.questionToken ?? declaration.initializer ?? declaration.dotDotDotToken) !== undefined;
}
