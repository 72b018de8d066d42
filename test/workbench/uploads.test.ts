import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { Clicks, startUpload, UploadPage } from './uploadPage';

/** Beyond the main journey: an upload that is cancelled, resumed, paused, sent again, undone. */

const SEGMENT = 'Empty so far';
const people = (count: number, name = 'person'): string =>
  `email\n${Array.from({ length: count }, (_, n) => `${name}${n}@example.com`).join('\n')}\n`;

describe('uploads in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let segmentId: string;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({
      files: {
        // Three requests.
        'many.csv': people(30),
        'simple.csv': people(7),
        'day-2026-03-04.csv': people(2),
        'day-2026-04-01.csv': people(3),
        'added.csv': people(10, 'added'),
      },
      settings: { 'criteoAudiences.upload.chunkSize': 10 },
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

  it('is cancelled in the view, and resumes from there', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: '429', operation: 'addRemove', times: 1000, ms: 6_000 });
    await workbench.fileMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add many.csv to Empty so far');
    await upload.press('Add 30');
    await upload.heading('Adding many.csv to Empty so far');
    await upload.text(
      /Paused: (API rate limit reached|limit of [\d,]+ requests a minute) All requests of this application share it\. Tries again in \d+ s\./,
    );
    // All requests of the application wait until then: there is nothing to try.
    assert.equal(await upload.button('Try Now').count(), 0);
    assert.match(await upload.text(), /0 of 3 requests answered/);
    await workbench.statusItem(/1 upload: paused, rate limit/).click();
    const row = workbench.uploads('many.csv').first();
    await row.waitFor();
    await row.getByText(SEGMENT).waitFor();
    await row.getByText(/paused, rate limit/).waitFor();
    // Between two waits, it says how far it is.
    await workbench.statusItem(/1 upload: paused, rate limit/).waitFor();
    await workbench.screenshot('uploads-3-paused');
    // What reads segments meanwhile waits for the same limit, which is said once.
    await workbench.command('Audience Segments: Refresh Segments');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    let said: string[] = [];
    // Between two waits, nothing does.
    await waitUntil('it is said that something waits', async () => {
      said = (await workbench.statusBar()).filter((item) => /paused|rate limit/i.test(item));
      return said.length > 0;
    });
    assert.equal(said.length, 1, said.join('\n'));
    const OPEN = ['Open Upload', 'Open Uploaded File', 'Show Segment'];
    const REST = [...OPEN, 'Start Over…', 'Automate', 'Delete Upload Record'];
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Cancel Upload', ...OPEN]);
    assert.deepEqual(
      await workbench.keyMenuEntries('Uploads'),
      ['Cancel Upload', ...OPEN],
      'by key',
    );
    await workbench.rowAction(row, 'Cancel Upload');
    await row.getByText(/cancelled, 30 left · just now/).waitFor();
    await upload.text(/Cancelled at \d/);
    await upload.button(/^Resume/).waitFor();
    assert.ok(
      // The refresh may still wait for the limit, and says so.
      !(await workbench.statusBar()).some((item) => /uploads?: /.test(item)),
      'and none of an upload when nothing runs',
    );
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Resume Upload', ...REST]);
    await sandbox.fault({ fault: 'forbidden', operation: 'addRemove', times: 1000 });
    await workbench.contextMenu(row, 'Resume Upload');
    await row.getByText(/failed, 30 left · just now/).waitFor();
    await upload.text(/permission/);
    await upload.button(/^Resume/).waitFor();
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.keyMenuEntries('Uploads'), ['Resume Upload', ...REST]);
    await workbench.rowAction(row, 'Resume Upload');
    await row.getByText(/\+30 · just now/).waitFor();
    // Whether it can be undone is found out afterwards.
    await waitUntil('it can be undone', async () =>
      (await workbench.keyMenuEntries('Uploads')).includes('Undo Upload…'),
    );
    assert.deepEqual(await workbench.keyMenuEntries('Uploads'), [
      ...OPEN,
      'Start Over…',
      'Undo Upload…',
      'Automate',
      'Delete Upload Record',
    ]);
    await workbench.contextMenu(row, 'Open Upload');
    await upload.heading('30 added to Empty so far');
    assert.equal((await sandbox.list(segmentId)).length, 30);
    assert.deepEqual(await workbench.notifications(), [], 'the page was in sight all the time');
  });

  it('shows everywhere that it is being cancelled until the last response arrives', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', times: 1000, ms: 60_000 });
    await workbench.fileMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    // The segment is known from the last upload of this file.
    await upload.heading('Add many.csv to Empty so far');
    assert.match(
      await upload.text('sending them again changes nothing'),
      /nothing has changed it from here since/,
    );
    await upload.press('Send Anyway');
    await workbench.statusItem('0 sent, 0 of 3 requests answered').waitFor();
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
    await row.getByText(/\+30 · just now/).waitFor();
    await upload.heading('30 added to Empty so far');
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
      /Paused: Criteo answered with a server error \(503\) Your connection works\. Tries again in (\d+) s[.:]/.exec(
        await upload.text(
          /Paused: Criteo answered with a server error \(503\) Your connection works\. Tries again in \d+ s[.:]/,
        ),
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

  it('uploads the next export of that name with a right-click, the entry and the button', async () => {
    const { workbench } = launched;
    await workbench.clearNotifications();
    await workbench.fileMenu(
      await workbench.file('day-2026-03-04.csv'),
      'Upload to Audience Segment…',
    );
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add day-2026-03-04.csv to Empty so far');
    await upload.press('Add 2');
    await upload.heading('2 added to Empty so far');
    const file = await workbench.file('day-2026-04-01.csv');
    const clicks = await Clicks.count(workbench);
    await workbench.fileMenu(file, 'Upload to Audience Segment…');
    await upload.heading('Add day-2026-04-01.csv to Empty so far');
    await clicks.withPage();
    await upload.press('Add 3');
    await upload.heading('3 added to Empty so far');
    assert.equal(clicks.total, 3, 'right-click, entry, button');
    assert.equal((await sandbox.list(segmentId)).length, 30);
  });

  describe('undo', () => {
    const row = () => launched.workbench.uploads('added.csv').first();
    const REMOVAL = `Remove the people in added.csv from ${SEGMENT}`;
    /** Adds the file, however often it was sent before. */
    async function add(): Promise<void> {
      const { workbench } = launched;
      await workbench.fileMenu(await workbench.file('added.csv'), 'Upload to Audience Segment…');
      await upload.heading(`Add added.csv to ${SEGMENT}`);
      await upload.press('Add 10');
      await upload.heading(`10 added to ${SEGMENT}`);
    }

    before(() => launched.workbench.closeEditors());

    it('is a button of the report, and the page of the removal says what it does', async () => {
      const { workbench } = launched;
      await startUpload(workbench, 'added.csv', SEGMENT);
      await upload.press('Add 10');
      await upload.heading(`10 added to ${SEGMENT}`);
      await upload.button('Undo…').waitFor();
      await upload.press('Undo…');
      await upload.heading(REMOVAL);
      await upload.text('Undoes the upload of ');
      assert.equal(await upload.frame.getByRole('radio').count(), 0, 'nothing to change');
      await upload.press('Remove 10');
      await upload.heading(`Removal of 10 from ${SEGMENT} accepted`);
      assert.match(await upload.text(), /Undoes the upload of .+/);
      assert.equal((await sandbox.list(segmentId)).length, 30, 'as before');
      await upload.close();
      await upload.heading(`10 added to ${SEGMENT}`);
      assert.match(await upload.text(/Undone at/), /Undone at .+: what it added was removed\./);
      assert.equal(await upload.button('Undo…').count(), 0);
      await upload.close();
      await workbench.showContainer('Audience Segments');
      await workbench.uploads('added.csv', /\+10, undone · /).waitFor();
      await workbench.uploads('added.csv', /−10 · /).waitFor();
    });

    it('is in the row’s menu by mouse and by key', async () => {
      const { workbench } = launched;
      await add();
      await workbench.showContainer('Audience Segments');
      await waitUntil('it is offered by key', async () =>
        (await workbench.keyMenuEntries('Uploads')).includes('Undo Upload…'),
      );
      await workbench.contextMenu(row(), 'Undo Upload…');
      await upload.heading(REMOVAL);
      await upload.close();
    });

    it('is in the palette', async () => {
      const { workbench } = launched;
      await workbench.command('Audience Segments: Undo Upload…');
      await workbench.pick('added.csv');
      await upload.heading(REMOVAL);
      await upload.close();
    });

    it('is no longer offered after a later upload or a clear', async () => {
      // On the page of the last upload.
      const { workbench } = launched;
      await upload.heading(`10 added to ${SEGMENT}`);
      await upload.button('Undo…').waitFor();
      await workbench.contextMenu(workbench.row('Segments', SEGMENT), /^Clear/);
      await workbench.answerModal(/^Clear/);
      await upload.button('Undo…').waitFor({ state: 'detached' });
      assert.deepEqual(await sandbox.list(segmentId), []);
      await waitUntil(
        'its row doesn’t offer it',
        async () => !(await workbench.contextMenuEntries(row())).includes('Undo Upload…'),
      );
    });
  });
});
