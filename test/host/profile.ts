/** What a browser keeps of the editor: its files, and their compiled code. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { ADDRESS, launchEditorBrowser, openWorkbench } from './browser';
import type { Installed } from './install';
import { startServer, type Server } from './server';

/** Compiled code is kept of files that were loaded twice. */
const LOADS = 2;

/** After it is ready, the editor goes on loading parts. */
const LATER = 4_000;

/** Fills a folder with the profile of a browser that has shown the editor, without its user. */
export async function fillProfile(
  installed: Omit<Installed, 'profile'>,
  folder: string,
): Promise<void> {
  const server = await startServer(installed);
  try {
    const context = await launchEditorBrowser(installed, server.port, folder);
    for (let loads = 0; loads < LOADS; loads++) {
      const page = await openWorkbench(context, server.dir);
      await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
      await sleep(LATER);
      await page.close();
    }
    await forgetUser(context);
    await context.close();
  } finally {
    await server.stop();
  }
}

/** Starts a browser for the windows of a server, which knows the editor and no user. */
export function openBrowser(installed: Installed, server: Server): Promise<BrowserContext> {
  const profile = fs.mkdtempSync(path.join(server.dir, 'browser-'));
  fs.cpSync(installed.profile, profile, { recursive: true });
  return launchEditorBrowser(installed, server.port, profile);
}

/** Removes what a user left in the browser. */
export async function forgetUser(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin: ADDRESS,
    storageTypes: 'cookies,local_storage,indexeddb,cache_storage',
  });
  await page.close();
}
