import type { Executable } from "../backend/backend.js";
import type { Numbers } from "../check/numbers.js";
import { InputError } from "../errors.js";
import type { Tensor } from "../tfjs/tensor.js";
import { activeTfjs } from "../tfjs/useTfjs.js";
import type { Layout } from "./layout.js";

/** A field's values as a tensor that belongs to the caller; not copied if the state is tensors already. */
export async function tensorOf(name: string, layout: Layout, executable: Executable): Promise<Tensor> {
  const field = layout.field(name);
  const isAsDeclared = layout.isStoredAsDeclared(field);
  if (executable.tensors && isAsDeclared) return executable.tensors.read(name);
  const tf = await activeTfjs();
  // Whole numbers are read as floats.
  const there = isAsDeclared && field.type !== "int" ? executable.tensorsOn?.(tf) : undefined;
  if (there) return there.read(name);
  const values = layout.toDeclared(field, await executable.read(name));
  return tf.tensor(values, [...field.shape], "float32");
}

/**
 * Checks values for a field and returns a function that writes them; later changes to the array have no effect. A
 * tensor is passed on without a copy if the state is tensors, unless its values have to be sorted, or checked because
 * the field has bounds.
 * @throws InputError for a wrong number of values, and for values that the field cannot have; for a tensor only when it
 *   is written, as not every device can be read synchronously
 */
export function writing(name: string, values: Numbers | number, layout: Layout, executable: Executable): Writing {
  const field = layout.field(name);
  const where = `write, "${name}"`;
  const compensation = layout.compensationOf(field);
  /** A written value has no compensation. */
  const clear = async () => {
    if (compensation) await executable.write(compensation.name, new Float64Array(compensation.domain.size));
  };
  if (!isTensor(values)) {
    const each = typeof values === "number" ? new Float64Array(field.domain.size).fill(values) : values;
    const stored = layout.fromDeclared(where, field, each);
    return { write: () => executable.write(name, stored).then(clear), release() {} };
  }
  if (values.size !== field.domain.size) {
    throw new InputError(`${where}: found ${values.size} values, expected ${field.domain.size}.`);
  }
  const isBounded = field.type === "int" || field.bounds.some((bound) => Number.isFinite(bound));
  const isHandedOn = !isBounded && layout.isStoredAsDeclared(field);
  const handle = handleOn(where, values);
  return {
    async write() {
      const tensors = isHandedOn ? (executable.tensors ?? executable.tensorsOn?.(await activeTfjs())) : undefined;
      if (tensors) await tensors.write(name, handle);
      else await executable.write(name, layout.fromDeclared(where, field, await handle.data()));
      await clear();
    },
    release: () => handle.dispose(),
  };
}

/** Writes values, and releases what it holds for that, whether or not it was called. */
interface Writing {
  write(): Promise<void>;
  release(): void;
}

/**
 * A separate handle on the caller's tensor, which the caller may dispose of; the handle must be disposed of too.
 * @throws InputError for a tensor that has already been disposed of
 */
export function handleOn(where: string, tensor: Tensor): Tensor {
  if (tensor.isDisposed)
    throw new InputError(`${where}: found a tensor that has been disposed of, expected one in use.`);
  const handle = tensor.clone();
  // It is still needed after a `tf.tidy` around the call has ended.
  handle.kept = true;
  return handle;
}

export const isTensor = (values: unknown): values is Tensor =>
  typeof values === "object" && values !== null && "dataSync" in values && "dataId" in values;
