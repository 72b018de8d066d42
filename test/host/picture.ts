import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Story } from '../support/story';
import { waitUntil } from '../support/waitUntil';
import { root } from './root';

/** What the extension host prints to be shown the window that it can't see, with a name behind. */
export const PICTURE = '### picture: ';
export const PICTURES = path.join(root, 'out', 'screenshots');

/** Where pictures go that nobody needs: with `SCREENSHOTS=1`, to be looked at. */
export const SCREENSHOTS = process.env.SCREENSHOTS === '1' ? PICTURES : undefined;

/** Saves `NAME.png` of a page, if pictures are wanted. */
export async function saveScreenshot(
  page: Page,
  name: string,
  { folder = SCREENSHOTS, fullPage }: { folder?: string; fullPage?: boolean } = {},
): Promise<void> {
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage });
}

/** Where the text of the window is left beside its picture. */
export const textFile = (name: string): string => path.join(PICTURES, `${name}.txt`);

/**
 * In the extension host: lets the runner take a picture of the window. In a desktop editor, nobody
 * does.
 */
export async function pictureOf(name: string): Promise<Story> {
  if (!process.env.CRITEO_AUDIENCES_TEST_RUN) return {};
  fs.rmSync(textFile(name), { force: true });
  console.log(`${PICTURE}${name}`);
  try {
    await waitUntil('the picture is taken', () => fs.existsSync(textFile(name)));
  } catch {
    return {};
  }
  return {
    Picture: path.join(PICTURES, `${name}.png`),
    'On the screen': fs.readFileSync(textFile(name), 'utf8'),
  };
}
