import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { Clicks, hasFocus, tabTo, UploadPage } from './uploadPage';

/**
 * What an upload's page does only in the window: fixes, keys, the countdown, checks, reloads. How it
 * looks in every state is in the galleries.
 */

const EMPTY = 'Empty so far';
const CRM = 'CRM Users 2025';
const lines = (header: string, rows: readonly string[]): string => [header, ...rows, ''].join('\n');
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
        'large.csv': lines('email', people(600_000)),
        'kept.csv': lines(
          'Home mail,Work mail',
          people(20).map((one) => `${one},work-${one}`),
        ),
        'slow.csv': lines('email', people(30)),
      },
    });
    const { workbench } = launched;
    upload = new UploadPage(workbench);
    await workbench.trySandbox(EMPTY);
    sandbox = embeddedSandbox(launched.server);
  });

  after(() => launched.close());

  /** Opens the page of a file for a segment. */
  const open = async (file: string, segment: string): Promise<void> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Upload to Audience Segment…');
    await workbench.pick(segment, segment);
  };

  it('fixes five kinds of rows and uploads the file in eight clicks at most', async () => {
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
    await workbench.screenshot('page-1-dirty');
    await upload.press('Fix All That Can Be Fixed (6)');
    await page
      .locator('.monaco-diff-editor .char-insert, .monaco-diff-editor .char-delete')
      .first()
      .waitFor();
    await workbench.screenshot('page-2-diff');
    await workbench.pick('Fix 6 Rows and Save');
    await upload.button('Add 207').waitFor();
    await clicks.withPage();
    await upload.press('Add 207');
    await upload.heading('207 added to Empty so far');
    assert.ok(clicks.total >= 6 && clicks.total <= 8, `${clicks.total} clicks`);
    assert.deepEqual(
      new Set(await sandbox.list(await idOf(EMPTY))),
      new Set([...people(200), ...FIXED]),
    );
    await workbench.screenshot('page-3-fixed-report');
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
    await tabTo(workbench, upload.frame.getByRole('radio', { name: 'Add', exact: true }));
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
    await workbench.screenshot('page-4-keys');
    await page.keyboard.press('Shift+Tab');
    assert.equal(await hasFocus(upload.button('Add 20')), false);
    await page.keyboard.press('Control+Enter');
    const done = upload.headingOf('20 added to Empty so far');
    await done.waitFor();
    assert.equal(await hasFocus(done), true, 'the heading at the end');
    const list = await sandbox.list(await idOf(EMPTY));
    assert.ok(list.includes('work-person0@example.com'));
  });

  it('sends nothing dangerous by Enter or Ctrl+Enter', async () => {
    const { workbench, page } = launched;
    await open('few.csv', CRM);
    await upload.heading('Add few.csv to CRM Users 2025');
    await upload.choose('Replace');
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
    await workbench.screenshot('page-5-danger');
    assert.equal(await requests('clear'), 0);
  });

  it('counts a Replace down, which is called off with Cancel', async () => {
    const { page } = launched;
    // On the page of the last test, by the key that presses it.
    await page.keyboard.press('Space');
    await upload.text(/Replacing in \d s/);
    assert.equal(await upload.frame.getByRole('radio').count(), 0, 'nothing can be chosen');
    await upload.press('Cancel');
    await upload.button('Replace 5,000 with 13').waitFor();
    assert.doesNotMatch(await upload.text(), /Replacing in/);
    assert.equal(await requests('clear'), 0);
    assert.equal((await sandbox.list(await idOf(CRM))).length, 5000);
  });

  it('calls the countdown of a Replace off when the file changes', async () => {
    const { workbench } = launched;
    // That it has changed is found before it is sent.
    fs.writeFileSync(path.join(launched.workspace, 'few.csv'), lines('email', people(14)));
    await upload.press('Replace 5,000 with 13');
    await upload.text(/Replacing in \d s/);
    await workbench.screenshot('page-6-countdown');
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

  it('has the first figures while it checks a file', async () => {
    await open('large.csv', CRM);
    await upload.heading(`Add large.csv to ${CRM}`);
    await upload.button('Add 600,000').waitFor();
    const page = upload.frame.locator('#page');
    // Each drawing is looked at: the check may be over before anybody asks for it.
    await page.evaluate(`globalThis.meanwhile = new Promise((resolve) => {
      const page = document.getElementById('page');
      new MutationObserver((_, observer) => {
        if (!page.innerText.includes('valid so far')) return;
        observer.disconnect();
        const button = page.querySelector('.bar-actions > .button:last-child');
        resolve([button.textContent.trim(), button.getAttribute('aria-disabled')]);
      }).observe(page, { subtree: true, childList: true, characterData: true });
    }), undefined`);
    await upload.choose('Remove');
    assert.deepEqual(await page.evaluate('globalThis.meanwhile'), ['Remove', 'true']);
    await upload.close();
  });

  it('checks a draft again after a reload, with its choices but without the typed ID', async () => {
    const { workbench, server } = launched;
    const [account] = new Set((await sandbox.segments()).map(({ accountId }) => accountId));
    fs.writeFileSync(
      server.machineSettingsFile,
      JSON.stringify({
        'criteoAudiences.accounts': [{ id: account, session: 'sandbox', protected: true }],
      }),
    );
    await workbench.showContainer('Audience Segments');
    await workbench
      .row('Segments', 'Sandbox Retail Group')
      .filter({ hasText: 'protected' })
      .waitFor();
    await open('kept.csv', CRM);
    await upload.heading('Which column of kept.csv holds the emails?');
    await upload.press('Use Work mail');
    await upload.heading('Add kept.csv to CRM Users 2025');
    await upload.choose('Replace');
    await upload.frame.getByLabel('Send emails as').selectOption('SHA-256');
    await upload.text('Plain addresses are sent as SHA-256.');
    await upload.typedId().fill(account ?? '');
    const button = upload.button('Replace 5,000 with 20');
    assert.equal(await button.getAttribute('aria-disabled'), null);
    await workbench.screenshot('page-8-before-reload');
    await workbench.reload('Audience Segments');
    await upload.heading('Replace CRM Users 2025 with kept.csv');
    await button.waitFor();
    assert.equal(await upload.typedId().inputValue(), '');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.deepEqual(
      [
        await upload.column('Home mail').getAttribute('aria-pressed'),
        await upload.column('Work mail').getAttribute('aria-pressed'),
        await upload.frame.getByLabel('Send emails as').inputValue(),
        await upload.frame.getByRole('radio', { name: 'Replace', exact: true }).isChecked(),
      ],
      ['false', 'true', 'sha256', true],
    );
    await workbench.screenshot('page-9-after-reload');
    // The local sandbox starts again with the window.
    sandbox = embeddedSandbox(launched.server);
    assert.equal(await requests('clear'), 0);
    assert.equal((await sandbox.list(await idOf(CRM))).length, 5000);
    await upload.close();
  });

  it('shows an upload after a reload as its job', async () => {
    const { workbench } = launched;
    await sandbox.fault({ fault: '429', operation: 'addRemove', times: 1, ms: 60_000 });
    await open('slow.csv', EMPTY);
    await upload.heading('Add slow.csv to Empty so far');
    await upload.press('Add 30');
    await upload.heading('Adding slow.csv to Empty so far');
    await upload.text('Paused: API rate limit reached');
    await workbench.reload('Audience Segments');
    await upload.button(/^Resume/).waitFor();
    await workbench.screenshot('page-10-interrupted');
    await upload.press(/^Resume/);
    await upload.heading('30 added to Empty so far');
    await workbench.reload('Audience Segments');
    await upload.heading('30 added to Empty so far');
    await workbench.screenshot('page-11-report');
  });
});
