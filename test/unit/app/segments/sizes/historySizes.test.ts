import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import {
  plainSize,
  sizeByEntries,
  sizesInHistory,
} from '../../../../../src/app/segments/sizes/historySizes';

const NOW = Date.parse('2026-05-04T09:50:00Z');
const READ: HistoryEntry = {
  at: Date.parse('2026-05-04T00:12:00Z'),
  kind: 'reading',
  numberOfIdentifiers: 5000,
};
const upload = (operation: HistoryEntry['operation'], accepted: number): HistoryEntry => ({
  ...{ at: NOW - 3_600_000, kind: 'upload', operation, accepted },
});

describe('the sizes of segments by their history', () => {
  it('have for programs what was read, what was sent since, and the range', () => {
    const plain = (...entries: HistoryEntry[]) => plainSize(sizeByEntries(entries, NOW));
    const read = { identifiers: 5000, at: '2026-05-04T00:12:00.000Z' };
    assert.deepEqual(plain(READ, upload('add', 4263)), {
      ...{ read, pending: { added: 4263, removed: 0, uploads: 1 } },
      ...{ atLeast: 5000, atMost: 9263 },
    });
    assert.deepEqual(plain(READ, upload('replace', 960), upload('add', 40)), {
      ...{ read, pending: { added: 40, removed: 0, replacedWith: 960, uploads: 2 } },
      ...{ atLeast: 960, atMost: 1000 },
    });
    assert.deepEqual(plain(upload('add', 600)), {
      pending: { added: 600, removed: 0, uploads: 1 },
      atLeast: 600,
    });
  });

  it('are there for the segments that have one, and no file of others is read', async () => {
    const asked: string[] = [];
    const history = {
      segments: async () => ['a', 'other'],
      of: async (_: AccountHandle, id: string) => (asked.push(id), [READ]),
    };
    const account = { key: 'k' } as AccountHandle;
    const sizes = await sizesInHistory(history, account, ['a', 'b'], NOW);
    assert.deepEqual([...sizes.keys()], ['a']);
    assert.equal(sizes.get('a')?.atMost, 5000);
    assert.deepEqual(asked, ['a']);
  });
});
