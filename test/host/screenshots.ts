/**
 * `npm run screenshots`: takes the README's screenshots and the pictures of the walkthrough from the
 * real product, so that they are always up to date. `-- --walkthrough` takes only the latter.
 */
import fs from 'node:fs';
import path from 'node:path';
import { launch, type Launched } from '../workbench/fixture';
import { startUpload, UploadPage } from '../workbench/uploadPage';
import { writeCrmExport, type CrmExport } from './crmExport';
import { toIndexedPng } from './indexedPng';
import { root } from './root';
import { takeWalkthroughPictures } from './walkthroughPictures';

const OUT = path.join(root, 'media', 'screenshots');
const FILE = 'crm-export.csv';
const SEGMENT = 'CRM Users 2025';
/** Enough for text and icons. */
const COLORS = 64;

const SETTINGS = {
  'window.commandCenter': false,
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'editor.minimap.enabled': false,
  'explorer.autoReveal': false,
};

async function main(): Promise<void> {
  await takeWalkthroughPictures({ ...SETTINGS, 'workbench.colorTheme': 'Dark 2026' });
  if (process.argv.includes('--walkthrough')) return;
  await takePlan();
  await takeUpdate();
}

/** An upload before it is sent. */
async function takePlan(): Promise<void> {
  const launched = await open('Dark 2026', { [FILE]: await exported({ rows: 4_000 }) });
  const upload = await startUpload(launched.workbench, FILE, SEGMENT);
  await upload.getByRole('button', { name: /^Add [\d,]+$/ }).waitFor();
  await take(launched, 'plan');
}

/** An update with the next export, in a light theme. */
async function takeUpdate(): Promise<void> {
  const [last, next] = ['crm-2026-11-20.csv', 'crm-2026-11-27.csv'];
  const clean = { rows: 1_000, invalid: 0, duplicates: 0, blank: 0 };
  const launched = await open('Light 2026', {
    [last]: await exported(clean),
    [next]: await exported({ ...clean, rows: 1_060, skip: 40 }),
  });
  const { workbench } = launched;
  await startUpload(workbench, last, SEGMENT);
  const upload = new UploadPage(workbench);
  await upload.press(/^Add [\d,]+$/);
  await upload.heading(/ added to CRM Users 2025$/);
  await workbench.closeEditors();
  await workbench.fileMenu(await workbench.file(next), 'Upload to Audience Segment…');
  await upload.choose('Update');
  await upload.press(`Use ${last}`);
  await upload.button(/^Update: Add /).waitFor();
  await take(launched, 'update');
}

async function exported(options: Omit<CrmExport, 'seed'>): Promise<Buffer> {
  const file = path.join(root, 'out', FILE);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await writeCrmExport(file, { ...options, seed: 7 });
  return fs.readFileSync(file);
}

async function open(theme: string, files: Record<string, Buffer>): Promise<Launched> {
  const launched = await launch({
    files,
    folderName: 'crm',
    settings: { ...SETTINGS, 'workbench.colorTheme': theme },
    viewport: { width: 1280, height: 800 },
  });
  await launched.workbench.trySandbox(SEGMENT);
  return launched;
}

async function take({ page, workbench, close }: Launched, name: string): Promise<void> {
  await workbench.clearNotifications();
  await page.mouse.move(0, 0);
  fs.mkdirSync(OUT, { recursive: true });
  const picture = await toIndexedPng(await page.screenshot(), COLORS);
  fs.writeFileSync(path.join(OUT, `${name}.png`), picture);
  await close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
