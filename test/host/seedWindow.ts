import { createCipheriv, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { ADDRESS } from './browser';
import { SERVER_KEY } from './front';

/** State that an extension stored in the browser: the editor keeps it there, not on the server. */
export interface WindowState {
  /** `publisher.name`. */
  extension: string;
  globalState: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
}

/** Stores it where the window looks for it, before this user opens a window. */
export async function seedWindow(
  page: Page,
  { extension, globalState, secrets }: WindowState,
): Promise<void> {
  // Any response from the window’s address works, except the editor itself.
  await page.goto(`${ADDRESS}/version`);
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
  // Passed as a string: the tests are compiled for Node, without DOM types.
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
 * Encrypts secrets like the served window: AES-GCM with a key of two halves, one from the server
 * and the other stored in front of the ciphertext.
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
