import { DataError } from "../errors.js";
import { ms } from "../units/units.js";
import type { CameraEvents } from "./cameraEvents.js";
import { wholeFile } from "./wholeFile.js";

const EVENT_BYTES = 5;
const MICROSECOND = 1e-3;

/**
 * Reads 40-bit address events, the format of N-MNIST and N-Caltech101: x, y, and 24 bits, of which the highest is the
 * polarity and the others the time in µs.
 * @throws DataError for a file that is missing or does not consist of whole events
 * @see Orchard, Jayawant, Cohen & Thakor (2015), doi:10.3389/fnins.2015.00437
 */
export async function readAer(path: string): Promise<CameraEvents> {
  const bytes = await wholeFile("readAer", path);
  if (bytes.length % EVENT_BYTES !== 0) {
    throw new DataError(`${path}: found ${bytes.length} bytes, expected ${EVENT_BYTES} per event. Get the file again.`);
  }
  const count = bytes.length / EVENT_BYTES;
  const times = new Float64Array(count);
  const [x, y, polarity] = [new Uint16Array(count), new Uint16Array(count), new Uint8Array(count)];
  for (let i = 0; i < count; i++) {
    const at = i * EVENT_BYTES;
    x[i] = bytes[at];
    y[i] = bytes[at + 1];
    polarity[i] = bytes[at + 2] >> 7;
    times[i] = (bytes.readUIntBE(at + 2, 3) & 0x7fffff) * MICROSECOND;
  }
  return { times: ms(times), x, y, polarity };
}
