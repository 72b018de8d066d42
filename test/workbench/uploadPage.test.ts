import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { Clicks, hasFocus, pageText, tabTo, UploadPage, uploadPage } from './uploadPage';
import { violations } from './violations';

/**
 * What an upload's page does only in the window: fixes, keys, the countdown, checks. How it looks in
 * every state is in the galleries; `restored.test.ts` has what it keeps over a reload.
 */

const EMPTY = 'Empty so far';
const CRM = 'CRM Users 2025';
const lines = (header: string, rows: readonly string[], eol = '\n'): string =>
  [header, ...rows, ''].join(eol);
const count = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const people = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `person${n}@example.com`);
/** Five kinds of rows that can be fixed, and what they are fixed to. */
const DIRTY = [
  'Ann <ann@example.com>,Ulm',
  'mailto:bob@example.com,Ulm',
  '(cora@example.com),Ulm',
  'dan@example.com; eve@example.com,Ulm',
  'fay@example.com',
  '0x0cc175b9c0f1b6a831c399e269772661,Ulm',
];
const FIXED = [
  ...['ann', 'bob', 'cora', 'dan', 'eve', 'fay'].map((name) => `${name}@example.com`),
  '0cc175b9c0f1b6a831c399e269772661',
];

const NAMES = lines(
  '\ufeff"Näme";"e-mail"',
  count(60, (n) =>
    n % 2 === 0 ? `"Zoë";"Person ${n} <person${n}@example.com>"` : `"Ann";"person${n}@example.com"`,
  ),
  '\r\n',
);
const FIXED_NAMES = NAMES.replaceAll(/Person \d+ <(.*?)>/g, '$1');
/** The API rejects IDs longer than 512 characters; the checks here accept them. */
const CARDS = lines(
  'customer id,city',
  count(100, (n) => `${n >= 10 && n < 18 ? 'x'.repeat(600) : 'card-'}${n},Ulm`),
);

