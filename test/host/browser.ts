/** The headless Chromium that shows the editor's window. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Installed } from './install';
import type { Server } from './server';

/**
 * Starts Chromium with the shared libraries and fonts that were installed with it. Ends with this
 * process.
 */
export async function launchBrowser(installed: Installed): Promise<Browser> {
  const { executable, libraries, fontsConf } = installed.chromium;
  const search = process.env.LD_LIBRARY_PATH
    ? `${libraries}:${process.env.LD_LIBRARY_PATH}`
    : libraries;
  return chromium.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--force-color-profile=srgb',
    ],
    env: { ...definedEnvironment(), LD_LIBRARY_PATH: search, FONTCONFIG_FILE: fontsConf },
    // The callers decide what an interrupt means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** So many times slower is the window, to find what a test does not wait for. */
const SLOWER = Number(process.env.CRITEO_AUDIENCES_TEST_SLOWER || 1);

export interface WorkbenchOptions {
  /**
   * Display language as `vscode.env.language` gives it, e.g. "fr": package.nls and l10n follow;
   * default "en".
   */
  locale?: string;
  /** The window's payload: pairs, e.g. `['extensionTestsPath', 'vscode-remote://…']`. */
  payload?: ReadonlyArray<readonly [string, string]>;
  /** Continue as the user of an earlier window; without it a new window is a new user. */
  context?: BrowserContext;
  /** CSS pixels; default 1400 × 900. */
  viewport?: { width: number; height: number };
  /** Called with the page before it loads, to expose functions or watch it. */
  prepare?: (page: Page) => Promise<void>;
}

export interface OpenWorkbench {
  page: Page;
  /** Holds the user's state: what was stored survives a reload and a second window in it. */
  context: BrowserContext;
  /** Closes the page, and the context unless it was given. */
  close(): Promise<void>;
}

/**
 * Opens the editor on a folder and returns as soon as the page has loaded (the workbench needs a
 * moment more).
 */
export async function openWorkbench(
  browser: Browser,
  server: Server,
  folder: string,
  options: WorkbenchOptions = {},
): Promise<OpenWorkbench> {
  const context = options.context ?? (await newContext(browser, server, options));
  const page = await context.newPage();
  if (SLOWER > 1)
    await (
      await context.newCDPSession(page)
    ).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await options.prepare?.(page);
  const query = new URLSearchParams({ folder });
  if (options.payload) query.set('payload', JSON.stringify(options.payload));
  await page.goto(`${server.url}/?${query.toString()}`);
  return { page, context, close: () => (options.context ? page.close() : context.close()) };
}

async function newContext(
  browser: Browser,
  server: Server,
  options: WorkbenchOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1400, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  if (options.locale) {
    // Neither Accept-Language nor the server's --locale has an effect; this global decides.
    await context.addInitScript((locale) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: locale });
    }, options.locale);
  }
  return context;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
