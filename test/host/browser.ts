/** The headless Chromium that shows the editor window. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Installed } from './install';
import type { Server } from './server';

/**
 * Starts Chromium with the shared libraries and fonts installed alongside it. Exits with this
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
    // Callers decide how to handle an interrupt.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

const VIEWPORT = { width: 1400, height: 900 };

/** Slows the window down by this factor, to find missing waits in tests. */
const SLOWER = Number(process.env.CRITEO_AUDIENCES_TEST_SLOWER || 1);

export interface WorkbenchOptions {
  /**
   * Display language as returned by `vscode.env.language`, e.g. "fr"; package.nls and l10n follow
   * it. Default: "en".
   */
  locale?: string;
  /** The window's payload: pairs, e.g. `['extensionTestsPath', 'vscode-remote://…']`. */
  payload?: ReadonlyArray<readonly [string, string]>;
  /** Continues as the user of an earlier window. Without it, a new window is a new user. */
  context?: BrowserContext;
  /** CSS pixels; default 1400 × 900. */
  viewport?: { width: number; height: number };
  /** Called with the page before it loads, to expose functions or watch it. */
  prepare?: (page: Page) => Promise<void>;
}

export interface OpenWorkbench {
  page: Page;
  /** Holds the user's state, which survives a reload and is shared with further windows. */
  context: BrowserContext;
  /** Closes the page, and the context unless it was passed in. */
  close(): Promise<void>;
}

/**
 * Opens the editor on a folder and returns once the page has loaded (the workbench needs a moment
 * longer).
 */
export async function openWorkbench(
  browser: Browser,
  server: Server,
  folder: string,
  options: WorkbenchOptions = {},
): Promise<OpenWorkbench> {
  const context = options.context ?? (await newContext(browser, server));
  const page = await context.newPage();
  await page.setViewportSize(options.viewport ?? VIEWPORT);
  if (options.locale) {
    // Accept-Language and the server's --locale have no effect; this global decides.
    await page.addInitScript((locale) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: locale });
    }, options.locale);
  }
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

/**
 * Without a graphics card, turning icons and moving bars take a fifth of the processor. The editor
 * draws them even for users who want less motion.
 */
const WITHOUT_ANIMATIONS = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important }');
  document.adoptedStyleSheets = [sheet];
}`;

async function newContext(browser: Browser, server: Server): Promise<BrowserContext> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  await context.addInitScript({ content: WITHOUT_ANIMATIONS });
  return context;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
