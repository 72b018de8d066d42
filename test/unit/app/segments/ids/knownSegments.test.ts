import assert from 'node:assert/strict';
import type { Segment } from '../../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import { KnownSegments } from '../../../../../src/app/segments/ids/knownSegments';

const account = (key: string): AccountHandle => ({ key, accountId: key }) as AccountHandle;
const segment = (id: string): Segment => ({ id, channels: [], json: () => '' });

describe('the segments known on this machine', () => {
  let shown: AccountHandle[];
  let loaded: Record<string, string[]>;
  let complete: string[];
  let stored: Record<string, string[]>;
  let reads: string[];
  let known: KnownSegments;
  beforeEach(() => {
    shown = [account('a'), account('b')];
    [loaded, complete, stored, reads] = [{}, [], {}, []];
    known = new KnownSegments(
      { shown: () => shown },
      {
        find: ({ key }, id) => (loaded[key]?.includes(id) ? segment(id) : undefined),
        complete: ({ key }) => complete.includes(key),
      },
      { of: (key) => (key === 'b' ? ['7'] : []) },
      {
        segments: async (key) => {
          reads.push(key);
          const ids = stored[key];
          if (!ids) throw new Error('unreadable');
          return ids;
        },
      },
    );
  });
  const found = async (id: string): Promise<string | undefined> => {
    const one = (await known.lookUp())(id);
    return one && `${one.account.key}${one.segment ? ' loaded' : ''}`;
  };

  it('are those loaded, recently used, or with a history, of the accounts shown', async () => {
    loaded = { b: ['1'], c: ['9'] };
    stored = { a: ['2'] };
    assert.equal(await found('1'), 'b loaded');
    assert.equal(await found('2'), 'a');
    assert.equal(await found('7'), 'b', 'recently used, though its history can’t be read');
    assert.equal(await found('9'), undefined, 'of an account that isn’t shown');
    shown = [];
    assert.equal(await found('1'), undefined);
  });

  it('are no longer those of a complete list that lacks them', async () => {
    stored = { a: ['2'], b: [] };
    complete = ['a'];
    assert.equal(await found('2'), undefined);
    loaded = { a: ['2'] };
    assert.equal(await found('2'), 'a loaded');
  });

  it('read an account’s history once, until it changes', async () => {
    stored = { a: ['2'], b: [] };
    await found('2');
    stored = { a: ['2', '3'], b: [] };
    assert.equal(await found('3'), undefined);
    assert.deepEqual(reads, ['a', 'b']);
    known.historyChanged('a');
    assert.equal(await found('3'), 'a');
    assert.deepEqual(reads, ['a', 'b', 'a']);
  });
});
