import assert from 'node:assert/strict';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { hasFocus, startUploads, tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/** An Update in the window: its previous file, what it removes, and what is remembered of it. */

const EMPTY = 'Empty so far';
const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `person${from + n}@example.com`);
const csv = (rows: readonly string[]): string => ['email', ...rows, ''].join('\n');

const NOVEMBER = people(0, 40);
const DECEMBER = people(5, 60);
const JANUARY = people(7, 61);

describe('an Update in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;

  before(async () => {
    launched = await launch({
      files: {
        'crm-2026-11.csv': csv(NOVEMBER),
        'crm-2026-12.csv': csv(DECEMBER),
        'crm-2027-01.csv': csv(JANUARY),
        'news.csv': csv([...people(5, 6), ...people(200, 203)]),
        'shop-1.csv': csv(people(100, 120)),
        'shop-2.csv': csv(people(110, 130)),
      },
      settings: { 'explorer.autoReveal': false },
    });
    upload = new UploadPage(launched.workbench);
    await launched.workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  const open = async (file: string): Promise<void> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Upload to Audience Segment…');
  };
  const list = async (): Promise<Set<string>> => {
    const { id } = (await sandbox.segments()).find(({ name }) => name === EMPTY) ?? assert.fail();
    return new Set(await sandbox.list(id));
  };
  const radio = (name: string) => upload.frame.getByRole('radio', { name, exact: true });

  it('is chosen by keyboard, with the previous file that is proposed, and removes the people who left', async () => {
    const { workbench, page } = launched;
    await open('crm-2026-11.csv');
    await workbench.pick(EMPTY, EMPTY);
    await upload.press('Add 40');
    await upload.heading('40 added to Empty so far');
    await workbench.closeEditors();

    await open('crm-2026-12.csv');
    await upload.heading('Add crm-2026-12.csv to Empty so far');
    await upload.button('Add 55').waitFor();
    await tabTo(workbench, radio('Add'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await upload.heading('Update Empty so far with crm-2026-12.csv');
    await upload.text('Which file was sent before?');
    // The arrow keys lead on, to Replace and back.
    assert.equal(await hasFocus(radio('Update')), true);
    await page.keyboard.press('ArrowDown');
    await upload.heading('Replace Empty so far with crm-2026-12.csv');
    await page.keyboard.press('ArrowUp');
    await upload.text(/crm-2026-11\.csv · sent at/);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('update-1-previous');
    // Nothing is taken silently: the button waits.
    assert.equal(await upload.button('Update').getAttribute('aria-disabled'), 'true');

    await tabTo(workbench, upload.button('Use crm-2026-11.csv'));
    await page.keyboard.press('Enter');
    await upload.button('Update: Add 20, Remove 5').waitFor();
    const text = await upload.text('In the previous file');
    assert.match(text, /What changes \+20 new −5 leaving 35 unchanged/);
    assert.match(text, /40 rows: 35 still there, 5 people who left/);
    assert.match(text, /Previous file crm-2026-11\.csv, sent at/);
    assert.match(text, /Next time, update Empty so far with crm-\*-\*\.csv/);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('update-2-ready');
    await page.keyboard.press('Control+Enter');
    await upload.heading('Empty so far updated: +20 −5');
    assert.match(await upload.text('People who left'), /−\d+ removals accepted/);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('update-3-report');
    assert.deepEqual(await list(), new Set(DECEMBER));
    await workbench.closeEditors();
  });

  it('is remembered with its previous file, which is shown and can be changed', async () => {
    const { workbench } = launched;
    await open('crm-2027-01.csv');
    await upload.heading('Update Empty so far with crm-2027-01.csv');
    await upload.button('Update: Add 1, Remove 2').waitFor();
    const text = await upload.text('Chosen because files of this name update this segment.');
    assert.match(text, /Previous file crm-2026-12\.csv, sent at/);
    await workbench.screenshot('update-4-remembered');
    await upload.press('Change the previous file');
    await upload.text('Which file was sent before?');
    await upload.press('Use crm-2026-11.csv');
    // November's is no longer in the segment, and what December's put there is compared with, too.
    await upload.button('Update Anyway: Add 1, Remove 7').waitFor();
    const changed = await upload.text('Previous file');
    assert.match(
      changed,
      /this segment doesn’t have crm-2026-11\.csv, or it was sent in another way/,
    );
    assert.match(
      changed,
      /Also compared with crm-2026-12\.csv, which an earlier upload put into this segment\./,
    );
    assert.doesNotMatch(changed, /Chosen because/);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('update-5-found');
    await upload.press('Change the previous file');
    await upload.press('First Run: No One Is Removed');
    await upload.button('Update: Add 1, Remove 2').waitFor();
    await upload.text(/From an earlier upload to this segment: crm-2026-12\.csv\./);
    await upload.press('Change the previous file');
    await upload.press('Use crm-2026-12.csv');
    await upload.button('Update: Add 1, Remove 2').waitFor();
  });

  it('keeps people in other files of the segment, unless they are to be removed, too', async () => {
    const { workbench } = launched;
    await workbench.closeEditors();
    await open('news.csv');
    await workbench.pick(EMPTY, EMPTY);
    await upload.press('Add 4');
    await upload.heading('4 added to Empty so far');
    await workbench.closeEditors();
    await open('crm-2027-01.csv');
    // One of the two who left is in the newsletter.
    await upload.button('Update: Add 1, Remove 1').waitFor();
    assert.match(
      await upload.text('Remove Them Too'),
      /1 person who left is in news\.csv, which went to this segment, too: this person stays\./,
    );
    await upload.press('Remove Them Too');
    await upload.button('Update: Add 1, Remove 2').waitFor();
    await upload.press('Keep Them');
    await upload.button('Update: Add 1, Remove 1').waitFor();
  });

  it('updates a segment with the newest of several files, or with all as parts of one export', async () => {
    const { workbench } = launched;
    await workbench.closeEditors();
    await startUploads(workbench, 'shop-1.csv', 'shop-2.csv');
    await workbench.pick(EMPTY, EMPTY);
    await upload.button('Add 30 from 2 Files').waitFor();
    await upload.press('Change Empty so far');
    await workbench.pick('Update');
    await upload.heading('Update Empty so far with shop-2.csv');
    await upload.text('Older: shop-2.csv updates this segment.');
    // Below the head of the segment, as on the page of one file.
    await upload.text('Which file was sent before?');
    await workbench.screenshot('update-6-newest');
    await tabTo(workbench, upload.button('They Are Parts of One Export: Empty so far'));
    await launched.page.keyboard.press('Enter');
    await upload.heading('Update Empty so far with 2 files');
    await upload.press('First Run: No One Is Removed');
    // What is in the segment has another name: it may be an earlier version, or another list.
    await upload.button('Update Anyway: Add 30').waitFor();
    await upload.text('Is this an earlier version of shop-1.csv, shop-2.csv?');
    assert.match(await upload.text(), /This segment already has crm-2026-12\.csv\./);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('update-7-other-list');
    await tabTo(workbench, upload.button('Compare with crm-2026-12.csv'));
    await launched.page.keyboard.press('Enter');
    await upload.button(/^Update Anyway: Add 30, Remove \d+$/).waitFor();
    await upload.press('Change the previous file');
    await upload.press('First Run: No One Is Removed');
    await upload.press('It Is Another List');
    await upload.button('Update: Add 30').waitFor();
    assert.doesNotMatch(await upload.text(), /Is this an earlier version/);
    await workbench.screenshot('update-8-files');
    await workbench.closeEditors();
  });

  it('keeps its previous file over a reload', async () => {
    const { workbench } = launched;
    await open('crm-2027-01.csv');
    await upload.button('Update: Add 1, Remove 1').waitFor();
    await workbench.reload('Audience Segments');
    await upload.heading('Update Empty so far with crm-2027-01.csv');
    // The local sandbox is another one: its list is as it was at first.
    await upload.button(/^Update.*: Add 1, Remove 1$/).waitFor();
    assert.match(await upload.text('Previous file'), /Previous file crm-2026-12\.csv/);
    await workbench.screenshot('update-9-reloaded');
  });
});
