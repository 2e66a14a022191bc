import { test } from "uvu";
import * as assert from "uvu/assert";
import { barView } from "../../../src/notebook/widgets/barView.js";

interface Bar {
  innerHTML: string;
  isConnected: boolean;
}

/** The part of a page and of an anywidget model that the bar uses. */
class FakePage {
  bars: Bar[] = [];
  html = "";
  readonly sent: unknown[] = [];
  #changed = () => {};

  readonly model = {
    get: (name: string) => (name === "html" ? this.html : "key"),
    on: (_: string, changed: () => void) => {
      this.#changed = changed;
    },
    off: () => {
      this.#changed = () => {};
    },
    send: (content: unknown) => this.sent.push(content),
  };

  async open(): Promise<() => void> {
    Reflect.set(globalThis, "document", { querySelectorAll: () => this.bars.filter(({ isConnected }) => isConnected) });
    const { default: view } = await import(`data:text/javascript,${encodeURIComponent(barView)}`);
    return view.initialize({ model: this.model });
  }

  show(html: string): void {
    this.html = html;
    this.#changed();
  }

  static bar(innerHTML: string): Bar {
    return { innerHTML, isConnected: true };
  }
}

const pause = (ms: number) => new Promise((end) => setTimeout(end, ms));

test("a page that was loaded anew follows the widget, also where the bar comes into the document late", async () => {
  const page = new FakePage();
  page.html = "5 of 9";
  const close = await page.open();
  assert.equal(page.sent, [{ here: true }]);
  const bar = FakePage.bar("1 of 9");
  page.bars.push(bar);
  await pause(600);
  assert.is(bar.innerHTML, "5 of 9");
  page.show("6 of 9");
  assert.is(bar.innerHTML, "6 of 9");
  // Out of view and back again.
  bar.isConnected = false;
  page.show("7 of 9");
  bar.isConnected = true;
  await pause(600);
  assert.is(bar.innerHTML, "7 of 9");
  close();
});

test("a page that displays the bar anew by itself is left alone", async () => {
  const page = new FakePage();
  const close = await page.open();
  page.bars.push(FakePage.bar("0 of 9"));
  await pause(600);
  page.bars[0].isConnected = false;
  page.bars.push(FakePage.bar("3 of 9"));
  page.show("2 of 9");
  await pause(600);
  page.show("2 of 9 once more");
  assert.is(page.bars[1].innerHTML, "3 of 9");
  close();
});

test.run();
