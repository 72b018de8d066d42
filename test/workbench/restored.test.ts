import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Locator } from 'playwright-core';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { startUpload, UploadPage } from './uploadPage';

/**
 * Pages and panels that were open when the window was reloaded are restored, even if no view of the
 * extension is visible.
 */

const SEGMENT = 'CRM Users 2025';
const REPORT = `30 added to ${SEGMENT}`;
const EMPTY = 'Empty so far';
const csv = (...rows: string[]): string => `${rows.join('\n')}\n`;
const people = (count: number, name = 'person'): string[] =>
  Array.from({ length: count }, (_, n) => `${name}${n}@example.com`);

describe('after a reload of the window', () => {
  let editor: Launched;
  let upload: UploadPage;

  const tab = (name: string | RegExp): Locator =>
    editor.page.locator('.tabs-container').getByRole('tab', { name });
  const heading = (name: string): Locator =>
    editor.workbench.webview().getByRole('heading', { name, exact: true });
  const pageText = (): Promise<string> => editor.workbench.webview().locator('body').innerText();
  /** Show the Explorer: the page alone has to activate the extension again. */
  const reload = async (): Promise<void> => {
    await editor.workbench.showContainer('Explorer');
    await editor.workbench.reload('Audience Segments');
  };

  /** The report has its last button, for which it needs the account and the file. */
  const isComplete = async (): Promise<void> => {
    await heading(REPORT).waitFor();
    await editor.workbench.webview().getByRole('button', { name: 'Undo…', exact: true }).waitFor();
  };

  before(async () => {
    editor = await launch({
      files: {
        'people.csv': csv('email', 'Ann <ann@example.com>', ...people(30)),
        'kept.csv': csv('Home mail,Work mail', ...people(20).map((one) => `${one},work-${one}`)),
        'optout.csv': csv('email', ...people(6, 'out')),
        'slow.csv': csv('email', 'Bob <bob@example.com>', ...people(30, 'slow')),
      },
    });
    upload = new UploadPage(editor.workbench);
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    await workbench
      .welcome('Segments')
      .getByRole('button', { name: 'Try with Sandbox Account' })
      .click();
    // While rows arrive, a menu may lose its row.
    const row = workbench.row('Segments', SEGMENT);
    await row.filter({ hasText: /5,000 · 50% · Maple/ }).waitFor();
    await workbench.contextMenu(row, 'Open');
    await workbench
      .webview()
      .locator('dl.bigs', { hasText: /Identifiers\s*5,000/ })
      .waitFor();
    await startUpload(workbench, 'people.csv', SEGMENT);
    await upload.press('Add 30');
    await upload.heading(REPORT);
  });
  after(() => editor?.close());

  it('the explanation of a problem can still be read', async () => {
    const { workbench, page } = editor;
    await workbench.problems();
    await page.locator('.markers-panel a').filter({ hasText: 'display-name' }).click();
    await heading('Name around the address').waitFor();
    const before = await pageText();
    assert.match(before, /Code: email-display-name/);
    await reload();
    await heading('Name around the address').waitFor();
    assert.equal(await pageText(), before);
    assert.deepEqual(await workbench.notifications(), []);
  });

  describe('with pages of uploads', () => {
    let report: string;

    const box = (name: string): Locator =>
      upload.frame.getByRole('checkbox', { name, exact: true });
    const account = async (): Promise<string> => {
      const [first] = await embeddedSandbox(editor.server).segments();
      return first.accountId ?? assert.fail();
    };

    before(async () => {
      const { workbench, server } = editor;
      await workbench.showContainer('Audience Segments');
      fs.writeFileSync(
        server.machineSettingsFile,
        JSON.stringify({
          'criteoAudiences.accounts': [
            { id: await account(), session: 'sandbox', protected: true },
          ],
        }),
      );
      await workbench
        .row('Segments', 'Sandbox Retail Group')
        .filter({ hasText: 'protected' })
        .waitFor();
      await workbench
        .row('Segments', SEGMENT)
        .filter({ hasText: /% · Maple/ })
        .waitFor();

      await workbench.select('Segments', [SEGMENT, 'Lapsed Customers', EMPTY]);
      await workbench.contextMenu(workbench.row('Segments', SEGMENT), 'Remove with CSV…');
      await workbench.pick('optout.csv');
      await upload.button('Remove 6 from 3 Segments').waitFor();
      await box('Lapsed Customers').uncheck();
      await upload.button('Remove 6 from 2 Segments').waitFor();

      await tab('Upload people.csv').click();
      await isComplete();
      report = await pageText();
      await upload.press('Undo…');
      await upload.heading(`Remove the people in people.csv from ${SEGMENT}`);

      await workbench.fileMenu(await workbench.file('kept.csv'), 'Upload to Audience Segment…');
      await workbench.pick(SEGMENT, SEGMENT);
      await upload.press('Use Work mail');
      await upload.heading(`Add kept.csv to ${SEGMENT}`);
      await upload.choose('Replace');
      await upload.frame.getByLabel('Send emails as').selectOption('SHA-256');
      await upload.text('Plain addresses are sent as SHA-256.');
      await upload.typedId().fill(await account());
      const button = upload.button(/^Replace .+ with 20$/);
      assert.equal(await button.getAttribute('aria-disabled'), null);

      await embeddedSandbox(server).fault({
        ...{ fault: '429', operation: 'addRemove', times: 1, ms: 60_000 },
      });
      await startUpload(workbench, 'slow.csv', EMPTY);
      await upload.press('Add 30');
      await upload.text(/Paused: (API rate limit reached|limit of [\d,]+ requests a minute)/);
      await reload();
    });

    it('shows an upload after a reload as its job', async () => {
      await upload.button(/^Resume/).waitFor();
      await editor.workbench.screenshot('restored-1-interrupted');
      await upload.press(/^Resume/);
      await upload.heading(`30 added to ${EMPTY}`);
      // With its problems, the end was told to who saw the page: a page that is left before gets a message.
      await editor.page.locator('.markers-panel').getByText('slow.csv').first().waitFor();
    });

    it('the report of an upload can still be read', async () => {
      const { workbench } = editor;
      await tab('Upload people.csv').click();
      await isComplete();
      assert.match(report, /30 accepted\s+1 invalid[\s\S]*Name around the address\s+1\s/);
      // The retailer's name is shown again once its segment is loaded.
      const withoutRetailer = (text: string): string => text.replace(/Maple & Main Grocery\s*/, '');
      assert.equal(withoutRetailer(await pageText()), withoutRetailer(report));
      assert.deepEqual(await workbench.notifications(), []);
    });

    it('the page of an undo still says what it undoes', async () => {
      await tab('Undo people.csv').click();
      await upload.heading(`Remove the people in people.csv from ${SEGMENT}`);
      await upload.text('Undoes the upload of');
    });

    it('checks a draft again after a reload, with its choices but without the typed ID', async () => {
      await tab('Upload kept.csv').click();
      await upload.heading(`Replace ${SEGMENT} with kept.csv`);
      const button = upload.button(/^Replace .+ with 20$/);
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
      const { operations } = await embeddedSandbox(editor.server).counts();
      assert.equal(operations.clear, undefined);
    });

    it('leaves out the segment that was left out', async () => {
      await tab('Upload optout.csv').click();
      await upload.button('Remove 6 from 2 Segments').waitFor();
      assert.equal(await box('Lapsed Customers').isChecked(), false);
    });

    it('the page of a segment is shown, with its history and its upload', async () => {
      await tab(SEGMENT).click();
      const web = editor.workbench.webview();
      await web.locator('dl.bigs', { hasText: /Identifiers\s*5,000/ }).waitFor();
      await heading(SEGMENT).waitFor();
      const uploads = web.getByRole('region', { name: 'Last uploads' });
      const row = uploads.getByRole('row').filter({ hasText: /people\.csv\s+▲ added\s+\+30\s/ });
      await row.waitFor();
      await editor.workbench.screenshot('restored-2-segment');
      await row.getByRole('button', { name: 'people.csv' }).click();
      await heading(REPORT).waitFor();
    });

    it('the session, the segments and the upload are kept, and what the sandbox was sent', async () => {
      const { workbench } = editor;
      await workbench.showContainer('Audience Segments');
      await workbench.row('Segments', SEGMENT).waitFor();
      await workbench.expandUploads();
      await workbench.uploads('people.csv', /\+30 · /).waitFor();
      const sandbox = embeddedSandbox(editor.server);
      const { id } =
        (await sandbox.segments()).find(({ name }) => name === SEGMENT) ?? assert.fail();
      const list = await sandbox.list(id);
      assert.equal(list.filter((email) => /^person\d+@example\.com$/.test(email)).length, 30);
    });

    it('a Replace is sent once the ID of its protected account is typed again', async () => {
      await tab('Upload kept.csv').click();
      await upload.typedId().fill(await account());
      await upload.press(/^Replace .+ with 20$/);
      await upload.heading(`${SEGMENT} replaced with 20`);
      const { log } = await embeddedSandbox(editor.server).counts();
      assert.equal(log.filter(({ operation }) => operation === 'clear').length, 1);
    });
  });
});
