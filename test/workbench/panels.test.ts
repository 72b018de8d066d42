import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { violations } from './violations';

/** The form and the page of a segment as a user works with them, on the sandbox. */

const VIEW = 'Segments';

describe('the panels', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({
      files: { 'readme.txt': 'Another tab' },
      vsix: process.env.CRITEO_AUDIENCES_TEST_VSIX,
      container: 'Audience Segments',
      viewport: { width: 1400, height: 1400 },
    });
    await editor.workbench.trySandbox('Newsletter Subscribers');
  });
  after(() => editor?.close());

  const sandbox = (): SandboxRemote => embeddedSandbox(editor.server);
  const web = (): FrameLocator => editor.workbench.webview();
  const form = (label: string): Locator => web().getByLabel(label, { exact: true });
  const button = (name: string): Locator => web().getByRole('button', { name, exact: true });
  const status = (text: string | RegExp): Promise<void> =>
    web().getByRole('status').filter({ hasText: text }).waitFor();
  /** The big figures of a segment’s page. */
  const figures = (text: RegExp): Locator => web().locator('dl.bigs', { hasText: text });
  /** Chooses from the menu of a segment’s page. */
  const more = async (entry: string): Promise<void> => {
    await button('More Actions').click();
    await web().getByRole('menuitem', { name: entry, exact: true }).click();
  };
  const tab = (name: string | RegExp): Locator =>
    editor.page.locator('.tabs-container').getByRole('tab', { name });
  const closeAll = (): Promise<void> => editor.workbench.closeEditors();
  const show = async (name: string, entry: RegExp): Promise<void> => {
    const row = editor.workbench.row(VIEW, name);
    await row.scrollIntoViewIfNeeded();
    await editor.workbench.contextMenu(row, entry);
  };
  const statuses = async (operation: 'create' | 'update'): Promise<number[]> =>
    (await sandbox().counts()).log
      .filter((request) => request.operation === operation)
      .map(({ status: answered }) => answered);
  /** The attributes that each update sent, as received by the sandbox. */
  const updates = async (): Promise<unknown[]> =>
    (await sandbox().counts()).log.flatMap(({ operation, body }) =>
      operation === 'update'
        ? (body as { data: { attributes: unknown }[] }).data.map(({ attributes }) => attributes)
        : [],
    );
  const fill = async (name: string): Promise<void> => {
    await form('Name').fill(name);
    await form('Retailer').selectOption({
      label: await web().locator('#retailerId option', { hasText: 'Brightcart' }).innerText(),
    });
    await form('Identifier type').selectOption('Email');
  };

  it('shows what is missing, and the API’s error at its field', async () => {
    await editor.workbench.command('Audience Segments: Create Segment…');
    await button('Create Segment').click();
    await web().locator('#name-error', { hasText: 'A segment needs a name.' }).waitFor();
    await web().locator('#retailerId-error').waitFor();
    assert.deepEqual(await violations(web()), []);
    assert.deepEqual(await statuses('create'), []);
    await fill('Newsletter Subscribers');
    await web().locator('.error').first().waitFor({ state: 'detached' });
    await button('Create Segment').click();
    const error = web().locator('#name-error', { hasText: 'already has a segment with this name' });
    await error.waitFor();
    assert.equal(await form('Name').getAttribute('aria-invalid'), 'true');
    assert.equal(await form('Name').getAttribute('aria-describedby'), 'name-error name-hint');
    assert.equal(await form('Name').evaluate((element) => element.matches(':focus')), true);
    assert.deepEqual(await statuses('create'), [200]);
    await button('Copy Details').click();
    await editor.workbench.statusItem('Copied to the clipboard.').waitFor();
    assert.match(
      await editor.page.evaluate('navigator.clipboard.readText()'),
      /^operation=createSegment code=name-must-be-unique traceId=\S+\n.*already has a segment with this name.*\ncriteo-audience-segments \d\S+ .* · \S.* \d\S+ · \w+$/,
    );
    await web().getByRole('link', { name: 'Learn More' }).click();
    await web().locator('#error-codes').waitFor();
    await editor.workbench.closeTab();
    await button('Copy Details').waitFor();
  });

  const isCreated = async (): Promise<boolean> =>
    (await sandbox().segments()).some(({ name }) => name === 'Typed and kept');

  it('keeps the input while its tab is hidden, and after a reload of the window', async () => {
    await form('Name').fill('Typed and kept');
    await form('Description').fill('Not sent yet');
    await (await editor.workbench.file('readme.txt')).dblclick();
    await tab(/readme\.txt/).waitFor();
    await tab(/Typed and kept/).click();
    await form('Name').waitFor();
    assert.equal(await form('Name').inputValue(), 'Typed and kept');
    await sandbox().fault({ fault: 'stall', operation: 'create' });
    await button('Create Segment').click();
    await button('Saving…').waitFor();
    await waitUntil('the segment is created', isCreated);
    await editor.workbench.reload('Audience Segments');
    await form('Name').waitFor();
    assert.equal(await form('Name').inputValue(), 'Typed and kept');
    assert.equal(await form('Description').inputValue(), 'Not sent yet');
    await web()
      .locator('#retailerId option:checked', { hasText: 'Brightcart' })
      .waitFor({ state: 'attached' });
    assert.equal(await form('Identifier type').inputValue(), 'Email');
    await tab(/● Typed and kept/).waitFor();
  });

  it('finds the segment of a create that a reload interrupted, by keyboard alone', async () => {
    const { workbench, page } = editor;
    await workbench.showContainer('Audience Segments');
    // The window was reloaded: its own search comes first.
    await workbench.row(VIEW, 'CRM Users 2025').waitFor();
    await form('Name').focus();
    const reached: string[] = [];
    for (let n = 0; n < 4; n++) {
      await page.keyboard.press('Tab');
      reached.push(
        await web()
          .locator(':focus')
          .evaluate((element) => element.id || (element.textContent ?? '').trim()),
      );
    }
    assert.deepEqual(reached, ['description', 'retailerId', 'identifierType', 'Create Segment']);
    await page.keyboard.press('Enter');
    await status('The segment was created.');
    await workbench.row(VIEW, 'Typed and kept').waitFor();
    const made = (await sandbox().segments()).filter(({ name }) => name === 'Typed and kept');
    assert.deepEqual(
      made.map(({ identifierType }) => identifierType),
      ['Email'],
    );
    await form('Identifier type').and(web().locator('[readonly]')).waitFor();
  });

  it('sends only what changed, and the description in the second dialect if the first is rejected', async () => {
    await sandbox().switches({ dialect: 'contract' });
    await form('Description').fill('In the other dialect');
    await button('Save').click();
    await status('Saved.');
    assert.deepEqual(await statuses('update'), [400, 200]);
    await form('Name').fill('Renamed');
    await button('Save').click();
    await editor.workbench.row(VIEW, 'Renamed').waitFor();
    await status('Saved.');
    assert.deepEqual(await statuses('update'), [400, 200, 200]);
    assert.deepEqual(await updates(), [
      { description: 'In the other dialect' },
      { description: { value: 'In the other dialect' } },
      { name: 'Renamed' },
    ]);
    await sandbox().switches({ dialect: 'guide' });
  });

  it('makes a copy with another type; the row appears without a reload of the list', async () => {
    await button('Create a Copy with Another Type').click();
    await tab('Renamed (copy)').waitFor();
    await web().getByRole('heading', { name: 'Create segment' }).waitFor();
    assert.equal(await form('Name').inputValue(), 'Renamed (copy)');
    assert.equal(await form('Description').inputValue(), 'In the other dialect');
    assert.equal(await form('Identifier type').inputValue(), '');
    await form('Identifier type').selectOption({ label: 'Customer ID' });
    await web()
      .locator('#identifierType-hint', { hasText: /Onsite.* In the API: CustomerId\.$/ })
      .waitFor();
    const searches = async (): Promise<number> =>
      (await sandbox().counts()).operations.search?.calls ?? 0;
    const before = await searches();
    await button('Create Segment').click();
    await status('The segment was created.');
    await editor.workbench.row(VIEW, 'Renamed (copy)').waitFor();
    assert.equal(await searches(), before);
    assert.deepEqual(await editor.workbench.notifications(), []);
    await closeAll();
  });

  it('accepts a retailer’s ID while the retailers load, and distinguishes a failure from a missing permission', async () => {
    const account = async (name: string): Promise<void> => {
      await editor.workbench.command('Audience Segments: Select Account…');
      await editor.workbench.pick(name);
    };
    await editor.workbench.showContainer('Audience Segments');
    // There is no segment, so no retailer name was requested yet.
    await account('Sandbox Start-up');
    await editor.workbench
      .welcome(VIEW)
      .getByRole('button', { name: 'Create Segment', exact: true })
      .waitFor();
    await sandbox().fault(
      { fault: 'latency', operation: 'retailers', ms: 60_000 },
      { fault: '400', operation: 'retailers' },
    );
    await editor.workbench.command('Audience Segments: Create Segment…');
    await web().locator('#retailerId-hint', { hasText: 'Loading retailers…' }).waitFor();
    await form('Retailer').fill('12');
    await waitUntil('the request for retailers has arrived', async () =>
      (await sandbox().faults()).every(({ operation }) => operation !== 'retailers'),
    );
    await sandbox().clearFaults();
    await web().locator('#retailerId-hint', { hasText: 'Couldn’t load the retailers.' }).waitFor();
    assert.equal(await form('Retailer').inputValue(), '12');
    await form('Retailer').fill('');
    await button('Try Again').click();
    await web()
      .locator('select#retailerId option', { hasText: 'Harbor Home' })
      .waitFor({ state: 'attached' });
    await closeAll();
    await account('Sandbox Retail Group');
    // Its size is read after the list, and draws all rows anew: a menu would lose its row.
    await editor.workbench
      .row(VIEW, 'CRM Users 2025')
      .filter({ hasText: /5,000 · 50% · Maple/ })
      .waitFor();
  });

  it('keeps every reading, marks changes made from here, and exports both', async () => {
    const { workbench } = editor;
    await show('CRM Users 2025', /^Open\b/);
    await figures(/Identifiers\s*5,000\s.*Matches\s*2,500\s.*Match rate\s*50%\s/s).waitFor();
    await tab('CRM Users 2025').waitFor();
    await closeAll();
    await show('CRM Users 2025', /^Clear Segment/);
    await workbench.modal('CRM Users 2025');
    await workbench.answerModal('Clear Segment');
    await workbench.notification('The segment itself isn’t deleted.');
    await sandbox().post('compute');
    await show('CRM Users 2025', /^Open\b/);
    // By the view, by the previous page, by the confirmation before the clear, and by this one.
    await figures(/Identifiers\s*0\s.*Matches\s*0\s/s).waitFor();
    await web().getByText('Sent since, not computed: cleared. Now 0.').waitFor();
    await web().locator('segment-chart .sign.cleared').first().waitFor();
    assert.deepEqual(await violations(web()), []);
    const next = web().getByRole('region', { name: 'What comes next' });
    assert.match(await next.innerText(), /cleared\s.*computed\s+about .*\s+in campaigns/s);
    await button('Show as Table').click();
    const rows = web()
      .getByRole('region', { name: 'All readings and changes' })
      .locator('tbody tr');
    await rows.nth(4).waitFor();
    const texts = await rows.allInnerTexts();
    assert.equal(texts.length, 5);
    assert.match(texts[0], /Reading\s+0\s+0/);
    assert.match(texts[1], /Cleared/);
    for (const text of texts.slice(2)) assert.match(text, /Reading\s+5,000\s+2,500\s+50%/);
    await tab('CRM Users 2025').click();
    await button('Refresh').click();
    await rows.nth(5).waitFor();
    await more('Copy Summary');
    await status('Copied.');
    assert.match(
      await editor.page.evaluate('navigator.clipboard.readText()'),
      /Sandbox Retail Group · Maple & Main Grocery · CRM Users 2025 \(\d+\)\nIdentifiers: 0\n/,
    );
    await more('Export History as CSV…');
    await workbench.inputField().press('Enter');
    await status(/Saved as segment-\d+-history\.csv/);
    const [file] = fs.readdirSync(editor.workspace).filter((name) => name.endsWith('-history.csv'));
    const csv = fs.readFileSync(path.join(editor.workspace, file), 'utf8').split('\n');
    assert.equal(csv.length, 8);
    for (const line of csv.slice(1, 4))
      assert.match(line, /^20\d\d-[\d-]+T[\d:.]+Z,reading,,,5000,2500,0\.5$/);
    assert.match(csv[4], /,clear,,,,,$/);
  });

  it('compares several side by side', async () => {
    const { workbench } = editor;
    await closeAll();
    await workbench.select(VIEW, ['App Users', 'Loyalty Card Holders']);
    await workbench.contextMenu(workbench.row(VIEW, 'Loyalty Card Holders'), /^Open\b/);
    const table = web().getByRole('table', { name: 'Side by side' });
    await table.locator('tr', { hasText: /App Users\s*3,000/ }).waitFor();
    await table.locator('tr', { hasText: /Loyalty Card Holders\s*2,500/ }).waitFor();
    await tab('Compare 2 Segments').waitFor();
    await web().getByRole('heading', { name: 'Compare 2 segments' }).waitFor();
    await button('App Users').click();
    await tab('App Users').waitFor();
    await figures(/Identifiers\s*3,000\s/).waitFor();
  });

  it('passes axe-core, high-contrast', async () => {
    const { workbench, page } = editor;
    await workbench.command('Preferences: Color Theme');
    await workbench.pick('Dark High Contrast', 'Dark High Contrast');
    await page.locator('.monaco-workbench.hc-black').waitFor();
    await closeAll();
    await show('CRM Users 2025', /^Open\b/);
    await web().locator('segment-chart .sign').first().waitFor();
    await web().locator('body.vscode-high-contrast').waitFor();
    assert.deepEqual(await violations(web()), []);
    await button('Edit…').click();
    await form('Name').waitFor();
    await web().locator('body.vscode-high-contrast').waitFor();
    assert.deepEqual(await violations(web()), []);
  });
});
