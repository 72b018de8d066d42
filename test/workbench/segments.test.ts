import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, type Launched } from './fixture';

/**
 * The Segments view as a user works with it, on the sandbox: what needs modals, keystrokes and
 * welcome texts.
 */

const VIEW = 'Segments';
const HOSTILE = '<img src=x onerror=alert(1)>';

describe('the Segments view', () => {
  let editor: Launched;
  const dialogs: string[] = [];

  before(async () => {
    editor = await launch({
      viewport: { width: 1400, height: 1600 },
      files: {
        'new segments.csv':
          'name,retailer,type\nFrom a file,Brightcart,Email\n,Brightcart,Email\nCRM Users 2025,Maple & Main Grocery,Email\n',
      },
    });
    editor.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(() => editor?.close());

  const name = (index: number): Promise<string> =>
    editor.workbench.rows(VIEW).then((rows) => rows[index].label);

  it('welcomes a signed-out user, and fills with the sandbox’s segments', async () => {
    const { workbench } = editor;
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).waitFor();
    await workbench.screenshot('segments-welcome');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Try with Sandbox Account' }).click();
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
    const [first] = await workbench.rows(VIEW);
    assert.match(first.description, / · Email · Offsite$/);
    assert.match(first.aria, /Newsletter subscribers/);
    await workbench.row(VIEW, 'Newsletter subscribers').click();
    await workbench.screenshot('segments-tree');
  });

  it('shows that it waits for the rate limit, and until when', async () => {
    const { workbench } = editor;
    await embeddedSandbox(editor.server).fault({
      fault: '429',
      ms: 4_000,
      operation: 'search',
      times: 1,
    });
    await workbench.command('Criteo Audiences: Refresh Segments');
    await workbench.statusItem(/Paused: API rate limit reached, resuming in \d s/).waitFor();
    await workbench.screenshot('segments-limit');
    await workbench.statusItem(/Paused: API rate limit reached/).waitFor({ state: 'hidden' });
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('follows a filter keystroke by keystroke, and can be cleared', async () => {
    const { workbench, page } = editor;
    await workbench.row(VIEW, 'Newsletter subscribers').click();
    await page.keyboard.press('Control+f');
    await workbench.inputField().fill('lap');
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor({ state: 'detached' });
    assert.deepEqual(
      (await workbench.rows(VIEW)).map(({ label }) => label),
      ['Lapsed customers'],
    );
    await workbench.screenshot('segments-filter');
    await workbench.escape();
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
    await workbench.row(VIEW, 'Newsletter subscribers').click();
    await page.keyboard.press('Control+f');
    await workbench.input('no such segment');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Clear Filter' }).click();
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('filters by type, retailer and identifiers from its menu, where the filter can be changed too', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, 'Filter Segments By…');
    await workbench.pickMany(['LiveRamp IdentityLink', 'Customer ID']);
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor({ state: 'detached' });
    assert.deepEqual((await workbench.rows(VIEW)).map(({ label }) => label).sort(), [
      'LiveRamp reach',
      'Loyalty card holders',
      'Partner panel',
    ]);
    await workbench.viewMenu(VIEW, /^Filter Segments…/);
    await workbench.input('card');
    await workbench.row(VIEW, 'Partner panel').waitFor({ state: 'detached' });
    assert.deepEqual(
      (await workbench.rows(VIEW)).map(({ label }) => label),
      ['Loyalty card holders'],
    );
    await workbench.viewAction(VIEW, 'Clear Filter');
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('shows details, and hostile names as text', async () => {
    const { workbench } = editor;
    await workbench.expand(VIEW, 'Newsletter subscribers');
    await workbench.row(VIEW, 'Statistics').waitFor();
    assert.equal(await name(1), 'Statistics');
    await workbench.screenshot('segments-details');
    const hostile = workbench.row(VIEW, HOSTILE);
    await hostile.scrollIntoViewIfNeeded();
    await workbench.expand(VIEW, HOSTILE);
    await workbench
      .tree(VIEW)
      .locator('.monaco-list-row')
      .filter({ hasText: /Description\s*"><script>alert\(2\)<\/script>/ })
      .waitFor();
    assert.equal(await hostile.locator('img').count(), 0);
    assert.deepEqual(dialogs, []);
  });

  it('groups and sorts', async () => {
    const { workbench } = editor;
    await workbench.command('Criteo Audiences: Group Segments By…');
    await workbench.pick('Retailer');
    await workbench.row(VIEW, 'Blau & Söhne').waitFor();
    const app = (await workbench.rows(VIEW)).find(({ label }) => label === 'App users');
    assert.equal(app?.description, 'Mobile or cookie ID · Offsite', 'the group shows the retailer');
    await workbench.screenshot('segments-groups');
    await workbench.command('Criteo Audiences: Group Segments By…');
    await workbench.pick('None');
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('asks before a deletion, names the audience and account, and reports a rejection in the API’s words', async () => {
    const { workbench } = editor;
    const row = workbench.row(VIEW, 'CRM Users 2025');
    await row.scrollIntoViewIfNeeded();
    await workbench.contextMenu(row, /^Delete Segments…/);
    const text = await (await workbench.modal('CRM Users 2025')).innerText();
    assert.match(text, /Sandbox Retail Group · Maple & Main Grocery · CRM Users 2025/);
    assert.match(text, /“Win back” \(under AND\)/);
    await workbench.screenshot('segments-delete');
    await workbench.answerModal('Cancel');
    assert.deepEqual(await workbench.notifications(), [], 'a cancellation is not an error');
    await workbench.contextMenu(row, /^Delete Segments…/);
    await workbench.answerModal('Delete');
    await workbench.notification('0 of 1 segment deleted');
    await workbench.screenshot('segments-rejected');
    await workbench.clearNotifications();
  });

  it('creates segments from a file, and reports the account, existing names and errors', async () => {
    const { workbench } = editor;
    const file = await workbench.file('new segments.csv');
    await workbench.fileMenu(file, /^Create Segments from CSV/);
    const text = await (await workbench.modal(/Create 1 segment in/)).innerText();
    for (const part of [
      /1 row is skipped: its segment already exists\./,
      /1 row is invalid: see Problems\./,
      /Local sandbox: nothing is sent to Criteo/,
    ])
      assert.match(text, part);
    await workbench.answerModal('Create');
    const toast = await workbench.notification(
      /1 segment created\. 1 segment already existed\. 1 row was left out/,
    );
    await toast.getByRole('button', { name: 'Copy Details' }).waitFor();
    await workbench.clearNotifications();
    await workbench.showContainer('Audience Segments');
    await workbench.row(VIEW, 'From a file').waitFor();
  });

  it('exports the current state of the API, not what the view shows', async () => {
    const { workbench } = editor;
    await embeddedSandbox(editor.server).post('segments', { name: 'Made elsewhere' });
    await workbench.viewMenu(VIEW, /^Export Segments/);
    await workbench.inputField().press('Enter');
    await workbench.notification(/segments exported/);
    await workbench.clearNotifications();
    const [name] = fs
      .readdirSync(editor.workspace)
      .filter((entry) => /^segments-\d+\.csv$/.test(entry));
    assert.match(fs.readFileSync(path.join(editor.workspace, name), 'utf8'), /,Made elsewhere,/);
  });

  it('deletes what it can of three, and reports the one in use and the one that is gone', async () => {
    const { workbench, page } = editor;
    const sandbox = embeddedSandbox(editor.server);
    const { id: gone } = (await sandbox.post('segments', { name: 'Gone meanwhile' })) as {
      id: string;
    };
    await sandbox.post('segments', { name: 'Free to go' });
    await workbench.command('Criteo Audiences: Refresh Segments');
    await workbench.row(VIEW, 'Free to go').scrollIntoViewIfNeeded();
    const { accountId = '' } = (await sandbox.segments()).find(({ id }) => id === gone) ?? {};
    await deleteElsewhere(sandbox, accountId, gone);
    await workbench.select(VIEW, ['CRM Users 2025', 'Gone meanwhile', 'Free to go']);
    await page.keyboard.press('Delete');
    const text = await (await workbench.modal('Delete 3 segments?')).innerText();
    assert.ok(text.indexOf('CRM Users 2025: used in') < text.indexOf('Free to go'), text);
    await workbench.answerModal('Delete');
    await workbench.answerNotification('1 of 3 segments deleted', 'Copy Details');
    await workbench.row(VIEW, 'Free to go').waitFor({ state: 'detached' });
    let copied = '';
    for (
      const stop = Date.now() + 10_000;
      !copied.includes('Free to go') && Date.now() < stop;
      await page.waitForTimeout(50)
    )
      copied = String(await page.evaluate('navigator.clipboard.readText()'));
    assert.match(
      copied,
      /CRM Users 2025 \(\d+\): not deleted \| .* \| code=segment-must-not-be-used-in-audience \| trace ID \S+/,
    );
    assert.match(copied, /Gone meanwhile \(\d+\): not deleted \| .* \| code=segment-not-found/);
    assert.match(copied, /Free to go \(\d+\): deleted/);
  });
});

/** What another client of the same application does in the meantime. */
async function deleteElsewhere(
  sandbox: SandboxRemote,
  accountId: string,
  id: string,
): Promise<void> {
  const [{ clientId, clientSecret }] = await sandbox.credentials();
  const token = await fetch(`${sandbox.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const answer = await fetch(
    `${sandbox.url}/2026-07/retail-media/accounts/${accountId}/audience-segments/delete`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data: [{ id }] }),
    },
  );
  assert.equal(answer.status, 200);
}
