import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, writeFiles, type Launched } from './fixture';
import { hasFocus, tabTo, UploadPage } from './uploadPage';
import { violations } from './violations';

/**
 * Ways to start an upload that only exist in the window, and its messages where caution is needed.
 */

const SEGMENT = 'Empty so far';
const LINK = 'vscode://retail-media-tools.criteo-audience-segments/upload';
const addresses = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `person${from + n}@example.com`);
const csv = (values: readonly string[]): string => `email\n${values.join('\n')}\n`;
const people = (from: number, count: number): string => csv(addresses(from, count));

describe('ways to start an upload', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;
  const idOf = async (segment: string): Promise<string> =>
    (await sandbox.segments()).find(({ name }) => name === segment)?.id ?? assert.fail(segment);
  const list = async (segment = SEGMENT): Promise<string[]> => sandbox.list(await idOf(segment));
  const requests = async (operation: 'addRemove' | 'clear'): Promise<number> =>
    (await sandbox.counts()).operations[operation]?.calls ?? 0;
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
        'dragged.csv': people(0, 30),
        'tracked.csv': people(100, 20),
        'more.csv': people(200, 10),
        'bad.csv': csv(['Ann <ann@example.com>', 'bob@example.com']),
        'part 1.csv': people(400, 20),
        'part 2.csv': people(410, 20),
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
    git('add', 'tracked.csv');
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  it('accepts a tab dropped on a segment', async () => {
    const { workbench, page } = launched;
    await (await workbench.file('dragged.csv')).dblclick();
    const tab = page.locator('.tab').filter({ hasText: 'dragged.csv' }).first();
    await tab.waitFor();
    await workbench.showContainer('Audience Segments');
    await tab.dragTo(workbench.row('Segments', SEGMENT));
    await upload.heading('Add dragged.csv to Empty so far');
    await upload.text(/Git doesn’t ignore [^ ]+\.csv, a file of plain addresses/);
    await upload.press('Add 30');
    await upload.heading('30 added to Empty so far');
    assert.equal((await list()).length, 30);
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('reports that nothing changed since, and sends anyway only if confirmed', async () => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('dragged.csv'), 'Upload Again…');
    await upload.heading('Add dragged.csv to Empty so far');
    const button = upload.button('Send Anyway');
    await button.waitFor();
    assert.match(
      await upload.text(),
      /nothing has changed it from here since\. There is nothing to send/,
    );
    await workbench.screenshot('ways-1-unchanged');
    await upload.close();
    const sent = await requests('addRemove');
    await workbench.fileMenu(await workbench.file('dragged.csv'), 'Upload Again…');
    await upload.text('There is nothing to send');
    assert.equal(await requests('addRemove'), sent);
    await upload.press('Send Anyway');
    await upload.heading('30 added to Empty so far');
    assert.equal(await requests('addRemove'), sent + 1);
  });

  it('warns of a file with unhashed addresses that is tracked by git', async () => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('tracked.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading('Add tracked.csv to Empty so far');
    await upload.text(/Git tracks [^ ]+\.csv, a file of plain addresses.*git rm --cached/);
    await upload.close();
    assert.equal((await list()).length, 30);
  });

  it('follows a link as far as the segment, and no further', async () => {
    const { workbench } = launched;
    const before = await requests('addRemove');
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
    for (const more of [
      'file=more.csv',
      `file=${path.join(launched.workspace, 'more.csv')}&operation=add`,
      'confirm=false',
    ]) {
      await open(`segment=${await idOf(SEGMENT)}&${more}`);
      await workbench.notification(/This link isn’t supported/);
      assert.equal(await workbench.quickInput.count(), 0, more);
      await workbench.clearNotifications();
    }
    assert.equal(await requests('addRemove'), before);
  });

  it('accepts a file dragged from the Explorer onto a segment', async () => {
    const { workbench } = launched;
    await dragFiles(['more.csv'], SEGMENT);
    await upload.heading('Add more.csv to Empty so far');
    await upload.press('Add 10');
    await upload.heading('10 added to Empty so far');
    assert.deepEqual(new Set(await list()), new Set([...addresses(0, 30), ...addresses(200, 10)]));
    await workbench.clearNotifications();
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
    for (
      const stop = Date.now() + 10_000;
      (await workbench.inputField().inputValue()) !== kept && Date.now() < stop;
      await page.waitForTimeout(50)
    );
    assert.equal(await workbench.inputField().inputValue(), kept);
    await workbench.screenshot('ways-3-outside');
    await workbench.inputField().press('Enter');
    await upload.heading('Add outside.csv to Empty so far');
    await upload.press('Add 10');
    await upload.heading('10 added to Empty so far');
    assert.equal(fs.readFileSync(kept, 'utf8'), people(300, 10));
    const now = new Set(await list());
    assert.ok(addresses(300, 10).every((address) => now.has(address)));
    await workbench.clearNotifications();
  });

  it('makes one upload of several files dropped on a segment: one clear, and duplicates sent once', async () => {
    const { workbench } = launched;
    const cleared = await requests('clear');
    await dragFiles(['part 1.csv', 'part 2.csv'], SEGMENT);
    await upload.heading('Add 2 files to Empty so far');
    await upload.choose('Replace');
    await upload.heading('Replace Empty so far with 2 files');
    const button = upload.button(/^Replace [\d,]+ with 30$/);
    await button.waitFor();
    const text = await upload.text('40 rows: 30 to send, 0 invalid, 10 duplicates');
    assert.ok(text.includes('part 1.csv, 1 of 2 files'), text);
    await workbench.screenshot('ways-4-several');
    await button.click();
    await upload.text(/Replacing in \d s/);
    await upload.heading('Empty so far replaced with 30');
    assert.equal(await requests('clear'), cleared + 1);
    const now = await list();
    assert.deepEqual([now.length, new Set(now)], [30, new Set(addresses(400, 30))]);
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    await workbench.uploads('part 1.csv, part 2.csv', /30 · just now/).waitFor();
    await workbench.pane('Uploads').locator('.pane-header').click();
  });

  it('uploads several files from the palette to the segment used last, as one upload on one page', async () => {
    const { workbench } = launched;
    await workbench.command('Criteo Audiences: Upload Files to Audience Segments…');
    await workbench.pickMany(['dragged.csv', 'more.csv']);
    await upload.heading('Add 2 files to Empty so far');
    await upload.button('Add 40 from 2 Files').waitFor();
    assert.match(await upload.text(), /dragged\.csv 30 0 .*more\.csv 10 0 /);
    await launched.page.locator('.tab.active').filter({ hasText: 'Upload 2 files' }).waitFor();
    await upload.close();
  });

  it('uploads a file to the selected segment by keyboard', async () => {
    const { workbench, page } = launched;
    await workbench.showContainer('Audience Segments');
    await workbench.select('Segments', [SEGMENT]);
    await page.keyboard.press('Control+u');
    await workbench.pick('more.csv');
    await upload.heading('Add more.csv to Empty so far');
    await upload.close();
  });

  it('offers actions for invalid rows in the menu of their file, and of no other', async () => {
    const { workbench, page } = launched;
    const OFFERED = [
      'Fix Rows…',
      'Save Fixed CSV As…',
      'Export Invalid and Rejected Rows…',
      'Dismiss Problems for This File',
    ];
    const offered = async (name: string): Promise<string[]> =>
      (await workbench.fileMenuEntries(await workbench.file(name))).filter((entry) =>
        OFFERED.includes(entry),
      );
    assert.deepEqual(await offered('bad.csv'), []);
    await workbench.fileMenu(await workbench.file('bad.csv'), 'Check CSV for Audience Upload');
    await upload.heading('bad.csv: 1 of 2 rows can be sent');
    await workbench.notification(/bad\.csv/);
    await workbench.clearNotifications();
    assert.deepEqual(await offered('bad.csv'), OFFERED);
    assert.deepEqual(await offered('more.csv'), []);
    await workbench.problems();
    await workbench.fileMenu(await workbench.file('bad.csv'), 'Dismiss Problems for This File');
    await page.locator('.markers-panel').getByText('No problems have been detected').waitFor();
    assert.deepEqual(await offered('bad.csv'), []);
  });

  it('removes an opt-out list from several selected segments, on one page', async () => {
    const { workbench } = launched;
    await workbench.showContainer('Audience Segments');
    const [crm, lapsed] = [await list('CRM Users 2025'), await list('Lapsed Customers')];
    const plain = (values: readonly string[]): string[] =>
      values.filter((value) => value.includes('@')).slice(0, 3);
    const out = [...plain(crm), ...plain(lapsed), 'stranger@example.com'];
    writeFiles(launched.workspace, { 'opt-out.csv': csv(out) });
    await workbench.select('Segments', ['CRM Users 2025', 'Lapsed Customers']);
    await workbench.contextMenu(
      workbench.row('Segments', 'Lapsed Customers'),
      /^Remove Identifiers in CSV/,
    );
    await workbench.pick('opt-out.csv');
    await upload.heading('Remove the people in opt-out.csv from 2 segments');
    await upload.button('Remove 7 from 2 Segments').waitFor();
    const text = await upload.text();
    for (const name of ['CRM Users 2025', 'Lapsed Customers'])
      assert.match(text, new RegExp(`${name} Maple & Main Grocery [\\d,]+ at least [\\d,]+`));
    await workbench.screenshot('ways-5-opt-out');
    await upload.press('Remove 7 from 2 Segments');
    await upload.heading('Removal of the people in opt-out.csv from 2 segments accepted');
    assert.deepEqual(
      await list('CRM Users 2025'),
      crm.filter((value) => !out.includes(value)),
    );
    assert.deepEqual(
      await list('Lapsed Customers'),
      lapsed.filter((value) => !out.includes(value)),
    );
    await workbench.clearNotifications();
    // A name pattern belongs to one segment, so nothing is remembered for a file sent to several.
    await workbench.fileMenu(await workbench.file('opt-out.csv'), 'Upload Again…');
    await workbench.quickInput.filter({ hasText: 'Upload opt-out.csv to…' }).waitFor();
    await workbench.escape();
    await workbench.showContainer('Audience Segments');
    // Select one segment again: menus of a multiple selection lack single-segment commands.
    await workbench.select('Segments', ['SMS Opt-In']);
  });

  it('leaves out a segment that keeps people out, and adds them there instead', async () => {
    const { workbench, page } = launched;
    const row = workbench.row('Segments', 'Opt-outs');
    await row.getByText('keeps people out', { exact: false }).waitFor();
    const left = await list('Opt-outs');
    writeFiles(launched.workspace, { 'unsub-2.csv': people(7000, 4) });
    await workbench.select('Segments', ['CRM Users 2025', 'Lapsed Customers', 'Opt-outs']);
    await workbench.contextMenu(
      workbench.row('Segments', 'Lapsed Customers'),
      /^Remove Identifiers in CSV/,
    );
    await workbench.pick('unsub-2.csv');
    await upload.button('Remove 4 from 2 Segments').waitFor();
    await upload.text('Keeps people out: people who are removed from it may be targeted again.');
    const box = upload.frame.getByRole('checkbox', { name: 'Opt-outs', exact: true });
    assert.deepEqual([await box.isChecked(), await box.isDisabled()], [false, true]);
    await workbench.screenshot('ways-6-keeps-out');
    assert.deepEqual(await violations(upload.frame), []);
    await tabTo(workbench, upload.frame.getByRole('button', { name: 'Add Them There: Opt-outs' }));
    await page.keyboard.press('Enter');
    await upload.press('Add 4, Remove 4');
    await upload.heading(/unsub-2\.csv/);
    await waitUntil(
      'they are added',
      async () => (await list('Opt-outs')).length === left.length + 4,
    );
    await upload.text('3 segments');
    await workbench.clearNotifications();
    await workbench.closeEditors();
  });

  it('opens an opt-out file as Remove; Add is “Anyway”, and nothing that Ctrl+Enter does', async () => {
    const { workbench, page } = launched;
    writeFiles(launched.workspace, { 'unsub-1.csv': people(0, 3) });
    const before = await requests('addRemove');
    await workbench.fileMenu(await workbench.file('unsub-1.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading(`Remove the people in unsub-1.csv from ${SEGMENT}`);
    await upload.button('Remove 3').waitFor();
    await upload.choose('Add');
    await upload.heading(`Add unsub-1.csv to ${SEGMENT}`);
    await upload.button('Add 3 Anyway').waitFor();
    await upload.text('The name of the file says that its people opted out. This puts them in.');
    await workbench.screenshot('ways-7-opt-out-add');
    assert.deepEqual(await violations(upload.frame), []);
    await upload.frame.getByRole('radio', { name: 'Add', exact: true }).focus();
    await page.keyboard.press('Control+Enter');
    // A click on what is there would be sent before it.
    await upload.choose('Remove');
    await upload.button('Remove 3').waitFor();
    assert.equal(await requests('addRemove'), before);
    await upload.frame.getByRole('radio', { name: 'Remove', exact: true }).focus();
    await page.keyboard.press('Control+Enter');
    await upload.heading(`Removal of 3 from ${SEGMENT} accepted`);
    await workbench.clearNotifications();
    // The very people that were removed, in a file of another name.
    writeFiles(launched.workspace, { 'renamed.csv': people(0, 3) });
    await workbench.fileMenu(await workbench.file('renamed.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    await upload.heading(`Remove the people in renamed.csv from ${SEGMENT}`);
    await upload.choose('Add');
    await upload.text(/These people were removed from this segment on .* This puts them back\./);
    await upload.press('Add 3 Anyway');
    await upload.heading(`3 added to ${SEGMENT}`);
    await workbench.clearNotifications();
    // One that keeps people out is where they belong.
    await workbench.fileMenu(await workbench.file('unsub-1.csv'), 'Upload to Audience Segment…');
    await workbench.pick('Opt-outs', 'Opt-outs');
    await upload.heading('Add unsub-1.csv to Opt-outs');
    await upload.button('Add 3').waitFor();
    await workbench.closeEditors();
    await workbench.showContainer('Audience Segments');
    await workbench.select('Segments', ['SMS Opt-In']);
  });

  it('asks for the account’s ID if a segment doesn’t show its account, and says why', async () => {
    const { workbench } = launched;
    await sandbox.post('segments', {
      name: 'Of no account',
      identifiers: addresses(0, 5),
      raw: { accountId: null },
    });
    await workbench.command('Criteo Audiences: Refresh Segments');
    const row = workbench.row('Segments', 'Of no account');
    // Its size is read after the list: while rows arrive, a menu may lose its row.
    await row.filter({ hasText: 'empty' }).waitFor();
    await workbench.contextMenu(row, /^Replace Identifiers with CSV/);
    await workbench.pick('more.csv');
    await upload.heading('Replace Of no account with more.csv');
    const cleared = await requests('clear');
    await upload.text(
      /Criteo doesn’t confirm that this segment belongs to account Sandbox Retail Group, so it’s treated as protected/,
    );
    const button = upload.button(/^Replace .* with 10$/);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await button.click({ force: true });
    await upload.frame
      .getByRole('alert')
      .filter({ hasText: /Type \d+\./ })
      .waitFor();
    await workbench.screenshot('ways-6-no-account');
    await upload.close();
    assert.equal(await requests('clear'), cleared);
    assert.equal((await list('Of no account')).length, 5);
  });

  it('replaces on a protected account once its ID is typed', async () => {
    const { workbench, server, page } = launched;
    const [main, other] = [
      ...new Set((await sandbox.segments()).map(({ accountId }) => accountId)),
    ];
    const accounts = [
      { id: main, session: 'sandbox', protected: true },
      { id: other, session: 'sandbox', label: 'Partners' },
    ];
    fs.writeFileSync(
      server.machineSettingsFile,
      JSON.stringify({ 'criteoAudiences.accounts': accounts }),
    );
    await workbench
      .row('Segments', 'Sandbox Retail Group')
      .filter({ hasText: 'protected' })
      .waitFor();
    // While rows arrive, a menu may lose its row. Those of the other account are the last, and complete
    // once they have their retailer and size.
    const last = workbench.row('Segments', 'VIP Shoppers').filter({ hasText: /300 · .*Grocery/ });
    await workbench.tree('Segments').focus();
    await waitUntil('all rows are there', async () => {
      await page.keyboard.press('End');
      return last.isVisible();
    });
    await page.keyboard.press('Home');
    const [before, cleared] = [await list(), await requests('clear')];
    await workbench.contextMenu(
      workbench.row('Segments', SEGMENT),
      /^Replace Identifiers with CSV/,
    );
    await workbench.pick('more.csv');
    await upload.heading('Replace Empty so far with more.csv');
    await upload.text('Account Sandbox Retail Group is protected');
    const button = upload.button(/^Replace [\d,]+ with 10$/);
    await upload.typedId().fill(other);
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await button.click({ force: true });
    await upload.frame
      .getByRole('alert')
      .filter({ hasText: `Type ${main}.` })
      .waitFor();
    assert.equal(await hasFocus(upload.typedId()), true);
    await workbench.screenshot('ways-7-protected');
    assert.deepEqual(
      [await requests('clear'), await list()],
      [cleared, before],
      'nothing was cleared',
    );
    await upload.typedId().fill(main);
    assert.equal(await button.getAttribute('aria-disabled'), null);
    const pressed = Date.now();
    await button.click();
    await upload.text(/Replacing in \d s/);
    await upload.heading('Empty so far replaced with 10');
    assert.equal(await requests('clear'), cleared + 1);
    const clear = (await sandbox.counts()).log.findLast(({ operation }) => operation === 'clear');
    assert.ok(
      Date.parse(clear?.time ?? '') - pressed > 4_900,
      'not before the countdown of 5 s is over',
    );
    assert.deepEqual(new Set(await list()), new Set(addresses(200, 10)));
  });
});
