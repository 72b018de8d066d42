import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { hasFocus, tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/** What the page of a removal does only in the window. How it looks is in the gallery. */

const CRM = 'CRM Users 2025';
const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `leaves${n + from}@example.com`);
const csv = (rows: readonly string[]): string => ['email', ...rows, ''].join('\n');

describe('a removal from every segment, in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let page: UploadPage;

  before(async () => {
    launched = await launch({
      files: {
        'erasure.csv': csv(people(0, 3)),
        'many.csv': csv(people(0, 1100)),
        'denied.csv': csv(people(10, 12)),
        'first.csv': csv(people(40, 42)),
        'second.csv': csv(people(41, 44)),
        'dirty.csv': csv(['nobody', ...people(20, 22)]),
      },
    });
    const { workbench } = launched;
    page = new UploadPage(workbench);
    await workbench.trySandbox(CRM);
    sandbox = embeddedSandbox(launched.server);
  });
  after(() => launched.close());

  /** From the palette to the page of a file, by the keyboard. */
  const open = async (file: string): Promise<void> => {
    const { workbench } = launched;
    await workbench.closeEditors();
    await workbench.command('Audience Segments: Remove People Everywhere…');
    await workbench.inputField().fill(file);
    await waitUntil(
      'the file is the first one',
      async () => (await workbench.options())[0]?.startsWith(file) ?? false,
    );
    await press('Enter');
  };
  const press = (key: string): Promise<void> => launched.page.keyboard.press(key);

  it('goes from the palette to its end by keyboard alone, and says nothing that isn’t so', async () => {
    const { workbench } = launched;
    await open('erasure.csv');
    await page.heading('Remove 3 people everywhere');
    assert.deepEqual(await violations(page.frame), []);
    await tabTo(workbench, page.button('Change…: Reference'));
    await press('Enter');
    await workbench.input('TICKET-4711', /Such as the number of a ticket/);
    await page.text('TICKET-4711');
    await page.button(/^Remove 3 from \d+ Segments$/).waitFor();
    await workbench.webviewFocused();
    await press('Control+Enter');
    const heading = page.headingOf(/^Removal of 3 people accepted in \d+ segments$/);
    await heading.waitFor();
    await waitUntil('the heading has the focus', () => hasFocus(heading));
    assert.deepEqual(await violations(page.frame), []);
    const text = await page.text('Still to do');
    assert.match(text, /TICKET-4711/);
    assert.doesNotMatch(text, /erased|deleted|compliant|success/i);
    const row = workbench.row('Uploads', /^3 people from \d+ segments/);
    await row.waitFor();
  });

  it('wants the account ID typed above 1,000 people, at the top', async () => {
    const { workbench } = launched;
    await open('many.csv');
    await page.heading('Remove 1,100 people everywhere');
    assert.deepEqual(await violations(page.frame), []);
    const button = page.button(/^Remove 1,100 from \d+ Segments$/);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await tabTo(workbench, page.typedId());
    const id = /, (\d+)$/.exec(
      (await page.frame.locator('label[for=typed-0]').innerText()).replace(/\s+/g, ' '),
    )?.[1];
    assert.ok(id);
    await launched.page.keyboard.type(id);
    await page.text('same');
    // No key but Space carries it out.
    await press('Control+Enter');
    await tabTo(workbench, button);
    await press('Space');
    await page.heading(/^Removal of 1,100 people accepted in \d+ segments$/);
  });

  it('says first who stays where Criteo denies it, and resumes once it is allowed', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: '403', operation: 'addRemove', times: 1 });
    await open('denied.csv');
    await page.heading('Remove 2 people everywhere');
    await page.press(/^Remove 2 from/);
    await page.heading(/^2 people stay in /);
    await page.text('no permission (403)');
    await workbench.screenshot('removal-incomplete');
    assert.deepEqual(await violations(page.frame), []);
    await launched.page.setViewportSize({ width: 700, height: 450 });
    assert.deepEqual(await violations(page.frame), []);
    await launched.page.setViewportSize({ width: 1400, height: 900 });
    await workbench.row('Uploads', /^2 people from \d+ segments/).waitFor();
    await page.press('Resume: 1 Segment');
    await page.heading(/^Removal of 2 people accepted in \d+ segments$/);
  });

  it('says first whose rows can’t be read, opens the first of them, and checks again what is saved', async () => {
    const { workbench } = launched;
    await open('dirty.csv');
    await page.heading('Remove 2 people everywhere');
    await page.text('1 person stays in every segment');
    await page.press('Fix Rows…');
    await launched.page.getByRole('tab', { name: 'dirty.csv', selected: true }).waitFor();
    await launched.page.getByText('6 selected').waitFor();
    await launched.page.keyboard.type('leaves30@example.com');
    await workbench.command('File: Save');
    await launched.page.getByRole('tab', { name: /^Remove dirty.csv Everywhere/ }).click();
    await page.heading('Remove 3 people everywhere');
  });

  it('is of several files, and its row can be cancelled, resumed and opened', async () => {
    const { workbench } = launched;
    await workbench.closeEditors();
    const second = await workbench.file('second.csv');
    // A plain click would open one, which the Explorer selects alone once it is open.
    await workbench.select('Files Explorer', ['first.csv', 'second.csv']);
    await workbench.fileMenu(second, 'Remove People Everywhere…');
    await page.heading('Remove 4 people everywhere');
    await page.text('2 files');
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', ms: 600_000 });
    await page.press(/^Remove 4 from/);
    await page.heading('Removing 4 people everywhere');
    await workbench.showContainer('Audience Segments');
    const row = workbench.row('Uploads', /^4 people from \d+ segments/);
    const entries = ['Show Removal', 'Open Receipt'];
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Cancel Removal', ...entries]);
    await workbench.contextMenu(row, 'Cancel Removal');
    // Requests that aren’t answered within ten seconds are given up.
    await page.heading(/^4 people stay in /);
    // A menu has the entries that its row had when it opened.
    await row.getByText(/incomplete, kept open · just now/).waitFor();
    await sandbox.clearFaults();
    assert.deepEqual(await workbench.contextMenuEntries(row), ['Resume Removal', ...entries]);
    await workbench.closeEditors();
    await workbench.contextMenu(row, 'Resume Removal');
    await page.heading(/^Removal of 4 people accepted in \d+ segments$/);
    await row.getByText(/^complete · just now/).waitFor();
    assert.deepEqual(await workbench.contextMenuEntries(row), entries);
    await workbench.contextMenu(row, 'Open Receipt');
    await launched.page.getByRole('tab', { name: /^removal-R-.*\.md/, selected: true }).waitFor();
    await workbench.contextMenu(row, 'Show Removal');
    await page.heading(/^Removal of 4 people accepted/);
  });

  it('is open again after a reload, before it is sent and afterwards', async () => {
    const { workbench } = launched;
    await open('erasure.csv');
    await page.heading('Remove 3 people everywhere');
    await page.press(/^Remove 3 from/);
    await page.heading(/^Removal of 3 people accepted/);
    await workbench.reload('Audience Segments');
    await page.heading(/^Removal of 3 people accepted/);
    await open('erasure.csv');
    await page.heading('Remove 3 people everywhere');
    await tabTo(workbench, page.button('Change…: Reference'));
    await press('Enter');
    await workbench.input('TICKET-12', /Such as the number of a ticket/);
    await page.text('TICKET-12');
    await workbench.reload('Audience Segments');
    await page.heading('Remove 3 people everywhere');
    await page.text('TICKET-12');
  });
});
