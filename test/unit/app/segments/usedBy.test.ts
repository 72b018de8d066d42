import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Audience } from '../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { UsedBy } from '../../../../src/app/segments/usedBy';

describe('the audiences that use a segment', () => {
  const asked: string[] = [];
  let answer: () => Promise<Audience[]> = async () => [];
  const account = {
    key: 'k',
    accountId: '1',
    client: {
      audiencesUsing: (_: string, ids: string[]) => {
        asked.push(...ids);
        return answer();
      },
    },
  } as unknown as AccountHandle;
  beforeEach(() => {
    asked.length = 0;
    answer = async () => [];
  });

  it('are asked for once, also by two at a time, until five minutes have passed', async () => {
    let now = 1_000_000;
    const usedBy = new UsedBy(() => now);
    await Promise.all([usedBy.of(account, '5'), usedBy.of(account, '5')]);
    now += 299_999;
    assert.deepEqual(await usedBy.of(account, '5'), []);
    assert.deepEqual(asked, ['5']);
    now += 1;
    await usedBy.of(account, '5');
    assert.deepEqual(asked, ['5', '5']);
  });

  it('are asked for again after a failure and after a refresh', async () => {
    const usedBy = new UsedBy(() => 0);
    answer = () =>
      Promise.reject(
        new ApiError('down', {
          kind: 'api',
          operation: 'audiences',
          outcome: 'notDone',
          retryable: true,
        }),
      );
    assert.equal(await usedBy.of(account, '5'), undefined);
    answer = async () => [];
    assert.deepEqual(await usedBy.of(account, '5'), []);
    usedBy.forget(account);
    await usedBy.of(account, '5');
    assert.deepEqual(asked, ['5', '5', '5']);
  });
});
