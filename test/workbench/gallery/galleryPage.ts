import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { FormModel } from '../../../src/webview/protocol';
import type { SegmentModel } from '../../../src/webview/segmentModel';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { root } from '../../host/root';
import { complaintsOf, ORIGIN, serve } from './servedPage';
import type { GalleryTheme } from './themes';

/** What a page sent to its host. */
export interface Sent {
  type: string;
  action?: string;
  value?: string;
  line?: string;
  /** What a form submits or copies, and which fields of it were changed. */
  values?: object;
  changed?: readonly string[];
  /** Whether a form holds what isn’t saved. */
  dirty?: boolean;
}

/** What each page draws, by the name of its bundle. */
interface Models {
  upload: UploadModel;
  segment: SegmentModel;
  form: FormModel;
}
type Bundle = keyof Models;

/** The time in every page, and in what the states say: November 25, 2026, 09:50. */
export const NOW = new Date(2026, 10, 25, 9, 50).getTime();

/** Of each browser, the page that is free: to open one takes longer than most tests. */
const free = new WeakMap<Browser, Page>();

async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const sent: unknown[] = [];
    Object.assign(globalThis, {
      sent,
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => sent.push(message),
        getState: () => undefined,
        setState: () => undefined,
      }),
    });
  });
  return page;
}

/** A built page in a browser, without an editor: its host is the test. */
export class GalleryPage<Name extends Bundle = 'upload'> {
  /** What the console showed. */
  readonly errors: string[];

  private constructor(readonly page: Page) {
    this.errors = complaintsOf(page);
  }

  /** Opens the page with the policy and the theme's variables that the editor would set. */
  static async open<Name extends Bundle = 'upload'>(
    browser: Browser,
    theme: GalleryTheme,
    width: number,
    bundle: Name = 'upload' as Name,
  ): Promise<GalleryPage<Name>> {
    const page = free.get(browser) ?? (await newPage(browser));
    free.delete(browser);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.mouse.move(0, 0);
    await page.clock.setFixedTime(NOW);
    await serve(page, {
      folder: path.join(root, 'dist', 'webview'),
      bundle,
      bodyClass: theme.bodyClass,
      content: '<main id="page"></main>',
    });
    await page.goto(`${ORIGIN}/`);
    await page.locator('html').evaluate((html, variables) => {
      const { style } = html as unknown as {
        style: { setProperty(name: string, value: string): void };
      };
      for (const [name, value] of Object.entries(variables))
        style.setProperty(`--vscode-${name}`, value);
    }, theme.variables);
    // The editor gives links their color, below any rule of the page.
    await page.evaluate(`(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(':where(a) { color: var(--vscode-textLink-foreground) }');
      document.adoptedStyleSheets = [sheet];
    })()`);
    // Without a theme's colors, everything else would pass too.
    assert.equal(
      await page.evaluate(
        `getComputedStyle(document.body).getPropertyValue('background-color').replace(/\\D+/g, ' ').trim()`,
      ),
      hexToNumbers(theme.variables['editor-background'] ?? ''),
    );
    return new GalleryPage<Name>(page);
  }

  /** Draws a model, as the host does. */
  async show(model: Models[Name]): Promise<void> {
    await this.post({ type: 'model', model, locale: { language: 'en', texts: {} } });
  }

  async post(message: unknown): Promise<void> {
    await this.page.evaluate((data) => {
      const { dispatchEvent, MessageEvent } = globalThis as unknown as {
        dispatchEvent(event: unknown): void;
        MessageEvent: new (type: string, init: object) => unknown;
      };
      dispatchEvent.call(globalThis, new MessageEvent('message', { data }));
    }, message);
  }

  /** What the page sent since the last call. */
  sent(): Promise<Sent[]> {
    return this.page.evaluate(() => (globalThis as unknown as { sent: Sent[] }).sent.splice(0));
  }

  /** The same in one string each: the action, its value, and "in" with the line of a detail. */
  async presses(): Promise<string[]> {
    return (await this.sent()).map(({ type, action, value, line }) =>
      [
        type === 'press' ? action : type,
        ...(value === undefined ? [] : [value]),
        ...(line === undefined ? [] : ['in', line]),
      ].join(' '),
    );
  }

  /** Draws a model, and returns how long that took, layout included, in milliseconds. */
  timed(model: Models[Name]): Promise<number> {
    return this.page.evaluate(
      (data) => {
        const { dispatchEvent, MessageEvent, document } = globalThis as unknown as {
          dispatchEvent(event: unknown): void;
          MessageEvent: new (type: string, init: object) => unknown;
          document: { body: { offsetHeight: number } };
        };
        const message = new MessageEvent('message', { data });
        const started = performance.now();
        dispatchEvent.call(globalThis, message);
        // Asking for the height makes the browser lay the page out.
        return document.body.offsetHeight && performance.now() - started;
      },
      { type: 'model', model },
    );
  }

  /** The text or label of the element with the focus. */
  focused(): Promise<string> {
    return this.page.evaluate(`
      document.activeElement.labels?.[0]?.textContent.trim() ??
      document.activeElement.textContent.trim().replace(/\\s+/g, ' ')`);
  }

  /** Leaves the page to the next test. */
  async close(): Promise<void> {
    await this.page.unrouteAll();
    for (const event of ['console', 'pageerror']) this.page.removeAllListeners(event);
    const browser = this.page.context().browser();
    if (browser) free.set(browser, this.page);
  }
}

/** Fails the tests if the page was not built. */
export function requireBuiltPage(bundle: Bundle = 'upload'): void {
  if (!fs.existsSync(path.join(root, 'dist', 'webview', `${bundle}.js`)))
    throw new Error(`dist/webview/${bundle}.js is missing; run \`node esbuild.js\` first.`);
}

/** `#1f1f1f` as `31 31 31`. */
function hexToNumbers(color: string): string {
  return (color.match(/[\da-f]{2}/g) ?? []).map((part) => Number.parseInt(part, 16)).join(' ');
}
