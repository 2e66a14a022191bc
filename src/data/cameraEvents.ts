import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { stepLength } from "../check/stepLength.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, trainOf } from "../spikes/spikeTrain.js";
import { stepAt } from "../spikes/stepAt.js";
import { sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";
import { ms } from "../units/units.js";

/** Events of an event camera (address events), in the order of the file. */
export interface CameraEvents {
  /** [events] */
  readonly times: Quantity<"time", Float64Array>;
  /** Column and row, [events] */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  /** 1 for brighter, 0 for darker, [events] */
  readonly polarity: Uint8Array;
}

export interface EventSpikesOptions {
  /** Columns and rows of the camera. */
  readonly width: number;
  readonly height: number;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Later events are left out. Default: everything up to the last event. */
  readonly duration?: Quantity<"time">;
}

const OPTIONS = optionsOf<EventSpikesOptions>({ width: true, height: true, dt: true, duration: true });

/**
 * Converts camera events to spikes, with one neuron for each pixel and polarity: (polarity · height + y) · width + x.
 * Several events of a pixel and polarity in one step become one spike.
 * @returns a spike train [steps, 2 · height · width]
 * @throws InputError unless they are events, all within the camera, and for options that do not fit
 */
export function eventSpikes(events: CameraEvents, options: EventSpikesOptions): SpikeTensor {
  const where = "eventSpikes";
  checkOptions(where, options, OPTIONS, { example: "{ width: 34, height: 34, dt: ms(1) }" });
  const width = wholeNumber(`${where}, width`, options.width, 1, 4096);
  const height = wholeNumber(`${where}, height`, options.height, 1, 4096);
  const dt = stepLength(where, options.dt);
  const { times, x, y, polarity } = checkEvents(where, events);
  const latest = times.reduce((most, t) => Math.max(most, t), 0);
  const whole = stepAt(latest, dt) + 1;
  const steps = options.duration === undefined ? whole : readSteps(`${where}, duration`, options.duration, dt, 1);
  const shape = { steps, neurons: 2 * height * width, dt: options.dt };
  checkShape(where, shape);
  const spikes = new Set<number>();
  for (let i = 0; i < times.length; i++) {
    if (!(x[i] < width && y[i] < height && polarity[i] < 2 && times[i] >= 0)) {
      throw new InputError(
        `${where}, event ${i}: found x ${x[i]}, y ${y[i]}, polarity ${polarity[i]} at ${times[i]} ms, expected it within ` +
          `${width} × ${height} × 2, from 0 ms.`,
      );
    }
    const step = stepAt(times[i], dt);
    if (step < steps) spikes.add(step * shape.neurons + (polarity[i] * height + y[i]) * width + x[i]);
  }
  const places = Float64Array.from(spikes).sort();
  const at = Int32Array.from(places, (place) => Math.floor(place / shape.neurons));
  return spikeTensor(
    trainOf(
      shape,
      at,
      Int32Array.from(places, (place) => place % shape.neurons),
    ),
  );
}

function checkEvents(where: string, events: CameraEvents) {
  if (typeof events !== "object" || events === null) {
    throw new InputError(`${where}: found ${nameOf(events)}, expected events, such as readAer(…) gives.`);
  }
  const { times, x, y, polarity } = events;
  const isTime = times instanceof Quantity && sameDimension(times.dimension, ms(1).dimension);
  const lists: unknown[] = [isTime ? times.value : undefined, x, y, polarity];
  const lengths = lists.map((list) => (ArrayBuffer.isView(list) && "length" in list ? list.length : undefined));
  if (lengths.some((length) => length === undefined || length !== lengths[0])) {
    const names = ["times", "x", "y", "polarity"];
    const found = lengths.map((length, i) => `${names[i]}: ${length ?? nameOf([times, x, y, polarity][i])}`).join(", ");
    throw new InputError(
      `${where}: found ${found}, expected times such as ms([…]) and typed arrays x, y, polarity of the same length, as ` +
        "readAer(…) gives.",
    );
  }
  return { times: times.value, x, y, polarity };
}
