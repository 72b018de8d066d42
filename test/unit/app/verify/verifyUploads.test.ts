import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { createHistory } from '../../../../src/app/segments/history';
import { namesIn } from '../../../../src/app/verify/verifyNames';
import { VerifyRecord } from '../../../../src/app/verify/verifyRecord';
import { verifyOne, type VerifySources } from '../../../../src/app/verify/verifyUploads';
import { OutsideText } from '../../../../src/common/outsideText';
import { segment } from '../segments/segments';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const account = {
  ...{ key: 'account', accountId: '1', origin: 'https://api' },
  label: OutsideText.name('Grocer'),
} as AccountHandle;

describe('one segment', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'criteo-verify-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('is verified by what is known, with how many others of its retailer fell at the same time', async () => {
    const history = createHistory(folder, () => assert.fail());
    const sources: VerifySources = {
      ...{ history, sentTo: () => undefined },
      jobs: () => [],
      receipt: async () => undefined,
      // The last one isn't known.
      named: namesIn({
        find: (_, id) =>
          id === '6' ? undefined : segment(id, { retailerId: id === '5' ? '13' : '12' }),
      }),
    };
    const add = (id: string, hour: number, numberOfIdentifiers?: number): Promise<void> =>
      history.add(account, id, {
        at: START + hour * HOUR,
        ...(numberOfIdentifiers === undefined
          ? { kind: 'upload', operation: 'add', accepted: 10 }
          : { kind: 'reading', numberOfIdentifiers }),
      });
    // 1 to 3 fell at noon, 4 a day later, 5 is of another retailer; of 7, nothing was sent.
    for (const [id, hour] of ['1', '2', '3', '4', '5', '6', '7'].map(
      (one) => [one, one === '4' ? 36.5 : 12.5] as const,
    )) {
      if (id !== '7') await add(id, 0);
      await add(id, 6, 9000);
      await add(id, hour, 4000);
    }
    const of = (id: string): ReturnType<typeof verifyOne> => verifyOne(sources, account, id);
    const found = await of('1');
    assert.deepEqual([found?.state, found?.othersFell], ['unexplained-fall', 2]);
    assert.equal((await of('4'))?.othersFell, undefined);
    assert.equal((await of('6'))?.state, 'unexplained-fall');
    assert.equal(await of('7'), undefined);
    await new VerifyRecord(history).explain(account.key, found ?? assert.fail());
    assert.notEqual((await of('1'))?.state, 'unexplained-fall');
    history.dispose();
  });
});
