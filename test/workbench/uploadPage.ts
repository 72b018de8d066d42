import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { WAIT, type Name, type Workbench } from '../host/workbench';

/** The visible page of a draft or an upload, as a user operates it. */
export class UploadPage {
  constructor(private readonly workbench: Workbench) {}

  get frame(): FrameLocator {
    return this.workbench.webview();
  }

  /** Waits until the page has this heading. */
  async heading(text: Name): Promise<void> {
    await this.headingOf(text).waitFor();
  }

  headingOf(text: Name): Locator {
    return this.frame.getByRole('heading', { level: 1, name: text, exact: true });
  }

  button(name: Name): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** The button that chooses a column. */
  column(name: string): Locator {
    return this.frame.locator('.preview thead button').filter({ hasText: name });
  }

  /** Clicks a button once it can be pressed. */
  async press(name: Name): Promise<void> {
    await this.button(name).click();
  }

  /**
   * Chooses Add, Remove or Replace, and waits until the page shows it: it may draw what the check has
   * just found before it draws what was chosen.
   */
  async choose(operation: Name): Promise<void> {
    const radio = this.frame.getByRole('radio', { name: operation, exact: true });
    await radio.click();
    await radio.and(this.frame.locator(':checked')).waitFor();
  }

  /** The field for the account's ID, if the page wants it typed. */
  typedId(): Locator {
    return this.frame.locator('#typed-0');
  }

  /** All that the page says, with single spaces, once it says `part`. */
  async text(part: Name = ''): Promise<string> {
    const page = this.frame.locator('#page');
    for (const end = Date.now() + WAIT; ;) {
      const text = (await page.innerText()).replace(/\s+/g, ' ').trim();
      if (typeof part === 'string' ? text.includes(part) : part.test(text)) return text;
      if (Date.now() > end) throw new Error(`The page doesn’t say ${String(part)}: ${text}`);
      await this.workbench.page.waitForTimeout(50);
    }
  }

  /** Closes the page. A draft is discarded with it. */
  async close(): Promise<void> {
    const tabs = this.workbench.tabs();
    const before = await tabs.count();
    await this.workbench.command('View: Close Editor');
    await tabs.nth(before - 1).waitFor({ state: 'detached' });
  }
}

/** The page of an upload or of a check in the visible webview, once it has this heading. */
export async function uploadPage(workbench: Workbench, heading: Name): Promise<FrameLocator> {
  const page = workbench.webview();
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  return page;
}

/** From the Explorer's menu to the page that adds a file to a segment, as a user gets there. */
export async function startUpload(
  workbench: Workbench,
  file: string,
  segment: string,
): Promise<FrameLocator> {
  await workbench.fileMenu(await workbench.file(file), 'Upload to Audience Segment…');
  await workbench.pick(segment, segment);
  return uploadPage(workbench, `Add ${file} to ${segment}`);
}

/**
 * Selects from the first to the last file in the Explorer, and opens the page of all. Needs
 * `explorer.autoReveal` to be off: it selects the first file alone, some time after it was opened.
 */
export async function startUploads(
  workbench: Workbench,
  first: string,
  last: string,
): Promise<void> {
  await (await workbench.file(first)).click();
  await workbench.page.getByRole('tab', { name: first, selected: true }).waitFor();
  const to = await workbench.file(last);
  await to.click({ modifiers: ['Shift'] });
  await workbench.fileMenu(to, 'Upload to Audience Segment…');
}

/** The visible text of a page, on one line. Spaces that don't break stay what they are. */
export async function pageText(page: FrameLocator): Promise<string> {
  return (await page.locator('body').innerText()).replace(/[^\S\u00a0\u202f]+/g, ' ').trim();
}

/** What a counted click writes to the console, which outlives a page that is hidden and discarded. */
const CLICKED = 'a click was counted';

/**
 * Counts clicks from now on: in the window, and in pages after `withPage`. A click on an entry of a
 * menu counts once, however often it was repeated until the menu took it; so does a right-click until the
 * menu opens.
 */
export class Clicks {
  total = 0;

  private constructor(private readonly workbench: Workbench) {
    workbench.page.on('console', (message) => {
      if (message.text() === CLICKED) this.total++;
    });
  }

  static async count(workbench: Workbench): Promise<Clicks> {
    const clicks = new Clicks(workbench);
    await clicks.in(workbench.page.locator('body'));
    return clicks;
  }

  /** Also counts those in the visible page, as long as it isn't hidden. */
  async withPage(): Promise<void> {
    await this.in(this.workbench.webview().locator('body'));
  }

  private async in(body: Locator): Promise<void> {
    await body.evaluate(`
      if (!globalThis.countsClicks) {
        globalThis.countsClicks = true;
        let last;
        addEventListener('pointerdown', ({ target, button }) => {
          const item = target.closest('.action-menu-item') ?? (button === 2 && 'opens a menu');
          if (!item || item !== last) console.debug('${CLICKED}');
          last = item;
        }, { capture: true });
      }`);
  }
}

/** Whether the focus is on this element of the page. */
export async function hasFocus(element: Locator): Promise<boolean> {
  return element.evaluate((node: { matches(selector: string): boolean }) => node.matches(':focus'));
}

/** Presses Tab until this element has the focus. */
export async function tabTo(workbench: Workbench, element: Locator): Promise<void> {
  // The editor hands the focus on to a page some time after it is shown.
  await workbench.webviewFocused();
  for (let stops = 0; stops < 40; stops++) {
    if (await hasFocus(element)) return;
    await workbench.page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not reach ${String(element)}`);
}
