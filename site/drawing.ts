const SIDE = 28;
/** MNIST's digits fill a box of this size, and their center of mass is in the middle of the picture. */
const BOX = 20;

/** A canvas to draw a digit on, by mouse, pen or finger. `onDrawn` gets it as MNIST has its digits, [28 × 28]. */
export function drawingBoard(canvas: HTMLCanvasElement, onDrawn: (pixels: Uint8Array) => void): { clear(): void } {
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.lineWidth = canvas.width / 13;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = "#fff";
  const place = (event: PointerEvent) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) / width) * canvas.width, ((event.clientY - top) / height) * canvas.height] as const;
  };
  let isDown = false;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    const [x, y] = place(event);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 0.1, y);
    context.stroke();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    context.lineTo(...place(event));
    context.stroke();
  });
  const end = () => {
    if (!isDown) return;
    isDown = false;
    const pixels = normalized(canvas, context);
    if (pixels !== undefined) onDrawn(pixels);
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  return { clear: () => context.clearRect(0, 0, canvas.width, canvas.height) };
}

/** What is drawn, as a picture of MNIST; undefined where nothing is. */
function normalized(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): Uint8Array | undefined {
  const { width, height } = canvas;
  const { data } = context.getImageData(0, 0, width, height);
  let [left, right, top, bottom, mass, sumX, sumY] = [width, 0, height, 0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ink = data[4 * (y * width + x) + 3];
      if (ink === 0) continue;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      [mass, sumX, sumY] = [mass + ink, sumX + ink * x, sumY + ink * y];
    }
  }
  if (mass === 0) return undefined;
  const scale = BOX / Math.max(right - left + 1, bottom - top + 1);
  const small = new OffscreenCanvas(SIDE, SIDE).getContext("2d") as OffscreenCanvasRenderingContext2D;
  small.imageSmoothingQuality = "high";
  small.translate(SIDE / 2 - (sumX / mass) * scale, SIDE / 2 - (sumY / mass) * scale);
  small.scale(scale, scale);
  small.drawImage(canvas, 0, 0);
  const { data: pixels } = small.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => pixels[4 * i + 3]);
}
