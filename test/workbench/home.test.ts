import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/server';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { launch, type Launched } from './fixture';
import { UploadPage } from './uploadPage';

/**
 * Signing in, accounts and warnings as a user sees them, against a sandbox started by the test. Each
 * test begins signed out.
 */

const VIEW = 'Segments';
const LIST = 'CRM Users 2025';

describe('an account in the window', () => {
  let server: Sandbox;
  let editor: Launched;

  const requests = (operation: 'addRemove' | 'token'): number =>
    server.control.counts().operations[operation]?.calls ?? 0;

  before(async () => {
    server = await startSandbox();
    editor = await launch({
      machineSettings: settings(),
      files: {
        'people.csv': `email\n${Array.from({ length: 40 }, (_, n) => `person${n}@example.com`).join('\n')}\n`,
      },
      env: { CRITEO_CLIENT_ID: server.clientId, CRITEO_CLIENT_SECRET: server.clientSecret },
    });
  });
  after(async () => {
    await editor?.close();
    await server?.close();
  });
  beforeEach(async () => {
    const { workbench } = editor;
    editor.server.writeMachineSettings(settings());
    await workbench.closeEditors();
    await workbench.clearNotifications();
    await workbench.signOut();
  });

  /** Of the machine; with accounts that are shown, if any. */
  function settings(...accounts: readonly object[]): Record<string, unknown> {
    return {
      'criteoAudiences.apiUrl': server.url,
      ...(accounts.length > 0 && { 'criteoAudiences.accounts': accounts }),
    };
  }

  it('is signed in to by keyboard, asking nothing before; what failed keeps what was typed, and never shows the secret', async () => {
    const { workbench, page } = editor;
    const { keyboard } = page;
    const { quickInput } = workbench;
    assert.deepEqual(await workbench.notifications(), []);
    const before = requests('token');
    await workbench.openPalette();
    await keyboard.type('Audience Segments: Sign In');
    await quickInput
      .getByRole('option', { name: /^Audience Segments: Sign In/ })
      .first()
      .and(page.locator('.focused'))
      .waitFor();
    await keyboard.press('Enter');
    await quickInput.getByRole('option', { name: /^Enter client ID and secret/ }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await quickInput.filter({ hasText: 'under My Apps' }).waitFor();
    // Nothing typed: said on Enter, and only until something is typed.
    await keyboard.press('Enter');
    await quickInput.filter({ hasText: 'Required to sign in.' }).waitFor();
    await keyboard.type('x');
    await quickInput.getByRole('button', { name: 'Where Do I Find This?' }).click();
    await workbench.modal('https://developers.criteo.com/retail-media/docs/get-credentials');
    await workbench.answerModal('Cancel');
    assert.equal(await workbench.inputField().inputValue(), 'x', 'the box stayed open');
    await workbench.inputField().fill(server.clientId);
    await keyboard.press('Enter');
    await quickInput.filter({ hasText: 'Client secret' }).waitFor();
    assert.equal(await workbench.inputField().getAttribute('type'), 'password');
    assert.equal(requests('token'), before);
    await keyboard.type('wrong+secret');
    await keyboard.press('Enter');
    const toast = await workbench.notification(/client id|secret|credentials/i);
    assert.doesNotMatch(await toast.innerText(), /wrong\+secret/);
    // Another button first: the way on is still there afterwards.
    await workbench.answerNotification(/client id|secret|credentials/i, 'Copy Details');
    await (
      await workbench.notification(/client id|secret|credentials/i)
    )
      .getByRole('button', { name: 'Try Again' })
      .waitFor();
    assert.match(
      String(await page.evaluate('navigator.clipboard.readText()')),
      /^operation=token code=\S+ status=401.*\n.*\ncriteo-audience-segments \d/,
    );
    await workbench.bridge.run('notification.acceptPrimaryAction');
    await quickInput.filter({ hasText: 'Client ID' }).waitFor();
    assert.equal(await workbench.inputField().inputValue(), server.clientId);
    await keyboard.press('Enter');
    await quickInput.filter({ hasText: 'Client secret' }).waitFor();
    assert.equal(await workbench.inputField().inputValue(), 'wrong+secret');
    await workbench.input(server.clientSecret);
    await workbench.pick('Sandbox Retail Group');
    await workbench.row(VIEW, LIST).waitFor();
    await page.locator('.activitybar').getByRole('button', { name: 'Accounts' }).click();
    await page
      .locator('.monaco-menu')
      .getByRole('menuitem', { name: /Sandbox app \(Audience Segments\)/ })
      .waitFor();
    await keyboard.press('Escape');
  });

  it('of the environment is offered, and never used silently', async () => {
    const { workbench } = editor;
    const before = requests('token');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).click();
    await workbench.options();
    await workbench.escape();
    assert.equal(requests('token'), before);
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).click();
    await workbench.pick('Use credentials from the environment');
    await workbench.pick('Sandbox Retail Group');
    await workbench.row(VIEW, LIST).waitFor();
    assert.equal(requests('token'), before + 1);
  });

  it('gives another extension only the short-lived token, once a person allows it', async () => {
    const { workbench } = editor;
    await workbench.signIn(server, LIST);
    const asking = workbench.bridge.evaluate(({ authentication }) =>
      authentication.getSession('criteo', [], { createIfNone: true }),
    );
    await workbench.modal(/Bridge of the tests/);
    await workbench.answerModal('Allow');
    await workbench.pick('Sandbox app');
    const { account, accessToken } = await asking;
    assert.equal(account.label, 'Sandbox app');
    assert.ok(!JSON.stringify(await asking).includes(server.clientSecret));
    const me = await fetch(`${server.url}/2026-07/retail-media/me`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    assert.equal(me.status, 200);
  });

  it('gets what a model uploads only by the button of its page', async () => {
    const { workbench } = editor;
    await workbench.signIn(server, LIST);
    const segment = (await server.control.segments()).find(({ name }) => name === 'Empty so far');
    assert.ok(segment);
    const invoke = (): Promise<string> =>
      workbench.bridge.evaluate(
        async ({ lm }, input) => {
          const { content } = await lm.invokeTool('criteoAudiences_proposeUpload', {
            input,
            toolInvocationToken: undefined,
          });
          return content.map((part) => (part as { value: string }).value).join('');
        },
        { file: 'people.csv', segmentId: segment.id, operation: 'add' },
      );
    const upload = new UploadPage(workbench);
    const closed = assert.rejects(invoke(), /cancelled/);
    assert.match(
      await upload.text('40 to send'),
      /Add people\.csv to Empty so far.*Sandbox Retail Group/,
    );
    await upload.close();
    await closed;
    assert.equal(requests('addRemove'), 0);
    const sent = invoke();
    await upload.press('Add 40');
    assert.match(await sent, /"accepted":40/);
    assert.doesNotMatch(await sent, /@/);
    assert.equal((await server.control.list(segment.id)).length, 40);
  });

  it('that is protected loses a segment only once its ID is typed', async () => {
    const { workbench } = editor;
    await workbench.signIn(server, LIST);
    const account = { name: 'Sandbox app', id: server.accountId, label: 'Sandbox Retail Group' };
    editor.server.writeMachineSettings(settings({ ...account, protected: true }));
    await workbench.row(VIEW, account.label).filter({ hasText: 'protected' }).waitFor();
    const exists = async (): Promise<boolean> =>
      (await server.control.segments()).some(({ name }) => name === 'Empty so far');
    const ask = async (): Promise<void> => {
      await workbench.bridge.settled();
      await workbench.contextMenu(workbench.row(VIEW, 'Empty so far'), /^Delete Segments…/);
      await workbench.modal(/Empty so far/);
      await workbench.answerModal('Delete');
      await workbench.quickInput.filter({ hasText: 'is protected' }).waitFor();
    };
    await ask();
    await workbench.escape();
    assert.equal(await exists(), true);
    await ask();
    await workbench.input('123');
    await workbench.quickInput
      .locator('.quick-input-message')
      .filter({ hasText: /^\s*Type \d+\./ })
      .waitFor();
    assert.equal(await exists(), true);
    await workbench.input(server.accountId);
    await workbench.notification('1 segment deleted.');
    assert.equal(await exists(), false);
  });

  it('with a version that ends is told once, with the way to its setting', async () => {
    const { workbench, page } = editor;
    editor.server.writeMachineSettings({
      ...settings(),
      'criteoAudiences.apiVersion': '2026-01',
    });
    await workbench.signIn(server, LIST);
    const refresh = async (): Promise<void> => {
      await workbench.bridge.run('criteoAudiences.refresh');
      await workbench.bridge.settled();
    };
    await refresh();
    await workbench.answerNotification(/version 2026-01 end.* in January 2027/, 'Open Setting');
    await page.locator('.settings-editor').getByText('Api Version').first().waitFor();
    await refresh();
    assert.deepEqual(await workbench.notifications(), []);
    await workbench.closeEditors();
    await workbench.reload('Audience Segments');
    await workbench.row(VIEW, LIST).waitFor();
    await refresh();
    assert.deepEqual(await workbench.notifications(), []);
  });

  it('has its local data listed before that is deleted', async () => {
    const { workbench } = editor;
    await workbench.signIn(server, LIST);
    void workbench.bridge.run('criteoAudiences.forgetAccountData');
    const text = await (
      await workbench.modal(/Delete the local data of account Sandbox Retail Group/)
    ).innerText();
    for (const part of [
      /history of its segments: statistics, uploads and clears/,
      /records? and reports? of \d+ upload/,
      /selected and shown accounts/,
      /you stay signed in/,
    ])
      assert.match(text, part);
    await workbench.answerModal('Delete');
    const isGone = async (): Promise<boolean> =>
      (await workbench.bridge.rows('criteoAudiences.segments')).length === 0;
    await waitUntil('the account is shown no longer', isGone);
  });
});
