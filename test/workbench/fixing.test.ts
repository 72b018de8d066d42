import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { pageText, startUpload, UploadPage, uploadPage } from './uploadPage';

/**
 * What is known about a file before it is sent, what Criteo rejected, and fixing it, with the
 * mouse.
 */

const SEGMENT = 'Empty so far';
const INVALID = 30;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const lines = (header: string, rows: readonly string[], eol = '\n'): string =>
  [header, ...rows, ''].join(eol);
const count = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));

const NAMES = lines(
  '\ufeff"Näme";"e-mail"',
  count(60, (n) =>
    n % 2 === 0 ? `"Zoë";"Person ${n} <person${n}@example.com>"` : `"Ann";"person${n}@example.com"`,
  ),
  '\r\n',
);
const FIXED = NAMES.replaceAll(/Person \d+ <(.*?)>/g, '$1');
const HASHED = lines('name,hem', [
  'Ann,nobody',
  ...count(20, (n) => `Ann,${sha256(`person${n}@example.com`)}`),
]);
/** The API rejects IDs longer than 512 characters; the checks here accept them. */
const CARDS = lines(
  'customer id,city',
  count(100, (n) => `${n >= 10 && n < 18 ? 'x'.repeat(600) : 'card-'}${n},Ulm`),
);