describe('an upload’s page in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;
  let upload: UploadPage;
  const idOf = async (segment: string): Promise<string> =>
    (await sandbox.segments()).find(({ name }) => name === segment)?.id ?? assert.fail(segment);
  const requests = async (operation: 'addRemove' | 'clear'): Promise<number> =>
    (await sandbox.counts()).operations[operation]?.calls ?? 0;

  before(async () => {
    launched = await launch({
      files: {
        'dirty.csv': lines('email,city', [...people(200).map((one) => `${one},Ulm`), ...DIRTY]),
        'keys.csv': lines(
          'Home mail,Work mail',
          people(20).map((one) => `${one},work-${one}`),
        ),
        'few.csv': lines('email', people(13)),
        'crm-2026-11.csv': lines('email', people(40)),
        'crm-2026-12.csv': lines('email', people(60).slice(5)),
        'names.csv': NAMES,
        'kinds.csv': lines('email', ['nobody', 'Ann <ann@example.com>', ...people(20), 'nowhere']),
        'two.csv': lines('Home mail,Work mail', [
          'nobody,work@example.com',
          'home@example.com,nobody',
          ...count(20, (n) => `home${n}@example.com,work${n}@example.com`),
        ]),
        'cards.csv': CARDS,
      },
      settings: { 'criteoAudiences.upload.chunkSize': 10 },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  const radio = (name: string) => upload.frame.getByRole('radio', { name, exact: true });

  /** The question about a fix covers none of its rows. */
  const showsDiff = async (): Promise<void> => {
    const { workbench, page } = launched;
    const [question, rows] = [
      await workbench.quickInput.boundingBox(),
      await page.locator('.monaco-diff-editor').boundingBox(),
    ];
    assert.ok(question && rows && rows.height > 80, JSON.stringify(rows));
    assert.ok(question.y + question.height <= rows.y, JSON.stringify([question, rows]));
  };

  /** Opens the page of a file for a segment. */
  const open = async (file: string, segment: string): Promise<void> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Upload to Audience Segment…');
    await workbench.pick(segment, segment);
  };

  it('chooses an Update by keyboard, with the previous file that is proposed, and removes the people who left', async () => {
    const { workbench, page } = launched;
    await open('crm-2026-11.csv', EMPTY);
    await upload.press('Add 40');
    await upload.heading('40 added to Empty so far');
    await workbench.closeEditors();

    await workbench.fileMenu(
      await workbench.file('crm-2026-12.csv'),
      'Upload to Audience Segment…',
    );
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
    await upload.text(/crm-2026-11\.csv · in the segment now: sent at/);
    // Nothing is taken silently: the button waits.
    assert.equal(await upload.button('Update').getAttribute('aria-disabled'), 'true');

    await tabTo(workbench, upload.button('Use crm-2026-11.csv'));
    await page.keyboard.press('Enter');
    await upload.button('Update: Add 20, Remove 5').waitFor();
    const text = await upload.text('What changes');
    assert.match(text, /What changes \+20 new −5 leaving 35 unchanged/);
    // What adds up to those figures isn't said again.
    assert.doesNotMatch(text, /In the previous file/);
    assert.match(text, /55 to send 35 of those to send are unchanged/);
    assert.match(text, /Previous file crm-2026-11\.csv, in the segment now: sent at/);
    assert.match(text, /Next time, update Empty so far with crm-\*-\*\.csv/);
    assert.deepEqual(await violations(upload.frame), []);
    await page.keyboard.press('Control+Enter');
    await upload.heading('Empty so far updated: +20 −5');
    assert.match(await upload.text('People who left'), /−\d+ removals accepted/);
    assert.deepEqual(new Set(await sandbox.list(await idOf(EMPTY))), new Set(people(60).slice(5)));
    // What runs it every night takes four clicks at most.
    const clicks = await Clicks.count(workbench);
    await clicks.withPage();
    await upload.press('Automate');
    await upload.frame.getByRole('menuitem', { name: 'Copy as Command' }).click();
    await workbench.pick('A New Name');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    assert.ok(clicks.total >= 2 && clicks.total <= 4, `${clicks.total} clicks`);
    assert.deepEqual(await workbench.notifications(), [], 'nothing else is asked');
    await workbench.closeEditors();
  });

  it('fixes five kinds of rows and uploads the file in seven clicks at most', async () => {
    const { workbench, page } = launched;
    const file = await workbench.file('dirty.csv');
    const clicks = await Clicks.count(workbench);
    await workbench.fileMenu(file, 'Upload to Audience Segment…');
    await workbench.pick(EMPTY);
    await upload.heading('Add dirty.csv to Empty so far');
    await clicks.withPage();
    await upload.button('Add 200').waitFor();
    const text = await upload.text('Invalid rows by kind');
    for (const kind of [
      'Name around the address',
      'mailto: link',
      'Characters around the address',
      'Several addresses in one field',
      'Wrong number of fields',
      'Hash with a prefix',
    ])
      assert.ok(text.includes(kind), `${kind} in ${text}`);
    await upload.press('Fix All That Can Be Fixed (6)');
    await page
      .locator('.monaco-diff-editor .char-insert, .monaco-diff-editor .char-delete')
      .first()
      .waitFor();
    await workbench.screenshot('page-2-diff');
    await showsDiff();
    await page.setViewportSize({ width: 700, height: 450 });
    await workbench.screenshot('page-2-narrow');
    await showsDiff();
    await page.setViewportSize({ width: 1400, height: 900 });
    await workbench.pick('Fix 6 Rows and Save');
    await upload.button('Add 207').waitFor();
    await clicks.withPage();
    await upload.press('Add 207');
    await upload.heading('207 added to Empty so far');
    assert.ok(clicks.total >= 6 && clicks.total <= 7, `${clicks.total} clicks`);
    assert.deepEqual(
      new Set(await sandbox.list(await idOf(EMPTY))),
      new Set([...people(200), ...FIXED]),
    );
    await workbench.closeEditors();
  });

  it('is operated by keyboard alone: columns, operations, Ctrl+Enter, and the focus at the end', async () => {
    const { workbench, page } = launched;
    await open('keys.csv', EMPTY);
    const heading = upload.headingOf('Which column of keys.csv holds the emails?');
    await heading.waitFor();
    await heading.and(upload.frame.locator(':focus')).waitFor();
    await tabTo(workbench, upload.button('Use Home mail'));
    await page.keyboard.press('Enter');
    await upload.heading('Add keys.csv to Empty so far');
    await upload.button('Add 20').waitFor();
    // One stop of the Tab key for all choices, and arrows between them.
    await tabTo(workbench, radio('Add'));
    await page.keyboard.press('ArrowDown');
    await upload.heading('Remove the people in keys.csv from Empty so far');
    await page.keyboard.press('ArrowUp');
    await upload.heading('Add keys.csv to Empty so far');
    await tabTo(workbench, upload.column('Work mail'));
    await page.keyboard.press('Space');
    await upload.frame.locator('[aria-pressed=true]', { hasText: 'Work mail' }).waitFor();
    // Both columns, until the first is taken out.
    await upload.button('Add 40').waitFor();
    await page.keyboard.press('Shift+Tab');
    assert.equal(await hasFocus(upload.column('Home mail')), true);
    await page.keyboard.press('Space');
    await upload.frame.locator('[aria-pressed=false]', { hasText: 'Home mail' }).waitFor();
    await upload.button('Add 20').waitFor();
    await tabTo(workbench, upload.button('Add 20'));
    await page.keyboard.press('Shift+Tab');
    assert.equal(await hasFocus(upload.button('Add 20')), false);
    await page.keyboard.press('Control+Enter');
    const done = upload.headingOf('20 added to Empty so far');
    await done.waitFor();
    assert.equal(await hasFocus(done), true, 'the heading at the end');
    const list = await sandbox.list(await idOf(EMPTY));
    assert.ok(list.includes('work-person0@example.com'));
  });

  it('says on the page that a press sent nothing, and sends it with the next one', async () => {
    const { workbench, page } = launched;
    await open('few.csv', EMPTY);
    await upload.button('Add 13').waitFor();
    const sent = await requests('addRemove');
    await sandbox.fault({ fault: 'forbidden', operation: 'search', times: 1_000 });
    await upload.press('Add 13');
    await upload.text('Nothing was sent.');
    const again = upload.button('Try Again');
    await again.waitFor();
    assert.equal(await hasFocus(upload.frame.getByRole('heading', { level: 1 })), true);
    assert.deepEqual(await violations(upload.frame), []);
    await workbench.screenshot('page-9-unsent');
    const searches = async () => (await sandbox.counts()).operations.search?.calls ?? 0;
    const searched = await searches();
    await tabTo(workbench, again);
    await page.keyboard.press('Enter');
    await waitUntil('it was tried again', async () => (await searches()) > searched);
    await again.waitFor();
    assert.equal(await page.locator('.notification-toast').count(), 0);
    assert.equal(await requests('addRemove'), sent);
    await sandbox.clearFaults();
    await again.click();
    await upload.heading(/^13 added to Empty so far/);
    await upload.close();
  });

  it('sends nothing dangerous by Enter or Ctrl+Enter', async () => {
    const { workbench, page } = launched;
    await workbench.showContainer('Audience Segments');
    await workbench.contextMenu(workbench.row('Segments', CRM), /^Upload CSV/);
    await workbench.pick('few.csv');
    await upload.heading('Add few.csv to CRM Users 2025');
    await upload.choose('Replace');
    await upload.heading('Replace CRM Users 2025 with few.csv');
    const button = upload.button('Replace 5,000 with 13');
    await button.waitFor();
    await tabTo(workbench, button);
    for (const key of ['Enter', 'Control+Enter']) {
      await page.keyboard.press(key);
      await upload.frame
        .getByRole('alert')
        .filter({ hasText: 'Enter doesn’t press this button. Click it, or press Space.' })
        .waitFor();
      assert.equal(await hasFocus(button), true);
    }
    assert.doesNotMatch(await upload.text(), /Replacing in/);
    assert.equal(await requests('clear'), 0);
  });

  it('calls the countdown of a Replace off when the file changes', async () => {
    const { workbench, page } = launched;
    // That it has changed is found before it is sent.
    fs.writeFileSync(path.join(launched.workspace, 'few.csv'), lines('email', people(14)));
    // The last test left the focus on the button.
    await page.keyboard.press('Space');
    await upload.text(/Replacing in \d s/);
    await upload.text('“few.csv” has changed. The plan is out of date. Nothing was sent.');
    await upload.button('Check Again').waitFor();
    await workbench.screenshot('page-7-changed');
    assert.equal(await requests('clear'), 0);
    assert.equal((await sandbox.list(await idOf(CRM))).length, 5000);
  });

  it('checks a file again that has changed, and says that it is gone', async () => {
    // On the page of the last test.
    await upload.press('Check Again');
    await upload.button('Replace 5,000 with 14').waitFor();
    await upload.choose('Add');
    await upload.button('Add 14').waitFor();
    const sent = await requests('addRemove');
    fs.rmSync(path.join(launched.workspace, 'few.csv'));
    await upload.press('Add 14');
    await upload.heading('Something has changed since few.csv was checked');
    await upload.press('Check Again');
    await upload.heading('few.csv can’t be read');
    assert.equal(await requests('addRemove'), sent);
    await upload.close();
  });

  describe('fixing rows', () => {
    before(() => launched.workbench.closeEditors());

    /** Checks a file from the Explorer's menu, and shows the page. */
    const check = async (file: string, heading: string): Promise<FrameLocator> => {
      const { workbench } = launched;
      await workbench.fileMenu(await workbench.file(file), 'Check CSV for Audience Upload');
      return uploadPage(workbench, heading);
    };

    const cancel = async (): Promise<void> => {
      const { workbench } = launched;
      await upload.close();
      // The page behind it loads and takes the focus, which would close a menu.
      await workbench.webview().locator('h1').waitFor();
      await workbench.webviewFocused();
    };

    const entries = (text: string | RegExp) =>
      launched.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });

    const noProblems = () =>
      launched.page.locator('.markers-panel').getByText('No problems have been detected').waitFor();

    it('fixes all rows of a kind with one click after showing the change, and undoes it byte for byte', async () => {
      const { workbench, page } = launched;
      const onDisk = (): string =>
        fs.readFileSync(path.join(launched.workspace, 'names.csv'), 'utf8');
      const tab = page.locator('.tab.active').filter({ hasText: 'names.csv' });
      // Only emails fit, and there is only one column of them: nothing is asked.
      const checked = await check('names.csv', `names.csv: 30 of 60 rows can be sent`);
      assert.match(await pageText(checked), /Name around the address 30 Fix 30 Show/);
      await workbench.notification(/names\.csv: 60 rows: 30 to send, 30 invalid/);
      await workbench.problems();
      await entries('[Ln 2, Col 8]')
        .filter({ hasText: 'display-name' })
        .dblclick({ position: { x: 120, y: 8 } });
      await workbench.statusItem(/^Ln 2, .*selected/).waitFor();
      const diff = page.locator('.monaco-diff-editor');
      const fix = /^Extract the value from the surrounding text: all rows with this problem/;
      // At 200 % zoom, the panel makes room for it. The line, and the light bulb with it, is out of sight.
      await workbench.quickFix(fix, () => page.setViewportSize({ width: 700, height: 450 }));
      await page.locator('.monaco-diff-editor .char-delete').first().waitFor();
      await workbench.quickInput.getByText('Fix 30 Rows and Save').waitFor();
      await waitUntil('most of the diff is seen', async () => {
        const question = await workbench.quickInput.boundingBox();
        const rows = await diff.boundingBox();
        return question && rows
          ? rows.y + rows.height - (question.y + question.height) > 150
          : false;
      });
      await workbench.screenshot('fixing-3-narrow');
      await page.keyboard.press('Escape');
      await diff.waitFor({ state: 'hidden' });
      await entries('display-name').first().waitFor();
      await workbench.statusItem(/^Ln 2, .*selected/).waitFor();
      await page.setViewportSize({ width: 1400, height: 900 });
      await workbench.quickFix(fix);
      await page.locator('.monaco-diff-editor .char-delete').first().waitFor();
      await workbench.quickInput.getByText(`Fix 30 Rows and Save`).waitFor();
      await workbench.screenshot('fixing-3-preview');
      assert.equal(onDisk(), NAMES);
      await showsDiff();
      await workbench.quickInput.getByRole('option', { name: 'Cancel' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await diff.waitFor({ state: 'hidden' });
      assert.equal(await page.locator('.editor-group-container').count(), 1);
      await tab.and(page.locator('.dirty')).waitFor();
      await page
        .locator('.view-line')
        .filter({ hasText: '"Zoë";"person0@example.com"' })
        .first()
        .waitFor();
      await page.keyboard.press('Control+s');
      await tab.and(page.locator(':not(.dirty)')).waitFor();
      await entries('display-name').first().waitFor({ state: 'hidden' });
      assert.equal(onDisk(), FIXED_NAMES);
      await workbench.screenshot('fixing-4-fixed');
      await page.keyboard.press('Control+z');
      await tab.and(page.locator('.dirty')).waitFor();
      await page.keyboard.press('Control+s');
      // The undo alone can bring the problems back, before the file is saved.
      await tab.and(page.locator(':not(.dirty)')).waitFor();
      await entries('display-name').first().waitFor();
      // The saved file was checked.
      await workbench.lens('30 valid, 30 problems').waitFor();
      assert.equal(onDisk(), NAMES);
    });

    it('shows the problems again once the edits that removed them are not saved', async () => {
      const { workbench, page } = launched;
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await noProblems();
      await page.keyboard.press('Control+w');
      await workbench.answerModal("Don't Save");
      await entries('display-name').first().waitFor();
      await workbench.command('Audience Segments: Dismiss All Problems');
      await noProblems();
    });

    it('keeps the problems of an earlier check when an upload is cancelled', async () => {
      const { workbench } = launched;
      const asks = 'Which column of two.csv holds the emails?';
      const checked = await check('two.csv', asks);
      await checked.getByRole('button', { name: 'Use Home mail', exact: true }).click();
      await uploadPage(workbench, 'two.csv: 21 of 22 rows can be sent');
      await entries('[Ln 2, Col 1]').waitFor();
      await workbench.fileMenu(await workbench.file('two.csv'), 'Upload to Audience Segment…');
      await workbench.pick(EMPTY, EMPTY);
      const page = await uploadPage(workbench, asks);
      await page.getByRole('button', { name: 'Use Work mail' }).click();
      await page.getByRole('button', { name: 'Add 21', exact: true }).waitFor();
      await entries('[Ln 3, Col 18]').waitFor();
      assert.equal(await entries('[Ln 2, Col 1]').count(), 0);
      await cancel();
      await entries('[Ln 2, Col 1]').waitFor();
      assert.equal(await entries('[Ln 3, Col 18]').count(), 0);
      await workbench.command('Audience Segments: Dismiss All Problems');
      await noProblems();
    });

    it('goes through the rows of one kind by F8, and says where one is', async () => {
      const { workbench, page } = launched;
      if (await page.locator('.markers-panel').isVisible())
        await workbench.command('View: Hide Panel');
      const checked = await check('kinds.csv', 'kinds.csv: 20 of 23 rows can be sent');
      await checked.getByRole('button', { name: /^Show 2 rows: No @/ }).press('Enter');
      const at = (text: RegExp) => workbench.statusItem(text).waitFor();
      await at(/No @ sign: 1 of 2/);
      await at(/^Ln 2, /);
      await page.locator('.monaco-hover').filter({ hasText: 'No @' }).first().waitFor();
      await workbench.screenshot('fixing-5-rows');
      assert.equal(await page.locator('.markers-panel').isVisible(), false);
      await page.keyboard.press('F8');
      await at(/: 2 of 2$/);
      await at(/^Ln 24, /);
      await page.keyboard.press('F8');
      await at(/: 1 of 2$/);
      await page.keyboard.press('Shift+F8');
      await at(/^Ln 24, /);
      await workbench.clearNotifications();
      await page.setViewportSize({ width: 700, height: 450 });
      await page.keyboard.press('F8');
      await at(/: 1 of 2$/);
      await page.keyboard.press('F8');
      await at(/: 2 of 2$/);
      await page.locator('.view-line').filter({ hasText: 'nowhere' }).click({ trial: true });
      await workbench.screenshot('fixing-5-narrow');
      await page.setViewportSize({ width: 1400, height: 900 });
      await workbench.statusItem(/: 2 of 2$/).click();
      await workbench.statusItem(/: 2 of 2$/).waitFor({ state: 'hidden' });
      await workbench.command('Audience Segments: Dismiss All Problems');
      await workbench.command('View: Toggle Problems');
    });

    it('checks a file as its own type', async () => {
      const page = await check('cards.csv', 'cards.csv: 100 of 100 rows can be sent');
      const column = page.getByRole('button', { name: /^customer id/ });
      assert.equal(await column.getAttribute('aria-pressed'), 'true');
      assert.match(await column.innerText(), /Customer ID/);
      await noProblems();
    });

    it('finds the rows that the API rejected without naming them', async () => {
      const { workbench } = launched;
      await sandbox.switches({ sampleInvalid: 2 });
      await workbench.fileMenu(await workbench.file('cards.csv'), 'Upload to Audience Segment…');
      await workbench.pick(EMPTY, EMPTY);
      const page = await uploadPage(
        workbench,
        `cards.csv holds customer IDs, ${EMPTY} takes emails`,
      );
      await page.getByRole('button', { name: 'Use Loyalty Card Holders' }).click();
      await uploadPage(workbench, 'Add cards.csv to Loyalty Card Holders');
      await page.getByRole('button', { name: 'Add 100', exact: true }).click();
      await uploadPage(workbench, '92 added to Loyalty Card Holders');
      assert.match(await pageText(page), /92 accepted 8 rejected/);
      await page.getByRole('button', { name: 'Find Rejected Rows…' }).click();
      await workbench.modal(/Find the rejected rows with up to 50 requests/);
      await workbench.answerModal('Find Rejected Rows');
      await workbench.notification(/Found 6 rejected rows with \d+ requests\./);
      await workbench.clearNotifications();
      for (let row = 10; row < 18; row++)
        await entries('refused-by-api')
          .filter({ hasText: `[Ln ${row + 2}, Col 1]` })
          .waitFor();
      assert.equal(await entries('refused-by-api').count(), 8);
      await workbench.screenshot('fixing-2-found');
    });
  });
});
