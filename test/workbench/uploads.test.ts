import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { Clicks, UploadPage } from './uploadPage';

/**
 * Beyond the main journey: the page and its choices, an upload that is cancelled and resumed, the
 * check, and uploading again.
 */

const SEGMENT = 'Empty so far';
const people = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, n) => `person${n}@example.com`).join('\n')}\n`;
const TWO = `Home mail,Work mail\n${Array.from({ length: 20 }, (_, n) => `home${n}@example.com,work${n}@example.org`).join('\n')}\n`;

describe('uploads in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let segmentId: string;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({
      files: {
        'two.csv': TWO,
        'many.csv': people(120_000),
        'simple.csv': people(7),
        'bad-2026-03-04.csv': 'email\nAnn <ann@example.com>\nbob@example.com\n',
        'bad-2026-04-01.csv': people(3),
      },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
    segmentId = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id ?? '';
  });

  after(() => launched.close());

  it('takes five clicks at most for a first upload, and a single picker', async () => {
    const { workbench } = launched;
    const file = await workbench.file('simple.csv');
    const clicks = await Clicks.count(workbench);
    await workbench.fileMenu(file, 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT);
    await upload.heading('Add simple.csv to Empty so far');
    assert.equal(await workbench.quickInput.count(), 0);
    await clicks.withPage();
    await upload.press('Add 7');
    await upload.heading('7 added to Empty so far');
    assert.ok(clicks.total >= 4 && clicks.total <= 5, `${clicks.total} clicks`);
    assert.deepEqual(await workbench.notifications(), [], 'the page says it already');
    assert.equal((await sandbox.list(segmentId)).length, 7);
    await upload.close();
  });

  it('asks for the column if two are possible, and updates the plan when a header is pressed', async () => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('two.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Which column of two.csv holds the emails?');
    assert.match(
      await upload.text(),
      /These may be emails Home mail · Name and values fit Use Work mail · Name and values fit Use/,
    );
    assert.equal(await upload.column('Home mail').getAttribute('aria-pressed'), 'false');
    await workbench.screenshot('uploads-1-column');
    await upload.press('Use Home mail');
    await upload.heading('Add two.csv to Empty so far');
    await upload.button('Add 20').waitFor();
    const [home, work] = [upload.column('Home mail'), upload.column('Work mail')];
    assert.deepEqual(
      [await home.getAttribute('aria-pressed'), await work.getAttribute('aria-pressed')],
      ['true', 'false'],
    );
    const text = await upload.text('to send');
    for (const part of [
      'Sandbox Retail Group',
      'Sandbox: nothing goes to Criteo',
      'Home mail',
      'Email · fits 100%',
      'comma · header · 20 rows',
      '20 to send',
      'Everyone in the segment stays in it.',
      '7 → to about 27 By the last upload from here. Less if some are already in the segment.',
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await workbench.screenshot('uploads-1-plan');
    await work.click();
    await upload.frame
      .locator('.preview thead button[aria-pressed=true]', { hasText: 'Work mail' })
      .waitFor();
    await upload.button('Add 40').waitFor();
    assert.equal(await home.getAttribute('aria-pressed'), 'true', 'a second column is added');
    await workbench.screenshot('uploads-1-two-columns');
    await home.click();
    await upload.frame
      .locator('.preview thead button[aria-pressed=false]', { hasText: 'Home mail' })
      .waitFor();
    await upload.press('Add 20');
    await upload.heading('20 added to Empty so far');
    await workbench.screenshot('uploads-2-report');
    assert.deepEqual(
      new Set(await sandbox.list(segmentId)),
      new Set([
        ...Array.from({ length: 7 }, (_, n) => `person${n}@example.com`),
        ...Array.from({ length: 20 }, (_, n) => `work${n}@example.org`),
      ]),
    );
  });

  it('is cancelled in the view, and resumes from there', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: '429', operation: 'addRemove', times: 1000, ms: 6_000 });
    await workbench.fileMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add many.csv to Empty so far');
    await upload.press('Add 120,000');
    await upload.heading('Adding many.csv to Empty so far');
    await upload.text(/Paused: API rate limit reached Tries again in \d+ s\./);
    // All requests of the application wait until then: there is nothing to try.
    assert.equal(await upload.button('Try Now').count(), 0);
    assert.match(await upload.text(), /0 of 3 requests answered/);
    await workbench.screenshot('uploads-3-page-paused');
    await workbench.statusItem(/Paused: API rate limit reached/).click();
    const row = workbench.uploads('many.csv').first();
    await row.waitFor();
    await row.getByText(SEGMENT).waitFor();
    await row.getByText('paused, rate limit').waitFor();
    // Between two waits, it says how far it is.
    await workbench.statusItem(/Paused: API rate limit reached/).waitFor();
    await workbench.screenshot('uploads-3-paused');
    const OPEN = ['Open Upload', 'Open Uploaded File', 'Show Segment'];
    const COPY = ['Copy as Task', 'Copy as Command'];
    const REST = [...OPEN, 'Start Over…', ...COPY, 'Delete Upload Record'];
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Cancel Upload', ...OPEN]);
    assert.deepEqual(
      await workbench.keyMenuEntries('Uploads'),
      ['Cancel Upload', ...OPEN],
      'by key',
    );
    await workbench.rowAction(row, 'Cancel Upload');
    await row.getByText(/cancelled, 120,000 left · just now/).waitFor();
    await upload.text(/Cancelled at \d/);
    await upload.button(/^Resume/).waitFor();
    assert.ok(
      !(await workbench.statusBar()).some((item) => /Paused: API rate limit reached/.test(item)),
      'and none when nothing runs',
    );
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Resume Upload', ...REST]);
    await sandbox.fault({ fault: 'forbidden', operation: 'addRemove', times: 1000 });
    await workbench.contextMenu(row, 'Resume Upload');
    await row.getByText(/failed, 120,000 left · just now/).waitFor();
    await upload.text(/permission/);
    await upload.button(/^Resume/).waitFor();
    await workbench.screenshot('uploads-4-failed');
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.keyMenuEntries('Uploads'), ['Resume Upload', ...REST]);
    await workbench.rowAction(row, 'Resume Upload');
    await row.getByText(/\+120,000 · just now/).waitFor({ timeout: 50_000 });
    // Whether it can be undone is found out afterwards.
    await waitUntil('it can be undone', async () =>
      (await workbench.keyMenuEntries('Uploads')).includes('Undo Upload…'),
    );
    assert.deepEqual(await workbench.keyMenuEntries('Uploads'), [
      ...OPEN,
      'Start Over…',
      'Undo Upload…',
      ...COPY,
      'Delete Upload Record',
    ]);
    await workbench.contextMenu(row, 'Open Upload');
    await upload.heading('120,000 added to Empty so far');
    await workbench.screenshot('uploads-4-resumed');
    assert.equal((await sandbox.list(segmentId)).length, 120_020);
    assert.deepEqual(await workbench.notifications(), [], 'the page was in sight all the time');
  });

  it('shows everywhere that it is being cancelled until the last response arrives', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', times: 1000, ms: 60_000 });
    await workbench.fileMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    // The segment is known from the last upload of this file.
    await upload.heading('Add many.csv to Empty so far');
    assert.match(
      await upload.text('There is nothing to send'),
      /nothing has changed it from here since/,
    );
    await upload.press('Send Anyway');
    await workbench.statusItem('0 sent, 0 of 3 requests').waitFor();
    await workbench.showContainer('Audience Segments');
    const row = workbench.uploads('many.csv').first();
    await row.getByText('0%').waitFor();
    await workbench.screenshot('uploads-5-sending');
    await upload.frame.getByRole('img', { name: '3 requests: 3 under way' }).waitFor();
    await upload.press('Cancel');
    const words = 'Cancelling, waiting for 3 answers';
    // It ends after 10 s: looked at first, and checked then.
    const [said, disabled] = await Promise.all([
      upload.text(words),
      upload.button('Cancelling…').getAttribute('aria-disabled'),
      row.getByText('cancelling…').waitFor(),
      workbench.statusItem(words).waitFor(),
    ]);
    const entries = await workbench.contextMenuEntries(row);
    await sandbox.clearFaults();
    assert.match(said, /Nothing more is sent\. It ends in 10 s at the latest\./, 'on the page');
    assert.equal(disabled, 'true');
    assert.deepEqual(
      entries,
      ['Open Upload', 'Open Uploaded File', 'Show Segment'],
      'nothing is left to cancel',
    );
    await row.getByText(/\+120,000 · just now/).waitFor();
    await upload.heading('120,000 added to Empty so far');
  });

  it('tries again at once if asked while it is paused, and then opens its file', async () => {
    const { workbench, page } = launched;
    await sandbox.fault({ fault: '503', operation: 'addRemove', times: 1000 });
    await workbench.fileMenu(await workbench.file('simple.csv'), 'Upload to Audience Segment…');
    await upload.heading('Add simple.csv to Empty so far');
    await upload.press('Add 7');
    // Six tries come first, with up to 15 s between them.
    await upload.button('Try Now').waitFor();
    const [, seconds] =
      /Paused: Criteo had a server error Tries again in (\d+) s\./.exec(
        await upload.text(/Paused: Criteo had a server error Tries again in \d+ s\./),
      ) ?? [];
    const paused = Date.now();
    await workbench.screenshot('uploads-4-server-error');
    await sandbox.clearFaults();
    await upload.press('Try Now');
    await upload.heading('7 added to Empty so far');
    assert.ok(Date.now() - paused < Number(seconds) * 1000, `before ${seconds} s were over`);
    await upload.press('simple.csv');
    await page
      .locator('.tab.active')
      .filter({ hasText: /^simple\.csv/ })
      .first()
      .waitFor();
  });

  it('checks a file, fixes a row in the window, and checks again on save', async () => {
    const { workbench, page } = launched;
    await workbench.fileMenu(
      await workbench.file('bad-2026-03-04.csv'),
      'Check CSV for Audience Upload',
    );
    await upload.heading('bad-2026-03-04.csv: 1 of 2 rows can be sent');
    assert.match(await upload.text(), /Name around the address/);
    await workbench.screenshot('uploads-6-check');
    await (await workbench.file('bad-2026-03-04.csv')).dblclick();
    await page.locator('.tab.active').filter({ hasText: 'bad-2026-03-04.csv' }).first().waitFor();
    await workbench.problems();
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'display-name' })
      .dblclick({ position: { x: 120, y: 8 } });
    await workbench.statusItem('21 selected').waitFor();
    await workbench.quickFix(/^Extract the value from the surrounding text(,|$)/);
    await page
      .locator('.view-line')
      .filter({ hasText: /^ann@example\.com$/ })
      .first()
      .waitFor();
    await page.keyboard.press('Control+s');
    await page
      .locator('.tab.active:not(.dirty)')
      .filter({ hasText: 'bad-2026-03-04.csv' })
      .first()
      .waitFor();
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'display-name' })
      .waitFor({ state: 'hidden' });
    await workbench.screenshot('uploads-6-fixed');
    await workbench.command('View: Hide Panel');
  });

  it('uploads the next export of that name with a right-click, the entry and the button', async () => {
    const { workbench } = launched;
    await workbench.clearNotifications();
    await workbench.fileMenu(
      await workbench.file('bad-2026-03-04.csv'),
      'Upload to Audience Segment…',
    );
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add bad-2026-03-04.csv to Empty so far');
    await upload.choose('Remove');
    await upload.heading('Remove the people in bad-2026-03-04.csv from Empty so far');
    await upload.press('Remove 2');
    await upload.heading('Removal of 2 from Empty so far accepted');
    const file = await workbench.file('bad-2026-04-01.csv');
    const clicks = await Clicks.count(workbench);
    await workbench.fileMenu(file, 'Upload Again…');
    await upload.heading('Remove the people in bad-2026-04-01.csv from Empty so far');
    await clicks.withPage();
    await upload.press('Remove 3');
    await upload.heading('Removal of 3 from Empty so far accepted');
    assert.equal(clicks.total, 3, 'right-click, entry, button');
    assert.equal((await sandbox.list(segmentId)).length, 120_017);
  });
});
