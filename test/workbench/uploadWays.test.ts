import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { Clicks, hasFocus, startUploads, tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/** Ways to start an upload that only exist in the window: of one file, and of several. */

const SEGMENT = 'Empty so far';
const LINK = 'vscode://retail-media-tools.criteo-audience-segments/upload';
const csv = (values: readonly string[]): string => `email\n${values.join('\n')}\n`;
const addresses = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `person${from + n}@example.com`);
const people = (from: number, count: number): string => csv(addresses(from, count));
const week = (n: number): string => `week-${n}-crm.csv`;
const PARTS = ['east', 'north', 'south'].flatMap((area) =>
  [1, 2, 3, 4].map((n) => `${area}-${n}.csv`),
);
const WEEKS = Array.from({ length: 10 }, (_, n) => 36 + n);

describe('ways to start an upload', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;
  const idOf = async (segment: string): Promise<string> =>
    (await sandbox.segments()).find(({ name }) => name === segment)?.id ?? assert.fail(segment);
  const requests = async (): Promise<number> =>
    (await sandbox.counts()).operations.addRemove?.calls ?? 0;
  /** With the mouse button down. The second move shows the target that the pointer rests there. */
  const dragTo = async (place: Locator): Promise<void> => {
    const { x, y, height } = (await place.boundingBox()) ?? assert.fail('not drawn');
    await launched.page.mouse.move(x + 30, y + height / 2, { steps: 5 });
    await launched.page.mouse.move(x + 31, y + height / 2);
  };
  const takes = (target: Locator): Promise<boolean> =>
    target.evaluate((row: { className: string }) => row.className.includes('drop-target'));
  /**
   * Drags files of the Explorer over the view's icon, which shows it, and drops them on a segment.
   */
  const dragFiles = async (names: readonly string[], segment: string): Promise<void> => {
    const { workbench, page } = launched;
    await workbench.showContainer('Explorer');
    await workbench.select('Files Explorer', names);
    await page.mouse.down();
    await dragTo(
      page
        .locator('.activitybar')
        .getByRole('tab', { name: /^Audience Segments/ })
        .first(),
    );
    const target = workbench.row('Segments', segment);
    await target.waitFor();
    // Rows that arrive move it.
    await waitUntil('the segment takes the files', async () => {
      await dragTo(target);
      return takes(target);
    });
    await page.mouse.up();
  };

  before(async () => {
    launched = await launch({
      // Otherwise the Explorer selects the file of the active editor instead, some time after it's
      // shown.
      settings: { 'explorer.autoReveal': false },
      files: {
        'daily-1.csv': people(0, 30),
        'daily-2.csv': people(100, 10),
        'more.csv': people(200, 10),
        'bad.csv': csv(['Ann <ann@example.com>', 'bob@example.com']),
        'part 1.csv': people(400, 20),
        'part 2.csv': people(410, 20),
        'part 3.json': '[]\n',
        ...Object.fromEntries(
          WEEKS.map((n) => [
            week(n),
            csv([
              ...addresses(20 * n, 20),
              ...(n === 38 ? ['nobody', 'person760@example.com'] : []),
            ]),
          ]),
        ),
        // Two thirds of it are no addresses.
        [week(46)]: csv([...addresses(5000, 4), ...Array.from({ length: 8 }, (_, n) => `x${n}`)]),
        'app-ids.csv': `device\n${Array.from({ length: 9 }, (_, n) => `0000000${n}-89ab-4cde-8f01-23456789abcd`).join('\n')}\n`,
        ...Object.fromEntries(
          PARTS.map((part, n) => [`zones/${part}`, csv(addresses(10_000 + 20 * n, 10))]),
        ),
        'optout.csv': csv(addresses(720, 6)),
        'app-optout.csv': csv([...addresses(720, 6), 'no one', 'not an address', 'nobody']),
      },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    const git = (...args: string[]): unknown =>
      execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], {
        cwd: launched.workspace,
        stdio: 'pipe',
      });
    git('init');
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  it('accepts a tab dropped on a segment', async () => {
    const { workbench, page } = launched;
    await (await workbench.file('daily-1.csv')).dblclick();
    const tab = page.locator('.tab').filter({ hasText: 'daily-1.csv' }).first();
    await tab.waitFor();
    await workbench.showContainer('Audience Segments');
    await tab.dragTo(workbench.row('Segments', SEGMENT));
    await upload.heading('Add daily-1.csv to Empty so far');
    await upload.text(/Git doesn’t ignore [^ ]+\.csv, a file of plain addresses/);
    await upload.press('Add 30');
    await upload.heading('30 added to Empty so far');
    assert.equal((await sandbox.list(await idOf(SEGMENT))).length, 30);
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('follows a link as far as the segment, and no further', async () => {
    const { workbench } = launched;
    const before = await requests();
    const open = async (query: string): Promise<void> => {
      await workbench.command('Developer: Open URL');
      await workbench.input(`${LINK}?${query}`);
      await workbench.modal(/Audience Segments for Criteo Retail Media/);
      await workbench.answerModal('Open');
    };
    await open(`segment=${await idOf(SEGMENT)}`);
    await workbench.pick('more.csv');
    await upload.heading('Add more.csv to Empty so far');
    await upload.button('Add 10').waitFor();
    await workbench.screenshot('ways-2-link');
    await upload.close();
    await open(`segment=${await idOf(SEGMENT)}&file=more.csv`);
    await workbench.notification(/This link isn’t supported/);
    assert.equal(await workbench.quickInput.count(), 0);
    await workbench.clearNotifications();
    assert.equal(await requests(), before);
  });

  it('accepts a file dropped from the operating system, after asking where to save it', async () => {
    const { workbench, page, context } = launched;
    const outside = path.join(launched.server.dir, 'outside.csv');
    fs.writeFileSync(outside, people(300, 10));
    const target = workbench.row('Segments', SEGMENT);
    const browser = await context.newCDPSession(page);
    // A file manager offers copy, link and move.
    const data = { items: [], files: [outside], dragOperationsMask: 1 | 2 | 16 };
    const send = async (type: 'dragEnter' | 'dragOver' | 'dragCancel' | 'drop'): Promise<void> => {
      const { x, y, height } = (await target.boundingBox()) ?? assert.fail('not drawn');
      await browser.send('Input.dispatchDragEvent', { type, x: x + 60, y: y + height / 2, data });
    };
    // As a user does: hold over the row until it shows that it accepts the drop; if it never does,
    // leave the window and come back.
    for (let tries = 0; tries < 5 && !(await takes(target)); tries++) {
      if (tries > 0) await send('dragCancel');
      await send('dragEnter');
      for (const stop = Date.now() + 3_000; !(await takes(target)) && Date.now() < stop;) {
        await send('dragOver');
        await page.waitForTimeout(50);
      }
    }
    assert.ok(await takes(target), 'the segment accepts the file');
    await send('drop');
    await workbench.quickInput.filter({ hasText: 'Where should outside.csv be saved?' }).waitFor();
    const kept = path.join(launched.workspace, 'outside.csv');
    await waitUntil(
      'its name in the folder is proposed',
      async () => (await workbench.inputField().inputValue()) === kept,
    );
    await workbench.screenshot('ways-3-outside');
    await workbench.inputField().press('Enter');
    await upload.heading('Add outside.csv to Empty so far');
    await upload.button('Add 10').waitFor();
    assert.equal(fs.readFileSync(kept, 'utf8'), people(300, 10));
    await upload.close();
  });

  it('makes one upload of several files dragged from the Explorer onto a segment', async () => {
    // The Explorer forgets what is selected when it draws the file that was added while it was hidden.
    await launched.workbench.file('outside.csv');
    await dragFiles(['part 1.csv', 'part 2.csv', 'part 3.json'], SEGMENT);
    await upload.heading('Add 2 files to Empty so far');
    await upload.button('Add 30').waitFor();
    assert.match(await upload.text(), /part 1\.csv, 1 of 2 files/);
    await upload.text('Not CSV, so left out: part 3.json.');
    await upload.close();
  });

  it('uploads several files from the palette to the segment used last, as one upload on one page', async () => {
    const { workbench } = launched;
    await workbench.command('Audience Segments: Upload Files to Audience Segments…');
    await workbench.pickMany(['daily-1.csv', 'daily-2.csv']);
    await upload.heading('Add 2 files to Empty so far');
    await upload.button('Add 40 from 2 Files').waitFor();
    assert.match(await upload.text(), /daily-1\.csv 30 0 .*daily-2\.csv 10 0 /);
    await launched.page.locator('.tab.active').filter({ hasText: 'Upload 2 files' }).waitFor();
    await upload.close();
  });

  it('keeps the menu of a file with invalid rows short: the palette and the problem have the rest', async () => {
    const { workbench, page } = launched;
    await workbench.fileMenu(await workbench.file('bad.csv'), 'Check CSV for Audience Upload');
    await upload.heading('bad.csv: 1 of 2 rows can be sent');
    await workbench.notification(/bad\.csv/);
    await workbench.clearNotifications();
    assert.deepEqual(await workbench.fileMenuEntries(await workbench.file('bad.csv')), [
      'Upload to Audience Segment…',
      'Check CSV for Audience Upload',
      'Remove People Everywhere…',
    ]);
    await workbench.problems();
    await workbench.command('Audience Segments: Dismiss All Problems');
    await page.locator('.markers-panel').getByText('No problems have been detected').waitFor();
  });

  describe('of several files or segments', () => {
    before(async () => {
      await launched.workbench.command('View: Hide Panel');
      await launched.workbench.clearNotifications();
    });

    const line = (name: string) => upload.frame.getByRole('row').filter({ hasText: name });
    const box = (name: string) => upload.frame.getByRole('checkbox', { name, exact: true });
    const size = async (segment: string): Promise<number> =>
      new Set(await sandbox.list(await idOf(segment))).size;

    it('asks once for all files of a pattern, leaves the doubtful one out, and sends the rest as one upload', async () => {
      const { workbench } = launched;
      await startUploads(workbench, week(36), week(46));
      // What they hold isn't checked yet.
      await launched.page.getByText('for the identifiers in this file').waitFor();
      await workbench.pick(SEGMENT, SEGMENT);
      await upload.heading(`Add 10 files to ${SEGMENT}`);
      await upload.button('Add 200 from 10 Files').waitFor();
      assert.equal(await box(week(46)).isChecked(), false);
      assert.match(
        (await line(week(46)).innerText()).replace(/\s+/g, ' '),
        /67% invalid: wrong column\?/,
      );
      // What is left out most comes first.
      assert.match(await upload.frame.locator('tbody tr').nth(1).innerText(), /week-46/);
      await upload.frame.getByRole('button', { name: `More about ${week(38)}` }).click();
      await upload.text('Invalid rows by kind');
      await upload.frame.getByRole('button', { name: `Less about ${week(38)}` }).click();
      // The host has answered: its answer also sets the boxes.
      await upload.frame.getByRole('button', { name: `More about ${week(38)}` }).waitFor();
      await box(week(37)).uncheck();
      await upload.button('Add 180 from 9 Files').waitFor();
      await box(week(37)).check();
      await upload.press('Add 200 from 10 Files');
      await upload.heading(`200 added to ${SEGMENT}, 1 file left out`);
      await upload.text('67% invalid: left out.');
      assert.equal(await size(SEGMENT), 30 + 200);
      await upload.press(`${week(46)}: Send It Now…`);
      await upload.heading(`Add ${week(46)} to ${SEGMENT}`);
      await workbench.closeEditors();
    });

    it('sends files to two segments, by keyboard alone', async () => {
      const { workbench, page } = launched;
      await startUploads(workbench, 'app-ids.csv', 'app-optout.csv');
      await upload.heading('Upload 2 files');
      await upload.text('1 file · 9 mobile IDs');
      // Before a segment is chosen.
      await upload.text('1 file · 6 emails · Remove');
      const choose = upload.frame.getByRole('button', { name: 'Choose Segment… for app-ids.csv' });
      await tabTo(workbench, choose);
      await page.keyboard.press('Enter');
      await workbench.pick('App Users');
      await upload.text('App Users');
      await tabTo(
        workbench,
        upload.frame.getByRole('button', { name: 'Choose Segment… for app-optout.csv' }),
      );
      await page.keyboard.press('Enter');
      await workbench.pick(SEGMENT, SEGMENT);
      await upload.button(`Change ${SEGMENT}`).waitFor();
      // Checked for its segment.
      await upload.button('Add 9').waitFor();
      await upload.heading('Add app-ids.csv to App Users');
      // A third of its rows can't be read, so it is left out until someone wants it.
      await tabTo(workbench, box('app-optout.csv'));
      await page.keyboard.press('Space');
      // Whose people would be added all the same.
      await upload.heading('Upload 2 files to 2 segments');
      await upload.button('Add 9, Remove 6').waitFor();
      assert.equal(await hasFocus(box('app-optout.csv')), true);
      for (const [operation, button] of [
        ['Add', 'Add 15 from 2 Files Anyway'],
        ['Remove', 'Add 9, Remove 6'],
      ] as const) {
        await tabTo(workbench, upload.frame.getByRole('button', { name: `Change ${SEGMENT}` }));
        await page.keyboard.press('Enter');
        await workbench.pick(operation);
        await upload.button(button).waitFor();
      }
      await upload.button('Add 9, Remove 6').waitFor();
      await workbench.screenshot('files-5-two-segments');
      assert.deepEqual(await violations(upload.frame), []);
      // The picker that has closed gives it back some time later.
      await workbench.webviewFocused();
      await page.keyboard.press('Control+Enter');
      await upload.heading('2 files uploaded to 2 segments');
      await workbench.screenshot('files-6-sent');
      // Each is what its own page would show, and can do it.
      await page.getByRole('tab', { name: 'Upload 2 files' }).waitFor();
      await tabTo(workbench, upload.frame.getByRole('button', { name: 'More about App Users' }));
      await page.keyboard.press('Enter');
      await upload.button('Undo…').waitFor();
      assert.equal(await upload.button(/^Open the upload to/).count(), 1);
      await upload.frame.getByRole('button', { name: `More about ${SEGMENT}` }).click();
      await upload.text('Invalid rows by kind');
      await upload.frame.getByRole('button', { name: 'Less about App Users' }).click();
      await upload.button('Undo…').waitFor({ state: 'detached' });
      assert.equal(await size(SEGMENT), 30 + 194);
      assert.equal(await size('App Users'), 3000 + 9);
      await workbench.closeEditors();
    });

    it('takes nine clicks at most for 12 files of three patterns that go to three segments', async () => {
      const { workbench } = launched;
      await workbench.showContainer('Explorer');
      await workbench.expand('Files Explorer', 'zones');
      await workbench.select('Files Explorer', PARTS);
      const clicks = await Clicks.count(workbench);
      await workbench.fileMenu(await workbench.file('south-4.csv'), 'Upload to Audience Segment…');
      await upload.heading('Upload 12 files');
      await clicks.withPage();
      for (const [area, segment] of [
        ['east', 'CRM Users 2025'],
        ['north', 'Lapsed Customers'],
        ['south', 'Early Access'],
      ] as const) {
        await upload.press(new RegExp(`^Choose Segment… for ${area}-`));
        await workbench.pick(segment);
        await upload.button(`Change ${segment}`).waitFor();
      }
      await upload.press('Add 120 from 12 Files');
      await upload.heading('12 files added to 3 segments');
      assert.ok(clicks.total >= 7 && clicks.total <= 9, `${clicks.total} clicks`);
      await workbench.closeEditors();
    });

    it('takes four clicks to select four segments, and four to remove an opt-out list from them', async () => {
      const { workbench } = launched;
      await workbench.showContainer('Audience Segments');
      const four = ['CRM Users 2025', 'Lapsed Customers', 'Early Access', SEGMENT];
      const clicks = await Clicks.count(workbench);
      await workbench.select('Segments', four);
      assert.equal(clicks.total, 4);
      await workbench.contextMenu(workbench.row('Segments', SEGMENT), 'Remove with CSV…');
      await workbench.pick('optout.csv');
      await upload.heading('Remove the people in optout.csv from 4 segments');
      await clicks.withPage();
      await upload.press('Remove 6 from 4 Segments');
      await upload.heading(/^Removal of .* from 4 segments accepted/);
      assert.ok(clicks.total >= 7 && clicks.total <= 8, `${clicks.total} clicks`);
      await workbench.closeEditors();
    });
  });
});
