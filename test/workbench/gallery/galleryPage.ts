import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { SegmentModel } from '../../../src/webview/segmentModel';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { root } from '../../host/root';
import { THEMES, type GalleryTheme } from './themes';

const ORIGIN = 'https://page.test';
const POLICY = `default-src 'none'; script-src 'nonce-gallery'; style-src ${ORIGIN}`;

const SHOTS = path.join(root, 'out', 'screenshots');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js', { paths: [root] }), 'utf8');

/** What a page sent to its host. */
export interface Sent {
  type: string;
  action?: string;
  value?: string;
  line?: string;
}

/** What each page draws, by the name of its bundle. */
interface Models {
  upload: UploadModel;
  segment: SegmentModel;
}
type Bundle = keyof Models;

/** A built page in a browser, without an editor: its host is the test. */
export class GalleryPage<Name extends Bundle = 'upload'> {
  /** What the console showed, and what `check` found. */
  readonly errors: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly theme: GalleryTheme,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Opens the page with the policy and the theme's variables that the editor would set. */
  static async open<Name extends Bundle = 'upload'>(
    browser: Browser,
    theme: GalleryTheme,
    width: number,
    bundle: Name = 'upload' as Name,
  ): Promise<GalleryPage<Name>> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.route(`${ORIGIN}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      return route.fulfill(
        name === ''
          ? { contentType: 'text/html', body: htmlOf(theme, bundle) }
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
    await page.evaluate(axe);
    // Without a theme's colors, everything else would pass too.
    assert.equal(
      await page.evaluate(
        `getComputedStyle(document.body).getPropertyValue('background-color').replace(/\\D+/g, ' ').trim()`,
      ),
      hexToNumbers(theme.variables['editor-background'] ?? ''),
    );
    return new GalleryPage<Name>(page, theme);
  }

  /** Draws a model, as the host does. */
  async show(model: Models[Name]): Promise<void> {
    await this.post({ type: 'model', model, locale: { language: 'en', texts: {} } });
  }

  /**
   * Adds to `errors` what axe-core finds in what is shown, fails if it is too wide, and takes a
   * picture with GALLERY=1. `prefix` begins its name.
   */
  async check(prefix: string, state: string): Promise<void> {
    const { page, theme } = this;
    // Themes differ in nothing but color.
    const rules = theme === THEMES[0] ? {} : { runOnly: ['color-contrast'] };
    const found = await page.evaluate<
      string[]
    >(`axe.run(document, ${JSON.stringify(rules)}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary].join(': '))))`);
    this.errors.push(...found.map((violation) => `${state}: ${violation}`));
    assert.equal(
      await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
      false,
      `${state} is too wide`,
    );
    if (process.env.GALLERY)
      await page.screenshot({
        path: path.join(
          SHOTS,
          `${prefix}-${state}-${theme.name}-${page.viewportSize()?.width}.png`,
        ),
        fullPage: true,
      });
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

  close(): Promise<void> {
    return this.page.context().close();
  }
}

function htmlOf({ bodyClass }: GalleryTheme, bundle: Bundle): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/${bundle}.css">
<title>Audience Segments</title>
</head>
<body class="${bodyClass}">
<main id="page"></main>
<script type="module" nonce="gallery" src="/${bundle}.js"></script>
</body>
</html>`;
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
