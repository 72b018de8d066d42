import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { createHistory, type HistoryEntry } from '../../../../src/app/segments/history';
import { VerifyNotices } from '../../../../src/app/verify/verifyNotices';
import { VerifyRecord } from '../../../../src/app/verify/verifyRecord';
import { noticeText } from '../../../../src/app/verify/verifyTexts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const account = { key: 'account', accountId: '1', origin: 'https://api' } as AccountHandle;

describe('notices of segments that aren’t as expected', () => {
  let folder: string;
  let now = START;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'criteo-verify-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  /** A window with this state folder, and what it told. */
  function open() {
    const history = createHistory(folder, () => assert.fail());
    const told: string[] = [];
    const notices = new VerifyNotices(
      {
        ...{ history, sentTo: () => undefined, accounts: { byKey: () => account } },
        jobs: () => [],
        receipt: async () => undefined,
        named: async (_, ids) => new Map(ids.map((id) => [id, { name: `S${id}` }])),
      },
      (_, segments) => told.push(noticeText(segments)),
      () => now,
    );
    return { history, told, notices };
  }

  it('are one for all, once for each change of a state, over windows, restarts and recoveries', async () => {
    let [one, other] = [open(), open()];
    const add = (id: number, entry: Omit<HistoryEntry, 'at'>): Promise<void> =>
      one.history.add(account, String(id), { at: now, ...entry });
    const reads = async (hour: number, ...sizes: (number | [number, number])[]): Promise<void> => {
      now = START + hour * HOUR;
      for (const [index, size] of sizes.entries()) {
        const [numberOfIdentifiers, matchRate] = [size, 0.5].flat();
        await add(index + 1, { kind: 'reading', numberOfIdentifiers, matchRate });
        // Another window knows of it, too.
        await other.history.add(account, String(index + 1), {
          ...{ at: now, kind: 'reading', numberOfIdentifiers, matchRate },
        });
      }
      await Promise.all([one.notices.look(), other.notices.look()]);
    };
    const said = (): string[] => [...one.told.splice(0), ...other.told.splice(0)];

    await reads(5.2, 10_000, 10_000, 10_000);
    assert.deepEqual(said(), [], 'nothing was sent');
    now = START + 20 * HOUR;
    for (const id of [1, 2, 3])
      await add(id, { kind: 'upload', operation: 'add', accepted: 2000, jobId: `j${id}` });
    await reads(21, 10_000, 10_000, 10_000);
    assert.deepEqual(said(), [], 'not computed yet');
    // The first computation: one grew, one fell, one matches nobody.
    await reads(29.2, 11_000, 4_000, [11_000, 0]);
    assert.deepEqual(said(), [
      '2 segments aren’t as expected: S2 (Unexplained fall), S3 (Matches almost nobody)',
    ]);
    await reads(41.2, 11_000, 4_000, [11_000, 0]);
    assert.deepEqual(said(), [], 'the same states');
    // The next start of the windows.
    [one, other] = [open(), open()];
    await reads(53.2, 11_000, 4_000, [11_000, 0]);
    assert.deepEqual(said(), [], 'told before');
    await reads(65.2, 11_000, 11_000, [11_000, 0.4]);
    assert.deepEqual(said(), [], 'over');
    await reads(77.2, 0, 11_000, [11_000, 0]);
    assert.deepEqual(said(), [
      '2 segments aren’t as expected: S1 (Unexplained fall), S3 (Matches almost nobody)',
    ]);
    now = START + 78 * HOUR;
    await new VerifyRecord(one.history).explain(
      account.key,
      { segmentId: '1', state: 'unexplained-fall' },
      now,
    );
    await reads(89.2, 0, 11_000, [11_000, 0]);
    assert.deepEqual(said(), [], 'explained');
    now = START + 92 * HOUR;
    await add(2, { kind: 'upload', operation: 'add', accepted: 5000, jobId: 'j4' });
    await reads(101.2, 0, 11_000, [11_000, 0]);
    assert.deepEqual(said(), [], 'one computation');
    await reads(113.2, 0, 11_000, [11_000, 0]);
    assert.deepEqual(said(), ['1 segment isn’t as expected: S2 (Did not grow)']);
    await reads(125.2, 0, 15_000, [11_000, 0.5]);
    assert.deepEqual(said(), [], 'over');
  });

  it('name three, and how many more', () => {
    const segments = [1, 2, 3, 4, 5].map((id) => ({
      ...{ segmentId: String(id), state: 'did-not-grow' as const },
    }));
    assert.equal(
      noticeText(segments),
      '5 segments aren’t as expected: 1 (Did not grow), 2 (Did not grow), 3 (Did not grow), 2 more',
    );
  });
});
