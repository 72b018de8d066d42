/**
 * `npm run screenshots`: takes the README's screenshots and the pictures of the walkthrough from the
 * real product, so that they are always up to date. `-- --walkthrough` takes only the latter.
 */
import fs from 'node:fs';
import path from 'node:path';
import { launch } from '../workbench/fixture';
import { startUpload, startUploads, uploadPage } from '../workbench/uploadPage';
import { writeCrmExport } from './crmExport';
import { openWithReadings } from './readings';
import { root } from './root';
import { takeWalkthroughPictures } from './walkthroughPictures';

const OUT = path.join(root, 'media', 'screenshots');
const FILE = 'crm-export.csv';

const WEEKS = [36, 37, 38, 39, 40, 41].map((week) => `week-${week}-crm.csv`);

/** Exports of some weeks, with invalid rows here and there; one of them looks wrong. */
function weeks(): Record<string, string> {
  const rows = (week: number, count: number, invalid: number): string => {
    const valid = Array.from({ length: count }, (_, n) => `person${week * 1000 + n}@example.com`);
    const wrong = Array.from({ length: invalid }, (_, n) => `customer ${week * 1000 + n}`);
    return `email\n${[...valid, ...wrong].join('\n')}\n`;
  };
  return Object.fromEntries(
    WEEKS.map((name, index) => [
      name,
      rows(36 + index, [831, 640, 799, 401, 940, 714][index], [2, 0, 10, 312, 5, 3][index]),
    ]),
  );
}

const SETTINGS = {
  'workbench.colorTheme': 'Dark 2026',
  'window.commandCenter': false,
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'editor.minimap.enabled': false,
  'explorer.autoReveal': false,
};

async function main(): Promise<void> {
  await takeWalkthroughPictures(SETTINGS);
  if (!process.argv.includes('--walkthrough')) await takeScreenshots();
}

async function takeScreenshots(): Promise<void> {
  const csv = path.join(root, 'out', FILE);
  fs.mkdirSync(path.dirname(csv), { recursive: true });
  await writeCrmExport(csv, { rows: 4_000, seed: 7 });
  const launched = await launch({
    files: { [FILE]: fs.readFileSync(csv), ...weeks() },
    folderName: 'crm',
    screenshots: OUT,
    settings: SETTINGS,
    viewport: { width: 1280, height: 800 },
  });
  const { workbench, page } = launched;
  await workbench.trySandbox('CRM Users 2025');

  const upload = await startUpload(workbench, FILE, 'CRM Users 2025');
  const button = upload.getByRole('button', { name: /^Add [\d,]+$/ });
  await button.waitFor();
  await workbench.screenshot('plan');
  await button.click();
  await uploadPage(workbench, /added to CRM Users 2025$/);
  // The first upload reveals its view.
  await workbench.uploads('CRM Users 2025').first().waitFor();
  await workbench.screenshot('report');
  await workbench.problems();
  const problem = page.locator('.markers-panel .monaco-list-row').nth(3);
  await problem.dblclick({ position: { x: 120, y: 8 } });
  await workbench.statusItem(/selected/).waitFor();
  await workbench.showContainer('Audience Segments');
  await workbench.expandUploads();
  await workbench.uploads(FILE).first().waitFor();
  await workbench.row('Segments', 'CRM Users 2025').waitFor();
  await workbench.statusItem(/Activating Extensions/).waitFor({ state: 'detached' });
  await workbench.screenshot('upload');

  // Make room for the page.
  await workbench.command('View: Hide Panel');
  await openWithReadings(launched, 'CRM Users 2025');
  await workbench.expandView('Audiences');
  await workbench.growView('Audiences', 150);
  await workbench.expand('Audiences', 'New Customers Only');
  await workbench.row('Audiences', 'Opt-outs').waitFor();
  await page.mouse.move(0, 0);
  await workbench.screenshot('segment');

  await workbench.closeEditors();
  await startUploads(workbench, WEEKS[0], WEEKS.at(-1) ?? '');
  await workbench.pick('CRM Users 2025', 'CRM Users 2025');
  await workbench
    .webview()
    .getByRole('button', { name: /^Add [\d,]+ from \d Files$/ })
    .waitFor();
  await workbench.screenshot('files');
  await launched.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
