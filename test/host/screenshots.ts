/**
 * `npm run screenshots`: takes the README's picture and those of the walkthrough from the real product,
 * so that they are always up to date. `-- --readme` and `-- --walkthrough` take only these.
 */
import fs from 'node:fs';
import path from 'node:path';
import { launch } from '../workbench/fixture';
import { startUpload } from '../workbench/uploadPage';
import { writeCrmExport } from './crmExport';
import { toIndexedPng } from './indexedPng';
import { root } from './root';
import { takeWalkthroughPictures } from './walkthroughPictures';

const OUT = path.join(root, 'media', 'screenshots');
const FILE = 'crm-export.csv';
const SEGMENT = 'CRM Users 2025';
/** Of the window, in pixels. The picture has the page alone. */
const SIZE = { width: 1060, height: 860 };
/** Enough for text and icons. */
const COLORS = 24;

const SETTINGS = {
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Dark 2026',
};

async function main(): Promise<void> {
  if (!process.argv.includes('--readme')) await takeWalkthroughPictures(SETTINGS);
  if (!process.argv.includes('--walkthrough')) await takePlan();
}

/** An upload before it is sent, without what else the window has. */
async function takePlan(): Promise<void> {
  const csv = path.join(root, 'out', FILE);
  fs.mkdirSync(path.dirname(csv), { recursive: true });
  await writeCrmExport(csv, { rows: 4_000, seed: 7 });
  const { page, workbench, close } = await launch({
    files: { [FILE]: fs.readFileSync(csv) },
    folderName: 'crm',
    settings: SETTINGS,
    viewport: SIZE,
  });
  await workbench.trySandbox(SEGMENT);
  const upload = await startUpload(workbench, FILE, SEGMENT);
  await upload.getByRole('button', { name: /^Add [\d,]+$/ }).waitFor();
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  await workbench.clearNotifications();
  const editor = page.locator('.part.editor .editor-instance').first();
  await page.mouse.move(0, 0);
  fs.mkdirSync(OUT, { recursive: true });
  const clip = (await editor.boundingBox()) ?? undefined;
  const picture = toIndexedPng(await page.screenshot({ clip }), COLORS);
  fs.writeFileSync(path.join(OUT, 'plan.png'), picture);
  await close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
