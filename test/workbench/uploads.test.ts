import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';

/**
 * Beyond the main journey: the plan and its options, an upload that is cancelled and resumed, the
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

  before(async () => {
    launched = await launch({
      files: {
        'two.csv': TWO,
        'many.csv': people(120_000),
        'bad-2026-03-04.csv': 'email\nAnn <ann@example.com>\nbob@example.com\n',
        'bad-2026-04-01.csv': people(3),
      },
    });
    const { workbench } = launched;
    await workbench.showContainer('Audience Segments');
    await workbench
      .welcome('Segments')
      .getByRole('button', { name: 'Try with Sandbox Account' })
      .click();
    await workbench.row('Segments', SEGMENT).waitFor();
    sandbox = embeddedSandbox(launched.server);
    segmentId = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id ?? '';
  });

  after(() => launched.close());

  it('asks for the column if two are possible, with samples that mask the values', async () => {
    const { workbench } = launched;
    await workbench.contextMenu(await workbench.file('two.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Add');
    await workbench.quickInput.getByText('h•').first().waitFor();
    const shown = await workbench.quickInput.innerText();
    assert.match(shown, /Home mail/);
    assert.equal(/home1@|work1@/.test(shown), false);
    await workbench.screenshot('uploads-1-column');
    await workbench.pick(/^Home mail/);
  });

  it('opens the plan, and updates it after a change there', async () => {
    const { workbench } = launched;
    await workbench.modal(/Add two\.csv to/);
    await workbench.answerModal('Show Plan');
    await workbench.quickInput.getByText('Choose Another Column…').waitFor();
    const preview = workbench.webview();
    await preview.getByRole('heading', { name: 'Upload plan' }).waitFor();
    await preview.getByText('Home mail').waitFor();
    await workbench.screenshot('uploads-2-plan');
    await workbench.pick(/^Choose Another Column/);
    await workbench.pick(/^Work mail/);
    await workbench.modal(/Add two\.csv to/);
    await workbench.answerModal('Add 20');
    await workbench.notification(/20 accepted/);
    assert.deepEqual(
      new Set(await sandbox.list(segmentId)),
      new Set(Array.from({ length: 20 }, (_, n) => `work${n}@example.org`)),
    );
    await workbench.clearNotifications();
  });

  it('is cancelled in the view, and resumes from there', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: '429', operation: 'addRemove', times: 1000, ms: 6_000 });
    await workbench.contextMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Add');
    await workbench.modal(/Add many\.csv to/);
    await workbench.answerModal('Add 120,000');
    await workbench.statusItem(/Paused: API rate limit reached/).click();
    const row = workbench.row('Uploads', /many\.csv/).first();
    await row.waitFor();
    await row.getByText(/Paused: API rate limit reached/).waitFor();
    assert.ok(
      (await workbench.statusBar()).some((item) => /Paused: API rate limit reached/.test(item)),
      'one item in the status bar',
    );
    await workbench.screenshot('uploads-3-paused');
    const REST = [
      'Start Upload Over…',
      'Open Upload Report',
      'Copy as Command',
      'Copy as Task',
      'Delete Upload Record',
    ];
    assert.deepEqual(await workbench.contextMenuEntries(row), [
      'Cancel Upload',
      'Open Upload Report',
    ]);
    assert.deepEqual(
      await workbench.keyMenuEntries('Uploads'),
      ['Cancel Upload', 'Open Upload Report'],
      'by key',
    );
    await workbench.rowAction(row, 'Cancel Upload');
    await row.getByText(/cancelled/).waitFor();
    assert.ok(
      !(await workbench.statusBar()).some((item) => /Paused: API rate limit reached/.test(item)),
      'and none when nothing runs',
    );
    await workbench.clearNotifications();
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Resume Upload', ...REST]);
    await sandbox.fault({ fault: 'forbidden', operation: 'addRemove', times: 1000 });
    await workbench.contextMenu(row, 'Resume Upload');
    await row.getByText(/failed: 0 of 3 requests answered/).waitFor();
    await workbench.clearNotifications();
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.keyMenuEntries('Uploads'), ['Resume Upload', ...REST]);
    await workbench.rowAction(row, 'Resume Upload');
    await row.getByText(/finished: 120,000 accepted/).waitFor({ timeout: 50_000 });
    await workbench.screenshot('uploads-4-resumed');
    assert.deepEqual(await workbench.keyMenuEntries('Uploads'), REST);
    await workbench.contextMenu(row, 'Open Upload Report');
    await workbench.webview().getByRole('heading', { name: 'Upload report' }).waitFor();
    assert.equal((await sandbox.list(segmentId)).length, 120_020);
    await workbench.clearNotifications();
  });

  it('shows everywhere that it is being cancelled until the last response arrives', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', times: 1000, ms: 60_000 });
    await workbench.contextMenu(await workbench.file('many.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Add');
    await workbench.modal(/Add many\.csv to/);
    await workbench.answerModal('Send Anyway');
    await workbench.statusItem('0 sent, 0 of 3 requests').waitFor();
    await workbench.showContainer('Audience Segments');
    const row = workbench.row('Uploads', /many\.csv/).first();
    await row.getByText('0 sent, 0 of 3 requests').waitFor();
    await workbench.rowAction(row, 'Cancel Upload');
    const words = 'Cancelling, waiting for 3 responses';
    await row.getByText(words).waitFor();
    assert.ok(
      (await workbench.statusBar()).some((item) => item.includes(words)),
      'in the status bar',
    );
    assert.ok(
      (await workbench.notifications()).some((message) => message.includes(words)),
      'in the notification',
    );
    await workbench.screenshot('uploads-5-cancelling');
    assert.deepEqual(
      await workbench.contextMenuEntries(row),
      ['Open Upload Report'],
      'nothing is left to cancel',
    );
    await sandbox.clearFaults();
    await row.getByText(/finished: 120,000 accepted/).waitFor();
    await workbench.clearNotifications();
  });

  it('checks a file, fixes a row in the window, and checks again on save', async () => {
    const { workbench, page } = launched;
    await workbench.contextMenu(
      await workbench.file('bad-2026-03-04.csv'),
      'Check CSV for Audience Upload',
    );
    await workbench.pick(/^Email/);
    await workbench.webview().getByRole('heading', { name: 'Upload check' }).waitFor();
    await (await workbench.file('bad-2026-03-04.csv')).dblclick();
    await page.locator('.tab.active').filter({ hasText: 'bad-2026-03-04.csv' }).first().waitFor();
    await workbench.problems();
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'email-display-name' })
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
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: 'email-display-name' })
      .waitFor({ state: 'hidden' });
    await workbench.screenshot('uploads-6-fixed');
  });

  it('uploads the next export of that name with a right-click, the entry and the review', async () => {
    const { workbench } = launched;
    await workbench.contextMenu(
      await workbench.file('bad-2026-03-04.csv'),
      'Upload to Audience Segment…',
    );
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Remove');
    await workbench.modal(/Remove the identifiers in bad-2026-03-04\.csv from/);
    await workbench.answerModal('Remove 2');
    await workbench.notification(/2 accepted/);
    await workbench.clearNotifications();
    await workbench.contextMenu(
      await workbench.file('bad-2026-04-01.csv'),
      'Upload Again to Audience Segment…',
    );
    await workbench.modal(/Remove the identifiers in bad-2026-04-01\.csv from .*Empty so far/);
    await workbench.answerModal('Remove 3');
    await workbench.notification(/3 accepted/);
    assert.equal((await sandbox.list(segmentId)).length, 120_017);
  });
});
