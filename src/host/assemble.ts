import { Body, TYPES } from "./wat/body.js";
import { Bytes } from "./wat/bytes.js";
import { type Node, readLists } from "./wat/read.js";

type List = readonly Node[];

const isList = (node: Node): node is List => typeof node !== "string";
const isNamed = (node: Node | undefined): node is string => typeof node === "string" && node.startsWith("$");

/** Sections of a module. */
const SECTION = { custom: 0, type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const KIND = { function: 0, memory: 2 } as const;
/** Limits of a memory: only a minimum, or also the maximum that shared memory must have. */
const LIMITS = { least: 0, shared: 3 } as const;
const FUNCTION_TYPE = 0x60;

/**
 * Assembles a module in WebAssembly text: the part of the text format that this package uses, which is imports,
 * functions with named locals and folded instructions, and exports. It keeps the names of functions, for profilers.
 * Takes time proportional to the length of the text.
 *
 * @see WebAssembly Core Specification 2.0, sections 5 (binary format) and 6 (text format)
 */
export function assemble(text: string): Uint8Array {
  const [module] = readLists(text);
  const fields = (module as List).slice(1) as readonly List[];
  const types = new Types();
  const imports = fields
    .filter(([kind]) => kind === "import")
    .map(([, from, name, what]) => ({ from, name, what: what as List }));
  const functions = fields.filter(([kind]) => kind === "func");
  const imported = imports.filter(({ what }) => what[0] === "func");
  const names = [...imported.map(({ what }) => what), ...functions].map((f) => (isNamed(f[1]) ? f[1] : ""));
  const places = new Map<string, number>();
  for (const [place, name] of names.entries()) {
    if (name !== "" && places.has(name)) throw new TypeError(`function ${name}: found it twice, expected one.`);
    places.set(name, place);
  }

  const importSection = list(imports, (out, { from, name, what }) => {
    out.name((from as string).slice(1));
    out.name((name as string).slice(1));
    if (what[0] === "memory") {
      const [least, most, shared] = what.slice(1);
      out.bytes([KIND.memory, shared === "shared" ? LIMITS.shared : LIMITS.least]);
      out.unsigned(Number(least));
      if (shared === "shared") out.unsigned(Number(most));
    } else {
      out.byte(KIND.function);
      out.unsigned(types.of(what));
    }
  });
  const functionSection = list(functions, (out, f) => out.unsigned(types.of(f)));
  const exported = functions.flatMap((f, i) => {
    return declarations(f, "export").map(([, name]) => ({
      name: (name as string).slice(1),
      index: imported.length + i,
    }));
  });
  const exportSection = list(exported, (out, { name, index }) => {
    out.name(name);
    out.byte(KIND.function);
    out.unsigned(index);
  });
  const codeSection = list(functions, (out, f) => out.sized(functionBody(f, places)));
  const out = new Bytes();
  out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const section = (id: number, content: Uint8Array, count = 1) => {
    if (count === 0) return;
    out.byte(id);
    out.sized(content);
  };
  section(SECTION.type, types.section);
  section(SECTION.import, importSection, imports.length);
  section(SECTION.function, functionSection, functions.length);
  section(SECTION.export, exportSection, exported.length);
  section(SECTION.code, codeSection);
  section(SECTION.custom, nameSection(names));
  return out.view.slice();
}

/** The number of items, then each item. */
function list<T>(items: readonly T[], write: (out: Bytes, item: T) => void): Uint8Array {
  const out = new Bytes();
  out.unsigned(items.length);
  for (const item of items) write(out, item);
  return out.view;
}

/** The types of functions, once each, in order of appearance. */
class Types {
  private readonly known = new Map<string, number>();

  of(f: List): number {
    const signature = `${typesOf(f, "param").join(" ")} -> ${typesOf(f, "result").join(" ")}`;
    const place = this.known.get(signature) ?? this.known.size;
    this.known.set(signature, place);
    return place;
  }

  get section(): Uint8Array {
    return list([...this.known.keys()], (out, signature) => {
      out.byte(FUNCTION_TYPE);
      for (const side of signature.split("->")) {
        const names = side.split(" ").filter((name) => name !== "");
        out.sized(names.map((name) => TYPES[name]));
      }
    });
  }
}

/**
 * Types of a function's parameters, results or locals; a list has either a name (`(param $x i32)`) or several types.
 */
function typesOf(f: List, kind: "param" | "result" | "local"): string[] {
  return declarations(f, kind).flatMap((d) => (isNamed(d[1]) ? [d[2] as string] : (d.slice(1) as string[])));
}

const HEAD: readonly unknown[] = ["param", "result", "local", "export"];

/** The place of a function's first instruction, after its name and declarations. */
function firstInstruction(f: List): number {
  const first = f.findIndex((part, i) => i > 0 && isList(part) && !HEAD.includes(part[0]));
  return first < 0 ? f.length : first;
}

const declarations = (f: List, kind: string): List[] =>
  f.slice(0, firstInstruction(f)).filter((part): part is List => isList(part) && part[0] === kind);

function functionBody(f: List, functions: ReadonlyMap<string, number>): Uint8Array {
  const named = [...declarations(f, "param"), ...declarations(f, "local")].map((d) => d[1] as string);
  const body = new Body({ functions, locals: new Map(named.map((name, i) => [name, i])) });
  const locals = typesOf(f, "local");
  const runs: { type: string; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  body.out.bytes(
    list(runs, (out, { type, count }) => {
      out.unsigned(count);
      out.byte(TYPES[type]);
    }),
  );
  body.all(f, firstInstruction(f));
  body.out.byte(0x0b);
  return body.out.view;
}

function nameSection(names: readonly string[]): Uint8Array {
  const out = new Bytes();
  out.name("name");
  out.byte(1);
  const known = names.map((name, i) => [i, name] as const).filter(([, name]) => name !== "");
  out.sized(
    list(known, (entry, [i, name]) => {
      entry.unsigned(i);
      entry.name(name.slice(1));
    }),
  );
  return out.view;
}
