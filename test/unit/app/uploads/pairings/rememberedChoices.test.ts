import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/apiError';
import type { Segment } from '../../../../../src/api/apiTypes';
import type { AccountHandle, Accounts } from '../../../../../src/app/accounts/account';
import type { SegmentList } from '../../../../../src/app/segments/segmentList';
import type { Pairing } from '../../../../../src/app/uploads/pairings/pairing';
import {
  choicesOfPairing,
  rememberedType,
} from '../../../../../src/app/uploads/pairings/rememberedChoices';
import { Failure } from '../../../../../src/common/failure';

const account = { key: 'k', accountId: '18' } as AccountHandle;
const segment = { id: '7', contactList: { identifierType: 'Email' } } as Segment;
const PAIRING: Pairing = {
  pattern: 'vip-*.csv',
  accountKey: 'k',
  accountId: '18',
  segmentId: '7',
  operation: 'update',
  formats: 'all',
  hash: 'md5',
  columns: ['mail'],
  delimiter: ';',
};
const accounts = (
  shown: AccountHandle | undefined,
): Pick<Accounts, 'require' | 'byKey' | 'shown'> => ({
  require: () => Promise.resolve(account),
  byKey: (key) => (key === shown?.key ? shown : undefined),
  shown: () => (shown ? [shown] : []),
});
const answered = (status: number): ApiError =>
  new ApiError('', {
    kind: 'api',
    operation: 'search',
    status,
    outcome: 'notDone',
    retryable: false,
  });

describe('the choices of a pairing', () => {
  const choices = (
    search: () => Promise<Segment[]> = () => Promise.resolve([segment]),
    shown: AccountHandle | undefined = account,
    pairing = PAIRING,
  ): ReturnType<typeof choicesOfPairing> => choicesOfPairing(pairing, accounts(shown), { search });

  it('are what was chosen', async () => {
    assert.deepEqual(await choices(), {
      into: { account, segmentId: '7' },
      operation: 'update',
      formats: 'all',
      hash: 'md5',
      reading: { columns: ['mail'], delimiter: ';' },
    });
  });

  it('of a team are those of the account with its ID, in any session', async () => {
    const { accountKey, ...shared } = PAIRING;
    assert.equal(accountKey, 'k');
    assert.deepEqual((await choices(undefined, undefined, shared)).into, {
      account,
      segmentId: '7',
    });
    const other = { ...account, key: 'other' } as AccountHandle;
    assert.deepEqual((await choices(undefined, other, shared)).into?.account, other);
  });

  it('are how the file is read alone, once its segment is gone', async () => {
    const rest = { reading: { delimiter: ';' }, hash: 'md5' };
    assert.deepEqual(await choices(() => Promise.resolve([])), rest);
    assert.deepEqual(await choices(() => Promise.reject(answered(404))), rest);
    await assert.rejects(
      choices(() => Promise.reject(answered(500))),
      ApiError,
    );
    // "None" may be of a type that is never hashed.
    assert.deepEqual(
      await choices(() => Promise.resolve([]), account, { ...PAIRING, hash: 'none' }),
      { reading: rest.reading },
    );
  });

  it('are rejected if their account isn’t shown', async () => {
    const other = { ...account, key: 'other' } as AccountHandle;
    await assert.rejects(
      choices(undefined, other),
      (error) => error instanceof Failure && error.code === 'unknown-account',
    );
  });

  it('have the type of the segment, if account and segment are still known', () => {
    const list = (found?: Segment): Pick<SegmentList, 'find'> => ({ find: () => found });
    assert.equal(rememberedType(PAIRING, accounts(account), list(segment)), 'Email');
    assert.equal(rememberedType(PAIRING, accounts(account), list()), undefined);
    assert.equal(rememberedType(PAIRING, accounts(undefined), list(segment)), undefined);
    assert.equal(rememberedType(undefined, accounts(account), list(segment)), undefined);
  });
});
