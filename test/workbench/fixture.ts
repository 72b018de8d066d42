/** One editor window with the packaged extension, for one test file, the demo, or manual use. */
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser, openWorkbench, type WorkbenchOptions } from '../host/browser';
import { install, newest, type EditorVersion } from '../host/install';
import { containerTitle, defaultVsix, root } from '../host/root';
import { seedWindow, type WindowState } from '../host/seedWindow';
import { installExtension, startServer, type Server, type ServerOptions } from '../host/server';
import { Workbench } from '../host/workbench';

export interface LaunchOptions
  extends
    Pick<ServerOptions, 'settings' | 'machineSettings' | 'env' | 'workspaceTrust'>,
    Pick<WorkbenchOptions, 'locale' | 'viewport'> {
  /** Files of the workspace: relative path → content. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** The workspace folder's name as shown in the window; default "workspace". */
  folderName?: string;
  version?: EditorVersion;
  /**
   * The package to install; default `out/criteo-audience-segments.vsix`, built by `npm run
   * package`.
   */
  vsix?: string;
  /** Packages of other extensions to install as well. */
  beside?: readonly string[];
  /**
   * The view container to wait for in the activity bar; default the extension's own, in English.
   */
  container?: string;
  /** Where screenshots go; default `out/screenshots`. */
  screenshots?: string;
  /**
   * Called before the window opens, to add the state of an earlier window to the server's folder;
   * returns the state that window left in the browser.
   */
  earlier?: (server: Server, workspace: string) => WindowState;
}

export interface Launched {
  workbench: Workbench;
  page: Page;
  context: BrowserContext;
  browser: Browser;
  server: Server;
  /** The workspace folder's path. */
  workspace: string;
  /** Closes the window, the browser and the server, and deletes the workspace. */
  close(): Promise<void>;
}

const open = new Set<Launched>();

/**
 * A tooltip under a resting pointer would cover the target of the next click; `Workbench.tooltip`
 * shows one by keyboard.
 */
const NO_TOOLTIPS = { 'workbench.hover.delay': 1_000_000 };

/**
 * Starts an editor with the package installed, in a new folder with the given files, as a new user.
 * Takes about 4 s.
 */
export async function launch(options: LaunchOptions = {}): Promise<Launched> {
  const installed = await install(options.version ?? newest);
  const { settings, machineSettings, env, workspaceTrust } = options;
  const server = await startServer(installed, {
    vsix: options.vsix ?? defaultVsix,
    settings: { ...NO_TOOLTIPS, ...settings },
    machineSettings,
    env,
    workspaceTrust,
  });
  let browser: Browser | undefined;
  try {
    const workspace = path.join(server.dir, options.folderName ?? 'workspace');
    writeFiles(workspace, options.files ?? {});
    for (const other of options.beside ?? [])
      installExtension(installed, other, server.extensionsDir);
    browser = await launchBrowser(installed);
    const earlier = options.earlier?.(server, workspace);
    const prepare = earlier && ((page: Page): Promise<void> => seedWindow(page, server, earlier));
    const { page, context } = await openWorkbench(browser, server, workspace, {
      locale: options.locale,
      viewport: options.viewport,
      prepare,
    });
    const workbench = new Workbench(
      page,
      options.screenshots ?? path.join(root, 'out', 'screenshots'),
    );
    const launched: Launched = {
      workbench,
      page,
      context,
      browser,
      server,
      workspace,
      close: async () => {
        open.delete(launched);
        await launched.browser.close();
        await server.stop();
      },
    };
    open.add(launched);
    await workbench.ready(options.container ?? (options.vsix ? undefined : containerTitle()));
    return launched;
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

/** Writes files below a folder, which is created if missing. */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}

// Under mocha, a failed test saves a screenshot of every open window: failed-TITLE.png.
if (typeof afterEach === 'function') {
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const name = `failed-${this.currentTest
      .fullTitle()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .slice(0, 100)}`;
    for (const { workbench } of open) {
      await workbench.screenshot(name).catch(() => undefined);
    }
  });
}
