import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import {
  configure,
  idOf,
  partnerSegment,
  rejection,
  requestCount,
  run,
  signIn,
} from '../segments/signedIn';
import { write } from '../uploads/files';

// Several accounts and sessions side by side.

interface Listed {
  id: string;
  accountId?: string;
}

const session = ({
  clientId,
  clientSecret,
}: {
  clientId: string;
  clientSecret: string;
}): Thenable<{ sessionId: string }> => run('signIn', { clientId, clientSecret });

/** Runs an editor command for quick picks until `work`, which shows one, has ended. */
async function answering(work: Thenable<unknown>, command: string): Promise<void> {
  let done = false;
  void work.then(() => (done = true));
  await waitUntil('it is answered', async () => {
    await vscode.commands.executeCommand(`workbench.action.${command}`);
    return done;
  });
}

describe('accounts side by side', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let partner: string;

  before(async () => {
    ({ server, end } = await signIn());
    partner = (await partnerSegment(server)).accountId;
  });
  after(async () => {
    await configure('accounts', undefined);
    await end();
  });
  afterEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });

  it('are selected by ID, if they are shown', async () => {
    assert.equal(
      (await rejection(run('listSegments', { accountId: partner }))).code,
      'unknown-account',
    );
    await configure('accounts', [{ id: partner, label: 'Partners' }]);
    const theirs = await run<Listed[]>('listSegments', { accountId: partner });
    assert.deepEqual(new Set(theirs.map(({ accountId }) => accountId)), new Set([partner]));
    const mine = await run<Listed[]>('listSegments', {});
    assert.deepEqual(new Set(mine.map(({ accountId }) => accountId)), new Set([server.accountId]));
  });

  it('require the ID of a protected account only, for delete, clear and replace only', async () => {
    await configure('accounts', [{ id: partner, protected: true }]);
    const [{ id }] = (await server.control.segments()).filter(
      ({ accountId, name }) => accountId === partner && name === 'Newsletter Subscribers',
    );
    const uri = await write('protected.csv', `${['email', ...people(20)].join('\n')}\n`);
    const upload = (options: object): Thenable<Report> =>
      run<Report>('uploadCsv', uri, {
        segmentId: id,
        accountId: partner,
        confirm: false,
        ...options,
      });
    assert.equal((await upload({ operation: 'add' })).state, 'finished', 'adding removes nothing');
    server.control.resetCounts();
    assert.equal((await rejection(upload({ operation: 'replace' }))).code, 'protected');
    assert.equal(
      (await rejection(upload({ operation: 'replace', confirm: server.accountId }))).code,
      'protected',
      'the ID of another account',
    );
    assert.equal(
      (await rejection(run('clearSegment', { id, accountId: partner, confirm: false }))).code,
      'protected',
    );
    assert.equal(
      (await rejection(run('deleteSegments', { ids: [id], accountId: partner, confirm: false })))
        .code,
      'protected',
    );
    assert.deepEqual(
      [
        requestCount(server, 'clear'),
        requestCount(server, 'addRemove'),
        requestCount(server, 'delete'),
      ],
      [0, 0, 0],
    );
    assert.equal(
      (await upload({ operation: 'replace', confirm: partner, minKept: 0 })).state,
      'finished',
    );
    await server.control.settle();
    assert.deepEqual(new Set(await server.control.list(id)), new Set(people(20)));
    // The other account isn't protected.
    const own = await run<Report>('uploadCsv', uri, {
      segmentId: await idOf(server, 'Empty so far'),
      operation: 'replace',
      confirm: false,
    });
    assert.equal(own.state, 'finished');
  });

  it('require the ID of a protected account, whichever session the setting names', async () => {
    const app = server.control.credentials({ name: 'Second app' });
    const other = await session(app);
    try {
      const [{ id }] = (await server.control.segments()).filter(
        ({ accountId }) => accountId === partner,
      );
      for (const entries of [
        [{ id: partner, session: 'of another machine', protected: true }, { id: partner }],
        [{ id: partner }, { id: partner, session: other.sessionId, protected: true }],
        [
          { id: partner, session: other.sessionId, protected: true },
          { id: partner, session: other.sessionId, label: 'Twice' },
        ],
      ]) {
        await configure('accounts', entries);
        assert.equal(
          (
            await rejection(
              run('deleteSegments', { ids: [id], accountId: partner, confirm: false }),
            )
          ).code,
          'protected',
          JSON.stringify(entries),
        );
      }
    } finally {
      await run('signOut', { sessionId: other.sessionId });
    }
  });

  it('are protected by any settings, and never unprotected by those of a workspace', async () => {
    const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const write = (target: vscode.ConfigurationTarget, value: unknown): Thenable<void> =>
      vscode.workspace
        .getConfiguration('criteoAudiences', folder.uri)
        .update('accounts', value, target);
    /** A segment that doesn’t exist: nothing is deleted where nothing protects the account. */
    const outcome = (accountId: string): Promise<string> =>
      Promise.resolve(run('deleteSegments', { ids: ['1'], accountId, confirm: false })).then(
        () => 'nothing in the way',
        (error: unknown) => (error as Error).message,
      );
    const isProtected = async (accountId: string): Promise<boolean> =>
      /is protected/.test(await outcome(accountId));
    try {
      await write(Global, [{ id: partner }]);
      assert.deepEqual(
        [await isProtected(server.accountId), await isProtected(partner)],
        [false, false],
      );
      // The selected account, which the user doesn’t list; an account that isn’t shown; and entries
      // that aren’t valid.
      await write(Workspace, [{ id: server.accountId, protected: true }, { id: '42' }, 7, null]);
      assert.deepEqual(
        [await isProtected(server.accountId), await isProtected(partner)],
        [true, false],
      );
      assert.equal((await rejection(run('refresh', { accountId: '42' }))).code, 'unknown-account');

      await write(Global, [{ id: partner, label: 'Partners', protected: true }]);
      for (const target of [Workspace, WorkspaceFolder])
        for (const list of [
          [],
          [{ id: partner, protected: false, label: 'Sandbox' }],
          [{ id: partner, session: 'of another machine' }],
          'none',
        ]) {
          await write(target, list);
          assert.equal(await isProtected(partner), true, JSON.stringify(list));
          // As the user named it, and where.
          assert.match(await outcome(partner), /Partners/);
        }
      await write(Workspace, undefined);
      await write(WorkspaceFolder, undefined);
      assert.equal(await isProtected(server.accountId), false, 'noticed at once');
    } finally {
      await write(Workspace, undefined);
      await write(WorkspaceFolder, undefined);
      await configure('accounts', undefined);
    }
  });

  it('are shown once, however often the setting lists them', async () => {
    const [{ id: sessionId }] = await vscode.authentication.getAccounts('criteo');
    await configure('accounts', [
      { id: partner, session: sessionId },
      { id: partner },
      { id: partner, label: 'Partners' },
    ]);
    const theirs = await run<Listed[]>('listSegments', { accountId: partner });
    const mine = await run<Listed[]>('listSegments', {});
    assert.equal(
      (await run<{ loaded: number }>('filterSegments', { text: 'e' })).loaded,
      mine.length + theirs.length,
    );
    await run('clearFilter');
  });

  it('are offered to choose from if no row was passed', async () => {
    await configure('accounts', [{ id: partner }]);
    const escaped = run<{ loaded: number } | undefined>('loadAll');
    await answering(escaped, 'closeQuickOpen');
    assert.equal(await escaped, undefined);
    const first = run<{ loaded: number; total: number }>('loadAll');
    await answering(first, 'acceptSelectedQuickOpenItem');
    const mine = await run<Listed[]>('listSegments', {});
    assert.equal((await first).loaded, mine.length);
  });

  it('keep their protection and label when they are chosen again', async () => {
    const elsewhere = {
      id: server.accountId,
      session: 'of another machine',
      label: 'Elsewhere',
      protected: true,
    };
    await configure('accounts', [{ id: partner, label: 'Partners', protected: true }, elsewhere]);
    const showing =
      run<{ id: string; label?: string; session?: string; protected?: boolean }[]>('showAccounts');
    await answering(showing, 'acceptSelectedQuickOpenItem');
    const [{ id: sessionId }] = await vscode.authentication.getAccounts('criteo');
    const written = vscode.workspace.getConfiguration('criteoAudiences').get<Listed[]>('accounts');
    assert.deepEqual(
      written?.find(({ id }) => id === partner),
      { id: partner, label: 'Partners', session: sessionId, protected: true },
    );
    assert.deepEqual(
      (await showing).find(({ session: other }) => other === elsewhere.session),
      elsewhere,
    );
    assert.ok(
      (await showing).every((entry) => entry.protected),
      'the other account’s entries are protected too',
    );
    await configure('accounts', undefined);
  });

  it('send a session’s secret only to the address it was created for', async () => {
    const other = await startSandbox();
    try {
      await configure('apiUrl', other.url);
      server.control.expireTokens();
      assert.ok((await run<Listed[]>('listSegments', {})).length > 0);
      await vscode.commands.executeCommand('criteoAudiences.refresh');
      assert.deepEqual(other.control.counts().operations, {}, 'the other address got a request');
      assert.ok(requestCount(server, 'search') > 0);
      // A second session, at the other address, is independent.
      const { sessionId } = await session(other);
      assert.equal((await vscode.authentication.getAccounts('criteo')).length, 2);
      await run('selectAccount', other.accountId);
      await run('signOut', { sessionId });
      assert.equal((await vscode.authentication.getAccounts('criteo')).length, 1);
    } finally {
      await configure('apiUrl', server.url);
      await run('selectAccount', server.accountId);
      await other.close();
    }
  });

  it('continue an upload while another account is selected, and pause it on sign-out', async () => {
    await configure('accounts', undefined);
    const id = await idOf(server, 'Empty so far');
    const other = await startSandbox();
    const uri = await write('paused.csv', `${['email', ...people(200)].join('\n')}\n`);
    await configure('upload.chunkSize', 10);
    await configure('upload.concurrency', 1);
    try {
      server.control.addFaults({ fault: 'latency', operation: 'addRemove', ms: 1_000, times: 20 });
      server.control.resetCounts();
      const upload = run<Report>('uploadCsv', uri, {
        segmentId: id,
        operation: 'add',
        confirm: false,
      });
      await waitUntil('the first request', () => requestCount(server, 'addRemove') > 0);
      await configure('apiUrl', other.url);
      const second = await session(other);
      await run('selectAccount', other.accountId);
      await waitUntil('the second request', () => requestCount(server, 'addRemove') > 1);
      const first = (await vscode.authentication.getAccounts('criteo')).find(
        ({ id: sessionId }) => sessionId !== second.sessionId,
      );
      await run('signOut', { sessionId: first?.id });
      const report = await upload;
      assert.deepEqual([report.state, report.error?.code], ['failed', 'signed-out']);
      assert.ok(report.unsent > 0 && report.accepted > 0, JSON.stringify(report));
      const stopped = requestCount(server, 'addRemove');
      server.control.clearFaults();
      await run('signOut', { sessionId: second.sessionId });
      assert.equal(requestCount(server, 'addRemove'), stopped, 'sent after the sign-out');

      await configure('apiUrl', server.url);
      await session(server);
      await run('selectAccount', server.accountId);
      const resumed = await run<Report>('resumeUpload', { jobId: report.jobId });
      assert.equal(resumed.state, 'finished');
      await server.control.settle();
      assert.deepEqual(
        new Set(await server.control.list(id)),
        new Set([...people(20), ...people(200)]),
      );
    } finally {
      await configure('upload.chunkSize', undefined);
      await configure('upload.concurrency', undefined);
      await other.close();
    }
  });
});
