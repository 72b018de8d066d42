import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Sandbox } from '../../src/sandbox/server';
import { startSandbox } from '../support/sandboxes';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/**
 * Signing in, accounts, failures and warnings as a user sees them, against a sandbox started by the
 * test.
 */

const VIEW = 'Segments';
const people = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, index) => `person${index}@example.com`).join('\n')}\n`;

describe('signing in from the window', () => {
  let server: Sandbox;
  let editor: Launched;

  const requests = (operation: 'addRemove' | 'search' | 'token'): number =>
    server.control.counts().operations[operation]?.calls ?? 0;

  before(async function () {
    this.timeout(120_000);
    server = await startSandbox();
    editor = await launch({
      machineSettings: { 'criteoAudiences.apiUrl': server.url },
      files: { 'people.csv': people(40) },
      env: { CRITEO_CLIENT_ID: server.clientId, CRITEO_CLIENT_SECRET: server.clientSecret },
    });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(async () => {
    await editor?.close();
    await server?.close();
  });

  const refresh = async (): Promise<void> => {
    const before = requests('search');
    await editor.workbench.command('Audience Segments: Refresh Segments');
    for (
      const stop = Date.now() + 10_000;
      requests('search') === before && Date.now() < stop;
      await editor.page.waitForTimeout(50)
    );
  };

  /** Chooses to type the credentials, and not to use those of the environment. */
  const chooseToType = async (): Promise<void> => {
    const { workbench, page } = editor;
    await workbench.quickInput
      .getByRole('option', { name: /^Enter client ID and secret/ })
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    // The choice that was pressed says “client ID”, too.
    await workbench.quickInput.filter({ hasText: 'under My Apps' }).waitFor();
  };

  /** Runs a command using only the keyboard. */
  const byKeyboard = async (title: string): Promise<void> => {
    const { workbench, page } = editor;
    await workbench.openPalette();
    await workbench.inputField().waitFor();
    await page.keyboard.type(title);
    await workbench.quickInput
      .getByRole('option', { name: new RegExp(`^${title}`) })
      .first()
      .and(page.locator('.focused'))
      .waitFor();
    await page.keyboard.press('Enter');
  };

  it('shows nothing and sends no request at startup', async () => {
    await editor.workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).waitFor();
    assert.deepEqual(await editor.workbench.notifications(), []);
    assert.deepEqual(server.control.counts().operations, {});
  });

  it('says where the client ID comes from, opens a page about it, and does nothing on Escape', async () => {
    const { workbench, page } = editor;
    await byKeyboard('Audience Segments: Sign In');
    await chooseToType();
    assert.match(
      await workbench.inputMessage(),
      /API key of your application, under My Apps in the Criteo Partner Dashboard\./,
    );
    await workbench.screenshot('home-0-client-id');
    await workbench.quickInput.locator('a', { hasText: 'Criteo Partner Dashboard' }).click();
    await workbench.modal('https://partners.criteo.com');
    await workbench.answerModal('Cancel');
    await workbench.inputField().focus();
    // Nothing typed: said on Enter, and only until something is typed.
    await page.keyboard.press('Enter');
    await workbench.quickInput.filter({ hasText: 'Required to sign in.' }).waitFor();
    await page.keyboard.type('x');
    await workbench.quickInput.filter({ hasText: 'under My Apps' }).waitFor();
    await workbench.quickInput.getByRole('button', { name: 'Where Do I Find This?' }).click();
    await workbench.modal('https://developers.criteo.com/retail-media/docs/get-credentials');
    await workbench.answerModal('Cancel');
    assert.equal(await workbench.inputField().inputValue(), 'x', 'the box stayed open');
    await workbench.inputField().focus();
    await workbench.escape();
    assert.deepEqual(await workbench.notifications(), []);
    assert.deepEqual(server.control.counts().operations, {});
  });

  it('signs in by keyboard; a failed attempt keeps the input, and the secret is never shown', async () => {
    const { workbench, page } = editor;
    await byKeyboard('Audience Segments: Sign In');
    await chooseToType();
    await page.keyboard.type(server.clientId);
    await page.keyboard.press('Enter');
    await workbench.quickInput.filter({ hasText: 'Client secret' }).waitFor();
    assert.equal(await workbench.inputField().getAttribute('type'), 'password');
    await page.keyboard.type('wrong+secret');
    await page.keyboard.press('Enter');
    const toast = await workbench.notification(/client id|secret|credentials/i);
    assert.doesNotMatch(await toast.innerText(), /wrong\+secret/);
    for (const button of ['Try Again', 'Copy Details', 'Open Log'])
      await toast.getByRole('button', { name: button }).waitFor();
    await workbench.screenshot('home-1-sign-in-failed');
    // Press another button first: the way to continue is still there afterwards.
    await toast.getByRole('button', { name: 'Copy Details' }).click();
    await (
      await workbench.notification(/client id|secret|credentials/i)
    )
      .getByRole('button', { name: 'Try Again' })
      .waitFor();
    await byKeyboard('Notifications: Accept Notification Primary Action');
    await workbench.quickInput.filter({ hasText: 'Client ID' }).waitFor();
    assert.equal(await workbench.inputField().inputValue(), server.clientId);
    await page.keyboard.press('Enter');
    await workbench.quickInput.filter({ hasText: 'Client secret' }).waitFor();
    assert.equal(await workbench.inputField().inputValue(), 'wrong+secret');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(server.clientSecret);
    await page.keyboard.press('Enter');
    await workbench.quickInput.filter({ hasText: 'Select Account' }).waitFor();
    await workbench.quickInput.getByRole('option', { name: /Sandbox Retail Group/ }).waitFor();
    await workbench.screenshot('home-2-accounts');
    await page.keyboard.type('Retail Group');
    await workbench.quickInput
      .getByRole('option', { name: /Sandbox Retail Group/ })
      .and(page.locator('.focused'))
      .waitFor();
    await page.keyboard.press('Enter');
    await workbench.row(VIEW, 'CRM Users 2025').waitFor();
  });

  it('shows the session in the Accounts menu', async () => {
    const { workbench, page } = editor;
    await page.locator('.activitybar').getByRole('button', { name: 'Accounts' }).click();
    await page
      .locator('.monaco-menu')
      .getByRole('menuitem', { name: /Sandbox app \(Audience Segments\)/ })
      .waitFor();
    await workbench.screenshot('home-3-accounts-menu');
    await page.keyboard.press('Escape');
  });

  it('gives another extension only the short-lived token, after the user confirms', async () => {
    const { workbench } = editor;
    const asked = workbench.bridge.evaluate(({ authentication }) =>
      authentication.getSession('criteo', [], { createIfNone: true }),
    );
    await workbench.modal('Bridge of the tests');
    await workbench.answerModal('Allow');
    await workbench.pick('Sandbox app');
    const session = await asked;
    const { account, accessToken } = session;
    assert.equal(account.label, 'Sandbox app');
    assert.ok(
      !JSON.stringify(session).includes(server.clientSecret),
      'the secret was exposed by the extension',
    );
    if (accessToken !== '') {
      const me = await fetch(`${server.url}/2026-07/retail-media/me`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      assert.equal(me.status, 200, 'a token that the API does not know');
    }
  });

  it('opens the page of a model’s upload: closing it sends nothing, its button sends what it shows', async () => {
    const { workbench } = editor;
    const segment = (await server.control.segments()).find(({ name }) => name === 'Empty so far');
    assert.ok(segment);
    const propose = (): Promise<string> =>
      workbench.bridge.evaluate(async ({ lm }, segmentId) => {
        const input = { file: 'people.csv', segmentId, operation: 'add' };
        const { content } = await lm.invokeTool('criteoAudiences_proposeUpload', {
          input,
          toolInvocationToken: undefined,
        });
        return content.map((part) => (part as { value: string }).value).join('');
      }, segment.id);
    const upload = new UploadPage(workbench);
    const cancelled = assert.rejects(propose(), /cancelled/);
    const text = await upload.text('40 to send');
    assert.match(text, /Add people\.csv to Empty so far.*Sandbox Retail Group/);
    await workbench.screenshot('home-4-tool');
    await upload.close();
    await cancelled;
    assert.equal(requests('addRemove'), 0);
    const proposed = propose();
    await upload.press('Add 40');
    const result = await proposed;
    assert.match(result, /"accepted":40/);
    assert.doesNotMatch(result, /@/);
    assert.equal((await server.control.list(segment.id)).length, 40);
    await workbench.closeEditors();
  });

  it('reports a failure once, with details to copy and a link to the log', async () => {
    const { workbench, page } = editor;
    server.control.addFaults({ fault: 'forbidden', operation: 'search' });
    await workbench.command('Audience Segments: Refresh Segments');
    const toast = await workbench.notification(/permission/i);
    await workbench.screenshot('home-5-failure');
    await toast.getByRole('button', { name: 'Copy Details' }).click();
    let copied = '';
    for (
      const stop = Date.now() + 10_000;
      !copied.startsWith('operation=search') && Date.now() < stop;
      await page.waitForTimeout(50)
    )
      copied = String(await page.evaluate('navigator.clipboard.readText()'));
    assert.match(
      copied,
      /^operation=search code=\S+ status=403 traceId=\S+\n.*permission.*\ncriteo-audience-segments \d/i,
    );
    server.control.addFaults({ fault: 'forbidden', operation: 'search' });
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.answerNotification(/permission/i, 'Open Log');
    await page.locator('.output-view .view-lines').filter({ hasText: 'search POST' }).waitFor();
    await workbench.screenshot('home-6-log');
    await workbench.command('View: Hide Panel');
    await refresh();
    await workbench.row(VIEW, 'CRM Users 2025').waitFor();
  });

  const restart = async (): Promise<void> => {
    await editor.workbench.reload('Audience Segments');
    await editor.workbench.row(VIEW, 'CRM Users 2025').waitFor();
  };

  it('is restored after a reload, without a question or a notification', async () => {
    // Not even of this.
    server.control.setSwitches({ deprecationWarning: true });
    await restart();
    assert.deepEqual(await editor.workbench.notifications(), []);
    assert.equal(await editor.page.locator('.monaco-dialog-box').count(), 0);
  });

  it('warns of a version to be retired, once and never at startup, with a link to its setting', async () => {
    const { workbench, page } = editor;
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.answerNotification(/version 2026-07.*ends in July 2027/, 'Open Setting');
    await page.locator('.settings-editor').getByText('Api Version').first().waitFor();
    await workbench.screenshot('home-7-setting');
    await page.keyboard.press('Escape');
    await page.locator('.settings-editor').waitFor({ state: 'hidden' });
    const refreshWarnsOfNothing = async (): Promise<void> => {
      await refresh();
      // This picker opens after the warning that the refresh would have shown.
      await workbench.command('Audience Segments: Select Account…');
      await workbench.quickInput.filter({ hasText: 'Select Account' }).waitFor();
      await workbench.escape();
      assert.deepEqual(await workbench.notifications(), []);
    };
    await refreshWarnsOfNothing();
    await restart();
    await refreshWarnsOfNothing();
    server.control.setSwitches({ deprecationWarning: false });
  });

  it('shows accounts side by side, and requires typing to confirm on a protected one', async () => {
    const { workbench, page } = editor;
    await workbench.command('Audience Segments: Choose Accounts to Show…');
    await workbench.pickMany(['Sandbox Demand Partners']);
    // The first one has more rows than fit.
    const first = workbench.row(VIEW, 'Sandbox Retail Group');
    await first.filter({ hasText: 'live · 32' }).waitFor();
    await first.locator('.monaco-tl-twistie').click();
    await workbench.row(VIEW, 'Sandbox Demand Partners').waitFor();
    const roots = (await workbench.rows(VIEW))
      .filter(({ level }) => level === 1)
      .map(({ label }) => label);
    assert.deepEqual(roots[0], 'Sandbox Retail Group');
    const file = editor.server.machineSettingsFile;
    const machine = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<
      string,
      { name: string; id: string; label: string }[]
    >;
    const accounts = machine['criteoAudiences.accounts'];
    assert.ok(
      accounts.some(({ label }) => label === 'Sandbox Demand Partners'),
      JSON.stringify(accounts),
    );
    fs.writeFileSync(
      file,
      JSON.stringify({
        ...machine,
        'criteoAudiences.accounts': accounts.map((account) => ({ ...account, protected: true })),
      }),
    );
    const root = workbench.row(VIEW, 'Sandbox Demand Partners');
    await root.filter({ hasText: 'protected' }).waitFor();
    await page.keyboard.press('Escape');
    // While rows arrive, a menu may lose its row; the names of retailers are the last.
    await workbench.row(VIEW, 'Store Visitors').filter({ hasText: 'Harbor Home' }).waitFor();
    await workbench.screenshot('home-8-side-by-side');
    await workbench.contextMenu(workbench.row(VIEW, 'Store Visitors'), /^Delete Segments…/);
    await workbench.modal(/Sandbox Demand Partners · .* · Store Visitors/);
    await workbench.answerModal('Delete');
    await workbench.quickInput.filter({ hasText: 'is protected' }).waitFor();
    await workbench.screenshot('home-9-protected');
    await workbench.escape();
    assert.ok((await server.control.segments()).some(({ name }) => name === 'Store Visitors'));
    await workbench.contextMenu(workbench.row(VIEW, 'Store Visitors'), /^Delete Segments…/);
    await workbench.answerModal('Delete');
    const partner = accounts.find(({ label }) => label === 'Sandbox Demand Partners');
    await workbench.input('123', 'is protected');
    await workbench.quickInput
      .locator('.quick-input-message')
      .filter({ hasText: /^\s*Type \d+\./ })
      .waitFor();
    await workbench.input(partner?.id ?? '');
    await workbench.notification('1 segment deleted.');
    await workbench.row(VIEW, 'Store Visitors').waitFor({ state: 'detached' });
    assert.ok(!(await server.control.segments()).some(({ name }) => name === 'Store Visitors'));
  });

  it('lists what will be deleted before it deletes an account’s local data', async () => {
    const { workbench } = editor;
    await workbench.contextMenu(
      workbench.row(VIEW, 'Sandbox Demand Partners'),
      /^Delete Local Account Data/,
    );
    const text = await (
      await workbench.modal(/Delete the local data of account Sandbox Demand Partners/)
    ).innerText();
    for (const part of [
      /history of its segments: statistics, uploads and clears/,
      /records and reports of 0 uploads/,
      /selected and shown accounts/,
      /you stay signed in/,
    ])
      assert.match(text, part);
    await workbench.screenshot('home-10-forget');
    await workbench.answerModal('Cancel');
    await workbench.row(VIEW, 'Sandbox Demand Partners').waitFor();
    await workbench.contextMenu(
      workbench.row(VIEW, 'Sandbox Demand Partners'),
      /^Delete Local Account Data/,
    );
    await workbench.answerModal('Delete');
    await workbench.row(VIEW, 'Sandbox Demand Partners').waitFor({ state: 'detached' });
  });

  it('signs out on request, and shows the welcome again', async () => {
    const { workbench } = editor;
    await workbench.command('Audience Segments: Sign Out…');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).waitFor();
  });

  it('offers credentials of the environment, and never uses them silently', async () => {
    const { workbench } = editor;
    const before = requests('token');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).click();
    await workbench.options();
    await workbench.screenshot('home-11-environment');
    await workbench.escape();
    assert.equal(requests('token'), before);
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).click();
    await workbench.pick('Use credentials from the environment');
    await workbench.pick('Sandbox Retail Group');
    await workbench.row(VIEW, 'CRM Users 2025').waitFor();
    assert.equal(requests('token'), before + 1);
  });
});
