/**
 * `npm run screenshots`: takes the README's screenshot and the pictures of the walkthrough from the
 * real product, so that they are always up to date. `-- --walkthrough` takes only the latter.
 */
import fs from 'node:fs';
import path from 'node:path';
import { launch } from '../workbench/fixture';
import { startUpload } from '../workbench/uploadPage';
import { writeCrmExport } from './crmExport';
import { root } from './root';
import { takeWalkthroughPictures } from './walkthroughPictures';

const OUT = path.join(root, 'media', 'screenshots');
const FILE = 'crm-export.csv';

const SETTINGS = {
  'workbench.colorTheme': 'Dark 2026',
  'window.commandCenter': false,
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'editor.minimap.enabled': false,
  'explorer.autoReveal': false,
};

async function main(): Promise<void> {
  await takeWalkthroughPictures(SETTINGS);
  if (!process.argv.includes('--walkthrough')) await takeScreenshot();
}

async function takeScreenshot(): Promise<void> {
  const csv = path.join(root, 'out', FILE);
  fs.mkdirSync(path.dirname(csv), { recursive: true });
  await writeCrmExport(csv, { rows: 4_000, seed: 7 });
  const launched = await launch({
    files: { [FILE]: fs.readFileSync(csv) },
    folderName: 'crm',
    screenshots: OUT,
    settings: SETTINGS,
    viewport: { width: 1280, height: 800 },
  });
  const { workbench } = launched;
  await workbench.trySandbox('CRM Users 2025');

  const upload = await startUpload(workbench, FILE, 'CRM Users 2025');
  const button = upload.getByRole('button', { name: /^Add [\d,]+$/ });
  await button.waitFor();
  await workbench.screenshot('plan');
  await launched.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
