import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { embeddedSandbox } from '../host/sandbox';
import { launch, type Launched } from './fixture';
import { startUpload, uploadPage } from './uploadPage';

/**
 * Pages and panels that were open when the window was reloaded are restored, even if no view of the
 * extension is visible.
 */

const SEGMENT = 'CRM Users 2025';
const REPORT = `30 added to ${SEGMENT}`;
const PEOPLE = `email\nAnn <ann@example.com>\n${Array.from({ length: 30 }, (_, n) => `person${n}@example.com`).join('\n')}\n`;

describe('after a reload of the window', () => {
  let editor: Launched;

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
    editor = await launch({ files: { 'people.csv': PEOPLE } });
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    await workbench
      .welcome('Segments')
      .getByRole('button', { name: 'Try with Sandbox Account' })
      .click();
    // While rows arrive, a menu may lose its row.
    const row = workbench.row('Segments', SEGMENT);
    await row.filter({ hasText: /5,000 · 50% · Maple/ }).waitFor();
    await workbench.contextMenu(row, /^Show Statistics/);
    await workbench
      .webview()
      .locator('dl.bigs', { hasText: /Identifiers\s*5,000/ })
      .waitFor();
    const upload = await startUpload(workbench, 'people.csv', SEGMENT);
    await upload.getByRole('button', { name: 'Add 30', exact: true }).click();
    await uploadPage(workbench, REPORT);
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

  it('the report of an upload can still be read', async () => {
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    await workbench.command('Criteo Audiences: Open Upload');
    await workbench.pick('people.csv');
    await isComplete();
    const before = await pageText();
    assert.match(before, /30 accepted\s+1 invalid[\s\S]*Name around the address\s+1\s/);
    await reload();
    await isComplete();
    await workbench.screenshot('restored-1-report');
    // The retailer's name is shown again once its segment is loaded.
    const withoutRetailer = (text: string): string => text.replace(/Maple & Main Grocery\s*/, '');
    assert.equal(withoutRetailer(await pageText()), withoutRetailer(before));
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('the page of a segment is shown, with its history and its upload', async () => {
    await tab(SEGMENT).click();
    const web = editor.workbench.webview();
    await web.locator('dl.bigs', { hasText: /Identifiers\s*5,000/ }).waitFor();
    await heading(SEGMENT).waitFor();
    const uploads = web.getByRole('region', { name: 'Last uploads' });
    const upload = uploads.getByRole('row').filter({ hasText: /people\.csv\s+▲ added\s+\+30\s/ });
    await upload.waitFor();
    await editor.workbench.screenshot('restored-2-segment');
    await upload.getByRole('button', { name: 'people.csv' }).click();
    await heading(REPORT).waitFor();
  });

  it('the session, the segments and the upload are kept, and what the sandbox was sent', async () => {
    const { workbench } = editor;
    await workbench.showContainer('Audience Segments');
    await workbench.row('Segments', SEGMENT).waitFor();
    await workbench.expandUploads();
    await workbench.uploads('people.csv', /\+30 · /).waitFor();
    const sandbox = embeddedSandbox(editor.server);
    const { id } = (await sandbox.segments()).find(({ name }) => name === SEGMENT) ?? assert.fail();
    const list = await sandbox.list(id);
    assert.equal(list.filter((email) => /^person\d+@example\.com$/.test(email)).length, 30);
  });
});
