import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { root } from '../../host/root';
import type { GalleryTheme } from './themes';

const ORIGIN = 'https://upload.test';
const POLICY = `default-src 'none'; script-src 'nonce-gallery'; style-src ${ORIGIN}`;

/** What a page sent to its host. */
export interface Sent {
  type: string;
  action?: string;
  value?: string;
  line?: string;
}

/** The built page of an upload in a browser, without an editor: its host is the test. */
export class GalleryPage {
  private constructor(readonly page: Page) {}

  /** Opens the page with the policy and the theme's variables that the editor would set. */
  static async open(browser: Browser, theme: GalleryTheme, width: number): Promise<GalleryPage> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.route(`${ORIGIN}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      return route.fulfill(
        name === ''
          ? { contentType: 'text/html', body: htmlOf(theme) }
          : { path: path.join(root, 'dist', 'webview', name) },
      );
    });
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
    await page.goto(`${ORIGIN}/`);
    await page.locator('html').evaluate((html, variables) => {
      const { style } = html as unknown as {
        style: { setProperty(name: string, value: string): void };
      };
      for (const [name, value] of Object.entries(variables))
        style.setProperty(`--vscode-${name}`, value);
    }, theme.variables);
    return new GalleryPage(page);
  }

  /** Draws a model, as the host does. */
  async show(model: UploadModel): Promise<void> {
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
  timed(model: UploadModel): Promise<number> {
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

  close(): Promise<void> {
    return this.page.context().close();
  }
}

function htmlOf({ bodyClass }: GalleryTheme): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/upload.css">
<title>Audience Segments</title>
</head>
<body class="${bodyClass}">
<main id="page"></main>
<script type="module" nonce="gallery" src="/upload.js"></script>
</body>
</html>`;
}

/** Fails the tests if the page was not built. */
export function requireBuiltPage(): void {
  if (!fs.existsSync(path.join(root, 'dist', 'webview', 'upload.js')))
    throw new Error('dist/webview/upload.js is missing; run `node esbuild.js` first.');
}
