import assert from 'node:assert/strict';
import { isAlive } from '../host/processes';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';

/** The main user journey: welcome → sandbox → tree → right-click → upload → Problems. */

const SEGMENT = 'Empty so far';
const CSV = [
  '\uFEFF"Name";"E-mail"',
  '"Ada";" Ada@Example.com "',
  '"Bob ""B""";bob@example',
  '"Two\r\nlines";grace@@example.com',
  ';',
  '"Eve";ada@example.com',
  '"Zoë";zoe@example.com',
  '',
].join('\r\n');

describe('the main journey in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let segmentId: string;

  before(async () => {
    // In a browser, the editor saves by itself after a second.
    launched = await launch({
      files: { 'Customers.CSV': CSV, 'notes.md': 'no list' },
    });
  });

  after(() => launched.close());

  const listed = async (): Promise<string[]> => (await sandbox.list(segmentId)).sort();

  it('goes from the welcome to the segments with one click', async () => {
    const { workbench } = launched;
    await workbench.showContainer('Audience Segments');
    const welcome = workbench.welcome('Segments');
    await welcome.getByRole('button', { name: 'Sign In' }).waitFor();
    await welcome.getByRole('button', { name: 'Try with Sandbox Account' }).click();
    await workbench.row('Segments', SEGMENT).waitFor();
    sandbox = embeddedSandbox(launched.server);
    segmentId = (await sandbox.segments()).find(({ name }) => name === SEGMENT)?.id ?? '';
    const rows = await workbench.rows('Segments');
    assert.equal(rows.filter(({ label }) => label === 'Newsletter subscribers').length, 12);
    await workbench.screenshot('main-1-segments');
  });

  it('offers the upload on a CSV in any letter case, and on nothing else', async () => {
    const { workbench } = launched;
    const entries = await workbench.contextMenuEntries(await workbench.file('Customers.CSV'));
    assert.ok(entries.includes('Upload to Audience Segment…'), entries.join(', '));
    const others = await workbench.contextMenuEntries(await workbench.file('notes.md'));
    assert.ok(!others.some((entry) => entry.includes('Audience')), others.join(', '));
  });

  it('does nothing on Escape, at any question', async () => {
    const { workbench, page } = launched;
    const begin = async (): Promise<void> =>
      workbench.contextMenu(await workbench.file('Customers.CSV'), 'Upload to Audience Segment…');
    await begin();
    await workbench.options();
    await workbench.escape();
    await begin();
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench
      .inputField()
      .and(page.locator('[placeholder^="What do you want to do"]'))
      .waitFor();
    await workbench.escape();
    await begin();
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Add');
    await workbench.modal(/Add Customers\.CSV to/);
    await page.keyboard.press('Escape');
    await page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
    // The progress of the check takes a moment to disappear.
    await page
      .locator('.notifications-toasts .notification-list-item')
      .first()
      .waitFor({ state: 'hidden' });
    assert.equal((await sandbox.counts()).operations.addRemove, undefined);
  });

  it('offers only lists that can be written to', async () => {
    const { workbench } = launched;
    await workbench.contextMenu(
      await workbench.file('Customers.CSV'),
      'Upload to Audience Segment…',
    );
    const rows = workbench.quickInput.locator('.monaco-list-row');
    for (const name of ['Vendor list', 'Viewed coffee']) {
      await workbench.inputField().fill('Lapsed customers');
      await rows.filter({ hasText: 'Lapsed customers' }).first().waitFor();
      await workbench.inputField().fill(name);
      await rows.first().waitFor({ state: 'hidden' });
    }
    await workbench.escape();
  });

  it('sends the valid rows, asks nothing it can detect, and shows each invalid row at its position', async () => {
    const { workbench } = launched;
    await workbench.contextMenu(
      await workbench.file('Customers.CSV'),
      'Upload to Audience Segment…',
    );
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Add');
    const modal = await workbench.modal(
      /Add Customers\.CSV to Sandbox Retail Group · Lumen Electronics · Empty so far/,
    );
    const text = await modal.innerText();
    assert.match(text, /6 rows: 2 to send, 2 invalid, 1 duplicate/);
    assert.match(text, /Local sandbox: nothing is sent to Criteo/);
    await workbench.screenshot('main-2-review');
    // A third of the rows is invalid, which is more than may be sent without explicit confirmation.
    await workbench.answerModal(/^Add the Other 2 Anyway$/);
    await workbench.notification(/2 accepted/);
    assert.deepEqual(await listed(), ['ada@example.com', 'zoe@example.com']);
    await workbench.screenshot('main-3-result');
    const problems = await workbench.problems();
    assert.ok(
      problems.some((row) => row.includes('[Ln 3, Col 13]')),
      problems.join('\n'),
    );
    assert.ok(
      problems.some((row) => row.includes('[Ln 5, Col 8]')),
      problems.join('\n'),
    );
    assert.ok(
      !problems.some((row) => row.includes('example.com') || row.includes('bob@')),
      'a problem quotes an identifier',
    );
  });

  it('navigates from a problem to its row', async () => {
    const { workbench, page } = launched;
    await page
      .locator('.markers-panel .monaco-list-row')
      .filter({ hasText: '[Ln 5, Col 8]' })
      .dblclick({ position: { x: 120, y: 8 } });
    await workbench.statusItem('Ln 5, Col 26 (18 selected)').waitFor();
    await workbench.screenshot('main-4-problem');
  });

  it('never silently sends the saved version of a file with unsaved edits', async () => {
    const { workbench, page } = launched;
    await workbench.clearNotifications();
    await page.locator('.editor-instance .view-lines').click();
    await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+End');
    await workbench.statusItem('Ln 9, Col 1').waitFor();
    await page.keyboard.type('"New";new@example.com\n');
    await workbench.contextMenu(
      await workbench.file('Customers.CSV'),
      'Upload to Audience Segment…',
    );
    await workbench.modal(/unsaved changes/);
    await workbench.screenshot('main-5-unsaved');
    await workbench.answerModal(/^Save/);
    await workbench.pick(SEGMENT, SEGMENT);
    await workbench.pick('Replace');
    await workbench.modal(/Clear .*Empty so far.*, then add Customers\.CSV\?/);
    await workbench.screenshot('main-6-replace');
    await workbench.answerModal(/^Replace with the Other 3 Anyway$/);
    await workbench.notification(/3 accepted/);
    assert.deepEqual(await listed(), ['ada@example.com', 'new@example.com', 'zoe@example.com']);
    assert.equal((await sandbox.counts()).segments[segmentId].clears, 1);
  });

  it('leaves nothing behind when the editor closes', async () => {
    const pids = launched.server.processes();
    assert.ok(pids.length >= 2);
    await launched.close();
    assert.deepEqual(pids.filter(isAlive), []);
  });
});
