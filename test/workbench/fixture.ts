/** One editor window with the packaged extension, for one test file, the demo, or manual use. */
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { Bridge } from '../host/bridge';
import { openWorkbench, type WorkbenchOptions } from '../host/browser';
import { install, newest, type EditorVersion } from '../host/install';
import { onScreen } from '../host/onScreen';
import { PICTURES } from '../host/picture';
import { forgetUser, openBrowser } from '../host/profile';
import { containerTitle, defaultVsix } from '../host/root';
import { embeddedSandbox } from '../host/sandbox';
import { startServer, type Server, type ServerOptions } from '../host/server';
import { Workbench } from '../host/workbench';
import { extensionLog, failedName, sandboxLog, tell } from '../support/story';

export interface LaunchOptions
  extends
    Pick<ServerOptions, 'settings' | 'machineSettings' | 'env' | 'workspaceTrust'>,
    Pick<WorkbenchOptions, 'locale' | 'viewport'> {
  /** Files of the workspace: relative path → content. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** The workspace folder's name as shown in the window; default "workspace". */
  folderName?: string;
  version?: EditorVersion;
  /** Called before the window opens, to change what is installed on the server. */
  prepare?: (server: Server) => void;
  /** For a window that does something to its server. */
  own?: true;
  /**
   * The view container to wait for in the activity bar; default the extension's own, in English.
   */
  container?: string;
  /** Where screenshots go that are always taken. */
  screenshots?: string;
}

export interface Launched {
  workbench: Workbench;
  page: Page;
  context: BrowserContext;
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

/** The server and the browser that a window is in. */
interface Place {
  server: Server;
  context: BrowserContext;
}

/**
 * Opens a window on a new folder with the given files, as a new user, in an editor with the package
 * installed. Where it can, in the one that stands for all files of this process. Files don't share
 * the window itself: a new one takes no longer than a reload, without which nobody can be sure that
 * nothing is left of the file before.
 */
export async function launch(options: LaunchOptions = {}): Promise<Launched> {
  const place = canStand(options) ? await stand() : await start(options);
  const { server, context } = place;
  const isShared = place === standing.place;
  standing.isBusy ||= isShared;
  const leave = async (): Promise<void> => {
    if (isShared) {
      // Also one that never became ready, but not the empty one that keeps the browser open.
      const [, ...pages] = context.pages();
      for (const page of pages) await page.close();
      await tidy(server);
      standing.isBusy = false;
    } else {
      await context.close();
      await server.stop();
    }
  };
  try {
    if (isShared) {
      server.writeSettings({ ...NO_TOOLTIPS, ...options.settings });
      server.writeMachineSettings(options.machineSettings);
      await forgetUser(context);
    }
    const parent = fs.mkdtempSync(path.join(server.dir, 'opened-'));
    const workspace = path.join(parent, options.folderName ?? 'workspace');
    writeFiles(workspace, options.files ?? {});
    options.prepare?.(server);
    const { locale, viewport } = options;
    const page = await openWorkbench(context, workspace, { locale, viewport });
    const workbench = new Workbench(page, new Bridge(page, workspace), options.screenshots);
    const launched: Launched = {
      workbench,
      page,
      context,
      server,
      workspace,
      close: async () => {
        open.delete(launched);
        await leave();
      },
    };
    open.add(launched);
    await workbench.ready(options.container ?? containerTitle());
    return launched;
  } catch (error) {
    await leave();
    throw error;
  }
}

const standing: { place?: Place; isBusy: boolean } = { isBusy: false };

/** Whether the editor that stands is free, and fit for a window. */
function canStand({ own, env, workspaceTrust, version }: LaunchOptions): boolean {
  const isUsual = version === undefined || version === newest;
  return !(standing.isBusy || own || env || workspaceTrust) && isUsual;
}

async function stand(): Promise<Place> {
  return (standing.place ??= await start({}));
}

async function start(options: LaunchOptions): Promise<Place> {
  const installed = await install(options.version ?? newest);
  const { settings, machineSettings, env, workspaceTrust } = options;
  const server = await startServer(installed, {
    vsix: defaultVsix,
    bridge: true,
    settings: { ...NO_TOOLTIPS, ...settings },
    machineSettings,
    env,
    workspaceTrust,
  });
  try {
    return { server, context: await openBrowser(installed, server) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Removes what the last window left on the server. */
async function tidy(server: Server): Promise<void> {
  // An extension host outlives its window, to wait for it.
  await server.endExtensionHosts();
  fs.rmSync(server.globalStorageDir, { recursive: true, force: true, maxRetries: 5 });
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

/** For a hook after each test: a failed one tells what every open window shows, and what was logged. */
export async function tellFailure(this: Mocha.Context): Promise<void> {
  const { currentTest } = this;
  if (currentTest?.state !== 'failed') return;
  for (const { page, server } of open) {
    const name = failedName(currentTest.fullTitle());
    const { picture, text } = await onScreen(page, PICTURES, name);
    tell(currentTest.err, {
      Picture: picture,
      'On the screen': text,
      'Log of the extension': extensionLog(server.logDir),
      'Requests to the sandbox': await requestsTo(server),
    });
    // What it left open must not be in the way of the next test.
    await page.keyboard.press('Escape');
  }
}

/** Nothing where no sandbox is running. */
async function requestsTo(server: Server): Promise<string> {
  try {
    return sandboxLog((await embeddedSandbox(server).counts()).log);
  } catch {
    return '';
  }
}
