import type { Argument, Launch } from "./kernelLauncher.js";
import {
  C_TYPE,
  isConstant,
  isSameShape,
  type Operand,
  type Pending,
  type StoredType,
  type TensorData,
} from "./tensorData.js";

const THREADS = 256;

/** The C type of a value in a register. */
const LOADED: Readonly<Record<StoredType, string>> = { float32: "float", int32: "int", bool: "int" };

/** Addresses of operands. */
export interface Source {
  address(data: TensorData): number;
}

/** An expression, and the address of its values. */
interface Root {
  readonly pending: Pending;
  readonly data: TensorData;
  readonly address: number;
}

/** The axes of a shape, with axes merged that are contiguous in all operands. */
interface Axes {
  readonly sizes: number[];
  /** [operand][axis], 0 if it is broadcast */
  readonly strides: number[][];
}

const pieces = new Map<string, readonly string[]>();

/** A template as text, number of an operand, text, …; each is split once. */
function piecesOf(template: string): readonly string[] {
  const known = pieces.get(template);
  if (known) return known;
  const made = template.split(/\$(\d)/);
  pieces.set(template, made);
  return made;
}

/** One kernel for several expressions of the same size, in which shared parts are computed once. */
export function fuse(roots: readonly Root[], source: Source): Launch {
  const [{ pending: first }] = roots;
  const size = first.shape.reduce((a, b) => a * b, 1);
  const lines: string[] = [];
  const args: Record<string, Argument> = {};
  const computed = new Map<Pending, string>();
  const loaded = new Map<TensorData, { readonly shape: readonly number[]; readonly name: string }[]>();
  const spread: Operand[] = [];
  let [count, variant] = [roots.length, ""];

  const load = (operand: Operand): string => {
    const { data, dtype, shape } = operand;
    const known = loaded.get(data);
    const before = known?.find((l) => isSameShape(l.shape, shape));
    if (before) return before.name;
    const number = count++;
    const name = `t${number}`;
    const isHost = data.size === 1 && data.block === undefined && data.host !== undefined;
    if (isHost) {
      args[`c${number}`] = { type: LOADED[dtype], value: Number(data.host?.[0]) };
      lines.push(`const ${LOADED[dtype]} ${name} = c${number};`);
    } else {
      args[`x${number}`] = { type: `const ${C_TYPE[dtype]}*`, value: source.address(data) };
      const isSpread = data.size !== size;
      const at = data.size === 1 ? "0" : isSpread ? `at${spread.push(operand) - 1}` : "i";
      lines.push(`const ${LOADED[dtype]} ${name} = x${number}[${at}];`);
    }
    if (known) known.push({ shape, name });
    else loaded.set(data, [{ shape, name }]);
    return name;
  };

  const compute = (pending: Pending): string => {
    const before = computed.get(pending);
    if (before) return before;
    const names = pending.operands.map((operand) => {
      if (isConstant(operand)) {
        const name = `c${count++}`;
        args[name] = { type: LOADED[operand.dtype], value: operand.value };
        return name;
      }
      return operand.data.pending ? compute(operand.data.pending) : load(operand);
    });
    const name = `v${computed.size}`;
    let line = `const ${LOADED[pending.dtype]} ${name} = `;
    for (const [k, piece] of piecesOf(pending.template).entries()) line += k % 2 === 0 ? piece : names[Number(piece)];
    lines.push(`${line};`);
    computed.set(pending, name);
    return name;
  };

  const stores = roots.map(({ pending, address }, r) => {
    args[`o${r}`] = { type: `${C_TYPE[pending.dtype]}*`, value: address };
    return { pending, r };
  });
  for (const { pending, r } of stores) {
    const value = compute(pending);
    lines.push(`o${r}[i] = ${value};`);
  }
  args.n = { type: "int", value: size };
  const places = spread.length > 0 ? placesOf(first.shape, spread, args) : [];
  variant = lines.join("") + places.join("");
  return {
    name: "elementwise",
    variant,
    args,
    threads: THREADS,
    blocks: [Math.ceil(size / THREADS)],
    body: () =>
      ["const int i = blockIdx.x * blockDim.x + threadIdx.x;", "if (i >= n) return;", ...places, ...lines]
        .map((line) => `  ${line}`)
        .join("\n"),
  };
}

/** Lines that find the position of element i in each broadcast operand. */
function placesOf(shape: readonly number[], spread: readonly Operand[], args: Record<string, Argument>): string[] {
  const { sizes, strides } = collapse(
    shape,
    spread.map((operand) => operand.shape),
  );
  args.sizes = { type: "int", value: sizes };
  for (const [s, each] of strides.entries()) args[`strides${s}`] = { type: "int", value: each };
  const lines = ["int rest = i;"];
  const terms = spread.map((): string[] => []);
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    if (axis === 0) lines.push("const int k0 = rest;");
    else lines.push(`const int k${axis} = rest % sizes[${axis}];`, `rest /= sizes[${axis}];`);
    for (const s of spread.keys()) if (strides[s][axis] !== 0) terms[s].push(`k${axis} * strides${s}[${axis}]`);
  }
  for (const [s, sum] of terms.entries()) lines.push(`const int at${s} = ${sum.join(" + ") || "0"};`);
  return lines;
}

/** Merges axes that no operand distinguishes: fewer axes, fewer divisions. */
export function collapse(shape: readonly number[], shapes: readonly (readonly number[])[]): Axes {
  const full = shapes.map((own) => {
    const padded = [...Array(shape.length - own.length).fill(1), ...own];
    let stride = 1;
    const strides: number[] = [];
    for (let axis = padded.length - 1; axis >= 0; axis--) {
      strides[axis] = padded[axis] === 1 ? 0 : stride;
      stride *= padded[axis];
    }
    return strides;
  });
  const sizes: number[] = [];
  const strides = shapes.map((): number[] => []);
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const last = sizes.length - 1;
    const isJoined = last >= 0 && full.every((own, s) => strides[s][last] === own[axis] * size);
    if (isJoined) sizes[last] *= size;
    else sizes.push(size);
    for (const [s, own] of full.entries()) {
      if (isJoined) strides[s][last] = own[axis];
      else strides[s].push(own[axis]);
    }
  }
  if (sizes.length === 0) {
    sizes.push(1);
    for (const each of strides) each.push(0);
  }
  return { sizes, strides };
}