describe('fixing rows in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;

  before(async () => {
    const files = {
      'names.csv': NAMES,
      'separated.csv':
        'sep=;\r\nname;e-mail\r\n"Ann";"ann@example.com"\r\n"Bob; the other";bob@example.com\r\n',
      'hashed.csv': HASHED,
      'two.csv': lines('Home mail,Work mail', [
        'nobody,work@example.com',
        'home@example.com,nobody',
        ...count(20, (n) => `home${n}@example.com,work${n}@example.com`),
      ]),
      'cards.csv': CARDS,
      'many.csv': lines(
        'email',
        count(12_000, (n) => `person${n}@example.com`),
      ),
    };
    launched = await launch({
      files,
      settings: { 'criteoAudiences.upload.chunkSize': 10 },
    });
    const { workbench } = launched;
    await workbench.trySandbox(SEGMENT);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  const listed = async (name: string): Promise<string[]> =>
    sandbox.list((await sandbox.segments()).find((segment) => segment.name === name)?.id ?? '');

  /** Checks a file from the Explorer's menu, and shows the page. */
  const check = async (file: string, heading: string): Promise<FrameLocator> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Check CSV for Audience Upload');
    return uploadPage(workbench, heading);
  };

  /** The page that adds a file to the segment, once the file is checked. */
  const add = async (file: string): Promise<FrameLocator> => {
    const page = await startUpload(launched.workbench, file, SEGMENT);
    await page.getByRole('button', { name: /^Add (the Other )?[\d,]+/ }).waitFor();
    return page;
  };

  /** The text of the page, which is then closed. */
  const cancelled = async (page: FrameLocator): Promise<string> => {
    const text = await pageText(page);
    const { workbench } = launched;
    await new UploadPage(workbench).close();
    // The page behind it loads and takes the focus, which would close a menu.
    await workbench.webview().locator('h1').waitFor();
    await workbench.webviewFocused();
    return text;
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
    await workbench.quickFix(
      /^Extract the value from the surrounding text: all rows with this problem/,
    );
    await page.locator('.monaco-diff-editor .char-delete').first().waitFor();
    await workbench.quickInput.getByText(`Fix ${INVALID} Rows and Save`).waitFor();
    await workbench.screenshot('fixing-3-preview');
    assert.equal(onDisk(), NAMES);
    await workbench.pick(`Fix ${INVALID} Rows`);
    await page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
    await tab.and(page.locator('.dirty')).waitFor();
    await page
      .locator('.view-line')
      .filter({ hasText: '"Zoë";"person0@example.com"' })
      .first()
      .waitFor();
    await page.keyboard.press('Control+s');
    await tab.and(page.locator(':not(.dirty)')).waitFor();
    await entries('display-name').first().waitFor({ state: 'hidden' });
    assert.equal(onDisk(), FIXED);
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
    await workbench.command('Criteo Audiences: Dismiss Problems for This File');
    await noProblems();
  });

  it('sends a file whose first line names its delimiter', async () => {
    const { workbench } = launched;
    const page = await add('separated.csv');
    assert.match(await pageText(page), /semicolon · header · sep= · 2 rows/);
    await page.getByRole('button', { name: 'Add 2', exact: true }).click();
    await uploadPage(workbench, `2 added to ${SEGMENT}`);
    assert.deepEqual((await listed(SEGMENT)).sort(), ['ann@example.com', 'bob@example.com']);
    await workbench.clearNotifications();
  });

  it('warns about hashes that can’t be checked and about another hash format in the last upload; leaves no problems when cancelled', async () => {
    const page = await add('hashed.csv');
    await entries('no-at').waitFor();
    const text = await cancelled(page);
    assert.match(text, /Only the format of the hashes was checked/);
    assert.match(text, /The last upload to this segment used another hash format \(plain\)/);
    await noProblems();
  });

  it('keeps the problems of an earlier check when an upload is cancelled', async () => {
    const { workbench } = launched;
    const asks = 'Which column of two.csv holds the emails?';
    const checked = await check('two.csv', asks);
    await checked.getByRole('button', { name: 'Use Home mail' }).click();
    await uploadPage(workbench, 'two.csv: 21 of 22 rows can be sent');
    await entries('[Ln 2, Col 1]').waitFor();
    await workbench.fileMenu(await workbench.file('two.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    const page = await uploadPage(workbench, asks);
    await page.getByRole('button', { name: 'Use Work mail' }).click();
    await page.getByRole('button', { name: 'Add 21', exact: true }).waitFor();
    await entries('[Ln 3, Col 18]').waitFor();
    assert.equal(await entries('[Ln 2, Col 1]').count(), 0);
    await cancelled(page);
    await entries('[Ln 2, Col 1]').waitFor();
    assert.equal(await entries('[Ln 3, Col 18]').count(), 0);
    await workbench.command('Criteo Audiences: Dismiss Problems for This File');
    await noProblems();
  });

  /** The page that would add the customers' cards to a segment of email addresses. */
  const addCards = async (): Promise<FrameLocator> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file('cards.csv'), 'Upload to Audience Segment…');
    await workbench.pick(SEGMENT, SEGMENT);
    return uploadPage(workbench, `cards.csv holds customer IDs, ${SEGMENT} takes emails`);
  };

  it('offers segments of the matching type for a file of another type, before any request', async () => {
    const before = (await sandbox.counts()).operations.addRemove?.calls;
    const page = await addCards();
    const ways = page.getByRole('region', { name: 'Send them to a segment for customer IDs' });
    await ways.getByRole('button', { name: 'Use Loyalty Card Holders' }).waitFor();
    const offered = await ways.getByRole('listitem').allInnerTexts();
    assert.ok(offered.some((way) => /Other retailer: Harbor Home/.test(way)));
    assert.ok(
      offered.every((way) => !way.includes(SEGMENT) && !way.includes('Newsletter')),
      offered.join('\n'),
    );
    assert.equal((await sandbox.counts()).operations.addRemove?.calls, before);
    await cancelled(page);
  });

  it('checks such a file as its own type', async () => {
    const page = await check('cards.csv', 'cards.csv: 100 of 100 rows can be sent');
    const column = page.getByRole('button', { name: /^customer id/ });
    assert.equal(await column.getAttribute('aria-pressed'), 'true');
    assert.match(await column.innerText(), /Customer ID/);
    await noProblems();
  });

  it('finds the rows that the API rejected without naming them', async () => {
    const { workbench } = launched;
    await sandbox.switches({ sampleInvalid: 2 });
    const page = await addCards();
    await page.getByRole('button', { name: 'Use Loyalty Card Holders' }).click();
    await uploadPage(workbench, 'Add cards.csv to Loyalty Card Holders');
    await page.getByRole('button', { name: 'Add 100', exact: true }).click();
    await uploadPage(workbench, '92 added to Loyalty Card Holders');
    assert.match(await pageText(page), /92 accepted 8 rejected/);
    await workbench.screenshot('fixing-1-rejected');
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

  it('estimates the time from the requests per minute that the API allows', async () => {
    assert.match(
      await cancelled(await add('many.csv')),
      /1,200 requests, about 5 min at 6,000 requests a minute/,
    );
    await sandbox.switches({ rateLimit: 100 });
    assert.match(
      await cancelled(await add('many.csv')),
      /1,200 requests, about 11 min at 100 requests a minute/,
    );
  });
});
