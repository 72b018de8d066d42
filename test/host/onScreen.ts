import fs from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { lastLines } from '../support/story';

/** Milliseconds for the text of a frame: a page that hangs must not keep a failure from being told. */
const PATIENCE = 2_000;
const MOST_LINES = 80;

/** What a window shows, for whoever reads of a failure. */
export interface OnScreen {
  /** The path of the picture. */
  picture: string;
  /** The texts of the window and of each page in it. */
  text: string;
}

/** Saves `FOLDER/NAME.png`, and reads what the window says. Never rejects. */
export async function onScreen(page: Page, folder: string, name: string): Promise<OnScreen> {
  fs.mkdirSync(folder, { recursive: true });
  const picture = path.join(folder, `${name}.png`);
  const [saved, ...texts] = await Promise.all([
    page.screenshot({ path: picture }).then(
      () => picture,
      (error: Error) => `none: ${error.message}`,
    ),
    ...page.frames().map(textOf),
  ]);
  return { picture: saved, text: texts.filter(Boolean).join('\n---\n') };
}

/** The lines of a frame that a person sees, one for each row or sentence. */
async function textOf(frame: Frame): Promise<string> {
  const text = await textIn(frame).catch(() => '');
  return lastLines(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .join('\n'),
    MOST_LINES,
  );
}

async function textIn(frame: Frame): Promise<string> {
  // Of a hidden frame, it would be the scripts.
  const isShown = frame.parentFrame() === null || (await (await frame.frameElement()).isVisible());
  return isShown ? frame.locator('body').innerText({ timeout: PATIENCE }) : '';
}
