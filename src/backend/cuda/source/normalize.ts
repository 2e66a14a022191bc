import type { Normalization, Projection } from "../../../program/program.js";
import { type Layout, topologyArray } from "./layout.js";
import { floatLiteral } from "./literal.js";
import type { Writer } from "./writer.js";

/**
 * The kernel that runs before a presentation. It scales the weights onto each neuron with changed weights to their sum,
 * with one thread for each column, in 64 bits; networks are along the grid's second axis.
 */
export function writeNormalize(out: Writer, layout: Layout): void {
  out.block('extern "C" __global__ void normalize(const Launch launch)', () => {
    for (const projection of layout.program.projections) {
      const { name, normalization } = projection;
      if (!normalization) continue;
      out.line(`// ${name}: the weights onto each neuron sum to ${normalization.sum}`);
      out.block("", () => writeProjection(out, layout, projection, normalization));
    }
  });
  out.line();
}

function writeProjection(
  out: Writer,
  layout: Layout,
  { name, topology }: Projection,
  { weight, groups: width, sum, bound }: Normalization,
): void {
  const marks = layout.marks.get(name);
  if (!marks) throw new TypeError(`"${name}" is not normalized`);
  const pointer = (id: string, type: string, { section, offset }: { section: string; offset: number }) =>
    out.line(`${type}* const ${id} = (${type}*)(launch.memory + launch.sites[blockIdx.y].${section} + ${offset}LL);`);
  pointer("w", "float", layout.place(weight));
  pointer("marks", "int", marks);
  const indices = (array: string) => {
    const place = layout.indices.get(topologyArray(name, array));
    if (place) pointer(array, "const int", place);
  };
  if (topology.kind === "sparse") for (const array of ["columnStart", "columnSynapse"]) indices(array);
  const [from, to] =
    topology.kind === "sparse" ? ["columnStart[j]", "columnStart[j + 1]"] : ["0", `${weight.domain.size / width}`];
  const s = topology.kind === "sparse" ? "columnSynapse[c]" : `c * ${width} + j`;
  out.block(`for (int j = blockIdx.x * blockDim.x + threadIdx.x; j < ${width}; j += gridDim.x * blockDim.x)`, () => {
    out.line("if (marks[j] == 0) continue;");
    out.line("marks[j] = 0;");
    out.line("double total = 0;");
    out.line("UNROLLED");
    out.line(`for (int c = ${from}; c < ${to}; c++) total += w[${s}];`);
    out.line("if (!(total > 0)) continue;");
    out.line(`const double factor = ${Number.isInteger(sum) ? `${sum}.0` : sum} / total;`);
    out.line("UNROLLED");
    out.line(
      `for (int c = ${from}; c < ${to}; c++) w[${s}] = fminf((float)(w[${s}] * factor), ${floatLiteral(bound)});`,
    );
  });
}
