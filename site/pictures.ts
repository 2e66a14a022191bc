const SIDE = 28;
/** One for each class; the sixth and later by lightness too, for eyes that see fewer colors. */
const HUES = [205, 25, 145, 280, 50, 190, 345, 95, 245, 0];

/** Draws a gray picture, [28 × 28], white on black or the other way round, as the page's colors are. */
export function drawDigit(canvas: HTMLCanvasElement, pixels: Uint8Array): void {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.createImageData(SIDE, SIDE);
  const ink = inkOf(canvas);
  for (let i = 0; i < pixels.length; i++) image.data.set([...ink, pixels[i]], 4 * i);
  canvas.width = SIDE;
  canvas.height = SIDE;
  context.putImageData(image, 0, 0);
}

function inkOf(element: Element): readonly [number, number, number] {
  const [r, g, b] = (getComputedStyle(element).color.match(/\d+/g) ?? ["0", "0", "0"]).map(Number);
  return [r, g, b];
}

/** The color of the neurons of a digit. */
export const colorOf = (digit: number): readonly [number, number, number] => {
  const hue = HUES[digit] / 60;
  const [low, high] = [0.3, 0.85];
  const part = (shift: number) => {
    const k = (hue + shift) % 6;
    return Math.round(255 * (high - (high - low) * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return [part(5), part(3), part(1)];
};

/** The weights onto each neuron as a picture, in the color of its class; gray while it has none. */
export function drawFields(
  canvas: HTMLCanvasElement,
  { neurons, weights, assignments }: { neurons: number; weights: Float32Array; assignments: Int32Array },
): void {
  const columns = Math.ceil(Math.sqrt(neurons));
  const rows = Math.ceil(neurons / columns);
  const [width, height] = [columns * (SIDE + 1) - 1, rows * (SIDE + 1) - 1];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.createImageData(width, height);
  const gray = inkOf(canvas);
  for (let neuron = 0; neuron < neurons; neuron++) {
    let most = 0;
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) most = Math.max(most, weights[pixel * neurons + neuron]);
    const color = assignments[neuron] < 0 ? gray : colorOf(assignments[neuron]);
    const [left, top] = [(neuron % columns) * (SIDE + 1), Math.floor(neuron / columns) * (SIDE + 1)];
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const at = (top + Math.floor(pixel / SIDE)) * width + left + (pixel % SIDE);
      image.data.set([...color, (255 * weights[pixel * neurons + neuron]) / most], 4 * at);
    }
  }
  canvas.width = width;
  canvas.height = height;
  context.putImageData(image, 0, 0);
}

const NAMESPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [600, 120];

function svg(name: string, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElement {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

const short = (value: number) => Number(value.toPrecision(3)).toString();

/** A variable over time, with the spikes as marks above. */
export function drawCourse(name: string, values: Float32Array, step: number, spikes: readonly number[]): SVGElement {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (high === low) [low, high] = [low - 1, high + 1];
  const duration = values.length * step;
  const x = (time: number) => 56 + (time / duration) * (WIDTH - 64);
  const y = (value: number) => 18 + (1 - (value - low) / (high - low)) * (HEIGHT - 40);
  const label = `${name} over ${Math.round(duration)} ms, from ${short(low)} to ${short(high)}; ${spikes.length} spikes`;
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label });
  const points = Array.from(values, (value, k) => `${x((k + 1) * step).toFixed(1)},${y(value).toFixed(1)}`);
  picture.append(
    svg("polyline", { points: points.join(" "), class: "course" }),
    ...spikes.map((time) => svg("line", { x1: x(time), x2: x(time), y1: 4, y2: 14, class: "spike" })),
    svg("text", { x: 50, y: 24, "text-anchor": "end" }, short(high)),
    svg("text", { x: 50, y: HEIGHT - 20, "text-anchor": "end" }, short(low)),
    svg("text", { x: 4, y: HEIGHT / 2, class: "name" }, name),
    svg("text", { x: 56, y: HEIGHT - 4 }, "0"),
    svg("text", { x: WIDTH - 8, y: HEIGHT - 4, "text-anchor": "end" }, `${Math.round(duration)} ms`),
  );
  return picture;
}
