import assert from 'node:assert/strict';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/** What only an editor has of the Uploads view: when it is shown, its badge, its keys. */

const VIEW = 'Uploads';
const CONTAINER = 'Audience Segments';
const EMPTY = 'Empty so far';
const people = (count: number, name = 'person'): string =>
  `email\n${Array.from({ length: count }, (_, n) => `${name}${n}@example.com`).join('\n')}\n`;

describe('the Uploads view', () => {
  let launched: Launched;
  let upload: UploadPage;

  beforeEach(async () => {
    launched = await launch({
      files: { 'one.csv': people(7), 'two.csv': people(5, 'two') },
    });
    upload = new UploadPage(launched.workbench);
    await launched.workbench.trySandbox(EMPTY);
  });
  afterEach(() => launched?.close());

  it('appears with the first upload, without the focus, and keeps its badge through a reload', async () => {
    const { workbench, page } = launched;
    const header = workbench.pane(VIEW).locator('.pane-header');
    /** The container's icon in the Activity Bar, with this badge. */
    const icon = page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Audience Segments - 1 unfinished upload\b/ });
    assert.equal(await header.getAttribute('aria-expanded'), 'false', 'it would be empty');
    const sandbox = embeddedSandbox(launched.server);
    await sandbox.fault({ fault: 'stall', work: false, operation: 'addRemove', times: 1000 });
    await startUpload(workbench, 'one.csv', EMPTY);
    await upload.press('Add 7');
    const row = workbench.uploads('one.csv');
    await row.getByText('0%').waitFor();
    assert.equal(await header.getAttribute('aria-expanded'), 'true');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'IFRAME', 'on the page');
    await icon.waitFor();
    await workbench.screenshot('uploads-view-3-running');
    await workbench.rowAction(row, 'Cancel Upload');
    await row.getByText('cancelling…').waitFor();
    // What was sent gets no answer: otherwise, that is awaited for 10 s.
    await sandbox.clearFaults();
    await row.getByText(/^cancelled, 7 left/).waitFor();
    await upload.close();
    await header.click();
    await workbench.reload(CONTAINER);
    // Before anything is clicked, and while it is collapsed.
    await icon.waitFor();
    assert.equal(await header.getAttribute('aria-expanded'), 'false', 'as the user left it');
    await workbench.screenshot('uploads-view-4-badge');
  });

  it('opens by Enter, and deletes by Delete, once asked, the focused row, not the selected one', async () => {
    const { workbench, page } = launched;
    for (const [file, count] of [
      ['one.csv', 7],
      ['two.csv', 5],
    ] as const) {
      await startUpload(workbench, file, EMPTY);
      await upload.press(`Add ${count}`);
      await upload.heading(`${count} added to ${EMPTY}`);
      await upload.close();
    }
    await workbench.showContainer(CONTAINER);
    const [one, two] = [workbench.uploads('one.csv'), workbench.uploads('two.csv')];
    const choose = async (): Promise<void> => {
      // A click without Ctrl would open the upload.
      await one.click({ modifiers: ['Control'] });
      await one.and(page.locator('[aria-selected=true]')).waitFor();
      await page.keyboard.press('Home');
      await two.and(page.locator('.focused')).waitFor();
    };
    await choose();
    await page.keyboard.press('Enter');
    await upload.heading(`5 added to ${EMPTY}`);
    await upload.close();
    // Escape clears the selection that Enter left.
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Escape');
    await choose();
    await page.keyboard.press('Delete');
    await workbench.modal(/Delete 1 upload record\?/);
    await workbench.answerModal('Delete 1 Record');
    await two.waitFor({ state: 'detached' });
    assert.equal(await one.count(), 1);
  });
});
