import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import type { Row } from '../host/workbench';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/** The Uploads view: when it appears, its rows, its badge and its keys. */

const VIEW = 'Uploads';
const CONTAINER = 'Audience Segments';
const EMPTY = 'Empty so far';
const people = (count: number, name = 'person'): string =>
  `email\n${Array.from({ length: count }, (_, n) => `${name}${n}@example.com`).join('\n')}\n`;

describe('the Uploads view', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({
      files: {
        'one.csv': people(7),
        'two.csv': people(5, 'two'),
        'optout.csv': people(3),
        // Three requests.
        'many.csv': people(30),
      },
      settings: { 'criteoAudiences.upload.chunkSize': 10 },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(launched.server);
  });
  after(() => launched?.close());

  const rows = (): Promise<Row[]> => launched.workbench.rows(VIEW);
  const texts = async (): Promise<string[]> =>
    (await rows()).map(({ label, description }) => `${label} ${description}`);
  const isExpanded = async (): Promise<boolean> =>
    (await launched.workbench.pane(VIEW).locator('.pane-header').getAttribute('aria-expanded')) ===
    'true';
  /** The container's icon in the Activity Bar, with this badge. */
  const icon = (badge: RegExp) =>
    launched.page.locator('.activitybar').getByRole('tab', { name: badge });
  const ONE_UNFINISHED = /^Audience Segments - 1 unfinished upload\b/;
  /** What has the focus in the window: `IFRAME` for a page. */
  const focus = (): Promise<string> => launched.page.evaluate('document.activeElement.tagName');

  it('appears when the first upload begins, and leaves the focus on the page', async () => {
    const { workbench } = launched;
    assert.equal(await isExpanded(), false, 'until then, it would be empty');
    await startUpload(workbench, 'one.csv', EMPTY);
    await upload.press('Add 7');
    await upload.heading(`7 added to ${EMPTY}`);
    await workbench.uploads('one.csv', /\+7 · just now/).waitFor();
    assert.equal(await isExpanded(), true);
    assert.equal(await focus(), 'IFRAME');
    await workbench.screenshot('uploads-view-1-first');
    await upload.close();
  });

  it('stays as the user leaves it from then on', async () => {
    const { workbench } = launched;
    await workbench.pane(VIEW).locator('.pane-header').click();
    await startUpload(workbench, 'two.csv', EMPTY);
    await upload.press('Add 5');
    await upload.heading(`5 added to ${EMPTY}`);
    await upload.close();
    await workbench.showContainer(CONTAINER);
    assert.equal(await isExpanded(), false);
    await workbench.expandUploads();
    await workbench.uploads('two.csv', /\+5 · /).waitFor();
  });

  it('has one row for one file in several segments, which opens the page of all', async () => {
    const { workbench, page } = launched;
    await workbench.select('Segments', ['CRM Users 2025', 'Lapsed Customers', EMPTY]);
    await workbench.contextMenu(workbench.row('Segments', EMPTY), 'Remove with CSV…');
    await workbench.pick('optout.csv');
    await upload.press('Remove 3 from 3 Segments');
    const done = /^Removal of the people in optout\.csv from 3 segments accepted$/;
    await upload.heading(done);
    await workbench.uploads('optout.csv', /3 segments.*−3 · just now/).waitFor();
    // Not by what it says, which is something else after a minute.
    const row = workbench.uploads('optout.csv');
    assert.equal(await row.count(), 1);
    const tabs = page.locator('.tabs-container').getByRole('tab');
    await row.click();
    await upload.heading(done);
    await workbench.webviewFocused();
    assert.equal(await tabs.count(), 1, 'the page that is open already');
    await upload.close();
    await row.click();
    await upload.heading(done);
    await workbench.webviewFocused();
    assert.deepEqual(await workbench.contextMenuEntries(row), [
      'Open Upload',
      'Open Uploaded File',
      'Show Segment',
      'Start Over…',
      'Automate',
      'Delete Upload Record',
    ]);
    await workbench.contextMenu(row, 'Automate', 'Copy as Command');
    const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
    await waitUntil('it is copied', async () => /optout/.test(await copied()));
    assert.equal((await copied()).split('\n').length, 3, 'a line for each segment');
    await workbench.contextMenu(row, 'Open Uploaded File');
    await page
      .locator('.tab.active')
      .filter({ hasText: /^\s*optout\.csv/ })
      .first()
      .waitFor();
    await workbench.closeEditors();
  });

  it('says how far an upload is, then what is left of it once it is cancelled', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: 'stall', work: false, operation: 'addRemove', times: 1000 });
    await startUpload(workbench, 'many.csv', EMPTY);
    await upload.press('Add 30');
    await workbench.showContainer(CONTAINER);
    const row = workbench.uploads('many.csv');
    await row.getByText('0%').waitFor();
    await icon(ONE_UNFINISHED).waitFor();
    await workbench.screenshot('uploads-view-3-running');
    await workbench.rowAction(row, 'Cancel Upload');
    await row.getByText('cancelling…').waitFor();
    // What was sent gets no answer: otherwise, that is awaited for 10 s.
    await sandbox.clearFaults();
    await row.getByText('cancelled, 30 left · just now').waitFor();
    // Before anything that takes time: it is "just now" for a minute.
    assert.deepEqual((await texts())[0], `${EMPTY} cancelled, 30 left · just now`);
    await upload.close();
  });

  it('has its badge after a reload before anything is clicked, also while it is collapsed', async () => {
    const { workbench } = launched;
    await workbench.pane(VIEW).locator('.pane-header').click();
    await workbench.reload(CONTAINER);
    // The extension host starts first.
    await icon(ONE_UNFINISHED).waitFor();
    assert.equal(await isExpanded(), false);
    await workbench.screenshot('uploads-view-4-badge');
    await workbench.expandUploads();
    await workbench.pane(VIEW).getByText('1 unfinished').waitFor();
    await workbench.uploads('many.csv').waitFor();
    sandbox = embeddedSandbox(launched.server);
  });

  const focused = (): Promise<string> =>
    launched.workbench
      .tree(VIEW)
      .locator('.monaco-list-row.focused')
      .getAttribute('aria-label')
      .then((label) => label ?? '');
  const tabs = () => launched.page.locator('.tabs-container').getByRole('tab');

  /** Selects a row by Ctrl+click, which opens nothing, then moves only the focus. */
  async function choose(selected: string, steps: 'ArrowDown' | 'ArrowUp', to: string) {
    const { workbench, page } = launched;
    await workbench.uploads(selected).click({ modifiers: ['Control'] });
    await workbench.uploads(selected).and(page.locator('[aria-selected=true]')).waitFor();
    for (let tries = 0; tries < 6 && !(await focused()).includes(to); tries++)
      await page.keyboard.press(steps);
    assert.ok((await focused()).includes(to));
    assert.equal(await tabs().count(), 0);
  }

  it('opens the page of the focused row by Enter', async () => {
    const { workbench, page } = launched;
    await choose('many.csv', 'ArrowDown', 'two.csv');
    await page.keyboard.press('Enter');
    await upload.heading(`5 added to ${EMPTY}`);
    await upload.close();
    await workbench.uploads('many.csv').click();
    await upload.text(/Cancelled at/);
    await upload.close();
  });

  it('deletes the record of the focused row by Delete, not that of the selected one, and asks', async () => {
    const { workbench, page } = launched;
    // Escape clears the selection that the click left.
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Escape');
    await choose('many.csv', 'ArrowDown', 'two.csv');
    await page.keyboard.press('Delete');
    await workbench.modal(/Delete 1 upload record\?/);
    await workbench.answerModal('Delete 1 Record');
    await workbench.uploads('two.csv').waitFor({ state: 'detached' });
    await workbench.uploads('many.csv').waitFor();
    assert.equal((await rows()).length, 3);
  });

  it('asks before the record of an upload is deleted that could be resumed', async () => {
    const { workbench, page } = launched;
    await workbench.tree(VIEW).focus();
    await page.keyboard.press('Escape');
    await choose('one.csv', 'ArrowUp', 'many.csv');
    await page.keyboard.press('Delete');
    const dialog = await workbench.modal(/Delete 1 upload record\?/);
    assert.match(await dialog.innerText(), /1 upload can’t be resumed then\./);
    await workbench.screenshot('uploads-view-5-delete');
    await workbench.answerModal('Cancel');
    await workbench.uploads('many.csv').waitFor();
  });

  it('deletes the records of several selected rows, asked once', async () => {
    const { workbench } = launched;
    await workbench.tree(VIEW).focus();
    await launched.page.keyboard.press('Escape');
    await workbench.uploads('one.csv').click({ modifiers: ['Control'] });
    await workbench.uploads('optout.csv').click({ modifiers: ['Control'] });
    const row = workbench.uploads('optout.csv');
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Delete Upload Record']);
    await workbench.contextMenu(row, /^Delete Upload Record/);
    // Three of the opt-out list, which are one row.
    await workbench.modal(/Delete 4 upload records\?/);
    await workbench.answerModal('Delete 4 Records');
    await row.waitFor({ state: 'detached' });
    await waitUntil('one is left', async () => (await rows()).length === 1);
    await workbench.uploads('many.csv').waitFor();
    await icon(ONE_UNFINISHED).waitFor();
  });

  it('starts over, and the new record takes the place of the old one', async () => {
    const { workbench } = launched;
    // The editor still takes several rows for selected, though they are gone.
    await workbench.uploads('many.csv').click({ modifiers: ['Control'] });
    await workbench.contextMenu(workbench.uploads('many.csv'), 'Start Over…');
    await upload.heading(`Add many.csv to ${EMPTY}`);
    await upload.press('Add 30');
    await upload.heading(`30 added to ${EMPTY}`);
    await workbench.uploads('many.csv', /\+30 · /).waitFor();
    await waitUntil('one row', async () => (await rows()).length === 1);
    await icon(/^Audience Segments(?!.*unfinished)/).waitFor();
  });

  it('shows the segment of an upload', async () => {
    const { workbench } = launched;
    await workbench.closeEditors();
    await workbench.contextMenu(workbench.uploads('many.csv'), 'Show Segment');
    await workbench.webview().getByRole('heading', { name: EMPTY }).first().waitFor();
  });
});
