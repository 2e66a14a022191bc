import type { Locator, Page } from "playwright-core";

/** A notebook in JupyterLab, driven as a person drives it: menus, the toolbar's buttons, scrolling. */
export class NotebookPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForSelector(".jp-NotebookPanel:visible .jp-CodeCell", { timeout: 60_000 });
    await this.#isReady();
  }

  /** Opens another notebook of the folder in the page that is there, in place of all that is open. @param path from JupyterLab's root */
  async openBeside(path: string): Promise<void> {
    await this.page.evaluate("jupyterapp.serviceManager.sessions.shutdownAll()");
    await this.page.evaluate('void jupyterapp.commands.execute("application:close-all")');
    // What came after the notebook was saved.
    const discard = this.page.locator(".jp-Dialog .jp-mod-warn");
    const panels = this.page.locator(".jp-NotebookPanel");
    while ((await panels.count()) > 0) {
      if ((await discard.count()) > 0) await discard.click();
      await this.page.waitForTimeout(100);
    }
    await this.page.evaluate(`jupyterapp.commands.execute("docmanager:open", { path: "${path}" }).then(() => {})`);
    await this.page.waitForSelector(".jp-NotebookPanel:visible .jp-CodeCell", { timeout: 60_000 });
    await this.#isReady();
  }

  async #isReady(): Promise<void> {
    await this.page.waitForSelector(".jp-StatusBar-Widget >> text=TypeScript | Idle", { timeout: 60_000 });
  }

  async #menu(menu: string, command: string): Promise<void> {
    await this.page.click(`.lm-MenuBar-itemLabel:text-is("${menu}")`);
    await this.page.click(`.lm-Menu li[data-command="${command}"]`);
  }

  runAll(): Promise<void> {
    return this.#menu("Run", "runmenu:run-all");
  }

  /** Runs every cell below this one, with Shift-Enter. */
  async runBelow(cell: Locator): Promise<void> {
    const cells = this.page.locator(".jp-NotebookPanel:visible .jp-Cell");
    const below = await cell.evaluate((node) => {
      let count = 0;
      for (let next = node.nextElementSibling; next !== null; next = next.nextElementSibling) count += 1;
      return count;
    });
    const total = await cells.count();
    await cell.locator(".jp-InputPrompt").click();
    for (let i = 0; i < Math.min(below, total); i++) {
      await this.page.keyboard.press(i === 0 ? "ArrowDown" : "Shift+Enter");
    }
    await this.page.keyboard.press("Control+Enter");
  }

  async save(): Promise<void> {
    await this.#menu("File", "docmanager:save");
    await this.page.waitForTimeout(1000);
  }

  /** Restarts the kernel, and confirms it. */
  async restart(): Promise<void> {
    await this.#menu("Kernel", "kernelmenu:restart");
    await this.page.click(".jp-Dialog .jp-mod-accept");
    await this.page.waitForSelector(".jp-StatusBar-Widget >> text=TypeScript | Idle", { timeout: 60_000 });
  }

  /** Presses the toolbar's stop button. */
  async stop(): Promise<void> {
    await this.page.click('.jp-NotebookPanel:visible [data-jp-item-name="interrupt"] >> visible=true');
  }

  /** The code cell with this text, scrolled into view. */
  async cell(text: string): Promise<Locator> {
    const cell = this.page.locator(".jp-NotebookPanel:visible .jp-CodeCell", { hasText: text }).first();
    await cell.scrollIntoViewIfNeeded();
    return cell;
  }

  /** Waits until a cell has its number: it ended, well or not. */
  async ended(cell: Locator, timeout: number): Promise<void> {
    await cell.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ }).waitFor({ timeout });
  }

  async theme(name: "JupyterLab Light" | "JupyterLab Dark"): Promise<void> {
    await this.page.evaluate(`jupyterapp.commands.execute("apputils:change-theme", { theme: "${name}" })`);
    await this.page.waitForTimeout(1500);
  }
}
