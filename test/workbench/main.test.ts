import assert from 'node:assert/strict';
import { isAlive } from '../host/processes';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { pageText, startUpload, UploadPage, uploadPage } from './uploadPage';

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
      own: true,
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
    assert.equal(rows.filter(({ label }) => label === 'Newsletter Subscribers').length, 2);
    await workbench.screenshot('main-1-segments');
  });

  it('offers the upload on a CSV in any letter case, and on nothing else', async () => {
    const { workbench } = launched;
    const file = await workbench.file('Customers.CSV');
    assert.deepEqual(await workbench.fileMenuEntries(file), [
      'Upload to Audience Segment…',
      'Check CSV for Audience Upload',
      'Remove People Everywhere…',
    ]);
    const ours = (await workbench.contextMenuEntries(file)).filter((entry) =>
      /Audience|Segment/.test(entry),
    );
    assert.deepEqual(ours, ['Audience Segments'], 'one entry');
    const others = await workbench.contextMenuEntries(await workbench.file('notes.md'));
    assert.ok(!others.some((entry) => entry.includes('Audience')), others.join(', '));
  });

  it('sends nothing before the button of its page: not on Escape, not when the page is closed', async () => {
    const { workbench, page } = launched;
    await workbench.fileMenu(await workbench.file('Customers.CSV'), 'Upload to Audience Segment…');
    await workbench.options();
    await workbench.escape();
    const upload = await startUpload(workbench, 'Customers.CSV', SEGMENT);
    const button = upload.getByRole('button', { name: 'Add the Other 2 Anyway', exact: true });
    await button.focus();
    await page.keyboard.press('Escape');
    assert.equal(await button.getAttribute('aria-disabled'), null);
    await workbench.command('View: Close Editor');
    await page.locator('.tabs-container .tab').waitFor({ state: 'detached' });
    // The problems of the check were those of the page.
    await page
      .locator('#status\\.problems')
      .filter({ hasText: /^\s*0\s*0?\s*$/ })
      .waitFor();
    assert.deepEqual(await workbench.notifications(), []);
    assert.equal((await sandbox.counts()).operations.addRemove, undefined);
  });

  it('offers only lists that can be written to', async () => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('Customers.CSV'), 'Upload to Audience Segment…');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    for (const name of ['Vendor List', 'Viewed Coffee']) {
      await workbench.inputField().fill('Lapsed Customers');
      await rows.filter({ hasText: 'Lapsed Customers' }).first().waitFor();
      await workbench.inputField().fill(name);
      await rows.first().waitFor({ state: 'hidden' });
    }
    await workbench.escape();
  });

  it('sends the valid rows, asks nothing it can detect, and shows each invalid row at its position', async () => {
    const { workbench } = launched;
    const upload = await startUpload(workbench, 'Customers.CSV', SEGMENT);
    // Two of five values are invalid, which is more than may be sent without explicit confirmation.
    const button = upload.getByRole('button', { name: 'Add the Other 2 Anyway', exact: true });
    await button.waitFor();
    const plan = await pageText(upload);
    for (const part of [
      /Lumen Electronics ?Sandbox Retail Group/,
      /Sandbox: nothing goes to Criteo/,
      /40% of the rows that aren’t blank \(2\) are invalid and left out\./,
      /UTF-8 with BOM · semicolon · .*6 rows/,
      /2 to send 1 duplicate 2 invalid 1 blank/,
    ])
      assert.match(plan, part);
    assert.equal(
      await upload.getByRole('button', { name: /^E-mail/ }).getAttribute('aria-pressed'),
      'true',
    );
    assert.equal(await upload.getByRole('radio', { name: 'Add' }).isChecked(), true);
    await button.click();
    await uploadPage(workbench, `2 added to ${SEGMENT}`);
    assert.match(await pageText(upload), /2 accepted 1 duplicate 2 invalid 1 blank/);
    assert.deepEqual(await listed(), ['ada@example.com', 'zoe@example.com']);
    // The page is in sight and says it all.
    assert.deepEqual(await workbench.notifications(), []);
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
    await workbench.fileMenu(await workbench.file('Customers.CSV'), 'Upload to Audience Segment…');
    // The segment is known by now.
    const upload = await uploadPage(workbench, 'Customers.CSV has unsaved changes');
    await upload.getByText('Only saved content is checked and sent.').waitFor();
    await workbench.screenshot('main-5-unsaved');
    await upload.getByRole('button', { name: 'Save File' }).click();
    await uploadPage(workbench, `Add Customers.CSV to ${SEGMENT}`);
    await new UploadPage(workbench).choose('Replace');
    await uploadPage(workbench, `Replace ${SEGMENT} with Customers.CSV`);
    await upload
      .getByText(
        'Clears the segment, then adds the file. In between, it’s empty or incomplete. Can’t be undone. With Update, it’s never empty.',
      )
      .waitFor();
    const button = upload.getByRole('button', { name: /^Replace .* with 3$/ });
    await button.waitFor();
    await button.click();
    // Within the 5 s that it takes.
    await upload.getByRole('button', { name: 'Cancel', exact: true }).click();
    assert.equal((await sandbox.counts()).segments[segmentId].clears, 0);
    await button.waitFor();
    const pressed = Date.now();
    await button.click();
    await uploadPage(workbench, `${SEGMENT} replaced with 3`);
    const clear = (await sandbox.counts()).log.findLast(({ operation }) => operation === 'clear');
    assert.ok(
      Date.parse(clear?.time ?? '') - pressed > 4_900,
      'not before the countdown of 5 s is over',
    );
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
