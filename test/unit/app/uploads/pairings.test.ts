import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Segment } from '../../../../src/api/apiTypes';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import type { SegmentList } from '../../../../src/app/segments/segmentList';
import type { KeyValueStore } from '../../../../src/app/state';
import type { FileChoice } from '../../../../src/app/uploads/choices';
import {
  filePattern,
  Pairings,
  rememberedSegment,
  rememberedType,
} from '../../../../src/app/uploads/pairings';
import { Failure } from '../../../../src/common/failure';
import { OutsideText } from '../../../../src/common/outsideText';
import { DEFAULT_OPTIONS, type Plan, type UploadOptions } from '../../../../src/upload/uploadTypes';

const account = { key: 'k', accountId: '18' } as AccountHandle;
const segment = { id: '7', contactList: { identifierType: 'Email' } } as Segment;
const into = { account, segment };
const options: UploadOptions = {
  ...DEFAULT_OPTIONS,
  operation: 'remove',
  forms: 'all',
  hash: 'md5',
};
const plan = (
  columns: string[] | undefined,
  { column = 1, header = true, hash = options.hash } = {},
): Plan =>
  ({
    options: { ...options, hash },
    files: [{ columns, column, dialect: { header } }],
  }) as Plan;
const chosen = (name: string): FileChoice => ({
  uri: `file:///work/${name}`,
  dialect: { delimiter: ';' },
});
const file = (name: string): OutsideText => OutsideText.name(name);
const answered = (status: number): ApiError =>
  new ApiError('', {
    kind: 'api',
    operation: 'search',
    status,
    outcome: 'notDone',
    retryable: false,
  });

function memory(): KeyValueStore {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
}

describe('what is remembered of an upload', () => {
  let pairings: Pairings;
  beforeEach(async () => {
    pairings = new Pairings(memory());
    await pairings.keep([chosen('vip-2026-03-04.csv')], into, plan(['id', 'mail']));
  });

  const accounts = (shown: AccountHandle | undefined): Pick<Accounts, 'require' | 'byKey'> => ({
    require: () => Promise.resolve(account),
    byKey: (key) => (key === shown?.key ? shown : undefined),
  });
  const remembered = (
    name: string,
    search: () => Promise<Segment[]> = () => Promise.resolve([segment]),
    shown: AccountHandle | undefined = account,
  ): ReturnType<typeof rememberedSegment> =>
    rememberedSegment(file(name), pairings, accounts(shown), { search });

  it('is what was chosen, for next month’s file too, and for no other', async () => {
    const known = {
      into: { account, segmentId: '7' },
      operation: 'remove',
      forms: 'all',
      hash: 'md5',
      column: 'mail',
      dialect: { delimiter: ';' },
    };
    assert.deepEqual(await remembered('vip-2026-04-01.csv'), known);
    assert.deepEqual(await remembered('lapsed-2026-04-01.csv'), {});
  });

  it('is how the file is read alone, once its segment is gone', async () => {
    const rest = { dialect: { delimiter: ';' }, hash: 'md5' };
    const name = 'vip-2026-04-01.csv';
    assert.deepEqual(await remembered(name, () => Promise.resolve([])), rest);
    const missing = answered(404);
    assert.deepEqual(await remembered(name, () => Promise.reject(missing)), rest);
    const broken = answered(500);
    await assert.rejects(
      remembered(name, () => Promise.reject(broken)),
      ApiError,
    );
    // "None" may be of a type that is never hashed.
    await pairings.keep([chosen(name)], into, plan(undefined, { hash: 'none' }));
    assert.deepEqual(await remembered(name, () => Promise.resolve([])), { dialect: rest.dialect });
  });

  it('is rejected if its account isn’t shown', async () => {
    const other = { ...account, key: 'other' } as AccountHandle;
    await assert.rejects(
      remembered('vip-2026-04-01.csv', undefined, other),
      (error) => error instanceof Failure && error.code === 'unknown-account',
    );
  });

  it('has the type of the segment, if account and segment are still known', () => {
    const list = (found?: Segment): Pick<SegmentList, 'find'> => ({ find: () => found });
    const pairing = pairings.of(file('vip-1.csv'));
    assert.equal(rememberedType(pairing, accounts(account), list(segment)), 'Email');
    assert.equal(rememberedType(pairing, accounts(account), list()), undefined);
    assert.equal(rememberedType(pairing, accounts(undefined), list(segment)), undefined);
    assert.equal(rememberedType(undefined, accounts(account), list(segment)), undefined);
  });

  it('goes with its account', async () => {
    await pairings.forget('another');
    assert.ok(pairings.of(file('vip-1.csv')));
    await pairings.forget('k');
    assert.equal(pairings.of(file('vip-1.csv')), undefined);
  });

  it('has the column by its name, where that is one', async () => {
    const kept = async (...of: Parameters<typeof plan>): Promise<string | number | undefined> => {
      await pairings.keep([chosen('vip-1.csv')], into, plan(...of));
      return pairings.of(file('vip-2.csv'))?.column;
    };
    assert.equal(await kept(['id', 'mail']), 'mail');
    assert.equal(await kept(['mail', 'mail']), 1);
    assert.equal(await kept(['id', ' ']), 1);
    assert.equal(await kept(undefined, { header: false }), 1);
  });

  it('is of each of several files, its own column and how it is read', async () => {
    const several = {
      options,
      files: ['mail', 'hem'].map((name) => ({
        columns: ['id', name],
        column: 1,
        dialect: { header: true },
      })),
    } as Plan;
    await pairings.keep([chosen('one-1.csv'), { uri: 'file:///two-1.csv' }], into, several);
    const [one, two] = ['one-2.csv', 'two-2.csv'].map((name) => pairings.of(file(name)));
    assert.deepEqual([one?.column, one?.dialect], ['mail', { delimiter: ';' }]);
    assert.deepEqual([two?.column, two?.dialect], ['hem', undefined]);
  });
});

describe('a file name’s pattern', () => {
  it('ignores dates, times and counters, and nothing else', () => {
    const pattern = filePattern(OutsideText.name('Customers-2026-03-04.csv'));
    for (const name of [
      'customers-2026-04-01.csv',
      'customers-20260401.csv',
      'customers-2026-04-01 (1).csv',
      'customers-2026-04-01_12-30-00.csv',
      'Customers-1.csv',
    ])
      assert.equal(filePattern(OutsideText.name(name)), pattern, name);
    for (const name of ['customers-2026-04-01.tsv', 'optout-2026-04-01.csv', 'customers.csv'])
      assert.notEqual(filePattern(OutsideText.name(name)), pattern, name);
  });
});
