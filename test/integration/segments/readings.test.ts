import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Segment } from '../../../src/api/apiTypes';
import type { AccountHandle } from '../../../src/app/accounts/account';
import { createHistory } from '../../../src/app/segments/history';
import { SegmentReadings } from '../../../src/app/segments/readings/segmentReadings';
import { settled } from '../../../src/common/later';
import type { Sandbox } from '../../../src/sandbox/server';
import { settings } from '../../../src/ui/base/settings';
import { lastComputation } from '../../../src/upload/schedule';
import { startSandbox } from '../../support/sandboxes';
import { share } from '../../support/tenth';
import { turns, waitUntil } from '../../support/waitUntil';
import { handleOf, Shown } from './fakeAccounts';
import { configure, rejection, requestCount, run, signIn } from './signedIn';

const quiet = { warn: () => undefined };

describe('Read All Sizes', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let lists: number;
  before(async () => {
    ({ server, end } = await signIn());
    lists = (await server.control.segments()).filter(
      ({ accountId, type }) => accountId === server.accountId && type === 'ContactList',
    ).length;
  });
  after(() => end());
  afterEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });

  it('reads each contact list once, on an account where nothing else is read', async () => {
    assert.ok(lists > 3);
    await run('listSegments', {});
    assert.equal(requestCount(server, 'statistics'), 0);
    server.control.addFaults({ fault: '404', operation: 'statistics', times: 2 });
    assert.deepEqual(await run('readAllSizes', { accountId: server.accountId }), {
      read: lists - 2,
      failed: 2,
    });
    assert.equal(requestCount(server, 'statistics'), lists);
    // Those that failed are read by the next one, and no other.
    assert.deepEqual(await run('readAllSizes', { accountId: server.accountId }), {
      read: 2,
      failed: 0,
    });
    // Without an argument, as a person runs it: for all accounts shown.
    assert.deepEqual(await run('readAllSizes'), { read: 0, failed: 0 });
    assert.equal(requestCount(server, 'statistics'), lists + 2);
  });

  it('rejects where no segment can be read', async () => {
    await run('forgetAccountData', { accountId: server.accountId, confirm: server.accountId });
    await run('selectAccount', server.accountId);
    server.control.addFaults({ fault: '403', operation: 'statistics', times: 100 });
    const { code, operation } = await rejection(
      run('readAllSizes', { accountId: server.accountId }),
    );
    assert.equal(operation, 'statistics');
    assert.ok(code);
    assert.ok(requestCount(server, 'statistics') <= 4);
  });
});

/** What the view asks for: `follow`, with the real client, history and setting. */
describe('sizes in the background', () => {
  let server: Sandbox;
  let folder: string;
  let accounts: Shown;
  let readings: SegmentReadings;
  let lists: string[];
  before(async () => {
    server = await startSandbox();
  });
  after(() => server.close());
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readings-'));
    accounts = new Shown();
    server.control.resetCounts();
    readings = new SegmentReadings({
      accounts,
      history: createHistory(folder, assert.fail),
      isAutomatic: () => settings.readStatistics() === 'automatic',
      onDidChangeSettings: settings.onDidChange,
      lastComputation,
      log: quiet,
    });
  });
  afterEach(async () => {
    readings.dispose();
    server.control.clearFaults();
    await configure('readStatistics', undefined);
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const requests = (): number => requestCount(server, 'statistics');
  const nothingMore = async (): Promise<void> => {
    await settled();
    const before = requests();
    await turns();
    assert.equal(requests(), before);
  };
  const show = async (account: AccountHandle): Promise<readonly Segment[]> => {
    const segments = await account.client.allSegments(account.accountId, {});
    lists = segments.flatMap(({ id, type }) => (type === 'ContactList' ? id : []));
    accounts.show(account);
    readings.follow(account, segments);
    return segments;
  };

  it('arrive for every contact list of an account that has few segments', async () => {
    const account = handleOf(server);
    const segments = (await account.client.allSegments(account.accountId, {})).slice(0, 20);
    lists = segments.flatMap(({ id, type }) => (type === 'ContactList' ? id : []));
    accounts.show(account);
    readings.follow(account, segments, []);
    await waitUntil('all are known', () =>
      lists.every((id) => readings.sizeOf(account, id).reading?.numberOfIdentifiers !== undefined),
    );
    await nothingMore();
    assert.equal(requests(), lists.length);
  });

  it('are requested on a live account unless the setting says otherwise', async () => {
    await configure('readStatistics', 'onDemand');
    const account = handleOf(server, { sandbox: false });
    await show(account);
    await nothingMore();
    assert.equal(requests(), 0);
    assert.deepEqual(readings.progress(account), { unread: lists.length, isOnScreen: true });
    // A person may still ask for one.
    await readings.read(account, lists[0]);
    assert.equal(requests(), 1);
    await configure('readStatistics', 'sometimes');
    await nothingMore();
    assert.equal(requests(), 1, 'nor by a value that doesn’t exist');
    await configure('readStatistics', undefined);
    await waitUntil('another is requested', () => requests() > 1);
  });

  it('end with the first response that forbids them', async () => {
    server.control.addFaults({ fault: '403', operation: 'statistics', times: 100 });
    await show(handleOf(server, { sandbox: false }));
    await waitUntil('one is requested', () => requests() > 0);
    await nothingMore();
    assert.equal(requests(), 1);
  });

  it('of many segments are those on screen, 20 at first, and then a wait', async function () {
    this.timeout(120_000);
    const account = handleOf(server, { sandbox: false });
    server.control.seed({ segments: share(10_000), accountId: server.accountId, prefix: 'Mass' });
    const segments = await show(account);
    readings.follow(account, segments, segments.slice(0, 60));
    await waitUntil('the first minute’s requests', () => requests() >= 20, 60_000);
    await nothingMore();
    assert.equal(requests(), 20);
    assert.equal(readings.progress(account).reading?.done, 20);
  });
});
