/** The headless Chromium that shows the editor window. */
import {
  chromium,
  type Browser,
  type BrowserContext,
  type LaunchOptions,
  type Page,
} from 'playwright-core';
import { dateAhead, movedBy } from '../support/clock/variables';
import type { Installed } from './install';

/**
 * The address of every window, whatever port its server has: the browser keeps the compiled code of
 * an address.
 */
export const ADDRESS = 'http://127.0.0.1:7999';

/** Starts Chromium for pages of tests. Exits with this process. */
export async function launchBrowser(installed: Chromium): Promise<Browser> {
  return chromium.launch(launchOptions(installed.chromium));
}

/**
 * Starts Chromium for windows of the editor that is served on `port`, with what it keeps in the
 * folder `profile`: all are windows of one user. Exits with this process.
 */
export async function launchEditorBrowser(
  installed: Chromium,
  port: number,
  profile: string,
): Promise<BrowserContext> {
  const { args, ...options } = launchOptions(installed.chromium);
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    args: [
      ...(args ?? []),
      `--host-resolver-rules=MAP ${new URL(ADDRESS).host} 127.0.0.1:${port}`,
      `--disable-features=${WITHOUT.join(',')}`,
    ],
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: ADDRESS });
  await context.addInitScript({ content: WITHOUT_ANIMATIONS });
  const [ahead] = movedBy() ?? [];
  if (ahead !== undefined)
    await context.addInitScript({
      content: `Date = (${String(dateAhead)})(Date, () => ${ahead});`,
    });
  return context;
}

/** What a browser needs of an installation. */
export type Chromium = Pick<Installed, 'chromium'>;

const WITHOUT = [
  // It compiles the editor anew each time, although it has the compiled code.
  'BackgroundResourceFetch',
  // What Playwright leaves out; only the last list counts.
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
];

/** With the shared libraries and fonts that are installed alongside it. */
function launchOptions({ executable, libraries, fontsConf }: Installed['chromium']): LaunchOptions {
  const search = process.env.LD_LIBRARY_PATH
    ? `${libraries}:${process.env.LD_LIBRARY_PATH}`
    : libraries;
  return {
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
  };
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
  /** CSS pixels; default 1400 × 900. */
  viewport?: { width: number; height: number };
  /** Called with the page before it loads, to expose functions or watch it. */
  prepare?: (page: Page) => Promise<void>;
}

/**
 * Opens the editor on a folder and returns once the page has loaded (the workbench needs a moment
 * longer).
 */
export async function openWorkbench(
  context: BrowserContext,
  folder: string,
  options: WorkbenchOptions = {},
): Promise<Page> {
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
  await page.goto(`${ADDRESS}/?${query.toString()}`);
  return page;
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

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
