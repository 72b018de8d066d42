import assert from 'node:assert/strict';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/** What the first line of a CSV and its menu in the Explorer offer, by mouse and by keyboard. */

const SEGMENT = 'Empty so far';
const lines = (...rows: string[]): string => ['email', ...rows, ''].join('\n');
const people = Array.from({ length: 600 }, (_, n) => `person${n}@example.com`);
const DIRTY = lines(
  ...people,
  ...Array.from({ length: 8 }, (_, n) => `mailto:more${n}@example.com`),
  ...['nobody', 'no one', 'none at all', 'unknown'],
);
const PAIRED = `Upload to ${SEGMENT}`;
const FIGURES = '600 valid, 12 problems';

describe('the lenses of a CSV and its menu', () => {
  let launched: Launched;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({
      files: {
        'week-45.csv': lines('ann@example.com', 'bob@example.com'),
        'week-46.csv': DIRTY,
        'other.csv': lines('ann@example.com'),
      },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    await startUpload(workbench, 'week-45.csv', SEGMENT);
    await upload.press('Add 2');
    await upload.heading(`2 added to ${SEGMENT}`);
    await upload.close();
    await workbench.clearNotifications();
  });

  after(() => launched.close());

  const open = async (name: string): Promise<void> => {
    const { workbench, page } = launched;
    await (await workbench.file(name)).dblclick();
    await page.locator('.tab.active').filter({ hasText: name }).first().waitFor();
    // The double click left the focus in the Explorer until the editor has it.
    await page.locator('.editor-instance .monaco-editor.focused').waitFor();
  };

  it('are there once a file is opened whose name is known, without a view of the extension', async () => {
    const { workbench } = launched;
    await open('week-46.csv');
    await workbench.lens(PAIRED).waitFor();
    // Nothing but the opened file loads the extension in the next window.
    await workbench.reload();
    await workbench.lens(PAIRED).waitFor({ timeout: 30_000 });
    await workbench.lens('Check').waitFor();
    await workbench.screenshot('lenses-1-paired');
    await open('other.csv');
    await workbench.lens(PAIRED).waitFor({ state: 'hidden' });
    assert.equal(await workbench.lens('Check').count(), 0);
  });

  it('lead to the check, to the problems, and to the upload', async () => {
    const { workbench, page } = launched;
    await open('week-46.csv');
    await workbench.clickLens('Check');
    await upload.heading('week-46.csv: 600 of 612 rows can be sent');
    await workbench.clearNotifications();
    await open('week-46.csv');
    await workbench.lens('Fix 8').waitFor();
    await workbench.screenshot('lenses-2-checked');
    await workbench.clickLens(FIGURES);
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'mailto' })
      .first()
      .waitFor();
    await workbench.statusItem(/^Ln 602, .*selected/).waitFor();
    await workbench.command('View: Hide Panel');
    await page.locator('.monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+Home');
    await workbench.clickLens('Upload…');
    await upload.heading(`Add week-46.csv to ${SEGMENT}`);
    await upload.close();
  });

  it('have the new figures once the file was fixed, by keyboard, for the file in the editor', async () => {
    const { workbench } = launched;
    await open('week-46.csv');
    await workbench.command('Criteo Audiences: Fix All That Can Be Fixed…');
    await workbench.pick('Fix 8 Rows and Save');
    await workbench.lens('608 valid, 4 problems').waitFor();
    assert.equal(await workbench.lens('Fix 8').count(), 0);
    await workbench.screenshot('lenses-3-fixed');
  });

  it('the menu in the Explorer opens the upload by mouse and by keyboard', async () => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('week-46.csv'), 'Upload to Audience Segment…');
    await upload.heading(`Add week-46.csv to ${SEGMENT}`);
    await upload.close();
    await workbench.fileMenuByKey(
      await workbench.file('week-46.csv'),
      'Upload to Audience Segment…',
    );
    await upload.heading(`Add week-46.csv to ${SEGMENT}`);
    await upload.close();
    await workbench.fileMenuByKey(
      await workbench.file('week-46.csv'),
      'Check CSV for Audience Upload',
    );
    await upload.heading('week-46.csv: 608 of 612 rows can be sent');
  });
});
