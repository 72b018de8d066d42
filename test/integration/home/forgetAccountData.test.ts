import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
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

interface Forgotten {
  accountId: string;
  jobs: number;
  sandbox: boolean;
}

describe('deleting an account’s local data', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => void ({ server, end } = await signIn()));
  after(() => end());

  it('requires a confirmation, and rejects another account’s ID', async () => {
    assert.equal(
      (await rejection(run('forgetAccountData', { accountId: server.accountId }))).code,
      'bad-argument',
    );
    assert.equal((await rejection(run('forgetAccountData', { confirm: '1' }))).code, 'protected');
  });

  it('is rejected while an upload is running, and deletes nothing then', async () => {
    const uri = await write('forget-busy.csv', `${['email', ...people(10)].join('\n')}\n`);
    await configure('upload.chunkSize', 2);
    await configure('upload.concurrency', 1);
    server.control.addFaults({
      ...{ fault: 'latency', operation: 'addRemove', ms: 600_000 },
      ...{ nth: 2, times: 5 },
    });
    const upload = run<Report>('uploadCsv', uri, {
      segmentId: await idOf(server, 'Empty so far'),
      operation: 'add',
      confirm: false,
    });
    await waitUntil('the request', () => requestCount(server, 'addRemove') > 0);
    assert.equal((await rejection(run('forgetAccountData', { confirm: false }))).code, 'locked');
    server.control.clearFaults();
    const report = await upload;
    await configure('upload.chunkSize', undefined);
    await configure('upload.concurrency', undefined);
    assert.equal(report.state, 'finished');
    assert.equal((await run<Report>('openReport', { jobId: report.jobId })).jobId, report.jobId);
  });

  it('deletes uploads, readings and selections without a request, but not the sign-in or other accounts', async () => {
    const partner = await partnerSegment(server);
    await configure('accounts', [{ id: server.accountId }, { id: partner.accountId }]);
    const uri = await write('forget.csv', `${['email', ...people(10)].join('\n')}\n`);
    const id = await idOf(server, 'Empty so far');
    const mine = await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      confirm: false,
    });
    const other = (await server.control.segments()).find(
      ({ accountId, name }) => accountId === partner.accountId && name === 'VIP Shoppers',
    );
    const theirs = await run<Report>('uploadCsv', uri, {
      segmentId: other?.id,
      accountId: partner.accountId,
      operation: 'add',
      confirm: false,
    });
    await run('showStatistics', { id });
    server.control.resetCounts();

    const result = await run<Forgotten>('forgetAccountData', {
      accountId: server.accountId,
      confirm: false,
    });
    assert.deepEqual(
      [result.accountId, result.sandbox, result.jobs >= 1],
      [server.accountId, false, true],
    );
    assert.deepEqual(server.control.counts().operations, {}, 'no request is sent');
    assert.equal((await rejection(run('openReport', { jobId: mine.jobId }))).code, 'unknown-job');
    assert.equal((await run<Report>('openReport', { jobId: theirs.jobId })).jobId, theirs.jobId);
    assert.equal(
      (await rejection(run('listSegments', { accountId: server.accountId }))).code,
      'unknown-account',
    );
    assert.ok((await run<unknown[]>('listSegments', { accountId: partner.accountId })).length > 0);
    assert.deepEqual(vscode.workspace.getConfiguration('criteoAudiences').get('accounts'), [
      { id: partner.accountId },
    ]);
    assert.equal((await vscode.authentication.getAccounts('criteo')).length, 1);
    await configure('accounts', undefined);
    await run('selectAccount', server.accountId);
    assert.equal(
      (await run<Forgotten>('forgetAccountData', { confirm: false })).jobs,
      0,
      'nothing was left',
    );
    await run('selectAccount', server.accountId);
  });

  it('deletes the sandbox with its content', async () => {
    const { accountId } = await run<{ accountId: string }>('useSandbox');
    const { id } = await run<{ id: string }>('createSegment', {
      name: 'To be forgotten',
      retailerId: '1200',
      identifierType: 'Email',
    });
    const result = await run<Forgotten>('forgetAccountData', { accountId, confirm: false });
    assert.equal(result.sandbox, true);
    assert.ok(
      !(await vscode.authentication.getAccounts('criteo')).some(
        (session) => session.id === 'sandbox',
      ),
    );
    await run('useSandbox');
    const segments = await run<{ id: string; name: string }[]>('listSegments', {});
    assert.ok(segments.length > 10);
    assert.ok(
      !segments.some((segment) => segment.name === 'To be forgotten'),
      `${id} is still there`,
    );
    await run('forgetAccountData', { confirm: false });
  });
});
