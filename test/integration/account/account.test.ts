import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { configure, rejection, run } from '../segments/signedIn';

/** The public commands for signing in and selecting accounts, against a sandbox. */
describe('account commands', () => {
  let server: Sandbox;

  before(async () => {
    server = await startSandbox();
    await configure('apiUrl', server.url);
  });

  after(async () => {
    await configure('apiUrl', undefined);
    await server.close();
  });

  it('activate the extension without a request', async () => {
    const extension = vscode.extensions.getExtension('retail-media-tools.criteo-audience-segments');
    assert.ok(extension);
    await extension.activate();
    assert.deepEqual(server.control.counts().operations, {});
  });

  it('sign in, add the session to the editor, and remove it on sign-out', async () => {
    const { clientId, clientSecret } = server;
    const session = await run<{ sessionId: string; label: string }>('signIn', {
      clientId,
      clientSecret,
    });
    assert.ok(session.sessionId);
    const shown = await vscode.authentication.getAccounts('criteo');
    assert.deepEqual(
      shown.map(({ label }) => label),
      [session.label],
    );

    const chosen = await run<{ accountId: string; label: string; sandbox: boolean }>(
      'selectAccount',
      server.accountId,
    );
    assert.deepEqual(chosen, {
      accountId: server.accountId,
      label: 'Sandbox Retail Group',
      sandbox: false,
    });
    const segments = await run<{ id: string }[]>('listSegments', {});
    assert.ok(segments.length > 10);

    await run('signOut', { sessionId: session.sessionId });
    assert.deepEqual(await vscode.authentication.getAccounts('criteo'), []);
    const error = await rejection(run('listSegments', { types: ['ContactList'] }));
    assert.equal(error.code, 'signed-out');
  });

  it('reject a wrong secret with code, operation and status, without quoting it', async () => {
    const clientSecret = 'Wrong+Secret/With=Signs';
    const error = await rejection(run('signIn', { clientId: server.clientId, clientSecret }));
    assert.equal(error.operation, 'token');
    assert.equal(error.status, 401);
    assert.ok(error.code);
    assert.ok(
      !JSON.stringify({ ...error, message: error.message, stack: error.stack }).includes(
        clientSecret,
      ),
    );
    assert.deepEqual(await vscode.authentication.getAccounts('criteo'), []);
  });

  it('sign in even if the accounts can’t be listed', async () => {
    server.control.addFaults({ fault: '400', operation: 'accounts' });
    const session = await run<{ sessionId: string; accountId?: string }>('signIn', {
      clientId: server.clientId,
      clientSecret: server.clientSecret,
    });
    assert.deepEqual(
      [(await vscode.authentication.getAccounts('criteo')).map(({ id }) => id), session.accountId],
      [[session.sessionId], undefined],
    );
    await run('signOut', { sessionId: session.sessionId });
  });

  it('reject an invalid API version before any request', async () => {
    const { sessionId } = await run<{ sessionId: string }>('signIn', {
      clientId: server.clientId,
      clientSecret: server.clientSecret,
    });
    await run('selectAccount', server.accountId);
    try {
      for (const version of ['2026-7', '../oauth2', 'v1']) {
        server.control.resetCounts();
        await configure('apiVersion', version);
        for (const call of [
          () => run('signIn', { clientId: server.clientId, clientSecret: server.clientSecret }),
          () => run('listSegments', { types: [] }),
          () => run('selectAccount', server.accountId),
        ]) {
          const error = await rejection(call());
          assert.equal(error.code, 'bad-setting', String(call));
          assert.match(error.message, /API version/);
        }
        assert.deepEqual(server.control.counts().operations, {}, version);
      }
    } finally {
      await configure('apiVersion', undefined);
    }
    await waitUntil(
      'segments are listed once the setting is fixed',
      async () =>
        (await Promise.resolve(run<unknown[]>('listSegments', {})).catch(() => [])).length > 0,
    );
    await run('signOut', { sessionId });
  });

  it('reject an address without TLS', async () => {
    await configure('apiUrl', 'http://api.example.com');
    const error = await rejection(run('signIn', { clientId: 'a', clientSecret: 'b' }));
    assert.equal(error.code, 'bad-setting');
    await configure('apiUrl', server.url);
  });

  it('accept an account ID if the application may not list accounts', async () => {
    const app = server.control.credentials({ permissions: ['AudiencesManage'] });
    await run('signIn', { clientId: app.clientId, clientSecret: app.clientSecret });
    const chosen = await run<{ accountId: string; label: string }>(
      'selectAccount',
      server.accountId,
    );
    assert.equal(chosen.label, server.accountId);
    assert.ok((await run<unknown[]>('listSegments', { types: ['ContactList'] })).length > 0);
    for (const { id } of await vscode.authentication.getAccounts('criteo'))
      await run('signOut', { sessionId: id });
  });

  for (const fault of ['404', '410'] as const) {
    it(`accept an account ID if the API version has no list of accounts (${fault})`, async () => {
      const signedIn: string[] = [];
      const signIn = async (): Promise<string | undefined> => {
        const { sessionId, accountId } = await run<{ sessionId: string; accountId?: string }>(
          'signIn',
          { clientId: server.clientId, clientSecret: server.clientSecret },
        );
        signedIn.push(sessionId);
        return accountId;
      };
      server.control.addFaults({ fault, operation: 'accounts', times: 100 });
      try {
        await signIn();
        const stable = await rejection(run('selectAccount', server.accountId));
        assert.deepEqual([stable.operation, stable.status], ['accounts', Number(fault)]);
        await configure('apiVersion', 'experimental');
        assert.equal(await signIn(), undefined);
        const chosen = await run<{ accountId: string; label: string }>(
          'selectAccount',
          server.accountId,
        );
        assert.deepEqual([chosen.accountId, chosen.label], [server.accountId, server.accountId]);
        assert.ok((await run<unknown[]>('listSegments', { types: ['ContactList'] })).length > 0);
      } finally {
        server.control.clearFaults();
        await configure('apiVersion', undefined);
        for (const sessionId of new Set(signedIn)) await run('signOut', { sessionId });
      }
    });
  }

  it('sign in to the sandbox with one command', async () => {
    const { accountId, url } = await run<{ accountId: string; url: string }>('useSandbox');
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.ok((await run<unknown[]>('listSegments', { accountId })).length > 10);
    await run('signOut', { sessionId: 'sandbox' });
  });
});
