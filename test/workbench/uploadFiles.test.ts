import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { hasFocus, startUploads, tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/** The page of several files and of one file for several segments, in the window. */

const EMPTY = 'Empty so far';
const CRM = 'CRM Users 2025';
const csv = (rows: readonly string[]): string => ['email', ...rows, ''].join('\n');
const people = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, n) => `person${from + n}@example.com`);
const week = (n: number): string => `week-${n}-crm.csv`;
const WEEKS = Array.from({ length: 10 }, (_, n) => 36 + n);

describe('several files in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;
  const idOf = async (segment: string): Promise<string> =>
    (await sandbox.segments()).find(({ name }) => name === segment)?.id ?? assert.fail(segment);
  const list = async (segment: string): Promise<Set<string>> =>
    new Set(await sandbox.list(await idOf(segment)));

  before(async () => {
    launched = await launch({
      // The Explorer would select the opened file, late and alone.
      settings: { 'explorer.autoReveal': false },
      files: {
        ...Object.fromEntries(
          WEEKS.map((n) => [
            week(n),
            csv([...people(20, 20 * n), ...(n === 38 ? ['nobody', 'person760@example.com'] : [])]),
          ]),
        ),
        // Two thirds of it are no addresses.
        [week(46)]: csv([...people(4, 5000), ...Array.from({ length: 8 }, (_, n) => `x${n}`)]),
        'app-ids.csv': `device\n${Array.from({ length: 9 }, (_, n) => `0000000${n}-89ab-4cde-8f01-23456789abcd`).join('\n')}\n`,
        // The same people, whose hashes can't be compared with their addresses before they are made.
        'xmas-1.csv': csv(people(80)),
        'xmas-2.csv': csv(people(80).map((one) => createHash('sha256').update(one).digest('hex'))),
        'optout.csv': csv([...people(6, 720), 'no one', 'not an address', 'nobody']),
      },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  const line = (name: string) => upload.frame.getByRole('row').filter({ hasText: name });
  const box = (name: string) => upload.frame.getByRole('checkbox', { name, exact: true });

  it('asks once for all files of a pattern, leaves the doubtful one out, and sends the rest as one upload', async () => {
    const { workbench } = launched;
    await startUploads(workbench, week(36), week(46));
    await workbench.pick(EMPTY, EMPTY);
    await upload.heading(`Add 10 files to ${EMPTY}`);
    await upload.button('Add 200 from 10 Files').waitFor();
    await workbench.screenshot('files-1-ready');
    assert.equal(await box(week(46)).isChecked(), false);
    assert.match(
      (await line(week(46)).innerText()).replace(/\s+/g, ' '),
      /67% invalid: wrong column\?/,
    );
    // What is left out most comes first.
    assert.match(await upload.frame.locator('tbody tr').nth(1).innerText(), /week-46/);
    await upload.frame.getByRole('button', { name: `More about ${week(38)}` }).click();
    await upload.text('Invalid rows by kind');
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('files-2-open');
    await upload.frame.getByRole('button', { name: `Less about ${week(38)}` }).click();
    // The host has answered: its answer also sets the boxes.
    await upload.frame.getByRole('button', { name: `More about ${week(38)}` }).waitFor();
    await box(week(37)).uncheck();
    await upload.button('Add 180 from 9 Files').waitFor();
    await box(week(37)).check();
    await upload.press('Add 200 from 10 Files');
    await upload.heading(`200 added to ${EMPTY}, 1 file left out`);
    await upload.text('67% invalid: left out.');
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('files-3-report');
    assert.equal((await list(EMPTY)).size, 200);
    await upload.press(`${week(46)}: Send It Now…`);
    await upload.heading(`Add ${week(46)} to ${EMPTY}`);
    await workbench.closeEditors();
  });

  it('asks again, before anything is sent, where reading the files together shows a loss', async () => {
    const { workbench, page } = launched;
    await startUploads(workbench, 'xmas-1.csv', 'xmas-2.csv');
    // Files that are named alike: the page asks at once.
    await workbench.pick(EMPTY, EMPTY);
    await upload.button('Add 160 from 2 Files').waitFor();
    await upload.press(`Change ${EMPTY}`);
    await workbench.pick('Replace');
    await upload.button('Replace with 160 from 2 Files').waitFor();
    await upload.press(`More about ${EMPTY}`);
    await upload.frame.getByLabel('Send emails as').selectOption('SHA-256');
    await upload.button('Replace with up to 160 from 2 Files').waitFor();
    await upload.text('200 → up to 160 (−20%)');
    await workbench.screenshot('files-9-up-to');
    assert.deepEqual(await violations(upload.frame), []);
    await page.keyboard.press('Control+Enter');
    await upload.text('Nothing was sent. Reading the files together has shown this');
    await upload.text('it had 200 identifiers, these files have 80.');
    assert.equal((await list(EMPTY)).size, 200);
    const anyway = upload.button('Replace with 80 from 2 Files');
    await anyway.and(upload.frame.locator('.danger')).waitFor();
    await workbench.screenshot('files-10-asked');
    assert.deepEqual(await violations(upload.frame), []);
    // What the button says now is known: nothing more has to be read.
    await upload.press(`Less about ${EMPTY}`);
    await upload.text('80 to send 80 duplicates');
    await workbench.closeEditors();
  });

  it('sends files to two segments, by keyboard alone', async () => {
    const { workbench, page } = launched;
    await startUploads(workbench, 'app-ids.csv', 'optout.csv');
    await upload.heading('Upload 2 files');
    await upload.text('1 file · 9 mobile IDs');
    // Before a segment is chosen.
    await upload.text('1 file · 6 emails · Remove');
    await workbench.screenshot('files-4-no-segment');
    const choose = upload.frame.getByRole('button', { name: 'Choose Segment… for app-ids.csv' });
    await tabTo(workbench, choose);
    await page.keyboard.press('Enter');
    await workbench.pick('App Users');
    await upload.text('App Users');
    await tabTo(
      workbench,
      upload.frame.getByRole('button', { name: 'Choose Segment… for optout.csv' }),
    );
    await page.keyboard.press('Enter');
    await workbench.pick(EMPTY, EMPTY);
    await upload.button(`Change ${EMPTY}`).waitFor();
    // Checked for its segment.
    await upload.button('Add 9').waitFor();
    await upload.heading('Add app-ids.csv to App Users');
    // A third of its rows can't be read, so it is left out until someone wants it.
    await tabTo(workbench, box('optout.csv'));
    await page.keyboard.press('Space');
    // Whose people would be added all the same.
    await upload.heading('Upload 2 files to 2 segments');
    await upload.button('Add 9, Remove 6').waitFor();
    assert.equal(await hasFocus(box('optout.csv')), true);
    for (const [operation, button] of [
      ['Add', 'Add 15 from 2 Files Anyway'],
      ['Remove', 'Add 9, Remove 6'],
    ] as const) {
      await tabTo(workbench, upload.frame.getByRole('button', { name: `Change ${EMPTY}` }));
      await page.keyboard.press('Enter');
      await workbench.pick(operation);
      await upload.button(button).waitFor();
    }
    await upload.button('Add 9, Remove 6').waitFor();
    await workbench.screenshot('files-5-two-segments');
    assert.deepEqual(await violations(upload.frame), []);
    await page.keyboard.press('Control+Enter');
    await upload.heading('2 files uploaded to 2 segments');
    await workbench.screenshot('files-6-sent');
    assert.deepEqual(await violations(upload.frame), []);
    // Each is what its own page would show, and can do it.
    await page.getByRole('tab', { name: 'Upload 2 files' }).waitFor();
    await tabTo(workbench, upload.frame.getByRole('button', { name: 'More about App Users' }));
    await page.keyboard.press('Enter');
    await upload.button('Undo…').waitFor();
    assert.equal(await upload.button('Show Segment').count(), 1);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('files-6-opened');
    await upload.frame.getByRole('button', { name: `More about ${EMPTY}` }).click();
    await upload.text('Invalid rows by kind');
    await upload.frame.getByRole('button', { name: 'Less about App Users' }).click();
    await upload.button('Undo…').waitFor({ state: 'detached' });
    assert.equal((await list(EMPTY)).size, 194);
    assert.equal((await list('App Users')).size, 3000 + 9);
    await workbench.closeEditors();
  });

  it('removes an opt-out list from all segments of a type: of a filter by Ctrl+A, or by Add Segments…', async () => {
    const { workbench, page } = launched;
    const all = await sandbox.segments();
    const account = all.find(({ name }) => name === CRM)?.accountId;
    const emails = all.filter(
      ({ accountId, identifierType }) => identifierType === 'Email' && accountId === account,
    );
    // One keeps people out, and one is read-only.
    const changed = emails.length - 2;
    await workbench.showContainer('Audience Segments');
    await workbench.tree('Segments').focus();
    await page.keyboard.press('Control+f');
    await workbench.input('email');
    await workbench.row('Segments', 'App Users').waitFor({ state: 'detached' });
    await workbench.tree('Segments').focus();
    await page.keyboard.press('Control+a');
    await workbench.contextMenu(workbench.row('Segments', CRM), 'Remove Identifiers in CSV…');
    await workbench.pick('optout.csv');
    await upload.heading(`Remove the people in optout.csv from ${changed} segments`);
    await upload.text('“Vendor List” is read-only');
    assert.equal(await box('Opt-outs').isChecked(), false);
    await workbench.screenshot('files-7-all');
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.closeEditors();
    await workbench.viewAction('Segments', 'Clear Filter');
    await workbench.select('Segments', [CRM, 'Lapsed Customers']);
    await workbench.contextMenu(workbench.row('Segments', CRM), 'Remove Identifiers in CSV…');
    await workbench.pick('optout.csv');
    await upload.heading('Remove the people in optout.csv from 2 segments');
    await upload.press('Add Segments…');
    // All but one of them.
    await workbench.pickMany([`All ${emails.length - 3} Email Segments`, EMPTY]);
    await upload.heading(`Remove the people in optout.csv from ${changed - 1} segments`);
    assert.equal(await box(EMPTY).count(), 0);
    await workbench.closeEditors();
  });

  it('removes an opt-out list from four segments, without the one that is left out, and restores the page', async () => {
    const { workbench, page } = launched;
    const names = [CRM, 'Lapsed Customers', EMPTY];
    await workbench.showContainer('Audience Segments');
    await workbench.select('Segments', names);
    await workbench.contextMenu(workbench.row('Segments', CRM), 'Remove Identifiers in CSV…');
    await workbench.pick('optout.csv');
    await upload.heading('Remove the people in optout.csv from 3 segments');
    await upload.text('3 rows can’t be read: these people stay in the segment.');
    await upload.button('Remove 6 from 3 Segments').waitFor();
    await workbench.screenshot('files-7-optout');
    assert.deepEqual(await violations(upload.frame), []);
    await box('Lapsed Customers').uncheck();
    await upload.button('Remove 6 from 2 Segments').waitFor();
    await workbench.reload('Audience Segments');
    await upload.button('Remove 6 from 2 Segments').waitFor();
    assert.equal(await box('Lapsed Customers').isChecked(), false);
    await page.setViewportSize({ width: 760, height: 900 });
    await workbench.screenshot('files-8-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
  });
});
