import assert from 'node:assert/strict';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import type { History } from '../../../../src/app/segments/history';
import { ScheduledReadings } from '../../../../src/app/uploads/scheduledReadings';
import { waitUntil } from '../../../support/waitUntil';
import { Store } from '../accounts/ports';
import { account } from '../segments/segments';

const KEY = 'criteoAudiences.laterReadings';
const UPLOADED = Date.parse('2026-03-04T09:00:00Z');
const DUE = Date.parse('2026-03-04T12:10:00Z');

describe('scheduled readings', () => {
  let store: Store;
  let read: string[];
  const handles: AccountHandle[] = ['a', 'b'].map((key) =>
    account(
      {
        statistics: async (_, segmentId) => {
          read.push(`${key} ${segmentId}`);
          if (segmentId === '404') throw new Error('gone');
          return { segmentId };
        },
      },
      { key },
    ),
  );
  const open = (): ScheduledReadings =>
    new ScheduledReadings(
      store,
      { byKey: (key: string) => handles.find((one) => one.key === key) } as Accounts,
      { add: async () => undefined } as Partial<History> as History,
    );
  const stored = (): unknown => store.get(KEY);
  beforeEach(() => ([store, read] = [new Store(), []]));

  it('are due ten minutes after the next computation, once per segment', async () => {
    const readings = open();
    await readings.add(handles[0], '7', UPLOADED - 24 * 3600_000);
    await readings.add(handles[0], '7', UPLOADED);
    assert.deepEqual(stored(), [{ accountKey: 'a', segmentId: '7', at: DUE }]);
    readings.dispose();
  });

  it('are forgotten with their account', async () => {
    const readings = open();
    await readings.add(handles[0], '7', UPLOADED);
    await readings.add(handles[1], '7', UPLOADED);
    await readings.forget('a');
    assert.deepEqual(stored(), [{ accountKey: 'b', segmentId: '7', at: DUE }]);
    readings.dispose();
  });

  describe('at their time', () => {
    const { setTimeout: realTimeout } = globalThis;
    const delays: number[] = [];
    beforeEach(() => {
      delays.length = 0;
      // The first timer runs at once; any later one never.
      globalThis.setTimeout = ((work: () => void, delay = 0) => {
        delays.push(delay);
        return realTimeout(delays.length === 1 ? work : () => undefined, 0);
      }) as typeof setTimeout;
    });
    afterEach(() => (globalThis.setTimeout = realTimeout));

    it('are taken, but not those that are too old or of a hidden account, and not at once', async () => {
      const now = Date.now();
      const due = (accountKey: string, segmentId: string, ago: number) => ({
        accountKey,
        segmentId,
        at: now - ago,
      });
      const later = due('a', '5', -3600_000);
      await store.update(KEY, [
        due('a', '404', 1000),
        due('a', '1', 1000),
        due('b', '2', 25 * 3600_000),
        due('hidden', '3', 1000),
        later,
        'not a reading',
      ]);
      const readings = open();
      assert.deepEqual(delays, [60_000], 'starting the editor sends no request');
      globalThis.setTimeout = realTimeout;
      await waitUntil('they are taken', () => read.length === 2);
      assert.deepEqual(read, ['a 404', 'a 1'], 'one that fails doesn’t stop the others');
      assert.deepEqual(stored(), [later]);
      readings.dispose();
    });
  });
});
