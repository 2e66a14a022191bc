import type { Locator, Page } from "playwright-core";
import * as assert from "uvu/assert";

/** Drags a slider's handle by the mouse to a share of its length; `before` runs with the button still down. */
export async function dragHandle(
  page: Page,
  cell: Locator,
  slider: number,
  share: number,
  before = async () => {},
): Promise<void> {
  const handle = cell.locator(".noUi-handle").nth(slider);
  // In view, at rest, and not under anything else: a page that was just loaded still moves.
  await handle.hover();
  const base = await cell.locator(".noUi-base").nth(slider).boundingBox();
  const from = await handle.boundingBox();
  assert.ok(base !== null && from !== null);
  const y = from.y + from.height / 2;
  const start = from.x + from.width / 2;
  const end = base.x + share * base.width;
  await page.mouse.move(start, y);
  await page.mouse.down();
  for (let step = 1; step <= 12; step++) {
    await page.mouse.move(start + ((end - start) * step) / 12, y);
    await page.waitForTimeout(20);
  }
  await before();
  await page.mouse.up();
}
