import ts from "typescript";
import type { Dice } from "../backend/dice.js";
import { quantities, texts, things } from "./things.js";

const NUMBERS = [
  0,
  1,
  2,
  3,
  5,
  10,
  0.5,
  -1,
  -0,
  1e-3,
  255,
  Number.NaN,
  Infinity,
  -Infinity,
  1e12,
  2 ** 53,
  1e300,
  5e-324,
];
const DEPTH = 5;

/** What nobody asks for. */
const RUBBISH: readonly (() => unknown)[] = [
  ...[undefined, null, true, 5, -1, Number.NaN, "", "x", "constructor", 7n, Symbol("s")].map((value) => () => value),
  ...[() => ({}), () => [], () => [[]], () => Object.create(null), () => new Date(0), () => new Map([[1, 2]])],
  ...[
    () => () => {},
    () => async () => {},
    () => new Float32Array(3),
    () => new Uint8Array(0),
    () => [null, undefined],
  ],
  ...[() => ({ length: 1e9 }), () => ({ length: -1 }), () => ({ kind: "x" }), () => ({ kind: {} }), () => new Array(3)],
  ...[() => ({ dataSync: 5 }), () => ({ dataSync: () => "x", shape: [1] }), () => ({ toString: null, valueOf: null })],
  ...[
    () => Promise.resolve(1),
    () => new Error("an error"),
    () => [Number.NaN, "a", {}],
    () => new DataView(new ArrayBuffer(8)),
  ],
];

/** Values by their types, and what is left of them when a part is replaced, left out or misspelt. */
export class Garbage {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly dice: Dice,
  ) {}

  /** Arguments of the right types, or nearly. */
  async arguments(parameters: readonly { readonly type: ts.Type; readonly isOptional: boolean }[]): Promise<unknown[]> {
    const { dice } = this;
    const args: unknown[] = [];
    for (const { type, isOptional } of parameters) {
      if (isOptional && dice.chance(0.3)) break;
      args.push(await this.valueOf(type, DEPTH));
    }
    if (dice.chance(0.35)) return args;
    if (dice.chance(0.1)) return args.slice(0, dice.whole(0, args.length));
    return args.length === 0 ? [this.rubbish()] : (this.spoil(args) as unknown[]);
  }

  private rubbish(): unknown {
    return this.dice.pick(RUBBISH)();
  }

  /** A copy with one part, at any depth, that is something else. */
  private spoil(value: unknown): unknown {
    const { dice } = this;
    if (Array.isArray(value) && value.length > 0) {
      const copy = [...value];
      const i = dice.whole(0, copy.length - 1);
      copy[i] = this.spoilPart(copy[i]);
      return copy;
    }
    if (isPlain(value) && Object.keys(value).length > 0) {
      const name = dice.pick(Object.keys(value));
      if (dice.chance(0.15)) return { ...value, [`${name}x`]: value[name] };
      if (dice.chance(0.15)) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
      return { ...value, [name]: this.spoilPart(value[name]) };
    }
    return this.rubbish();
  }

  private spoilPart(value: unknown): unknown {
    const isDeep = (Array.isArray(value) && value.length > 0) || (isPlain(value) && Object.keys(value).length > 0);
    return isDeep && this.dice.chance(0.6) ? this.spoil(value) : this.rubbish();
  }

  private async valueOf(type: ts.Type, depth: number): Promise<unknown> {
    const { dice, checker } = this;
    const { flags } = type;
    if (type.isUnion()) return this.valueOf(dice.pick(type.types), depth);
    if (type.isNumberLiteral() || type.isStringLiteral()) return type.value;
    if (flags & ts.TypeFlags.NumberLike) return dice.pick(NUMBERS);
    if (flags & ts.TypeFlags.StringLike) return dice.pick(texts);
    if (flags & ts.TypeFlags.BooleanLike) return dice.chance(0.5);
    if (flags & ts.TypeFlags.TypeParameter) {
      const constraint = checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? this.rubbish() : this.valueOf(constraint, depth);
    }
    if (!(flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || depth === 0) {
      return flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void) ? undefined : this.rubbish();
    }
    return this.objectOf(type, depth - 1);
  }

  private async objectOf(type: ts.Type, depth: number): Promise<unknown> {
    const { dice, checker } = this;
    const names = [type.aliasSymbol?.name, type.symbol?.name];
    const parts = type.isIntersection()
      ? type.types.flatMap((part) => [part.aliasSymbol?.name, part.symbol?.name])
      : [];
    const known = [...names, ...parts].find((name) => name !== undefined && things[name] !== undefined);
    if (known === "Quantity") return dice.pick(quantities);
    if (known !== undefined) return things[known]();
    const name = type.symbol?.name ?? "";
    if (name === "Backend") return "wasm";
    if (name === "Map" || name === "ReadonlyMap") return new Map([[dice.pick(texts), this.rubbish()]]);
    if (Object.hasOwn(typedArrays, name))
      return typedArrays[name as keyof typeof typedArrays](await this.list(undefined, depth));
    if (["Array", "ReadonlyArray", "ArrayLike", "Iterable", "Set"].includes(name) || checker.isTupleType(type)) {
      return this.list(checker.getTypeArguments(type as ts.TypeReference), depth, checker.isTupleType(type));
    }
    const [signature] = type.getCallSignatures();
    if (signature !== undefined) {
      const answer = await this.valueOf(signature.getReturnType(), depth);
      return () => answer;
    }
    if (name === "Promise") return this.valueOf(checker.getTypeArguments(type as ts.TypeReference)[0], depth);
    return this.recordOf(type, depth);
  }

  private async list(types: readonly ts.Type[] | undefined, depth: number, isTuple = false): Promise<unknown[]> {
    const { dice } = this;
    const values: unknown[] = [];
    const size = isTuple ? (types?.length ?? 0) : dice.whole(0, 4);
    for (let i = 0; i < size; i++) {
      const type = types?.[isTuple ? i : 0];
      values.push(type === undefined ? dice.pick(NUMBERS) : await this.valueOf(type, depth));
    }
    return values;
  }

  private async recordOf(type: ts.Type, depth: number): Promise<Record<string, unknown>> {
    const { dice, checker } = this;
    const entries: [string, unknown][] = [];
    for (const property of checker.getPropertiesOfType(type)) {
      if (property.flags & ts.SymbolFlags.Optional && dice.chance(0.5)) continue;
      if (property.name.startsWith("__")) continue;
      const own = checker.getTypeOfSymbol(property);
      entries.push([property.name, await this.valueOf(own, depth)]);
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    for (let i = index === undefined ? 0 : dice.whole(0, 3); i > 0 && index !== undefined; i--) {
      entries.push([dice.pick(texts), await this.valueOf(index, depth)]);
    }
    return Object.fromEntries(entries);
  }
}

const typedArrays = {
  Float32Array: (values: unknown[]) => Float32Array.from(values.map(Number)),
  Float64Array: (values: unknown[]) => Float64Array.from(values.map(Number)),
  Int32Array: (values: unknown[]) => Int32Array.from(values.map(Number)),
  Uint8Array: (values: unknown[]) => Uint8Array.from(values.map(Number)),
  Uint8ClampedArray: (values: unknown[]) => Uint8ClampedArray.from(values.map(Number)),
};

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
