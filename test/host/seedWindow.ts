import { createCipheriv, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { SERVER_KEY } from './front';
import type { Server } from './server';

/** What an extension left in the browser: the editor keeps it there, not with the server. */
export interface WindowState {
  /** `publisher.name`. */
  extension: string;
  globalState: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
}

/** Puts it where the window finds it, before a window of this user was ever open. */
export async function seedWindow(
  page: Page,
  server: Server,
  { extension, globalState, secrets }: WindowState,
): Promise<void> {
  // Any answer of the server's address, but not the editor.
  await page.goto(`${server.url}/version`);
  const sealed = seal(
    JSON.stringify(
      Object.fromEntries(
        Object.entries(secrets).map(([key, value]) => [
          JSON.stringify({ extensionId: extension, key }),
          value,
        ]),
      ),
    ),
  );
  const seeded = { extension, state: JSON.stringify(globalState), sealed };
  // As a text: the tests are compiled for Node, without the DOM's types.
  await page.evaluate(`(async ({ extension, state, sealed }) => {
    localStorage.setItem('secrets.provider', sealed);
    const asked = (request) => new Promise((done, failed) => Object.assign(request, { onsuccess: () => done(request.result), onerror: () => failed(request.error) }));
    const opening = indexedDB.open('vscode-web-state-db-global', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('ItemTable');
    const database = await asked(opening);
    await asked(database.transaction('ItemTable', 'readwrite').objectStore('ItemTable').put(state, extension));
    database.close();
  })(${JSON.stringify(seeded)})`);
}

/**
 * As the served window seals its secrets: AES-GCM, with a key of which the server gives one half
 * and the other stands before the text.
 */
function seal(text: string): string {
  const [half, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv(
    'aes-256-gcm',
    half.map((byte, n) => byte ^ SERVER_KEY[n]),
    iv,
  );
  return Buffer.concat([
    half,
    iv,
    cipher.update(text, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}
